// Chips: the usual questions to add, and every present term to take away.
import { Check, ChevronDown, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Popover, Skeleton } from '@/components';
import { type Share, useCommand } from '@/ipc';
import { cx } from '@/lib/cx';
import { count } from '@/lib/format';
import { termsOf, toggleTerm, toggleValue, valuesOf, withoutTerm } from './terms';

export interface ChipsProps {
  query: string;
  onQuery: (query: string) => void;
}

const LISTS = [
  { field: 'status', label: 'Status', of: 'byStatus' },
  { field: 'tier', label: 'Tier', of: 'byTier' },
  { field: 'rung', label: 'Rung', of: 'byRung' },
  { field: 'region', label: 'Region', of: 'byRegion' },
] as const;

const QUICK = [
  { text: 'usage>80%', label: 'Usage > 80 %' },
  { text: 'usage>100%', label: 'Over limit' },
  { text: 'expires<30d', label: 'Expiring in 30 d' },
] as const;

export function FilterChips({ query, onQuery }: ChipsProps) {
  const others = termsOf(query).filter(({ text, field }) => !isQuick(text) && !isListed(query, field));
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1" data-testid="chips">
      {LISTS.map(({ field, label, of }) => (
        <ListChip key={field} {...{ field, label, of, query, onQuery }} />
      ))}
      {QUICK.map(({ text, label }) => {
        const on = termsOf(query).some((term) => term.text === text);
        return (
          <button
            key={text}
            type="button"
            aria-pressed={on}
            title={text}
            onClick={() => onQuery(toggleTerm(query, text))}
            className={chip(on)}
          >
            {label}
            {on && <X size={12} aria-hidden />}
          </button>
        );
      })}
      {others.map(({ text }) => (
        <Removable key={text} text={text} onRemove={() => onQuery(withoutTerm(query, text))} />
      ))}
    </div>
  );
}

function isQuick(text: string): boolean {
  return QUICK.some((quick) => quick.text === text);
}

/** Shown by the chip of its list; a negated one is not. */
function isListed(query: string, field: string | null): boolean {
  return LISTS.some((list) => list.field === field) && field !== null && valuesOf(query, field).length > 0;
}

function chip(on: boolean): string {
  return cx(
    'inline-flex h-6 items-center gap-1 rounded-full border px-2 text-xs whitespace-nowrap',
    on
      ? 'border-accent bg-accent-soft font-medium text-accent-text'
      : 'border-line-strong text-ink-2 hover:bg-hover hover:text-ink',
  );
}

function Removable({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <button type="button" onClick={onRemove} aria-label={`Remove ${text}`} className={chip(true)}>
      <span className="foreign max-w-48 truncate font-mono">{text}</span>
      <X size={12} aria-hidden />
    </button>
  );
}

interface ListChipProps extends ChipsProps {
  field: string;
  label: string;
  of: (typeof LISTS)[number]['of'];
}

function ListChip({ field, label, of, query, onQuery }: ListChipProps) {
  const [open, setOpen] = useState(false);
  const values = valuesOf(query, field);
  const on = values.length > 0;
  const trigger = (
    <button type="button" className={chip(on)} data-testid={`chip-${field}`}>
      <span className="foreign max-w-56 truncate">{on ? `${label}: ${values.join(', ')}` : label}</span>
      <ChevronDown size={12} aria-hidden />
    </button>
  );
  return (
    <Popover trigger={trigger} label={label} open={open} onOpenChange={setOpen}>
      <Values of={of} values={values} onToggle={(value) => onQuery(toggleValue(query, field, value))}>
        {on && (
          <button
            type="button"
            onClick={() => onQuery(withoutTerm(query, `${field}:${values.join(',')}`))}
            className="mt-1 w-full border-t pt-2 text-left text-xs text-accent-text hover:underline"
          >
            Any {label.toLowerCase()}
          </button>
        )}
      </Values>
    </Popover>
  );
}

interface ValuesProps {
  of: ListChipProps['of'];
  values: readonly string[];
  onToggle: (value: string) => void;
  children: ReactNode;
}

/** The values that occur in the fleet, with how many tenants have each. */
function Values({ of, values, onToggle, children }: ValuesProps) {
  const { data, error } = useCommand('fleet_status', {});
  if (!data && error) return <p className="max-w-56 text-xs text-bad-text">{error.message}</p>;
  if (!data) {
    return (
      <div className="flex flex-col gap-2.5 py-1" role="status" aria-label="Loading">
        {['w-24', 'w-32', 'w-20', 'w-28'].map((width) => (
          <Skeleton key={width} className={cx('h-2.5', width)} />
        ))}
      </div>
    );
  }
  return (
    <div className="-m-1 flex max-h-80 flex-col overflow-y-auto">
      {withPresent(data[of], values).map(({ label, count: tenants }) => (
        <button
          key={label}
          type="button"
          aria-pressed={values.includes(label)}
          onClick={() => onToggle(label)}
          className="flex items-center gap-2 rounded-sm px-1.5 py-1 text-left text-sm outline-offset-[-2px] hover:bg-hover"
        >
          <Check
            size={13}
            aria-hidden
            className={cx('text-accent-text', !values.includes(label) && 'invisible')}
          />
          <span className="foreign flex-1 truncate">{label}</span>
          <span className="text-xs text-ink-3">{tenants && count(tenants)}</span>
        </button>
      ))}
      {children}
    </div>
  );
}

/** A value that was written by hand can be taken away here too. */
function withPresent(shares: readonly Share[], values: readonly string[]): Pick<Share, 'label' | 'count'>[] {
  const unknown = values.filter((value) => !shares.some(({ label }) => label === value));
  return [...unknown.map((label) => ({ label, count: '' })), ...shares];
}
