// How each cell looks. Few elements: the volume of the DOM is what costs while scrolling.
import type { ReactNode } from 'react';
import { RungLadder, StatusBadge, TierBadge, UsageBar } from '@/components';
import type { Gauge, TenantRow } from '@/ipc';
import { count, type UnitKind } from '@/lib/format';
import { day, exact, relative } from '@/lib/time';
import type { ColumnId } from '../columns';

type Cell = (row: TenantRow, now: number) => ReactNode;

export const CELLS: Record<Exclude<ColumnId, 'select'>, Cell> = {
  name: (row) => <Name row={row} />,
  status: ({ status }) => <StatusBadge status={status} />,
  tier: ({ tier }) => <TierBadge tier={tier} />,
  rung: ({ rung }) => <RungLadder rung={rung} labelled />,
  region: ({ region }) => <span className="foreign truncate font-mono text-xs text-ink-2">{region}</span>,
  users: ({ users }) => gauge(users),
  projects: ({ projects }) => gauge(projects),
  storage: ({ storageBytes }) => gauge(storageBytes, 'bytes'),
  api: ({ apiCallsMonth }) => gauge(apiCallsMonth),
  alarms: ({ alarms }) => <Alarms alarms={alarms} />,
  activity: ({ lastActivity }, now) => moment(lastActivity, 'never', (at) => relative(at, now)),
  created: ({ createdAt }) => moment(createdAt, '', day),
  version: ({ version }) => <span className="text-ink-3">{count(version)}</span>,
};

function gauge({ used, limit, overridden }: Gauge, unit: UnitKind = 'count') {
  return <UsageBar used={used} limit={limit} overridden={overridden} unit={unit} />;
}

/**
 * One line in compact rows, two in comfortable ones; the slug stands at a column of its own. A plain link, because the
 * router's own costs a subscription a row: the grid opens it (`data-open`).
 */
function Name({ row: { name, slug } }: { row: TenantRow }) {
  return (
    <a
      href={`#/tenants/${encodeURIComponent(slug)}`}
      data-open={slug}
      tabIndex={-1}
      draggable={false}
      title={`${name}\n${slug}`}
      className="grid min-w-0 flex-1 grid-cols-[minmax(0,11fr)_minmax(0,9fr)] items-baseline gap-x-2 hover:[&>:first-child]:underline in-data-[density=comfortable]:grid-cols-1 in-data-[density=comfortable]:leading-4"
    >
      <span className="foreign truncate font-medium">{name}</span>
      <span className="foreign truncate font-mono text-xs text-ink-3">{slug}</span>
    </a>
  );
}

function Alarms({ alarms }: { alarms: number }) {
  if (alarms === 0) return <span className="text-ink-3">–</span>;
  return (
    <span className="inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-bad-soft px-1.5 text-xs font-medium text-bad-text">
      {count(alarms)}
    </span>
  );
}

function moment(at: string | null, none: string, words: (at: string) => string) {
  if (at === null) return <span className="text-ink-3">{none}</span>;
  return (
    <time dateTime={at} title={exact(at)} className="truncate text-ink-2">
      {words(at)}
    </time>
  );
}

/** Width of the bar of a cell that is not there yet. */
export const SKELETON: Record<Exclude<ColumnId, 'select'>, string> = {
  name: 'w-3/5',
  status: 'w-14',
  tier: 'w-10',
  rung: 'w-12',
  region: 'w-16',
  users: 'w-16',
  projects: 'w-14',
  storage: 'w-20',
  api: 'w-24',
  alarms: 'w-4',
  activity: 'w-12',
  created: 'w-16',
  version: 'w-4',
};
