import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { EmptyState, ErrorState } from '@/components';

export function PageError({ error, reset }: ErrorComponentProps) {
  return <ErrorState error={error} onRetry={reset} />;
}

export function PageMissing() {
  return (
    <EmptyState
      title="There is no such page"
      action={
        <Link to="/tenants" className="text-accent-text underline">
          Go to the tenants
        </Link>
      }
    />
  );
}
