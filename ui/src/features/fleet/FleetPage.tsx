import { EmptyState, PageHeader } from '@/components';

export function FleetPage() {
  return (
    <>
      <PageHeader title="Fleet" />
      <EmptyState title="Fleet">This page is being built.</EmptyState>
    </>
  );
}
