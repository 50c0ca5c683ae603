import { Boxes, Plus, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Age, Button, EmptyState, ErrorState, SkeletonRows } from '@/components';
import type { Me } from '@/ipc';
import { openAct } from '@/lib/acts';
import { count } from '@/lib/format';
import { tenantCan } from '@/lib/tenantCan';
import { COLUMNS } from './columns';
import type { TenantRows } from './useTenantRows';

export interface RowsProps {
  tenants: TenantRows;
  me: Me;
  onQuery: (query: string) => void;
  /** The grid, when there are rows. */
  children: ReactNode;
}

const WIDTHS = COLUMNS.slice(1).map(({ size }) => size * 0.6);

/** The grid, or why there is none. */
export function Rows({ tenants, me, onQuery, children }: RowsProps) {
  const { loading, error, rows, pages, retry } = tenants;
  if (loading && error && error.field !== 'query') return <ErrorState error={error} onRetry={retry} />;
  if (loading && error) return <div className="flex-1" />;
  if (loading) {
    return (
      <div className="min-h-0 flex-1 overflow-hidden pt-8">
        <SkeletonRows rows={40} columns={WIDTHS} label="Loading the tenants" />
      </div>
    );
  }
  if (rows > 0) return children;
  if (pages.asked.query) {
    return (
      <EmptyState
        icon={SearchX}
        title="No tenant matches"
        action={<Button onClick={() => onQuery('')}>Show all tenants</Button>}
      >
        Nothing is found by <span className="foreign font-mono text-xs break-all">{pages.asked.query}</span>.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Boxes} title="No tenants yet" action={<NewTenant me={me} />}>
      The first one is created here, or by the product itself.
    </EmptyState>
  );
}

export function NewTenant({ me }: { me: Me }) {
  return (
    <Button
      tone="primary"
      icon={Plus}
      can={tenantCan.create(me)}
      onClick={() => openAct({ kind: 'new_tenant' })}
      data-testid="new-tenant"
    >
      New tenant
    </Button>
  );
}

/** How many, and how old what is seen is. */
export function Total({ tenants: { total, loading, asOf } }: { tenants: TenantRows }) {
  if (loading) return null;
  return (
    <span className="flex items-baseline gap-2.5 whitespace-nowrap">
      <span data-testid="total" className="text-base text-ink-2">
        {total === null ? '…' : count(total)}
      </span>
      <span className="text-xs">
        as of <Age at={asOf} />
      </span>
    </span>
  );
}
