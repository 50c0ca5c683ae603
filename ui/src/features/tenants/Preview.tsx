// The tenant under the cursor, beside the grid: facts, limits, deeds. The grid stays in use.
import { ArrowUpDown, Ban, ExternalLink, Play, X } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Age,
  Bar,
  Button,
  CopyId,
  ErrorState,
  IconButton,
  RungLadder,
  Skeleton,
  StatusBadge,
  TierBadge,
} from '@/components';
import { type LimitView, type Me, type TenantView, useCommand } from '@/ipc';
import { openAct } from '@/lib/acts';
import { LIMIT_LABEL, limitText, percent, quantity, UNLIMITED, unitOf } from '@/lib/format';
import { tenantCan } from '@/lib/tenantCan';
import { useDebounced } from '@/lib/useDebounced';

export interface PreviewProps {
  slug: string;
  me: Me;
  onClose: () => void;
  onOpen: (slug: string) => void;
}

export function Preview({ slug, me, onClose, onOpen }: PreviewProps) {
  // the cursor may run over many rows: only where it rests is read
  const rested = useDebounced(slug, 90);
  const { data, error, refetch } = useCommand('tenant_show', { tenant: rested });
  const tenant = data?.slug === slug ? data : undefined;
  return (
    <aside
      aria-label="Preview"
      data-testid="preview"
      className="flex w-[360px] shrink-0 flex-col border-l bg-raised"
    >
      <header className="flex items-start gap-2 border-b py-2.5 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="foreign selectable line-clamp-2 text-base font-semibold" title={tenant?.name}>
            {tenant?.name ?? slug}
          </h2>
          <CopyId value={slug} label="slug" />
        </div>
        <IconButton icon={X} label="Close the preview" onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {tenant ? (
          <Facts tenant={tenant} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Coming />
        )}
      </div>
      {tenant && <Deeds {...{ tenant, me, onOpen }} />}
    </aside>
  );
}

function Facts({ tenant }: { tenant: TenantView }) {
  const { placement, subscriptionEnds, parent } = tenant;
  return (
    <div className="flex flex-col gap-4 px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <StatusBadge status={tenant.status} />
        <TierBadge tier={tenant.tier} />
        <RungLadder rung={placement.rung} labelled />
      </div>
      {tenant.statusReason && <p className="foreign selectable text-sm text-ink-2">{tenant.statusReason}</p>}
      {tenant.alarms.length > 0 && (
        <ul className="flex flex-col gap-1 rounded-md bg-warn-soft px-2.5 py-2 text-sm text-warn-text">
          {tenant.alarms.map((alarm) => (
            <li key={alarm} className="foreign">
              {alarm}
            </li>
          ))}
        </ul>
      )}
      <section className="flex flex-col gap-2.5">
        <h3 className="flex justify-between text-xs font-medium text-ink-2">
          Limits
          <span className="font-normal text-ink-3">
            used <Age at={tenant.sampledAt} none="never sampled" />
          </span>
        </h3>
        {tenant.limits.map((limit) => (
          <Limit key={limit.name} limit={limit} />
        ))}
      </section>
      <dl className="grid grid-cols-[110px_minmax(0,1fr)] gap-y-1.5 text-sm">
        <Fact term="Id">
          <CopyId value={tenant.id} label="tenant id" className="max-w-full" />
        </Fact>
        <Fact term="Region">{tenant.region}</Fact>
        <Fact term="Server">{placement.cluster}</Fact>
        {tenant.domain && <Fact term="Domain">{tenant.domain}</Fact>}
        {parent && <Fact term="Organisation">{parent.name}</Fact>}
        <Fact term="Subscription">
          {subscriptionEnds ? <Age at={subscriptionEnds} /> : <span className="text-ink-3">no end</span>}
        </Fact>
        <Fact term="Last activity">
          <Age at={tenant.lastActivity} />
        </Fact>
        <Fact term="Created">
          <Age at={tenant.createdAt} />
        </Fact>
        <Fact term="Read">
          <Age at={tenant.asOf} />
        </Fact>
      </dl>
    </div>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{term}</dt>
      <dd className="foreign selectable truncate">{children}</dd>
    </>
  );
}

function Limit({ limit: { name, used, effective, permille, overrideDetail } }: { limit: LimitView }) {
  const unit = unitOf(name);
  return (
    <div className="flex flex-col gap-1 text-sm">
      <div className="flex items-baseline justify-between gap-2">
        <span>{LIMIT_LABEL[name]}</span>
        <span className="whitespace-nowrap">
          {quantity(used, unit)} <span className="text-ink-3">of {limitText(effective, unit)}</span>
          {effective !== UNLIMITED && (
            <span className="ml-2 inline-block w-11 text-right">{percent(permille)}</span>
          )}
        </span>
      </div>
      {effective !== UNLIMITED && <Bar thousandths={permille} className="w-full" />}
      {overrideDetail && (
        <p className="text-xs text-ink-3">
          <span className="text-accent-text">Override</span>
          {overrideDetail.until && (
            <>
              , lapses <Age at={overrideDetail.until} />
            </>
          )}
          : <span className="foreign">{overrideDetail.reason}</span>
        </p>
      )}
    </div>
  );
}

function Deeds({ tenant, me, onOpen }: { tenant: TenantView; me: Me; onOpen: PreviewProps['onOpen'] }) {
  const { slug } = tenant;
  const suspended = tenant.status === 'suspended';
  return (
    <footer className="flex gap-2 border-t px-4 py-3">
      <Button tone="primary" icon={ExternalLink} onClick={() => onOpen(slug)}>
        Open
      </Button>
      <Button
        icon={ArrowUpDown}
        can={tenantCan.changeTier(tenant, me)}
        onClick={() => openAct({ kind: 'change_tier', tenant: slug })}
      >
        Change tier
      </Button>
      {suspended ? (
        <Button
          icon={Play}
          can={tenantCan.resume(tenant, me)}
          onClick={() => openAct({ kind: 'resume', tenant: slug })}
        >
          Resume
        </Button>
      ) : (
        <Button
          icon={Ban}
          tone="danger"
          can={tenantCan.suspend(tenant, me)}
          onClick={() => openAct({ kind: 'suspend', tenant: slug })}
        >
          Suspend
        </Button>
      )}
    </footer>
  );
}

function Coming() {
  return (
    <div className="flex flex-col gap-4 px-4 py-4" role="status" aria-label="Loading">
      {['w-40', 'w-full', 'w-full', 'w-full', 'w-full', 'w-56', 'w-48', 'w-52'].map((width, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a skeleton have no other identity
        <Skeleton key={at} className={`h-3 ${width}`} />
      ))}
    </div>
  );
}
