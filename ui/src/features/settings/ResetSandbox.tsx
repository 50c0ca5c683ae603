import { useState } from 'react';
import { Button, Dialog, ErrorState, Field, Input, notify } from '@/components';
import { type SandboxView, useChange, useProgress } from '@/ipc';
import { plural } from '@/lib/format';

const PHRASE = 'reset sandbox';

/** What is lost, a typed phrase, and the phases while it is made anew. */
export function ResetSandbox({ sandbox, onClose }: { sandbox: SandboxView; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const reset = useChange('sandbox_reset');
  const can = typed.trim() === PHRASE || `Type “${PHRASE}” first.`;
  const act = () =>
    reset.mutate(
      {},
      {
        onSuccess: () => {
          notify.done('The sandbox is new.', 'The same seed made the same fleet.');
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && !reset.isPending && onClose()}
      title="Reset the sandbox"
      size="small"
      data-testid="sandbox-reset-dialog"
      footer={
        <>
          <Button tone="quiet" onClick={onClose} disabled={reset.isPending}>
            Cancel
          </Button>
          <Button
            tone="danger"
            can={can}
            busy={reset.isPending}
            onClick={act}
            data-testid="sandbox-reset-confirm"
          >
            Destroy and make anew
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3 text-sm"
        onSubmit={(event) => {
          event.preventDefault();
          if (can === true && !reset.isPending) act();
        }}
      >
        <p>
          Destroys the sandbox's database
          {sandbox.tenants !== null && ` with ${plural(sandbox.tenants, 'tenant')}`}: every change you made,
          its audit trail and its saved views. There is no way back. A fresh fleet is made after it.
        </p>
        <Field label={`Type “${PHRASE}”`} name="phrase">
          <Input
            mono
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            disabled={reset.isPending}
          />
        </Field>
        {reset.isPending && <Phase />}
        {reset.error && <ErrorState inline error={reset.error} />}
      </form>
    </Dialog>
  );
}

function Phase() {
  const progress = useProgress('sandbox_reset');
  return (
    <p role="status" className="flex justify-between gap-2 text-ink-2">
      <span>{progress?.phase ?? 'Stopping what runs'}</span>
      {progress?.total && (
        <span>
          {progress.done.toLocaleString('en-GB')} of {progress.total.toLocaleString('en-GB')}
        </span>
      )}
    </p>
  );
}
