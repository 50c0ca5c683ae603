import { Server } from 'lucide-react';
import { Age, EmptyState, ErrorState, PageHeader, SkeletonRows } from '@/components';
import { useCommand, useMe } from '@/ipc';
import { plural } from '@/lib/format';
import { ClusterHead, ClusterRow } from './ClusterRow';

const AGAIN_MS = 60_000;

/** The servers that tenants lie on, and how servers of their own are made there. */
export function ClustersPage() {
  const connected = useMe().state === 'connected';
  const { data, error, refetch, dataUpdatedAt } = useCommand(
    'cluster_list',
    {},
    { refetchInterval: connected && AGAIN_MS },
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="clusters-page">
      <PageHeader
        title="Clusters"
        aside={
          data && (
            <span className="text-xs">
              {plural(data.rows.length, 'cluster')} · read <Age at={new Date(dataUpdatedAt).toISOString()} />
            </span>
          )
        }
      />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {error && data && connected && (
          <div className="p-3 pb-0">
            <ErrorState inline error={error} onRetry={() => void refetch()} />
          </div>
        )}
        {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
        {!error && !data && (
          <SkeletonRows rows={4} columns={[150, 190, 260, 220]} label="Loading the clusters" />
        )}
        {data?.rows.length === 0 && (
          <EmptyState icon={Server} title="No cluster is registered">
            A cluster is a PostgreSQL server that tenants lie on. The database that the console is connected
            to registers itself when Tenantry is installed in it.
          </EmptyState>
        )}
        {data && data.rows.length > 0 && (
          <>
            <ClusterHead />
            <ul aria-label="Clusters">
              {data.rows.map((cluster) => (
                <ClusterRow key={cluster.name} cluster={cluster} />
              ))}
            </ul>
            <p className="max-w-3xl px-4 py-3 text-xs text-ink-3">
              What is set here holds for servers that are made from then on; those that are there stay as they
              are. Registering and draining a cluster come with a later version.
            </p>
          </>
        )}
      </div>
    </div>
  );
}
