import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMe } from '@/ipc';
import { scrubCan } from '@/lib/scrub';
import { useScrub } from '@/lib/useScrub';
import { ActFrame } from './ActFrame';
import { Note, ReasonField, reasonLack } from './parts';
import { useDeed } from './useDeed';

/** Has every server held against the directory. */
export function ScrubForm({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const navigate = useNavigate();
  const { head } = useScrub(null);
  const [reason, setReason] = useState('');
  const deed = useDeed('scrub_request', ['reason'], () => {
    onClose();
    void navigate({ to: '/operations', search: { view: 'scrub' } });
  });
  return (
    <ActFrame
      title="Look for orphans"
      description="What is on a server and belongs to no tenant; what a tenant must have, and is not there."
      deed="Look for orphans"
      can={deed.busy || scrubCan.request(head, me)}
      missing={reasonLack(reason)}
      busy={deed.busy}
      error={deed.rest}
      refused={deed.refused}
      confirmation="Have every server looked at? Nothing is changed by it."
      onEdit={deed.forget}
      onSubmit={() => deed.run({ reason })}
      onClose={onClose}
    >
      <Note>
        <ul className="flex list-disc flex-col gap-0.5 pl-4">
          <li>
            A worker looks at every server that it can reach, at what was made for tenants at AWS, and at the
            archives of its own machine.
          </li>
          <li>It only reads. A place that could not be looked at is named, with the reason.</li>
          <li>What it finds holds for 24 hours; nothing goes unless somebody decides so.</li>
        </ul>
      </Note>
      <ReasonField
        value={reason}
        onChange={setReason}
        error={deed.at('reason')}
        placeholder="The weekly look."
      />
    </ActFrame>
  );
}
