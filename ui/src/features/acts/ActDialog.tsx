import { Button, Dialog } from '@/components';
import type { Act } from '@/lib/acts';

export interface ActDialogProps {
  act: Act;
  onClose: () => void;
}

const TITLE: Record<Act['kind'], string> = {
  new_tenant: 'New tenant',
  change_tier: 'Change tier',
  set_limit: 'Override a limit',
  clear_limit: 'Clear an override',
  suspend: 'Suspend',
  resume: 'Resume',
};

export function ActDialog({ act, onClose }: ActDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={TITLE[act.kind]}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      This dialog is being built.
    </Dialog>
  );
}
