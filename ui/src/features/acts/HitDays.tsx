import type { Rehearsal, RehearsedLimit } from '@/ipc';
import { plural, UNLIMITED } from '@/lib/format';

const DAY = 86_400_000;
const SHORT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** On which days a limit would have been hit: how often, when, and a strip with a mark a day. */
export function HitDays({ rehearsed, rehearsal }: { rehearsed: RehearsedLimit; rehearsal: Rehearsal }) {
  if (rehearsed.limit === UNLIMITED) return <span className="text-ink-3">never: unlimited</span>;
  const { hitDays } = rehearsed;
  if (hitDays.length === 0) return <span className="text-ink-3">never</span>;
  return (
    <span className="flex flex-col gap-1">
      <span className="text-bad-text">
        on {plural(hitDays.length, 'day')}, <span className="text-xs">{whenOf(hitDays)}</span>
      </span>
      <Strip hitDays={hitDays} days={rehearsal.days} />
    </span>
  );
}

/** The first and the last; the table says the rest. */
export function whenOf(hitDays: readonly string[]): string {
  const [first, last] = [hitDays[0], hitDays.at(-1)];
  if (first === undefined || last === undefined) return 'never';
  const word = (day: string) => SHORT.format(Date.parse(`${day}T00:00:00Z`));
  return first === last ? word(first) : `${word(first)} to ${word(last)}`;
}

function Strip({ hitDays, days }: { hitDays: readonly string[]; days: number }) {
  const hit = new Set(hitDays);
  const today = Date.parse(`${new Date().toISOString().slice(0, 10)}T00:00:00Z`);
  const range = Array.from({ length: days }, (_, at) =>
    new Date(today - (days - 1 - at) * DAY).toISOString().slice(0, 10),
  );
  return (
    <svg width={days * 4} height="8" aria-hidden viewBox={`0 0 ${days * 4} 8`}>
      {range.map((day, at) => (
        <rect
          key={day}
          x={at * 4}
          width="3"
          y={hit.has(day) ? 0 : 3}
          height={hit.has(day) ? 8 : 2}
          className={hit.has(day) ? 'fill-bad' : 'fill-line-strong'}
        />
      ))}
    </svg>
  );
}
