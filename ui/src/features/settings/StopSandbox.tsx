import { Button, Dialog } from '@/components';

export interface StopSandboxProps {
  open: boolean;
  busy: boolean;
  onStop: () => void;
  onClose: () => void;
}

/** Asked only when the console itself is connected to it. */
export function StopSandbox({ open, busy, onStop, onClose }: StopSandboxProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Stop the sandbox"
      size="small"
      data-testid="sandbox-stop-dialog"
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button tone="primary" busy={busy} onClick={onStop} data-testid="sandbox-stop-confirm">
            Stop and disconnect
          </Button>
        </>
      }
    >
      <p className="text-sm">
        You are connected to it: this page closes and Connect opens. Its data stays; starting it again brings
        back the same fleet with all you changed.
      </p>
    </Dialog>
  );
}
