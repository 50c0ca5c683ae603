import { useState } from 'react';
import {
  AuditEntryDetails,
  AuditEntryHead,
  AuditEntryRow,
  Drawer,
  EmptyState,
  ErrorState,
  Panel,
  SkeletonRows,
} from '@/components';
import { type AuditEntry, useCommand } from '@/ipc';
import { count } from '@/lib/format';
import { auditOf } from './auditOf';

/** The last acts on this tenant. */
export function RecentAudit({ tenant }: { tenant: string }) {
  const { data, error, refetch } = useCommand('audit_list', auditOf(tenant, { limit: 8 }));
  const [open, setOpen] = useState<AuditEntry | null>(null);
  return (
    <Panel title="Recent changes" className="overflow-hidden">
      {data && data.entries.length > 0 && (
        <div className="-mb-px">
          <AuditEntryHead showTenant={false} />
          {data.entries.map((entry) => (
            <AuditEntryRow key={entry.number} entry={entry} onOpen={setOpen} showTenant={false} />
          ))}
        </div>
      )}
      {data?.entries.length === 0 && (
        <EmptyState title="Nobody has changed it yet">Every change is kept here with its reason.</EmptyState>
      )}
      {!data && error && (
        <div className="p-3">
          <ErrorState error={error} onRetry={() => void refetch()} inline />
        </div>
      )}
      {!data && !error && <SkeletonRows rows={4} />}
      <EntryDrawer entry={open} onClose={() => setOpen(null)} />
    </Panel>
  );
}

/** One entry whole, at the right edge. */
export function EntryDrawer({ entry, onClose }: { entry: AuditEntry | null; onClose: () => void }) {
  return (
    <Drawer
      open={entry !== null}
      onOpenChange={(open) => !open && onClose()}
      title={entry ? `Entry #${count(entry.number)}` : ''}
      data-testid="audit-drawer"
      width={520}
    >
      {entry && <AuditEntryDetails entry={entry} />}
    </Drawer>
  );
}
