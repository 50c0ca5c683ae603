import type { ReactNode } from 'react';
import { Button } from '@/components';
import { type TenantView, useMe } from '@/ipc';
import { deedsOf, perform } from './deeds';

const LATER_MOVE = 'Moving a tenant between rungs and servers is an operation of a later version.';
const LATER_DELETE =
  'Deleting a tenant, with its quarantine and receipt, is an operation of a later version.';

export function DangerTab({ tenant }: { tenant: TenantView }) {
  const { status: deed } = deedsOf(tenant, useMe());
  const suspended = tenant.status === 'suspended';
  return (
    <div className="max-w-3xl p-4">
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
        <Act
          title="Delete"
          words="Quarantined first, with an export and a time to change one's mind; then gone."
          later={LATER_DELETE}
        >
          <Button can={LATER_DELETE}>Delete…</Button>
        </Act>
      </ul>
      <p className="mt-3 text-xs text-ink-3">
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
