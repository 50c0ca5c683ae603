import { useNavigate } from '@tanstack/react-router';
import { Button, Dialog, ErrorState } from '@/components';
import { useChange } from '@/ipc';

export interface DeleteProfileProps {
  name: string;
  open: boolean;
  onClose: () => void;
}

export function DeleteProfile({ name, open, onClose }: DeleteProfileProps) {
  const navigate = useNavigate();
  const remove = useChange('profile_delete');
  const act = () =>
    remove.mutate(
      { name },
      {
        onSuccess: () => {
          onClose();
          void navigate({ to: '/connect', search: {} });
        },
      },
    );
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Delete this profile"
      size="small"
      data-testid="profile-delete-dialog"
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button tone="danger" busy={remove.isPending} onClick={act} data-testid="profile-delete-confirm">
            Delete
          </Button>
        </>
      }
    >
      <p className="text-sm">
        <b className="foreign font-semibold break-words">{name}</b> and its password in the keychain are
        forgotten on this machine. Nothing on the server changes.
      </p>
      {remove.error && <ErrorState inline error={remove.error} />}
    </Dialog>
  );
}
