import { Link } from '@tanstack/react-router';
import { Braces, Check } from 'lucide-react';
import { useState } from 'react';
import { AuditEntryDetails, Button, Drawer, EmptyState, ErrorState, SkeletonRows } from '@/components';
import { type AuditEntry, useCommand } from '@/ipc';
import { copyText } from '@/lib/copyText';
import { count, whole } from '@/lib/format';

export interface EntryDrawerProps {
  number: string;
  /** The entry, when the list holds it. */
  known: AuditEntry | undefined;
  onClose: () => void;
}

/** One entry beside the list, which stays in use. A link to an entry far down is fetched by its number. */
export function EntryDrawer({ number, known, onClose }: EntryDrawerProps) {
  const fetched = useFarEntry(number, known === undefined);
  const entry = known ?? fetched.entry;
  return (
    <Drawer
      open
      modal={false}
      width={480}
      onOpenChange={(open) => !open && onClose()}
      title={`Entry #${count(number)}`}
      data-testid="audit-drawer"
      footer={entry && <CopyJson key={entry.number} entry={entry} />}
    >
      {entry ? (
        <AuditEntryDetails entry={entry} tenant={<TenantLink entry={entry} />} />
      ) : fetched.error ? (
        <ErrorState error={fetched.error} />
      ) : fetched.loading ? (
        <SkeletonRows rows={8} columns={[80, 220]} />
      ) : (
        <EmptyState title={`There is no entry #${number}`}>Or your group role may not see it.</EmptyState>
      )}
    </Drawer>
  );
}

function useFarEntry(number: string, wanted: boolean) {
  const at = /^\d{1,18}$/.test(number) ? whole(number) : null;
  const request = {
    tenant: null,
    who: null,
    action: null,
    ticket: null,
    since: null,
    until: null,
    before: at === null ? null : String(at + 1n),
    limit: 1,
  };
  const { data, error, isPending } = useCommand('audit_list', request, {
    enabled: wanted && at !== null,
    keep: false,
  });
  const entry = data?.entries[0];
  return { entry: entry?.number === number ? entry : undefined, error, loading: isPending && at !== null };
}

function TenantLink({ entry: { tenantSlug, tenantId } }: { entry: AuditEntry }) {
  const tenant = tenantSlug ?? tenantId;
  if (!tenant) return null;
  return (
    <span className="flex gap-3">
      <Link
        to="/tenants/$tenant"
        params={{ tenant }}
        className="foreign truncate font-mono text-xs leading-5 text-accent-text hover:underline"
      >
        {tenant}
      </Link>
      <Link
        to="/audit"
        search={{ tenant }}
        className="text-xs leading-5 whitespace-nowrap text-ink-2 hover:underline"
      >
        All its entries
      </Link>
    </span>
  );
}

function CopyJson({ entry }: { entry: AuditEntry }) {
  const [copied, setCopied] = useState(false);
  return (
    <Button
      icon={copied ? Check : Braces}
      data-testid="audit-copy"
      onClick={() => void copyText(JSON.stringify(entry, null, 2)).then(() => setCopied(true))}
    >
      {copied ? 'Copied' : 'Copy as JSON'}
    </Button>
  );
}
