import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, Input, Select } from '@/components';
import { ACTIONS, actionWords } from '@/lib/auditWords';
import { useDebounced } from '@/lib/useDebounced';
import { TimeFilter } from './TimeFilter';
import type { TrailFilter } from './useTrail';

export interface FilterBarProps {
  filter: TrailFilter;
  onChange: (change: Partial<TrailFilter>) => void;
}

const EVERY = 'every';

/** What narrows the trail; all of it lives in the route, so that a view of the trail can be sent as a link. */
export function FilterBar({ filter, onChange }: FilterBarProps) {
  const actions = filter.action && !ACTIONS.includes(filter.action) ? [...ACTIONS, filter.action] : ACTIONS;
  const any = Object.values(filter).some(Boolean);
  return (
    <search
      className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2"
      aria-label="Filter the trail"
    >
      <TextFilter
        label="Who"
        value={filter.who}
        onChange={(who) => onChange({ who })}
        className="w-32"
        id="audit-who"
      />
      <TextFilter
        label="Tenant: slug or id"
        value={filter.tenant}
        onChange={(tenant) => onChange({ tenant })}
        className="w-52"
      />
      <div className="w-44">
        <Select
          aria-label="Action"
          data-testid="audit-action"
          value={filter.action ?? EVERY}
          onChange={(action) => onChange({ action: action === EVERY ? undefined : action })}
          options={[
            { value: EVERY, label: 'Every action' },
            ...actions.map((action) => ({ value: action, label: actionWords(action), hint: action })),
          ]}
        />
      </div>
      <TextFilter
        label="Ticket"
        value={filter.ticket}
        onChange={(ticket) => onChange({ ticket })}
        className="w-28"
      />
      <TimeFilter filter={filter} onChange={onChange} />
      {any && (
        <Button
          tone="quiet"
          icon={X}
          onClick={() =>
            onChange({
              who: undefined,
              tenant: undefined,
              action: undefined,
              ticket: undefined,
              since: undefined,
              until: undefined,
            })
          }
        >
          Clear
        </Button>
      )}
    </search>
  );
}

interface TextFilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  className: string;
  id?: string;
}

/** Typed text goes into the route when it stands still; what the route says from outside comes back in. */
function TextFilter({ label, value = '', onChange, className, id }: TextFilterProps) {
  const [text, setText] = useState(value);
  const settled = useDebounced(text.trim(), 250);
  useEffect(() => setText(value), [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the text's coming to rest is news
  useEffect(() => {
    if (settled !== value && settled === text.trim()) onChange(settled || undefined);
  }, [settled]);
  return (
    <div className={className}>
      <Input
        id={id}
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  );
}
