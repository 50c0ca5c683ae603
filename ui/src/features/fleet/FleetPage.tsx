import { Boxes, Plus } from 'lucide-react';
import { Age, Button, EmptyState, ErrorState, PageHeader } from '@/components';
import { type FleetView, useCommand, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { tenantCan } from '@/lib/tenantCan';
import { Clusters } from './Clusters';
import { Distributions } from './Distributions';
import { FleetSkeleton } from './FleetSkeleton';
import { Headline } from './Headline';
import { Hottest } from './Hottest';
import { Operations } from './Operations';

const AGAIN_MS = 60_000;

export function FleetPage() {
  const me = useMe();
  const { data, error, refetch } = useCommand(
    'fleet_status',
    {},
    { refetchInterval: me.state === 'connected' && AGAIN_MS },
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="fleet-page">
      <PageHeader title="Fleet" aside={data && <Ages fleet={data} />} />
      {data ? (
        <Fleet fleet={data} problem={error} onRetry={() => void refetch()} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <FleetSkeleton />
      )}
    </div>
  );
}

function Ages({ fleet: { sampledAt, asOf } }: { fleet: FleetView }) {
  return (
    <span className="flex gap-2 text-xs" data-testid="fleet-age">
      <span>
        read <Age at={asOf} />
      </span>
      <span aria-hidden>·</span>
      <span>
        usage sampled <Age at={sampledAt} />
      </span>
    </span>
  );
}

interface FleetProps {
  fleet: FleetView;
  problem: Error | null;
  onRetry: () => void;
}

function Fleet({ fleet, problem, onRetry }: FleetProps) {
  const me = useMe();
  if (fleet.tenants === '0' && fleet.clusters.every(({ tenants }) => tenants === '0')) {
    return (
      <EmptyState
        icon={Boxes}
        title="No tenants yet"
        action={
          <Button
            tone="primary"
            icon={Plus}
            can={tenantCan.create(me)}
            onClick={() => openAct({ kind: 'new_tenant' })}
          >
            New tenant
          </Button>
        }
      >
        The directory of this database is empty. Counts, distributions and the hottest tenants show here as
        soon as there is one.
      </EmptyState>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto p-4">
      <div className="mx-auto flex max-w-[1480px] flex-col gap-4">
        {problem && me.state === 'connected' && <ErrorState inline error={problem} onRetry={onRetry} />}
        <Headline fleet={fleet} />
        <div className="grid grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)] items-start gap-4 max-[1200px]:grid-cols-1">
          <div className="flex min-w-0 flex-col gap-4">
            <Distributions fleet={fleet} />
            <Clusters clusters={fleet.clusters} />
          </div>
          <div className="flex min-w-0 flex-col gap-4 max-[1200px]:contents">
            <Operations />
            <Hottest rows={fleet.hottest} />
          </div>
        </div>
      </div>
    </div>
  );
}
