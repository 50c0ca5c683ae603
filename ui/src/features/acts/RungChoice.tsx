import { useId } from 'react';
import { RungLadder } from '@/components';
import type { RungName, TierView } from '@/ipc';
import { cx } from '@/lib/cx';

const RUNGS: readonly { value: RungName; words: string }[] = [
  { value: 'shared', words: 'Rows in shared tables, held apart by row security. Active at once.' },
  { value: 'schema', words: 'A schema of its own in a shared database. Provisioned in seconds.' },
  { value: 'database', words: 'A database and a login of its own on a shared server.' },
  { value: 'instance', words: 'A server of its own. 10 to 15 minutes at AWS, seconds on this machine.' },
];

/** What is made for the tenant itself. */
function made(rung: Exclude<RungName, 'shared'>, tier: TierView | undefined): string {
  if (rung === 'schema') return 'Its schema is made with tables, policies and grants, in one transaction.';
  if (rung === 'database')
    return 'Its database and its login are made; the password is drawn and kept as a secret.';
  const server = tier?.instanceClass ? `: class ${tier.instanceClass}, cost ${tier.costClass}` : '';
  return `A PostgreSQL server is made${server}. About 10 to 15 minutes at AWS, seconds on this machine.`;
}

/** What follows from the choice, a sentence each. */
export function happens(rung: RungName, tier?: TierView): string[] {
  if (rung === 'shared') return ['Its row is written, and it is active at once.', 'Its page opens.'];
  return [
    'Its row is written, an operation is put on the queue, and its steps are shown.',
    made(rung, tier),
    rung === 'instance'
      ? 'The isolation is verified; only then is it active. If a step fails, what was made is taken back; if AWS refuses the credentials, it is kept for a retry.'
      : 'The isolation is verified; only then is it active. If a step fails, what was made is taken back.',
  ];
}

export interface RungChoiceProps {
  value: RungName;
  /** The rung that the chosen tier usually gets. */
  usual: RungName | undefined;
  onChange: (rung: RungName) => void;
  error: string | undefined;
}

/** The rungs side by side, each with what it is: native radios. */
export function RungChoice({ value, usual, onChange, error }: RungChoiceProps) {
  const group = useId();
  return (
    // no legend: WebKit counts its height twice until something else is laid out, and the buttons jump
    <fieldset aria-labelledby={`${group}-label`} className="min-w-0" data-testid="field-rung">
      <span id={`${group}-label`} className="mb-1 block text-xs font-medium text-ink-2">
        Rung
      </span>
      <div className="grid grid-cols-4 gap-2">
        {RUNGS.map((rung) => (
          <label
            key={rung.value}
            data-testid={`rung-${rung.value}`}
            className={cx(
              'flex min-w-0 flex-col gap-1 rounded-md border px-2.5 py-2 has-focus-visible:outline-2 has-focus-visible:outline-accent',
              rung.value === value ? 'border-accent bg-accent-soft' : 'border-line-strong hover:bg-hover',
            )}
          >
            <input
              type="radio"
              name={group}
              value={rung.value}
              checked={rung.value === value}
              onChange={() => onChange(rung.value)}
              className="sr-only"
            />
            <span className="flex items-center justify-between gap-2">
              <RungLadder rung={rung.value} labelled className="font-medium text-ink" />
              {rung.value === usual && <span className="text-2xs text-ink-3">usual</span>}
            </span>
            <span className="text-xs text-ink-2">{rung.words}</span>
          </label>
        ))}
      </div>
      {error && (
        <p role="alert" data-testid="error-rung" className="mt-1 text-xs text-bad-text">
          {error}
        </p>
      )}
    </fieldset>
  );
}
