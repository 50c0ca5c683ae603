import { Field, Input, Segmented } from '@/components';
import { useNow } from '@/lib/now';
import { exact, relative } from '@/lib/time';
import { fridayEvening, localInput, utc } from './values';

export type UntilKind = 'none' | 'friday' | 'moment';

export interface Until {
  kind: UntilKind;
  /** As typed, in the viewer's zone: `2026-11-27T18:00`. */
  typed: string;
}

export type UntilValue = { at: string | null } | { wrong: string };

/** The moment that is meant, in UTC; or why it is none. */
export function readUntil({ kind, typed }: Until, now: number): UntilValue {
  if (kind === 'none') return { at: null };
  const at = kind === 'friday' ? fridayEvening(now) : new Date(typed);
  if (typed === '' && kind === 'moment') return { wrong: 'Choose the day and the time it ends.' };
  if (Number.isNaN(at.getTime())) return { wrong: 'That is no day and time.' };
  if (at.getTime() <= now)
    return { wrong: `That is past: ${relative(at.toISOString(), now)}. Choose a moment still to come.` };
  return { at: utc(at) };
}

const KINDS = [
  { value: 'none', label: 'Until cleared' },
  { value: 'friday', label: 'Friday 18:00' },
  { value: 'moment', label: 'Until…' },
] as const;

export interface UntilFieldProps {
  value: Until;
  onChange: (value: Until) => void;
  /** From the database. */
  error: string | undefined;
}

/** When an override lapses: chosen in the viewer's zone, sent and shown in UTC. */
export function UntilField({ value, onChange, error }: UntilFieldProps) {
  const now = useNow(1000);
  const read = readUntil(value, now);
  const wrong = error ?? ('wrong' in read && value.typed !== '' ? read.wrong : undefined);
  const choose = (kind: UntilKind) =>
    onChange({
      kind,
      typed: kind === 'moment' ? value.typed || localInput(fridayEvening(now)) : value.typed,
    });
  return (
    <div className="flex flex-col gap-2" data-testid="act-until">
      <Segmented label="Ends" name="act-until" value={value.kind} onChange={choose} segments={KINDS} />
      {value.kind === 'moment' ? (
        <Field label="Day and time, your zone" name="until" error={wrong} className="max-w-64">
          <Input
            type="datetime-local"
            data-testid="act-until-at"
            value={value.typed}
            onChange={(event) => onChange({ kind: 'moment', typed: event.target.value })}
          />
        </Field>
      ) : (
        error && (
          <p role="alert" data-testid="error-until" className="text-xs text-bad-text">
            {error}
          </p>
        )
      )}
      <Exact read={read} now={now} />
    </div>
  );
}

function Exact({ read, now }: { read: UntilValue; now: number }) {
  if ('wrong' in read) return null;
  if (read.at === null)
    return <p className="text-xs text-ink-3">It stays in force until somebody clears it.</p>;
  return (
    <p className="selectable text-xs text-ink-2" data-testid="act-until-utc">
      {exact(read.at)}, {relative(read.at, now)} · <span className="font-mono">{read.at}</span>
    </p>
  );
}
