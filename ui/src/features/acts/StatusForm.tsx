import { useState } from 'react';
import { notify } from '@/components';
import { useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { tenantCan } from '@/lib/tenantCan';
import { ActFrame } from './ActFrame';
import { isolated } from './changes';
import { CHANGED, Conflict, Note, ReasonField, reasonLack, Who } from './parts';
import { conflictOf, useDeed } from './useDeed';
import type { Subject } from './useSubject';

const KINDS = {
  suspend: {
    title: 'Suspend',
    command: 'tenant_suspend',
    ask: 'Suspend',
    placeholder: 'Invoice 2214 unpaid for 60 days.',
    done: 'is suspended',
    happens: [
      'Its status becomes suspended at once; every operator sees it, with the reason.',
      'Its data, limits and overrides stay as they are. Nothing is deleted.',
      'It stays so until somebody resumes it.',
    ],
  },
  resume: {
    title: 'Resume',
    command: 'tenant_resume',
    ask: 'Resume',
    placeholder: 'Paid in full this morning.',
    done: 'is active again',
    happens: ['Its status becomes active at once.', 'Its data, limits and overrides are as they were.'],
  },
} as const;

export interface StatusFormProps {
  kind: keyof typeof KINDS;
  subject: Subject;
  onClose: () => void;
}

/** Suspend or resume. */
export function StatusForm({ kind, subject, onClose }: StatusFormProps) {
  const { tenant } = subject;
  const { title, command, ask, placeholder, done, happens } = KINDS[kind];
  const me = useMe();
  const [reason, setReason] = useState('');
  const deed = useDeed(command, ['reason'], () => {
    onClose();
    const back = { label: 'Resume', run: () => openAct({ kind: 'resume', tenant: tenant.slug }) };
    notify.done(`${isolated(tenant.name)} ${done}.`, undefined, kind === 'suspend' ? back : undefined);
  });
  const { changed, conflict } = conflictOf(subject, deed);
  return (
    <ActFrame
      title={title}
      description={<Who tenant={tenant} />}
      deed={title}
      danger={kind === 'suspend'}
      can={tenantCan[kind](changed ?? tenant, me)}
      missing={changed ? CHANGED : reasonLack(reason)}
      busy={deed.busy}
      error={conflict.refusal && changed ? null : deed.rest}
      refused={deed.refused}
      confirmation={
        <>
          {ask} <span className="foreign">{tenant.name}</span> now?
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
      {kind === 'resume' && tenant.statusReason && (
        <p className="text-sm text-ink-2">
          It was suspended because: <span className="foreign selectable text-ink">{tenant.statusReason}</span>
        </p>
      )}
      <ReasonField value={reason} onChange={setReason} error={deed.at('reason')} placeholder={placeholder} />
    </ActFrame>
  );
}
