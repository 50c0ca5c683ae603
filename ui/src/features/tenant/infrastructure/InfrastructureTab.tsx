import { getRouteApi } from '@tanstack/react-router';
import { ErrorState, Panel, Skeleton, SkeletonRows } from '@/components';
import { type InfrastructureView, type TenantView, useCommand, useMe } from '@/ipc';
import { TenantOperations } from '../TenantOperations';
import { Ladder } from './Ladder';
import { NoServer } from './NoServer';
import { Placement } from './Placement';
import { Server } from './Server';

const route = getRouteApi('/shell/tenants/$tenant');
/** What a worker sees of a server is announced; that its age grows is not. */
const AGAIN_MS = 30_000;

/** Where the tenant lives: its placement, and its server when it has one of its own. */
export function InfrastructureTab({ tenant }: { tenant: TenantView }) {
  const connected = useMe().state === 'connected';
  const { data, error, refetch } = useCommand(
    'tenant_infrastructure',
    { tenant: tenant.id },
    { keep: false, refetchInterval: connected && AGAIN_MS },
  );
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <div
      className="grid max-w-[1480px] grid-cols-[minmax(0,5fr)_minmax(0,7fr)] items-start gap-3 p-4 max-[1100px]:grid-cols-1"
      data-testid="infrastructure"
    >
      {data ? <Place tenant={tenant} place={data} /> : <Waiting />}
      <div className="col-span-full min-w-0">
        <TenantOperations tenant={tenant} />
      </div>
    </div>
  );
}

function Place({ tenant, place }: { tenant: TenantView; place: InfrastructureView }) {
  const gone = tenant.status === 'deleted';
  return (
    <>
      {place.kept && <Kept kept={place.kept} />}
      <Placement tenant={tenant} place={place} />
      {place.rung === 'instance' ? (
        place.instance ? (
          <Server tenant={tenant} instance={place.instance} differs={place.differs} />
        ) : (
          <NoServer tenant={tenant} />
        )
      ) : (
        !gone && <Ladder rung={place.rung} />
      )}
    </>
  );
}

/** It is deleted and may come back: said before its placement, which is closed. */
function Kept({ kept }: { kept: string }) {
  const navigate = route.useNavigate();
  return (
    <p
      data-testid="infrastructure-kept"
      className="col-span-full flex items-baseline gap-3 rounded-lg bg-warn-soft px-3 py-2.5 text-sm text-warn-text"
    >
      <span className="min-w-0 flex-1">
        <b className="font-medium">In quarantine.</b> What holds it is closed to everybody, and kept as{' '}
        <span className="foreign selectable font-mono text-xs break-all">{kept}</span>.
      </span>
      <button
        type="button"
        onClick={() => void navigate({ search: (present) => ({ ...present, tab: 'danger' }) })}
        className="shrink-0 font-medium underline underline-offset-2"
      >
        Restore or purge
      </button>
    </p>
  );
}

function Waiting() {
  return (
    <>
      <Panel title="Placement">
        <SkeletonRows rows={7} columns={[96, 220]} label="Loading its placement" />
      </Panel>
      <Panel title="Server">
        <div className="flex flex-col gap-3 p-3">
          <Skeleton className="h-5 w-40" />
          <Skeleton className="h-28 w-full" />
          <Skeleton className="h-3 w-72" />
        </div>
      </Panel>
    </>
  );
}
