import { Panel } from '@/components';
import type { RungName } from '@/ipc';
import { cx } from '@/lib/cx';

interface Rung {
  rung: RungName;
  is: string;
  /** What this rung gives that the one below does not. */
  gives: string;
}

/** From the top, as one climbs. */
const RUNGS: readonly Rung[] = [
  {
    rung: 'instance',
    is: 'A server of its own',
    gives:
      'No neighbour: its own memory, processor and storage, its own version, backups to any second, alarms and a maintenance window.',
  },
  {
    rung: 'database',
    is: 'A database and a login of its own',
    gives: 'A connection to another tenant is impossible by login; restored, copied and dropped alone.',
  },
  {
    rung: 'schema',
    is: 'Tables of its own',
    gives: 'Its own indexes and statistics; its size is measured exactly; exported and dropped by itself.',
  },
  {
    rung: 'shared',
    is: 'Rows in the shared tables',
    gives: 'Row security holds it apart; active at once, and the least of everything to pay for.',
  },
];

/** The rungs, the present one marked, and what climbing would give: of what has no server to show. */
export function Ladder({ rung }: { rung: RungName }) {
  const at = RUNGS.findIndex((one) => one.rung === rung);
  return (
    <Panel title="The ladder of isolation" aside="moves between rungs come with a later version">
      <ol data-testid="ladder" className="py-1">
        {RUNGS.map(({ rung: name, is, gives }, n) => {
          const here = name === rung;
          return (
            <li
              key={name}
              aria-current={here || undefined}
              className={cx(
                'relative grid grid-cols-[20px_80px_minmax(0,1fr)] gap-x-2.5 px-3 py-2.5 text-sm',
                here && 'bg-accent-soft',
              )}
            >
              <Post first={n === 0} last={n === RUNGS.length - 1} filled={n >= at} />
              <span className={cx('leading-5', here ? 'font-semibold' : 'font-medium')}>{name}</span>
              <span className="min-w-0">
                <span className="flex items-baseline justify-between gap-3">
                  <span className={cx('leading-5', !here && 'text-ink-2')}>{is}</span>
                  <span className="shrink-0 text-xs text-ink-3">{here ? 'here' : n < at ? 'above' : ''}</span>
                </span>
                <span className="block text-xs text-ink-2">
                  {n < at && <span className="text-ink-3">Climbing gives: </span>}
                  {gives}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

/** The two posts and a rung of the ladder, over the whole height of the row. */
function Post({ first, last, filled }: { first: boolean; last: boolean; filled: boolean }) {
  const ends = cx(first ? 'top-1.5' : 'top-0', last ? 'bottom-1.5' : 'bottom-0');
  return (
    <span aria-hidden>
      <span className={cx('absolute left-3 w-px bg-line-strong', ends)} />
      <span className={cx('absolute left-[28px] w-px bg-line-strong', ends)} />
      <span
        className={cx('absolute top-[18px] left-3 h-1 w-[17px]', filled ? 'bg-accent' : 'bg-bar-track')}
      />
    </span>
  );
}
