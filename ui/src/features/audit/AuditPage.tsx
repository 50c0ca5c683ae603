import { EmptyState, PageHeader } from '@/components';

export function AuditPage() {
  return (
    <>
      <PageHeader title="Audit" />
      <EmptyState title="Audit">This page is being built.</EmptyState>
    </>
  );
}
