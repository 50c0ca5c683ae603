import { EmptyState, PageHeader } from '@/components';

export function ConnectPage() {
  return (
    <>
      <PageHeader title="Connect" />
      <EmptyState title="Connect">This page is being built.</EmptyState>
    </>
  );
}
