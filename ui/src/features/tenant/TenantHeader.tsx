import type { ReactNode } from 'react';
import { Age, CopyId, RungLadder, StatusBadge, TierBadge } from '@/components';
import type { TenantView } from '@/ipc';
import { cx } from '@/lib/cx';
import { count, shortId } from '@/lib/format';

/** Who it is and how it stands, on two lines. */
export function TenantHeader({ tenant, actions }: { tenant: TenantView; actions: ReactNode }) {
  return (
    <header className="flex shrink-0 flex-col gap-1.5 border-b px-4 pt-3 pb-2.5">
      <div className="flex min-w-0 items-center gap-2.5">
        <h1 className="foreign selectable truncate text-lg font-semibold" title={tenant.name}>
          {tenant.name}
        </h1>
        <span data-testid="tenant-status" className="shrink-0">
          <StatusBadge status={tenant.status} />
        </span>
        <span data-testid="tenant-tier" className="shrink-0">
          <TierBadge tier={tenant.tier} />
        </span>
        <RungLadder rung={tenant.placement.rung} labelled className="text-ink-2" />
        <div className="ml-auto flex shrink-0 items-center gap-2 pl-3">{actions}</div>
      </div>
      <div className="flex min-w-0 items-center gap-x-3 text-xs whitespace-nowrap text-ink-3">
        <CopyId value={tenant.slug} label="slug" className="max-w-72" />
        <Dot />
        <CopyId value={tenant.id} label="tenant id" shown={shortId(tenant.id)} />
        <Dot />
        <span className="foreign">{tenant.region}</span>
        <Dot />
        <span>
          created <Age at={tenant.createdAt} />
        </span>
        <Dot />
        <span title="Grows with every change">version {count(tenant.version)}</span>
        <span className="ml-auto">
          read <Age at={tenant.asOf} /> · usage <Age at={tenant.sampledAt} none="never sampled" />
        </span>
      </div>
      <StatusReason tenant={tenant} />
    </header>
  );
}

function Dot() {
  return (
    <span aria-hidden className="text-line-strong">
      ·
    </span>
  );
}

const LOUD = new Set(['suspended', 'failed']);

function StatusReason({ tenant: { status, statusReason } }: { tenant: TenantView }) {
  if (!statusReason) return null;
  return (
    <p
      data-testid="tenant-status-reason"
      className={cx(
        'rounded-md px-2.5 py-1.5 text-sm',
        LOUD.has(status) ? 'bg-bad-soft text-bad-text' : 'bg-hover text-ink-2',
      )}
    >
      <b className="font-medium">{status[0]?.toUpperCase() + status.slice(1)}:</b>{' '}
      <span className="foreign selectable">{statusReason}</span>
    </p>
  );
}
