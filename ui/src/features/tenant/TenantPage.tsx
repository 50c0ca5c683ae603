import { getRouteApi, Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { Button, EmptyState, ErrorState, notify, Tabs } from '@/components';
import { type TenantView, useCommand, useMe } from '@/ipc';
import { useShortcuts } from '@/lib/keys';
import { AccessTab } from './AccessTab';
import { DangerTab } from './DangerTab';
import { DataTab } from './DataTab';
import { type Deed, deedsOf, perform } from './deeds';
import { InfrastructureTab } from './infrastructure/InfrastructureTab';
import { LimitsTab } from './LimitsTab';
import { OperationBanner } from './OperationBanner';
import { OverviewTab } from './OverviewTab';
import type { TenantTab } from './search';
import { TenantHeader } from './TenantHeader';
import { TenantSkeleton } from './TenantSkeleton';
import { UsageTab } from './UsageTab';

const route = getRouteApi('/shell/tenants/$tenant');

export function TenantPage() {
  const { tenant } = route.useParams();
  // A page a tenant: nothing of the former one is shown while the next loads.
  return <TenantPageOf key={tenant} tenant={tenant} />;
}

function TenantPageOf({ tenant }: { tenant: string }) {
  const { data, error, refetch } = useCommand('tenant_show', { tenant }, { keep: false });
  if (data) return <Loaded tenant={data} />;
  if (error?.code === 'not_found') return <NotFound sentence={error.message} remedy={error.remedy} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <TenantSkeleton />;
}

function NotFound({ sentence, remedy }: { sentence: string; remedy?: string | undefined }) {
  return (
    <EmptyState
      icon={SearchX}
      title={sentence}
      action={
        <Link to="/tenants" className="text-sm text-accent-text underline underline-offset-2">
          Go to the tenants
        </Link>
      }
    >
      {remedy}
    </EmptyState>
  );
}

const TABS: readonly { value: TenantTab; label: string }[] = [
  { value: 'overview', label: 'Overview' },
  { value: 'usage', label: 'Usage' },
  { value: 'limits', label: 'Limits' },
  { value: 'data', label: 'Data' },
  { value: 'infrastructure', label: 'Infrastructure' },
  { value: 'access', label: 'Access' },
  { value: 'danger', label: 'Danger' },
];

function Loaded({ tenant }: { tenant: TenantView }) {
  const { tab = 'overview' } = route.useSearch();
  const navigate = route.useNavigate();
  const deeds = deedsOf(tenant, useMe());
  useDeedKeys([deeds.changeTier, deeds.setLimit, deeds.status]);
  const overrides = tenant.limits.filter(({ source }) => source === 'override').length;
  const tabs = TABS.map((one) =>
    one.value === 'limits' && overrides > 0 ? { ...one, badge: overrides } : one,
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="tenant-page" data-slug={tenant.slug}>
      <TenantHeader
        tenant={tenant}
        actions={[deeds.changeTier, deeds.setLimit, deeds.status].map((deed) => (
          <Button key={deed.label} can={deed.can} kbd={deed.kbd} onClick={() => perform(deed)}>
            {deed.label}
          </Button>
        ))}
      />
      {tenant.operation && <OperationBanner operation={tenant.operation} />}
      <Tabs
        label="Parts of the tenant"
        value={tab}
        onChange={(next) =>
          void navigate({
            search: (present) => ({ ...present, tab: next === 'overview' ? undefined : next }),
          })
        }
        tabs={tabs}
      >
        <Part tab={tab} tenant={tenant} />
      </Tabs>
    </div>
  );
}

function Part({ tab, tenant }: { tab: TenantTab; tenant: TenantView }) {
  switch (tab) {
    case 'overview':
      return <OverviewTab tenant={tenant} />;
    case 'usage':
      return <UsageTab tenant={tenant} />;
    case 'limits':
      return <LimitsTab tenant={tenant} />;
    case 'data':
      return <DataTab />;
    case 'infrastructure':
      return <InfrastructureTab tenant={tenant} />;
    case 'access':
      return <AccessTab tenant={tenant} />;
    case 'danger':
      return <DangerTab tenant={tenant} />;
  }
}

/** The same deeds by key; a refused one says why. */
function useDeedKeys(deeds: readonly Deed[]): void {
  useShortcuts(
    deeds.map((deed) => ({
      keys: deed.kbd,
      title: deed.label,
      group: 'This tenant',
      run: () => (deed.can === true ? perform(deed) : notify.info(deed.can)),
    })),
  );
}
