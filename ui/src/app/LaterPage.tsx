import { useLocation } from '@tanstack/react-router';
import { EmptyState, PageHeader } from '@/components';
import { PLACES } from './places';

/** An honest page for what is not built yet. */
export function LaterPage() {
  const { pathname } = useLocation();
  const place = PLACES.find(({ path }) => path === pathname);
  return (
    <>
      <PageHeader title={place?.label ?? 'Not here'} />
      <EmptyState icon={place?.icon} title="Not in this version yet">
        {place?.later}
      </EmptyState>
    </>
  );
}
