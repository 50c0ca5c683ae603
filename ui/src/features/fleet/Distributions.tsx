import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Panel, RungLadder, StatusBadge, TierBadge } from '@/components';
import type { FleetView, RungName, Share } from '@/ipc';
import { cx } from '@/lib/cx';
import { count } from '@/lib/format';
import { STATUSES } from '@/lib/status';
import { barWidth, sharePercent } from './figures';

const RUNGS: readonly RungName[] = ['shared', 'schema', 'database', 'instance'];

/** How the fleet divides, each part a way to the tenants behind it. */
export function Distributions({ fleet }: { fleet: FleetView }) {
  const { tenants, byStatus, byTier, byRung, byRegion } = fleet;
  return (
    <div className="grid min-w-0 grid-cols-2 items-start gap-4">
      <div className="flex min-w-0 flex-col gap-4">
        <Distribution title="Status" shares={byStatus} total={tenants} label={statusLabel} />
        <Distribution title="Rung" shares={byRung} total={tenants} label={rungLabel} />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Distribution title="Tier" shares={byTier} total={tenants} label={tierLabel} />
        <Distribution title="Region" shares={byRegion} total={tenants} label={regionLabel} />
      </div>
    </div>
  );
}

function statusLabel(word: string): ReactNode {
  const status = STATUSES.find((known) => known === word);
  return status ? <StatusBadge status={status} /> : word;
}

function rungLabel(word: string): ReactNode {
  const rung = RUNGS.find((known) => known === word);
  return rung ? <RungLadder rung={rung} labelled /> : word;
}

const tierLabel = (word: string): ReactNode => <TierBadge tier={word} />;
const regionLabel = (word: string): ReactNode => <span className="font-mono text-xs">{word}</span>;

interface DistributionProps {
  title: string;
  shares: readonly Share[];
  total: string;
  label: (word: string) => ReactNode;
}

function Distribution({ title, shares, total, label }: DistributionProps) {
  return (
    <Panel title={title}>
      {shares.length === 0 ? (
        <p className="px-3 py-3 text-sm text-ink-3">None yet.</p>
      ) : (
        <ul className="py-1">
          {shares.map((share) => (
            <li key={share.label}>
              <Part share={share} total={total} label={label(share.label)} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Part({ share, total, label }: { share: Share; total: string; label: ReactNode }) {
  const none = share.count === '0';
  return (
    <Link
      to="/tenants"
      search={{ query: share.query }}
      title={share.query}
      style={{ gridTemplateColumns: `104px minmax(24px, 1fr) ${count(total).length + 0.5}ch 48px` }}
      className={cx(
        'grid h-row items-center gap-2 px-3 text-sm -outline-offset-2 hover:bg-hover',
        none && 'opacity-70',
      )}
    >
      <span className="foreign truncate">{label}</span>
      <span aria-hidden className="h-1.5 overflow-hidden rounded-full bg-bar-track">
        <span
          className="block h-full rounded-full bg-bar"
          style={{ width: `${barWidth(share.count, total)}%`, minWidth: none ? 0 : 2 }}
        />
      </span>
      <span className="text-right font-medium">{count(share.count)}</span>
      <span className="text-right text-xs text-ink-3">{sharePercent(share.count, total)}</span>
    </Link>
  );
}
