import { useState } from 'react';
import { Button, Dialog, ErrorState, notify, OperationBadge, Skeleton } from '@/components';
import { type OperationView, useCommand, useMe } from '@/ipc';
import { isPaused, operationCan } from '@/lib/operations';
import { ActFrame } from './ActFrame';
import { Note, ReasonField, reasonLack } from './parts';
import { useDeed } from './useDeed';

const KINDS = {
  cancel_operation: {
    title: 'Cancel the operation',
    command: 'operation_cancel',
    deed: 'Cancel operation',
    leave: 'Let it go on',
    rule: operationCan.cancel,
    placeholder: 'Ordered by mistake.',
    happens: [
      'The step that runs is let end; no further one is begun.',
      'What the steps before had made is taken back, the last first.',
      'What cannot be taken back is named here, and the operation is stuck.',
    ],
    done: 'The operation is being cancelled.',
  },
  retry_operation: {
    title: 'Retry the operation',
    command: 'operation_retry',
    deed: 'Retry operation',
    leave: 'Cancel',
    rule: operationCan.retry,
    placeholder: 'The server has more connections now.',
    happens: [
      'It is put on the queue again, and a worker takes it from the step where it stopped.',
      'Each step looks first: what is there already is not made twice.',
    ],
    done: 'The operation is on the queue again.',
  },
} as const;

/** Of one that failed and kept what it made. */
const TAKEN_BACK = [
  'It is put on the queue, and a worker takes back what the steps had made, the last first.',
  'What was made at AWS is deleted there; nothing goes on costing.',
  'What cannot be taken back is named here, and the operation is stuck.',
];

export interface OperationFormProps {
  kind: keyof typeof KINDS;
  operation: string;
  onClose: () => void;
}

/** Cancels or retries an operation. */
export function OperationForm({ kind, operation, onClose }: OperationFormProps) {
  const { data, error, refetch } = useCommand('operation_show', { operation });
  if (data) return <Form kind={kind} operation={data} onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={KINDS[kind].title}
      data-testid="act-dialog"
      footer={<Button onClick={onClose}>Close</Button>}
    >
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} inline />
      ) : (
        <Skeleton className="h-20 w-full" />
      )}
    </Dialog>
  );
}

interface FormProps extends Omit<OperationFormProps, 'operation'> {
  operation: OperationView;
}

function Form({ kind, operation, onClose }: FormProps) {
  const { title, command, deed: word, leave, rule, placeholder, done } = KINDS[kind];
  const happens = kind === 'cancel_operation' && isPaused(operation) ? TAKEN_BACK : KINDS[kind].happens;
  const me = useMe();
  const [reason, setReason] = useState('');
  const deed = useDeed(command, ['reason'], () => {
    onClose();
    notify.done(done);
  });
  return (
    <ActFrame
      title={title}
      description={
        <span className="flex min-w-0 items-center gap-2">
          <span className="foreign truncate font-medium text-ink">{operation.title}</span>
          <OperationBadge state={operation.state} />
        </span>
      }
      deed={word}
      leave={leave}
      danger={kind === 'cancel_operation'}
      can={deed.busy || rule(operation, me)}
      missing={reasonLack(reason)}
      busy={deed.busy}
      error={deed.rest}
      refused={deed.refused}
      confirmation={
        <>
          {word}: <span className="foreign">{operation.title}</span>?
        </>
      }
      onEdit={deed.forget}
      onSubmit={() => deed.run({ operation: operation.id, reason })}
      onClose={onClose}
    >
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
