import { Link } from '@tanstack/react-router';
import { Bar, Panel } from '@/components';
import type { TenantRow } from '@/ipc';
import { cx } from '@/lib/cx';
import { LIMIT_LABEL, limitText, percent, quantity, unitOf } from '@/lib/format';
import { nearestLimit } from './figures';

/** The tenants nearest to or furthest past a limit, with the cause. */
export function Hottest({ rows }: { rows: readonly TenantRow[] }) {
  return (
    <Panel
      title="Hottest tenants"
      aside={
        <Link to="/tenants" search={{ sort: '-usage' }} className="text-accent-text hover:underline">
          All by use
        </Link>
      }
    >
      {rows.length === 0 ? (
        <p className="px-3 py-3 text-sm text-ink-3">No tenant uses anything yet.</p>
      ) : (
        <ul className="py-1" data-testid="fleet-hottest">
          {rows.map((row) => (
            <li key={row.id}>
              <Hot row={row} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Hot({ row }: { row: TenantRow }) {
  const near = nearestLimit(row);
  const unit = unitOf(near.limit);
  const tone =
    near.thousandths >= 1000 ? 'text-bad-text' : near.thousandths >= 800 ? 'text-warn-text' : 'text-ink-2';
  return (
    <Link
      to="/tenants/$tenant"
      params={{ tenant: row.slug }}
      className="grid h-11 grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_64px_56px] items-center gap-3 px-3 text-sm -outline-offset-2 hover:bg-hover"
    >
      <span className="min-w-0">
        <span className="foreign block truncate font-medium">{row.name}</span>
        <span className="block truncate text-2xs text-ink-3">
          {row.tier} · <span className="foreign font-mono">{row.slug}</span>
        </span>
      </span>
      <span className="min-w-0">
        <span className="block truncate">
          {LIMIT_LABEL[near.limit]}
          {near.overridden && <span className="text-xs text-ink-3"> (override)</span>}
        </span>
        <span className="block truncate text-2xs text-ink-3">
          {quantity(near.used, unit)} of {limitText(near.of, unit)}
        </span>
      </span>
      <Bar thousandths={near.thousandths} className="w-full" />
      <span className={cx('text-right font-medium', tone)}>{percent(near.thousandths)}</span>
    </Link>
  );
}
