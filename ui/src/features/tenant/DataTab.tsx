import { Database } from 'lucide-react';
import { EmptyState } from '@/components';

/** Nobody looks at a tenant's rows in this version; the tab says so. */
export function DataTab() {
  return (
    <EmptyState icon={Database} title="Its data stays closed">
      The data of a tenant opens with scoped views in a later version: with a reason, for a time, masked, and
      each look written to the audit trail. Nobody sees it from this console until then.
    </EmptyState>
  );
}
