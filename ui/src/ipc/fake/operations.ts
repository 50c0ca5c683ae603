// Durable operations of the fake: their steps go on by the clock, whenever somebody looks.
import type { OperationKind, OperationState, OperationStepState, RungName } from '../generated/types';
import type { FakeTenant } from './fleet';
import { finish } from './outcomes';
import type { FakeState } from './state';

export interface FakeStep {
  name: string;
  state: OperationStepState;
  attempt: number;
  startedAt: number | null;
  endedAt: number | null;
  detail: string | null;
  error: string | null;
  resource: string | null;
  /** What it will take this time, and what it took in the past; milliseconds. */
  takes: number;
  expected: number | null;
}

export interface FakeOperation {
  id: string;
  kind: OperationKind;
  tenant: FakeTenant;
  rung: RungName;
  state: OperationState;
  reason: string;
  requestedBy: string;
  requestedAt: number;
  /** When this run was put on the queue. */
  queuedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  run: number;
  worker: string | null;
  error: string | null;
  remedy: string | null;
  steps: FakeStep[];
  /** How it ends: the step that will not succeed, and whether it can be taken back. */
  doom: { step: string; leaves: string | null } | null;
  /** It stays as it is, to be looked at. */
  held: boolean;
}

const SECOND = 1000;
/** Titles and what each takes in the middle, as the real steps are named. */
export const STEPS: Record<string, { title: string; takes: number; did: string }> = {
  make_schema: { title: 'Make the schema', takes: 6, did: 'Made with 14 tables, 31 indexes, 28 policies.' },
  draw_password: { title: 'Draw a password', takes: 2, did: 'Kept as a secret.' },
  make_login: { title: 'Make the login', takes: 3, did: 'Made, without rights outside of its database.' },
  make_database: { title: 'Make the database', takes: 9, did: 'Made from the template.' },
  install: { title: 'Install kit and tables', takes: 8, did: 'Isolation kit 9, 14 tables.' },
  place: { title: 'Tell the isolation kit', takes: 2, did: 'Placed, generation 1.' },
  verify: { title: 'Verify the isolation', takes: 5, did: '56 of 56 probes refused.' },
  close: { title: 'Stop the services', takes: 3, did: '2 sessions were ended.' },
  quarantine: { title: 'Put away', takes: 7, did: 'Renamed, and every right revoked.' },
  reopen: { title: 'Bring back', takes: 6, did: 'Named as before, with the same rights.' },
  export: { title: 'Export to an archive', takes: 14, did: '14 tables in 14 files, with checksums.' },
  check_archive: { title: 'Read the archive back', takes: 8, did: 'Each row and each checksum is the same.' },
  find_archive: { title: 'Verify the archive', takes: 6, did: '14 tables: each file is what was written.' },
  load: { title: 'Put the rows back', takes: 11, did: '48,210 rows are back in 14 tables.' },
  compare: { title: 'Read the rows out again', takes: 7, did: 'Byte for byte what was exported.' },
  drop: { title: 'Remove for good', takes: 9, did: 'Nothing is left of it on the server.' },
};

const DATABASE = ['draw_password', 'make_login', 'make_database', 'install', 'place', 'verify'];
const NAMES: Record<OperationKind, (rung: RungName) => string[]> = {
  create: (rung) => (rung === 'schema' ? ['make_schema', 'place', 'verify'] : DATABASE),
  delete: () => ['close', 'quarantine'],
  restore: () => ['reopen', 'place'],
  purge: () => ['export', 'check_archive', 'drop'],
  unarchive: (rung) => [
    'find_archive',
    ...(rung === 'shared' ? [] : rung === 'schema' ? ['make_schema'] : DATABASE.slice(0, 4)),
    'load',
    'compare',
    'place',
  ],
};

export const isOpen = ({ state }: Pick<FakeOperation, 'state'>): boolean =>
  state === 'queued' || state === 'running' || state === 'cancelling' || state === 'stuck';

export function openOperationOf(state: FakeState, tenant: string): FakeOperation | undefined {
  return state.operations.find((operation) => operation.tenant.id === tenant && isOpen(operation));
}

/** Puts an operation on the queue. A tenant whose slug begins with `broken` or `stuck` gets what its name says. */
export function request(
  state: FakeState,
  kind: OperationKind,
  tenant: FakeTenant,
  reason: string,
): FakeOperation {
  const doomed = kind === 'create' && /^(broken|stuck)/.exec(tenant.slug)?.[1];
  const operation: FakeOperation = {
    id: `0193f2a0-7c1e-7000-8000-${String(state.operations.length + 1).padStart(12, '0')}`,
    kind,
    tenant,
    rung: tenant.rung,
    state: 'queued',
    reason,
    requestedBy: state.connection.server?.login ?? 'ops',
    requestedAt: state.now(),
    queuedAt: state.now(),
    startedAt: null,
    endedAt: null,
    run: 1,
    worker: null,
    error: null,
    remedy: null,
    steps: NAMES[kind](tenant.rung).map(freshStep),
    doom: doomed
      ? {
          step: 'place',
          leaves: doomed === 'stuck' ? `schema tenant_${tenant.id.replaceAll('-', '_')}` : null,
        }
      : null,
    held: false,
  };
  state.operations.unshift(operation);
  return operation;
}

function freshStep(name: string): FakeStep {
  const takes = (STEPS[name]?.takes ?? 3) * SECOND;
  return {
    name,
    state: 'waiting',
    attempt: 0,
    startedAt: null,
    endedAt: null,
    detail: null,
    error: null,
    resource: null,
    takes,
    expected: takes,
  };
}

/** Brings every operation to where it stands now; tells what became stale, and looks again when the next step is due. */
export function advance(state: FakeState): void {
  if (state.workers > 0) {
    for (const operation of state.operations) while (move(state, operation));
  }
  lookAgain(state);
}

const timers = new WeakMap<FakeState, ReturnType<typeof setTimeout>>();

function lookAgain(state: FakeState): void {
  const next = Math.min(...state.operations.map((operation) => dueAt(operation)));
  clearTimeout(timers.get(state));
  if (!Number.isFinite(next) || state.workers === 0) return;
  const tell = () => state.emit('stale', { nouns: ['operations', 'tenants', 'fleet'], tenant: null });
  timers.set(state, setTimeout(tell, Math.max(20, next - state.now())));
}

const QUEUE_MS = 1200;
const UNDO_MS = 1500;

function dueAt({ state, held, queuedAt, steps, endedAt }: FakeOperation): number {
  if (held || endedAt !== null) return Number.POSITIVE_INFINITY;
  if (state === 'queued') return queuedAt + QUEUE_MS;
  const at = steps.find((step) => step.state === 'running' || step.state === 'undoing');
  if (at?.startedAt == null) return Number.POSITIVE_INFINITY;
  return at.startedAt + (at.state === 'undoing' ? UNDO_MS : at.takes);
}

/** One thing that has happened meanwhile; false: nothing has. */
function move(state: FakeState, operation: FakeOperation): boolean {
  const due = dueAt(operation);
  if (due > state.now()) return false;
  if (operation.state === 'queued') {
    Object.assign(operation, {
      state: 'running',
      startedAt: operation.startedAt ?? due,
      worker: 'sandbox-7431',
    });
    begin(state, operation, due);
    return true;
  }
  const step = operation.steps.find(({ state }) => state === 'running' || state === 'undoing');
  if (!step) return false;
  if (step.state === 'undoing') {
    Object.assign(step, { state: 'undone', endedAt: due, detail: 'Taken back.' });
    takeBack(state, operation, due);
  } else if (operation.state === 'cancelling') takeBack(state, operation, due);
  else if (operation.doom?.step === step.name) fail(state, operation, step, due);
  else {
    Object.assign(step, { state: 'done', endedAt: due, error: null, detail: STEPS[step.name]?.did ?? null });
    begin(state, operation, due);
  }
  return true;
}

function begin(state: FakeState, operation: FakeOperation, at: number): void {
  const next = operation.steps.find((step) => step.state !== 'done');
  if (next)
    Object.assign(next, { state: 'running', startedAt: at, endedAt: null, attempt: next.attempt + 1 });
  else finish(state, operation, 'done', at);
}

function fail(state: FakeState, operation: FakeOperation, step: FakeStep, at: number): void {
  operation.error = 'The server closed the connection: it is short of memory.';
  operation.remedy = 'Mend the cause, and retry the operation.';
  Object.assign(step, { state: 'failed', endedAt: at, error: operation.error });
  const leaves = operation.doom?.leaves;
  operation.doom = null;
  if (!leaves) {
    takeBack(state, operation, at);
    return;
  }
  const first = operation.steps[0] ?? step;
  Object.assign(first, {
    state: 'stuck',
    error: 'The schema could not be dropped: it is in use.',
    resource: leaves,
  });
  operation.remedy = `Mend the cause, and retry the operation. Left behind: ${leaves}.`;
  finish(state, operation, 'stuck', at);
}

/** Undoes from the end; what was never begun has nothing to take back. */
export function takeBack(state: FakeState, operation: FakeOperation, at: number): void {
  const running = operation.steps.find((step) => step.state === 'running');
  const last = running ?? operation.steps.findLast((step) => step.state === 'done');
  if (last) {
    Object.assign(last, { state: 'undoing', startedAt: at, endedAt: null });
    return;
  }
  finish(state, operation, operation.state === 'cancelling' ? 'cancelled' : 'failed', at);
}
