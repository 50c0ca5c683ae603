import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMe } from '@/ipc';
import { quarantineCan } from '@/lib/quarantineCan';
import { tenantCan } from '@/lib/tenantCan';
import { ActFrame } from './ActFrame';
import { CHANGED, Conflict, Note, ReasonField, reasonLack, Who } from './parts';
import { conflictOf, useDeed } from './useDeed';
import type { Subject } from './useSubject';

const FROM_QUARANTINE = {
  title: 'Restore',
  from: 'quarantine',
  happens: [
    'What is kept gets its name and its rights back; nothing in it has changed.',
    'The tenant becomes what it was before it was deleted, and its services go on.',
  ],
};
const FROM_ARCHIVE = {
  title: 'Restore from the archive',
  from: 'its archive',
  happens: [
    'The archive is verified first: each file is what was written, and fits the tables of today.',
    'What held the tenant is made anew, its rows are put back, then read out again and compared byte for byte.',
    'The tenant becomes what it was before it was deleted.',
    'The deletion certificate stays, and says that the tenant was brought back, by whom and when.',
  ],
};

/** Brings a tenant back from quarantine; once it was purged, from its archive. */
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
  const present = changed ?? tenant;
  const purged = present.status === 'deleted';
  const { title, from, happens } = purged ? FROM_ARCHIVE : FROM_QUARANTINE;
  return (
    <ActFrame
      title={title}
      description={<Who tenant={tenant} />}
      deed="Restore"
      can={
        deed.busy ||
        (purged ? tenantCan.unarchive(present, me) : quarantineCan.restore(Boolean(present.operation), me))
      }
      missing={changed ? CHANGED : reasonLack(reason)}
      busy={deed.busy}
      error={conflict.refusal && changed ? null : deed.rest}
      refused={deed.refused}
      confirmation={
        <>
          Restore <span className="foreign">{tenant.name}</span> from {from}?
        </>
      }
      onEdit={deed.forget}
      onSubmit={() => deed.run({ tenant: tenant.id, reason, version: tenant.version })}
      onClose={onClose}
    >
      <Conflict subject={subject} {...conflict} again="Go on from there" />
      <Note>
        <ul className="flex list-disc flex-col gap-0.5 pl-4">
          {happens.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
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
