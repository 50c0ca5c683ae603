import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button, Dialog, EnvironmentBadge, ErrorState } from '@/components';
import { type CommandError, useMe } from '@/ipc';
import { useShortcuts } from '@/lib/keys';
import type { Allowed } from '@/lib/tenantCan';

export interface ActFrameProps {
  title: string;
  description: ReactNode;
  size?: 'small' | 'medium' | 'large';
  /** The deed, on its button: `Change tier`. */
  deed: string;
  danger?: boolean;
  /** The way out, where `Cancel` could be taken for the deed. */
  leave?: string;
  /** A phrase is typed: that asks more than a second step would. */
  typed?: boolean;
  /** Whether this person may do it at all. */
  can: Allowed;
  /** What the form still lacks, as a sentence. */
  missing: string | null;
  busy: boolean;
  error: CommandError | null;
  /** The field that was refused: the focus goes there. */
  refused: string | null;
  /** Said once more before it is done, where the safe mode asks for it. */
  confirmation: ReactNode;
  /** The form was edited: the refusal is of yesterday. */
  onEdit: () => void;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** The frame of every act: form, refusal, environment, second step in safe mode `confirm`, Ctrl+Enter. */
export function ActFrame(props: ActFrameProps) {
  const { title, description, size, deed, can, missing, busy, error, refused, onSubmit, onClose } = props;
  const { safeMode, environment } = useMe();
  const [confirming, setConfirming] = useState(false);
  const [pressed, setPressed] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  const ready = can === true && missing === null && !busy;

  const submit = () => {
    setPressed(true);
    if (!ready) return;
    if (safeMode === 'confirm' && !props.typed && !confirming) return setConfirming(true);
    setConfirming(false);
    onSubmit();
  };
  const edit = () => {
    setConfirming(false);
    if (error || refused) props.onEdit();
  };
  useShortcuts([
    { keys: 'mod+Enter', title: deed, group: 'Dialog', run: (event) => !event.repeat && submit() },
  ]);
  useEffect(() => {
    if (refused) focusField(form.current, refused);
  }, [refused]);

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !busy && onClose()}
      title={title}
      description={description}
      size={size}
      data-testid="act-dialog"
      footer={
        <div className="flex w-full flex-col gap-2.5">
          {error && (
            <div data-testid="act-error">
              <ErrorState error={error} inline />
            </div>
          )}
          {confirming && ready ? (
            <Confirm {...props} onBack={() => setConfirming(false)} onConfirm={submit} />
          ) : (
            <div className="flex items-center gap-2">
              {environment && <EnvironmentBadge environment={environment} />}
              <Lack can={can} missing={missing} loud={pressed} />
              <Button onClick={onClose}>{props.leave ?? 'Cancel'}</Button>
              <Submit {...props} onSubmit={submit} />
            </div>
          )}
        </div>
      }
    >
      <div ref={form} onInput={edit} className="flex flex-col gap-4">
        {props.children}
      </div>
    </Dialog>
  );
}

function Submit({ deed, danger, can, missing, busy, onSubmit }: ActFrameProps) {
  return (
    <Button
      tone={danger ? 'danger' : 'primary'}
      can={can === true ? (missing ?? true) : can}
      busy={busy}
      onClick={onSubmit}
      data-testid="act-submit"
      kbd="mod+Enter"
    >
      {busy ? `${deed}…` : deed}
    </Button>
  );
}

/** Why the button does nothing, in words beside it. */
function Lack({ can, missing, loud }: { can: Allowed; missing: string | null; loud: boolean }) {
  const words = can === true ? missing : can;
  return (
    <p
      data-testid="act-lack"
      role="status"
      className={`mr-auto min-w-0 flex-1 text-xs ${can !== true ? 'text-bad-text' : loud ? 'text-warn-text' : 'text-ink-3'}`}
    >
      {words}
    </p>
  );
}

interface ConfirmProps extends ActFrameProps {
  onBack: () => void;
  onConfirm: () => void;
}

/** The second step of the safe mode `confirm`. */
function Confirm({ deed, danger, confirmation, onBack, onConfirm }: ConfirmProps) {
  const { environment } = useMe();
  const sentence = useId();
  return (
    <div role="alertdialog" aria-labelledby={sentence} className="flex items-center gap-2">
      {environment && <EnvironmentBadge environment={environment} />}
      <p id={sentence} className="min-w-0 flex-1 text-sm font-medium text-env-text">
        {confirmation}
      </p>
      <Button onClick={onBack}>Back</Button>
      <Button
        tone={danger ? 'danger' : 'primary'}
        onClick={onConfirm}
        data-testid="act-confirm"
        autoFocus
        kbd="mod+Enter"
      >
        Yes, {deed.toLowerCase()}
      </Button>
    </div>
  );
}

function focusField(form: HTMLElement | null, field: string): void {
  const part = form?.querySelector(`[data-testid="field-${field}"]`);
  part?.querySelector<HTMLElement>('textarea, input, button')?.focus();
}
