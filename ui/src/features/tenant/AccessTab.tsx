import { useQueries } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import {
  Age,
  AuditEntryHead,
  AuditEntryRow,
  Button,
  EmptyState,
  ErrorState,
  SkeletonRows,
} from '@/components';
import { type AuditEntry, commandQuery, type TenantView } from '@/ipc';
import { plural } from '@/lib/format';
import { auditOf } from './auditOf';
import { EntryDrawer } from './RecentAudit';

/** Who touched this tenant, when, why and from where; a page more at a time. */
export function AccessTab({ tenant }: { tenant: TenantView }) {
  const [befores, setBefores] = useState<readonly (string | null)[]>([null]);
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const pages = useQueries({
    queries: befores.map((before) => commandQuery('audit_list', auditOf(tenant.id, { before }))),
  });
  const entries = uniqueEntries(pages.flatMap(({ data }) => data?.entries ?? []));
  const last = pages.at(-1);
  const failed = pages.find(({ error, data }) => error && !data);
  const first = pages[0];

  if (failed && entries.length === 0)
    return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (first?.data && entries.length === 0)
    return (
      <EmptyState icon={ScrollText} title="Nobody has touched it yet">
        Every change and every access to this tenant is kept here with who, why and from where.
      </EmptyState>
    );
  const next = last?.data?.next ?? null;
  return (
    <div data-testid="tenant-access">
      {first?.data && (
        <p className="flex h-9 items-center border-b px-4 text-xs text-ink-3">
          {plural(entries.length, 'entry', 'entries')}
          {next && ', more below'}, newest first · read&nbsp;
          <Age at={first.data.asOf} />
        </p>
      )}
      <AuditEntryHead showTenant={false} />
      {entries.map((entry) => (
        <AuditEntryRow
          key={entry.number}
          entry={entry}
          onOpen={setOpen}
          selected={open?.number === entry.number}
          showTenant={false}
        />
      ))}
      {last?.isPending && <SkeletonRows rows={first?.data ? 3 : 12} label="Loading entries" />}
      {failed && (
        <div className="p-4">
          <ErrorState error={failed.error} onRetry={() => void failed.refetch()} inline />
        </div>
      )}
      {next && (
        <div className="flex justify-center p-3">
          <Button onClick={() => setBefores((known) => [...known, next])}>Older entries</Button>
        </div>
      )}
      <EntryDrawer entry={open} onClose={() => setOpen(null)} />
    </div>
  );
}

/** New entries push old ones over the pages' borders; each is shown once. */
function uniqueEntries(entries: readonly AuditEntry[]): AuditEntry[] {
  return [...new Map(entries.map((entry) => [entry.number, entry])).values()];
}
