import { getRouteApi } from '@tanstack/react-router';
import { EmptyState, ErrorState, PageHeader, SkeletonRows } from '@/components';
import { useCommand } from '@/ipc';

const route = getRouteApi('/shell/tenants/$tenant');

export function TenantPage() {
  const { tenant } = route.useParams();
  const { data, error, refetch } = useCommand('tenant_show', { tenant });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows />;
  return (
    <>
      <PageHeader title={data.name} />
      <EmptyState title={data.name}>This page is being built.</EmptyState>
    </>
  );
}
