import { Button, Dialog } from '@/components';
import type { Act } from '@/lib/acts';
import { ClearLimitForm } from './ClearLimitForm';
import { DeletionForm } from './DeletionForm';
import { InstancesForm } from './InstancesForm';
import { NewTenantForm } from './NewTenantForm';
import { OperationForm } from './OperationForm';
import { SubjectWait } from './parts';
import { ResizeForm } from './ResizeForm';
import { RestoreForm } from './RestoreForm';
import { ScrubForm } from './ScrubForm';
import { ScrubPurgeForm } from './ScrubPurgeForm';
import { SetLimitForm } from './SetLimitForm';
import { StatusForm } from './StatusForm';
import { TierForm } from './TierForm';
import { type Subject, useSubject } from './useSubject';
import { VerdictForm } from './VerdictForm';

export interface ActDialogProps {
  act: Act;
  onClose: () => void;
}

type TenantAct = Extract<Act, { tenant: string }>;

const TITLE: Record<TenantAct['kind'], string> = {
  change_tier: 'Change tier',
  set_limit: 'Override a limit',
  clear_limit: 'Clear an override',
  suspend: 'Suspend',
  resume: 'Resume',
  resize: 'Change the server',
  delete: 'Delete',
  purge: 'Purge for good',
  restore: 'Restore',
};

const LARGE = new Set<Act['kind']>(['change_tier', 'delete', 'purge']);

/** The dialog of an act; another act is another dialog. */
export function ActDialog({ act, onClose }: ActDialogProps) {
  if (act.kind === 'new_tenant') return <NewTenantForm onClose={onClose} />;
  if (act.kind === 'set_instances')
    return <InstancesForm key={act.cluster} cluster={act.cluster} onClose={onClose} />;
  if (act.kind === 'cancel_operation' || act.kind === 'retry_operation')
    return <OperationForm key={act.kind} kind={act.kind} operation={act.operation} onClose={onClose} />;
  if (act.kind === 'scrub') return <ScrubForm onClose={onClose} />;
  if (act.kind === 'scrub_decide') return <VerdictForm {...act} onClose={onClose} />;
  if (act.kind === 'scrub_purge') return <ScrubPurgeForm scrub={act.scrub} onClose={onClose} />;
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
      size={LARGE.has(act.kind) ? 'large' : 'medium'}
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
    case 'resize':
      return <ResizeForm subject={subject} onClose={onClose} />;
    case 'delete':
    case 'purge':
      return <DeletionForm act={act.kind} subject={subject} onClose={onClose} />;
    case 'restore':
      return <RestoreForm subject={subject} onClose={onClose} />;
  }
}
