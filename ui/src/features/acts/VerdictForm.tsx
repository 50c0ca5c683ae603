import { useState } from 'react';
import { notify } from '@/components';
import { type ScrubDecision, useMe } from '@/ipc';
import { plural } from '@/lib/format';
import { useServerNow } from '@/lib/now';
import { scrubCan } from '@/lib/scrub';
import { useScrub } from '@/lib/useScrub';
import { ActFrame } from './ActFrame';
import { FindingList } from './FindingList';
import { Note, ReasonField, reasonLack } from './parts';
import { ScrubWait } from './ScrubWait';
import { useDeed } from './useDeed';

const VERDICTS = {
  purge: {
    title: 'Decide to purge',
    deed: 'Decide to purge',
    placeholder: 'Left over from the pilot; the team agreed in SUP-2207.',
    happens: [
      'Nothing goes yet: that is a second step, for all that was decided.',
      'Until then anybody of the group ops may decide otherwise.',
    ],
  },
  keep: {
    title: 'Keep',
    deed: 'Keep',
    placeholder: 'The auditors want it until spring.',
    happens: [
      'They stay as they are, and this scrub does not purge them.',
      'The next scrub finds them again, as long as they are nobody’s.',
    ],
  },
} as const;

export interface VerdictFormProps {
  scrub: string;
  numbers: readonly number[];
  decision: ScrubDecision;
  onClose: () => void;
}

/** Decides of findings what becomes of them. */
export function VerdictForm({ scrub: id, numbers, decision, onClose }: VerdictFormProps) {
  const { title, deed: word, placeholder, happens } = VERDICTS[decision];
  const me = useMe();
  const scrub = useScrub(id);
  const now = useServerNow(scrub.head?.asOf, 60_000);
  const [reason, setReason] = useState('');
  const deed = useDeed('scrub_decide', ['reason'], () => {
    onClose();
    notify.done(
      decision === 'keep'
        ? `Kept: ${plural(numbers.length, 'finding')}.`
        : `Decided to purge: ${plural(numbers.length, 'finding')}. Nothing has gone yet.`,
    );
  });
  const wanted = new Set(numbers);
  const findings = scrub.findings.filter(({ number }) => wanted.has(number));
  if (!scrub.head || findings.length < numbers.length)
    return <ScrubWait title={title} scrub={scrub} onClose={onClose} />;
  const rule = decision === 'purge' ? scrubCan.condemn : scrubCan.keep;
  return (
    <ActFrame
      title={title}
      description={`${plural(numbers.length, 'finding')} of the scrub that ${scrub.head.requestedBy} asked for`}
      size="large"
      deed={word}
      danger={decision === 'purge'}
      can={deed.busy || rule(scrub.head, findings, me, now)}
      missing={reasonLack(reason)}
      busy={deed.busy}
      error={deed.rest}
      refused={deed.refused}
      confirmation={
        decision === 'purge'
          ? `Decide that ${plural(numbers.length, 'thing goes', 'things go')}?`
          : `Keep ${plural(numbers.length, 'thing')}?`
      }
      onEdit={deed.forget}
      onSubmit={() => deed.run({ scrub: id, numbers: [...numbers], decision, reason })}
      onClose={onClose}
    >
      <FindingList findings={findings} />
      <Note>
        <ul className="flex list-disc flex-col gap-0.5 pl-4">
          {happens.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Note>
      <ReasonField value={reason} onChange={setReason} error={deed.at('reason')} placeholder={placeholder} />
    </ActFrame>
  );
}
