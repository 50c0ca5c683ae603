import { Link } from '@tanstack/react-router';
import { ErrorState, OperationHead, OperationRow, Panel, SkeletonRows } from '@/components';
import { type TenantView, useCommand } from '@/ipc';

/** The last operations on this tenant, each a link to its steps. */
export function TenantOperations({ tenant }: { tenant: TenantView }) {
  const { data, error, refetch } = useCommand('operation_list', {
    states: [],
    tenant: tenant.id,
    before: null,
    limit: 8,
  });
  return (
    <Panel
      title="Operations"
      className="overflow-hidden"
      aside={
        <Link
          to="/operations"
          search={{ tenant: tenant.slug }}
          className="text-accent-text hover:underline"
          data-testid="tenant-operations-all"
        >
          All of its operations
        </Link>
      }
    >
      {error && !data && (
        <div className="p-3">
          <ErrorState error={error} onRetry={() => void refetch()} inline />
        </div>
      )}
      {!data && !error && <SkeletonRows rows={3} label="Loading operations" />}
      {data?.rows.length === 0 && (
        <p className="p-3 text-sm text-ink-2">
          {tenant.placement.rung === 'shared'
            ? 'None. In the shared tables a tenant is made by its row; nothing had to be provisioned.'
            : 'None was requested for it.'}
        </p>
      )}
      {data && data.rows.length > 0 && (
        <>
          <OperationHead showTenant={false} />
          <ol aria-label="Operations" className="-mb-px">
            {data.rows.map((line) => (
              <OperationRow key={line.id} line={line} asOf={data.asOf} showTenant={false} />
            ))}
          </ol>
        </>
      )}
    </Panel>
  );
}
