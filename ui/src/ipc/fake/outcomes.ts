// What an operation's end means for its tenant.
import type { OperationState, StatusName } from '../generated/types';
import type { FakeOperation } from './operations';
import type { FakeState } from './state';

export interface FakeQuarantine {
  tenant: string;
  was: StatusName;
  since: number;
  until: number;
  deletedBy: string;
  reason: string;
}

export const RETENTION_MS = 30 * 86_400_000;

export function finish(state: FakeState, operation: FakeOperation, end: OperationState, at: number): void {
  operation.state = end;
  if (end !== 'stuck') operation.endedAt = at;
  const { tenant } = operation;
  if (end === 'done') DONE[operation.kind](state, operation, at);
  else if (operation.kind === 'create') {
    tenant.status = 'failed';
    tenant.statusReason = operation.error ?? `Its provisioning was ${end}.`;
  } else if (operation.kind === 'delete' && end !== 'stuck') tenant.status = 'active';
  tenant.version += 1n;
  tenant.updatedAt = new Date(at).toISOString();
}

type Done = (state: FakeState, operation: FakeOperation, at: number) => void;

const DONE: Record<FakeOperation['kind'], Done> = {
  create: (_, { tenant }) => {
    tenant.status = 'active';
    tenant.statusReason = null;
  },
  resize: () => undefined,
  delete: (state, { tenant, requestedBy, reason }, at) => {
    state.quarantines.push({
      tenant: tenant.id,
      was: 'active',
      since: at,
      until: at + RETENTION_MS,
      deletedBy: requestedBy,
      reason,
    });
  },
  restore: (state, { tenant }) => {
    const line = state.quarantines.find((known) => known.tenant === tenant.id);
    tenant.status = line?.was ?? 'active';
    tenant.statusReason = null;
    state.quarantines = state.quarantines.filter((known) => known !== line);
  },
  unarchive: (_, { tenant }) => {
    tenant.status = 'active';
    tenant.statusReason = null;
  },
  purge: (state, { tenant }) => {
    tenant.status = 'deleted';
    state.quarantines = state.quarantines.filter((known) => known.tenant !== tenant.id);
  },
};
