import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { Button, notify } from '@/components';
import { type ScrubFinding, useMe } from '@/ipc';
import { plural } from '@/lib/format';
import { useServerNow } from '@/lib/now';
import { isCondemned, type ScrubHead, scrubCan } from '@/lib/scrub';
import { useScrub } from '@/lib/useScrub';
import { ActFrame } from './ActFrame';
import { FindingList } from './FindingList';
import { Note, ReasonField, reasonLack } from './parts';
import { ScrubWait } from './ScrubWait';
import { useDeed } from './useDeed';

const TITLE = 'Purge what was decided';

/** Has everything purged of which somebody decided that it goes. */
export function ScrubPurgeForm({ scrub: id, onClose }: { scrub: string; onClose: () => void }) {
  const scrub = useScrub(id);
  if (!scrub.head || !scrub.whole) return <ScrubWait title={TITLE} scrub={scrub} onClose={onClose} />;
  return <Form head={scrub.head} condemned={scrub.findings.filter(isCondemned)} onClose={onClose} />;
}

interface FormProps {
  head: ScrubHead;
  condemned: readonly ScrubFinding[];
  onClose: () => void;
}

const numbersOf = (findings: readonly ScrubFinding[]) => findings.map(({ number }) => number).join();

function Form({ head, condemned, onClose }: FormProps) {
  const me = useMe();
  const now = useServerNow(head.asOf, 60_000);
  const [reason, setReason] = useState('');
  // what goes is what the person saw: somebody else may decide of more meanwhile
  const [basis, setBasis] = useState(condemned);
  const deed = useDeed('scrub_purge', ['reason'], () => {
    onClose();
    notify.done('The purge is on the queue.', 'What went, and what would not go, stands at each finding.');
  });
  const changed = !deed.busy && numbersOf(basis) !== numbersOf(condemned);
  return (
    <ActFrame
      title={TITLE}
      description="For good. Each is looked at once more before it goes."
      size="large"
      deed="Purge for good"
      danger
      can={deed.busy || scrubCan.purge(head, condemned.length, me, now)}
      missing={changed ? 'Somebody decided otherwise meanwhile: look at the list again.' : reasonLack(reason)}
      busy={deed.busy}
      error={deed.rest}
      refused={deed.refused}
      confirmation={`Remove ${plural(basis.length, 'thing')} for good?`}
      onEdit={deed.forget}
      onSubmit={() => deed.run({ scrub: head.id, reason })}
      onClose={onClose}
    >
      {changed && <Changed was={basis} is={condemned} onAccept={() => setBasis(condemned)} />}
      <FindingList findings={basis} />
      <Note tone="bad">
        <ul className="flex list-disc flex-col gap-0.5 pl-4">
          <li>A worker looks at each once more. One that changed, or that is somebody’s now, is left.</li>
          <li>What something else hangs on is refused, and said at the finding.</li>
          <li>There is no quarantine and no archive: what is purged comes back from a backup alone.</li>
        </ul>
      </Note>
      <ReasonField
        value={reason}
        onChange={setReason}
        error={deed.at('reason')}
        placeholder="Reviewed on Monday; nobody claimed them."
      />
    </ActFrame>
  );
}

interface ChangedProps {
  was: readonly ScrubFinding[];
  is: readonly ScrubFinding[];
  onAccept: () => void;
}

function Changed({ was, is, onAccept }: ChangedProps) {
  return (
    <div
      role="alert"
      data-testid="act-conflict"
      className="flex items-center gap-3 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn-text"
    >
      <p className="min-w-0 flex-1">
        <b className="font-medium">Somebody decided otherwise meanwhile:</b> {plural(was.length, 'thing')}{' '}
        were to go, now {is.length}.
      </p>
      <Button icon={RotateCw} onClick={onAccept} data-testid="act-reload">
        Show what goes now
      </Button>
    </div>
  );
}
