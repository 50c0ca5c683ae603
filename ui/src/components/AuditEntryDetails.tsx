import type { ReactNode } from 'react';
import type { AuditEntry } from '@/ipc';
import { actionWords } from '@/lib/auditWords';
import { count } from '@/lib/format';
import { exact } from '@/lib/time';
import { Age } from './Age';
import { CopyId } from './CopyId';
import { Diff } from './Diff';

export interface AuditEntryDetailsProps {
  entry: AuditEntry;
  /** The tenant as a link, where the page can make one. */
  tenant?: ReactNode;
}

/** One entry whole: who, why, before and after, and its place in the chain. For the body of a drawer. */
export function AuditEntryDetails({ entry, tenant }: AuditEntryDetailsProps) {
  return (
    <div className="flex flex-col gap-4" data-testid="audit-details">
      <p className="foreign selectable text-base break-words">{entry.reason || 'No reason was given.'}</p>
      <dl className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">
        <Fact name="Who">
          <span className="foreign selectable font-medium">{entry.login}</span>
        </Fact>
        <Fact name="What">
          {actionWords(entry.action)} <span className="font-mono text-xs text-ink-3">{entry.action}</span>
        </Fact>
        {entry.object && (
          <Fact name="Of">
            <span className="foreign selectable font-mono text-xs">{entry.object}</span>
          </Fact>
        )}
        <Fact name="When">
          <span className="selectable">{exact(entry.at)}</span>{' '}
          <Age at={entry.at} className="text-xs text-ink-3" />
        </Fact>
        {(entry.tenantSlug ?? entry.tenantId) && (
          <Fact name="Tenant">
            {tenant ?? <span className="foreign font-mono text-xs">{entry.tenantSlug}</span>}
          </Fact>
        )}
        <Fact name="Ticket">
          {entry.ticket ? (
            <CopyId value={entry.ticket} label="ticket" />
          ) : (
            <span className="text-ink-3">none</span>
          )}
        </Fact>
        <Fact name="Client">
          <span className="foreign selectable font-mono text-xs break-words">{entry.client}</span>
        </Fact>
      </dl>
      <section className="flex flex-col gap-1.5">
        <h3 className="text-xs font-medium text-ink-3">What changed</h3>
        <Diff before={entry.before} after={entry.after} />
      </section>
      <section className="flex flex-col gap-1.5">
        <h3 className="text-xs font-medium text-ink-3">Its place in the chain</h3>
        <dl className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">
          <Fact name="Chain">
            entry {count(entry.chainSeq)} of {entry.tenantId ? "this tenant's chain" : "the fleet's chain"}
          </Fact>
          <Fact name="SHA-256">
            <CopyId value={entry.hash} label="hash" className="max-w-full" />
          </Fact>
        </dl>
        <p className="text-xs text-ink-3">
          Each hash covers its entry and the one before it. Checking the chain arrives with a later version.
        </p>
      </section>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
