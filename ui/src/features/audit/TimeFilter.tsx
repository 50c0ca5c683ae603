import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import { Button, Field, Input, Popover } from '@/components';
import type { FilterBarProps } from './FilterBar';
import { readMoment, SPANS, typedMoment } from './moments';

/** Since and until: a span with one click, or two moments typed. */
export function TimeFilter({ filter: { since, until }, onChange }: FilterBarProps) {
  const [open, setOpen] = useState(false);
  const shown =
    since || until ? `${typedMoment(since) || 'start'} – ${typedMoment(until) || 'now'}` : 'Any time';
  const choose = (change: { since?: string; until?: string }) => {
    onChange({ since: change.since, until: change.until });
    setOpen(false);
  };
  return (
    <Popover
      label="When"
      open={open}
      onOpenChange={setOpen}
      trigger={<Button icon={CalendarClock}>{shown}</Button>}
    >
      <div className="flex flex-col gap-3">
        <div className="grid grid-cols-2 gap-1.5">
          {SPANS.map(({ label, ms }) => (
            <Button key={label} onClick={() => choose({ since: new Date(Date.now() - ms).toISOString() })}>
              {label}
            </Button>
          ))}
        </div>
        <Moments key={`${since} ${until}`} since={since} until={until} onChoose={choose} />
      </div>
    </Popover>
  );
}

interface MomentsProps {
  since: string | undefined;
  until: string | undefined;
  onChoose: (span: { since?: string; until?: string }) => void;
}

function Moments({ since, until, onChoose }: MomentsProps) {
  const [from, setFrom] = useState(typedMoment(since));
  const [to, setTo] = useState(typedMoment(until));
  const [problem, setProblem] = useState<'since' | 'until' | null>(null);
  const apply = () => {
    const [start, end] = [from.trim() && readMoment(from, 'start'), to.trim() && readMoment(to, 'end')];
    if (start === null) return setProblem('since');
    if (end === null) return setProblem('until');
    onChoose({ since: start || undefined, until: end || undefined });
  };
  const wrong = 'Write 2026-11-21 or 2026-11-21 18:00.';
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Field label="Since" name="since" error={problem === 'since' && wrong}>
        <Input
          mono
          value={from}
          placeholder="2026-11-21 18:00"
          onChange={(event) => setFrom(event.target.value)}
        />
      </Field>
      <Field label="Until" name="until" error={problem === 'until' && wrong}>
        <Input mono value={to} placeholder="now" onChange={(event) => setTo(event.target.value)} />
      </Field>
      <div className="flex justify-end gap-2">
        <Button tone="quiet" onClick={() => onChoose({})}>
          Any time
        </Button>
        <Button tone="primary" type="submit">
          Apply
        </Button>
      </div>
    </form>
  );
}
