import type { ReactNode } from 'react';
import { Button } from '@/components';
import { type TenantView, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { tenantCan } from '@/lib/tenantCan';
import { Certificates } from './certificate/Certificates';
import { deedsOf, perform } from './deeds';
import { QuarantinePanel } from './QuarantinePanel';

const LATER_MOVE = 'Moving a tenant between rungs and servers is an operation of a later version.';
const DELETE_WORDS =
  'Put into quarantine first: closed to everybody, whole, and restorable until a second person purges it.';

export function DangerTab({ tenant }: { tenant: TenantView }) {
  const me = useMe();
  const { status: deed } = deedsOf(tenant, me);
  const suspended = tenant.status === 'suspended';
  return (
    <div className="flex max-w-3xl flex-col gap-3 p-4">
      {tenant.status === 'deleting' && <QuarantinePanel tenant={tenant} />}
      <Certificates tenant={tenant} />
      <ul className="divide-y rounded-lg border">
        <Act
          title={suspended ? 'Resume' : 'Suspend'}
          words={
            suspended
              ? 'The tenant becomes active again. Its data, limits and overrides are as they were.'
              : 'The tenant is stopped at once and stays so until somebody resumes it. Nothing is deleted.'
          }
        >
          <Button tone={suspended ? 'plain' : 'danger'} can={deed.can} onClick={() => perform(deed)}>
            {deed.label}…
          </Button>
        </Act>
        <Act
          title="Move"
          words="To another rung of the ladder of isolation, or to another server."
          later={LATER_MOVE}
        >
          <Button can={LATER_MOVE}>Move…</Button>
        </Act>
        {tenant.status !== 'deleting' && tenant.status !== 'deleted' && (
          <Act title="Delete" words={DELETE_WORDS}>
            <Button
              tone="danger"
              can={tenantCan.delete(tenant, me)}
              onClick={() => openAct({ kind: 'delete', tenant: tenant.slug })}
              data-testid="danger-delete"
            >
              Delete…
            </Button>
          </Act>
        )}
      </ul>
      <p className="text-xs text-ink-3">
        Each act asks for a reason and is written to the audit trail under your own login.
      </p>
    </div>
  );
}

interface ActProps {
  title: string;
  words: string;
  /** Why not in this version. */
  later?: string;
  children: ReactNode;
}

function Act({ title, words, later, children }: ActProps) {
  return (
    <li className="flex items-center gap-6 p-4">
      <div className="min-w-0 flex-1">
        <h2 className="text-sm font-medium">{title}</h2>
        <p className="mt-0.5 text-sm text-ink-2">{words}</p>
        {later && <p className="mt-0.5 text-xs text-ink-3">{later}</p>}
      </div>
      {children}
    </li>
  );
}
