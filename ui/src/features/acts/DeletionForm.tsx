import { useNavigate } from '@tanstack/react-router';
import { Ban, RotateCw, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Button, ErrorState, Skeleton } from '@/components';
import { type DeletionAct, type DeletionPlan, useMe } from '@/ipc';
import { useNow } from '@/lib/now';
import { mayWrite, tenantCan } from '@/lib/tenantCan';
import { span } from '@/lib/time';
import { ActFrame } from './ActFrame';
import { Inventory } from './Inventory';
import { PhraseField } from './PhraseField';
import { CHANGED, Conflict, ReasonField, reasonLack, Who } from './parts';
import { phraseLack } from './phrase';
import { conflictOf, useDeed } from './useDeed';
import { type Planned, useDeletionPlan } from './useDeletionPlan';
import type { Subject } from './useSubject';

const ACTS = {
  delete: {
    title: 'Delete',
    command: 'tenant_delete',
    deed: 'Put into quarantine',
    placeholder: 'The contract ended on 30 September; they have their export.',
  },
  purge: {
    title: 'Purge for good',
    command: 'tenant_purge',
    deed: 'Purge for good',
    placeholder: 'The waiting time is over; nobody asked for it back.',
  },
} as const;

const OLD = 'What is shown here is more than 10 minutes old: look again.';

export interface DeletionFormProps {
  act: DeletionAct;
  subject: Subject;
  onClose: () => void;
}

/** Either half of a deletion: what is there, what will happen, how to undo it, and a phrase that the database checks. */
export function DeletionForm({ act, subject, onClose }: DeletionFormProps) {
  const { tenant } = subject;
  const { title, command, deed: word, placeholder } = ACTS[act];
  const me = useMe();
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const [phrase, setPhrase] = useState('');
  const can = act === 'delete' ? tenantCan.delete(subject.changed ?? tenant, me) : mayWrite(me);
  const planned = useDeletionPlan(tenant.id, act, mayWrite(me) === true);
  const { plan } = planned;
  const deed = useDeed(command, ['reason', 'phrase'], (operation) => {
    onClose();
    void navigate({ to: '/operations/$operation', params: { operation: operation.id } });
  });
  const { changed, conflict } = conflictOf(subject, deed);
  const again = () => {
    deed.forget();
    planned.again();
  };
  const old = useNow() > planned.holdsUntil && plan !== null;
  const missing = changed ? CHANGED : old ? OLD : lackOf(plan, reason, phrase);
  return (
    <ActFrame
      title={title}
      description={<Who tenant={tenant} />}
      size="large"
      deed={word}
      danger
      typed
      can={can}
      missing={missing}
      busy={deed.busy}
      error={conflict.refusal && changed ? null : deed.rest}
      refused={deed.refused}
      confirmation={null}
      onEdit={deed.forget}
      onSubmit={() => plan && deed.run({ tenant: tenant.id, reason, phrase, challenge: plan.challenge })}
      onClose={onClose}
    >
      <Conflict subject={subject} {...conflict} onAccept={again} again="Look at it again" />
      {can === true || plan ? (
        <Plan planned={planned} old={old || deed.rest?.field === 'challenge'} onAgain={again} />
      ) : null}
      {plan && plan.blockers.length === 0 && (
        <>
          <ReasonField
            value={reason}
            onChange={setReason}
            error={deed.at('reason')}
            placeholder={placeholder}
          />
          <PhraseField wanted={plan.phrase} value={phrase} onChange={setPhrase} error={deed.at('phrase')} />
        </>
      )}
    </ActFrame>
  );
}

function lackOf(plan: DeletionPlan | null, reason: string, phrase: string): string | null {
  if (!plan) return 'What is there is being counted.';
  return plan.blockers[0] ?? reasonLack(reason) ?? phraseLack(phrase, plan.phrase);
}

interface PlanProps {
  planned: Planned;
  old: boolean;
  onAgain: () => void;
}

function Plan({ planned: { plan, error, again, reading, holdsUntil }, old, onAgain }: PlanProps) {
  const now = useNow();
  if (error && !plan) return <ErrorState error={error} onRetry={again} inline />;
  if (!plan)
    return (
      <div role="status" aria-label="Counting what is there" className="grid grid-cols-2 gap-4">
        <Skeleton className="h-52 w-full" />
        <Skeleton className="h-32 w-full" />
      </div>
    );
  return (
    <>
      <Blockers blockers={plan.blockers} />
      <div className="grid grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)] items-start gap-4">
        <Inventory inventory={plan.inventory} />
        <div className="flex min-w-0 flex-col gap-3 text-sm">
          <div>
            <h3 className="mb-1 text-xs font-medium text-ink-2">What will happen</h3>
            <ol className="flex list-decimal flex-col gap-1 pl-4 break-words">
              {plan.consequences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ol>
          </div>
          <p className="flex items-start gap-2 rounded-md bg-sunken px-3 py-2">
            <Undo2 size={14} aria-hidden className="mt-0.5 shrink-0 text-ink-3" />
            <span>
              <b className="font-medium">To undo: </b>
              {plan.undo}
            </span>
          </p>
          <p className="flex items-center gap-2 text-xs text-ink-3">
            {old ? (
              <span className="text-warn-text">What is shown here is used up.</span>
            ) : (
              <span>Holds for {span(holdsUntil - now)}</span>
            )}
            <Button tone="quiet" icon={RotateCw} busy={reading} onClick={onAgain} data-testid="plan-again">
              Look again
            </Button>
          </p>
        </div>
      </div>
    </>
  );
}

function Blockers({ blockers }: { blockers: readonly string[] }) {
  if (blockers.length === 0) return null;
  return (
    <div
      role="alert"
      data-testid="blockers"
      className="flex items-start gap-2 rounded-md bg-bad-soft px-3 py-2 text-sm text-bad-text"
    >
      <Ban size={14} aria-hidden className="mt-0.5 shrink-0" />
      <div className="min-w-0">
        <p className="font-medium">It would be refused now:</p>
        <ul className="foreign selectable list-disc pl-4 break-words">
          {blockers.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
