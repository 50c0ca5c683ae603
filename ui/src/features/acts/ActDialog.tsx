import { Button, Dialog } from '@/components';
import type { Act } from '@/lib/acts';
import { ClearLimitForm } from './ClearLimitForm';
import { NewTenantForm } from './NewTenantForm';
import { SubjectWait } from './parts';
import { SetLimitForm } from './SetLimitForm';
import { StatusForm } from './StatusForm';
import { TierForm } from './TierForm';
import { type Subject, useSubject } from './useSubject';

export interface ActDialogProps {
  act: Act;
  onClose: () => void;
}

type TenantAct = Exclude<Act, { kind: 'new_tenant' }>;

const TITLE: Record<TenantAct['kind'], string> = {
  change_tier: 'Change tier',
  set_limit: 'Override a limit',
  clear_limit: 'Clear an override',
  suspend: 'Suspend',
  resume: 'Resume',
};

/** The dialog of an act; another act is another dialog. */
export function ActDialog({ act, onClose }: ActDialogProps) {
  if (act.kind === 'new_tenant') return <NewTenantForm onClose={onClose} />;
  return <OnTenant key={`${act.kind} ${act.tenant}`} act={act} onClose={onClose} />;
}

function OnTenant({ act, onClose }: { act: TenantAct; onClose: () => void }) {
  const state = useSubject(act.tenant);
  if (state.subject) return <Form act={act} subject={state.subject} onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={TITLE[act.kind]}
      size={act.kind === 'change_tier' ? 'large' : 'medium'}
      data-testid="act-dialog"
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <SubjectWait state={state} />
    </Dialog>
  );
}

function Form({ act, subject, onClose }: { act: TenantAct; subject: Subject; onClose: () => void }) {
  switch (act.kind) {
    case 'change_tier':
      return <TierForm subject={subject} wished={act.tier} onClose={onClose} />;
    case 'set_limit':
      return <SetLimitForm subject={subject} wished={act.limit} onClose={onClose} />;
    case 'clear_limit':
      return <ClearLimitForm subject={subject} limit={act.limit} onClose={onClose} />;
    case 'suspend':
    case 'resume':
      return <StatusForm kind={act.kind} subject={subject} onClose={onClose} />;
  }
}
