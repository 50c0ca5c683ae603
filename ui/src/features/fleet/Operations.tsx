import { Link } from '@tanstack/react-router';
import { Age, Panel } from '@/components';
import { type OperationLine, type OperationState, useCommand, useMe } from '@/ipc';
import { cx } from '@/lib/cx';
import { IN_FLIGHT, inFlight, OPEN } from '@/lib/operations';

const DAY = 86_400_000;
const AGAIN_MS = 60_000;
const FAILED = { ...OPEN, states: ['failed' as const] };

interface Group {
  name: string;
  states: readonly OperationState[];
  dot: string;
  /** Newest first. */
  lines: readonly OperationLine[];
  /** There are more than were asked for. */
  more: boolean;
}

/** What is going on, what is stuck, and what failed since yesterday: each a way into the list; nothing when none. */
export function Operations() {
  const connected = useMe().state === 'connected';
  const again = { refetchInterval: connected && AGAIN_MS } as const;
  const open = useCommand('operation_list', OPEN, again).data;
  const failed = useCommand('operation_list', FAILED, again).data;
  const since = failed ? Date.parse(failed.asOf) - DAY : 0;
  const rows = open?.rows ?? [];
  const all: Group[] = [
    {
      name: 'going on',
      states: IN_FLIGHT,
      dot: 'bg-info',
      lines: rows.filter(inFlight),
      more: Boolean(open?.next),
    },
    {
      name: 'stuck',
      states: ['stuck'],
      dot: 'bg-bad',
      lines: rows.filter(({ state }) => state === 'stuck'),
      more: Boolean(open?.next),
    },
    {
      name: 'failed in the last day',
      states: ['failed'],
      dot: 'bg-warn',
      lines: (failed?.rows ?? []).filter(({ endedAt }) => endedAt !== null && Date.parse(endedAt) >= since),
      more: false,
    },
  ];
  const groups = all.filter(({ lines }) => lines.length > 0);
  if (groups.length === 0) return null;
  return (
    <Panel title="Operations" aside={open && <Age at={open.asOf} />} className="max-[1200px]:order-first">
      <ul className="py-1" data-testid="fleet-operations">
        {groups.map((group) => (
          <li key={group.name}>
            <Part group={group} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Part({ group: { name, states, dot, lines, more } }: { group: Group }) {
  const [newest] = lines;
  const stuck = states.includes('stuck');
  return (
    <Link
      to="/operations"
      search={{ states: states.join(',') }}
      data-testid={`fleet-operations-${states[0]}`}
      className="grid h-11 grid-cols-[44px_minmax(0,1fr)] items-center gap-3 px-3 text-sm -outline-offset-2 hover:bg-hover"
    >
      <span className={cx('flex items-center gap-2 text-lg font-semibold', stuck && 'text-bad-text')}>
        <span aria-hidden className={cx('size-1.5 shrink-0 rounded-full', dot)} />
        {lines.length}
        {more && '+'}
      </span>
      <span className="min-w-0">
        <span className="block truncate font-medium">{name}</span>
        {newest && (
          <span className="flex min-w-0 gap-1.5 text-2xs text-ink-3">
            <span className="foreign truncate" title={newest.error ?? newest.title}>
              {newest.title}
            </span>
            <span aria-hidden>·</span>
            <Age at={newest.endedAt ?? newest.requestedAt} className="shrink-0" />
          </span>
        )}
      </span>
    </Link>
  );
}
