import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMe } from '@/ipc';
import { quarantineCan } from '@/lib/quarantineCan';
import { ActFrame } from './ActFrame';
import { CHANGED, Conflict, Note, ReasonField, reasonLack, Who } from './parts';
import { conflictOf, useDeed } from './useDeed';
import type { Subject } from './useSubject';

/** Brings a tenant back from quarantine. */
export function RestoreForm({ subject, onClose }: { subject: Subject; onClose: () => void }) {
  const { tenant } = subject;
  const me = useMe();
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const deed = useDeed('tenant_restore', ['reason'], (operation) => {
    onClose();
    void navigate({ to: '/operations/$operation', params: { operation: operation.id } });
  });
  const { changed, conflict } = conflictOf(subject, deed);
  return (
    <ActFrame
      title="Restore"
      description={<Who tenant={tenant} />}
      deed="Restore"
      can={quarantineCan.restore(Boolean((changed ?? tenant).operation), me)}
      missing={changed ? CHANGED : reasonLack(reason)}
      busy={deed.busy}
      error={conflict.refusal && changed ? null : deed.rest}
      refused={deed.refused}
      confirmation={
        <>
          Restore <span className="foreign">{tenant.name}</span> from quarantine?
        </>
      }
      onEdit={deed.forget}
      onSubmit={() => deed.run({ tenant: tenant.id, reason, version: tenant.version })}
      onClose={onClose}
    >
      <Conflict subject={subject} {...conflict} again="Go on from there" />
      <Note>
        <ul className="flex list-disc flex-col gap-0.5 pl-4">
          <li>What is kept gets its name and its rights back; nothing in it has changed.</li>
          <li>The tenant becomes what it was before it was deleted, and its services go on.</li>
        </ul>
      </Note>
      <ReasonField
        value={reason}
        onChange={setReason}
        error={deed.at('reason')}
        placeholder="They renewed the contract on Monday."
      />
    </ActFrame>
  );
}
