import { EmptyState, PageHeader } from '@/components';

export function SettingsPage() {
  return (
    <>
      <PageHeader title="Settings" />
      <EmptyState title="Settings">This page is being built.</EmptyState>
    </>
  );
}
