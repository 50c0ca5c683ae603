import { EmptyState, PageHeader } from '@/components';

export function TenantsPage() {
  return (
    <>
      <PageHeader title="Tenants" />
      <EmptyState title="Tenants">This page is being built.</EmptyState>
    </>
  );
}
