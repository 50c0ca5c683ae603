// Operations as they stand when the fake starts: one in every state, a history of done ones, and three in quarantine.
import type { OperationKind, OperationState, StatusName } from '../generated/types';
import type { FakeTenant } from './fleet';
import { type FakeOperation, request } from './operations';
import { RETENTION_MS } from './outcomes';
import type { FakeState } from './state';
import { STEPS } from './steps';

const MINUTE = 60_000;
const DAY = 86_400_000;
const REASONS = ['Signed the pro order form.', 'Agreed in SUP-1881.', 'The contract ended on 30 September.'];
const LONG =
  'The group in Rotterdam asked for a database of its own before the audit, and the controller has confirmed it twice, by phone and in writing.';

export function seedOperations(state: FakeState): void {
  const { tenants } = state;
  if (tenants.length === 0) return;
  if (tenants.length === 1) {
    if (tenants[0]) ended(state, 'create', on(tenants[0]), 'done', 3 * DAY);
    return;
  }
  const of = (status: StatusName) => tenants.filter((tenant) => tenant.status === status);
  const active = of('active')
    .filter(({ slug }) => !slug.startsWith('fail-'))
    .filter(({ rung }) => rung !== 'instance')
    .slice(40);
  for (let n = 0; n < 70; n++) {
    const tenant = active[(n * 3) % active.length];
    if (tenant) ended(state, 'create', on(tenant), n % 17 === 9 ? 'cancelled' : 'done', (75 - n) * 0.4 * DAY);
  }
  quarantined(state, [...of('deleting'), ...active.slice(-4)]);
  const failed = of('failed');
  if (failed[0]) broken(state, on(failed[0]));
  if (failed[1]) stuck(state, on(failed[1]));
  inFlight(state, of('provisioning'));
  purged(state, active.slice(-7, -5));
}

/** Operations are for rungs of their own; the fleet's dice may have said otherwise. */
function on(tenant: FakeTenant, rung: FakeTenant['rung'] = 'schema'): FakeTenant {
  if (tenant.rung === 'shared' || tenant.rung === 'instance') tenant.rung = rung;
  return tenant;
}

function at(state: FakeState, kind: OperationKind, tenant: FakeTenant, ago: number): FakeOperation {
  const n = state.operations.length;
  const operation = request(state, kind, tenant, REASONS[n % REASONS.length] ?? '');
  operation.requestedAt = state.now() - ago;
  operation.requestedBy = n % 4 === 1 ? 'ops2' : 'ops';
  operation.doom = null;
  return operation;
}

/** Steps as they went, to the given one; how long each took strays around the middle. */
function ran(operation: FakeOperation, until: number): number {
  let clock = operation.requestedAt + 800;
  Object.assign(operation, { state: 'running', startedAt: clock, worker: 'sandbox-7431' });
  for (const [n, step] of operation.steps.slice(0, until).entries()) {
    const took = step.takes * (0.6 + ((n * 7 + operation.id.charCodeAt(35)) % 10) / 8);
    Object.assign(step, {
      state: 'done',
      attempt: 1,
      startedAt: clock,
      endedAt: clock + took,
      detail: STEPS[step.name]?.did ?? null,
    });
    clock += took;
  }
  return clock;
}

function ended(state: FakeState, kind: OperationKind, tenant: FakeTenant, end: OperationState, ago: number) {
  const operation = at(state, kind, tenant, ago);
  const clock = ran(operation, end === 'done' ? operation.steps.length : 1);
  if (end === 'cancelled') {
    for (const step of operation.steps) {
      if (step.state === 'done') Object.assign(step, { state: 'undone', detail: 'Taken back.' });
    }
  }
  Object.assign(operation, { state: end, endedAt: clock + 1200 });
}

function broken(state: FakeState, tenant: FakeTenant): void {
  const operation = at(state, 'create', tenant, 47 * MINUTE);
  const clock = ran(operation, 1);
  const error = 'The server refused a connection: 100 of 100 are taken.';
  const [made, failing] = operation.steps;
  if (made) Object.assign(made, { state: 'undone', detail: 'The schema was dropped again.' });
  if (failing)
    Object.assign(failing, { state: 'undone', attempt: 5, startedAt: clock, endedAt: clock + 94_000, error });
  Object.assign(operation, {
    state: 'failed',
    error,
    remedy: 'Give the server more connections, and retry.',
  });
  operation.endedAt = clock + 96_000;
}

function stuck(state: FakeState, tenant: FakeTenant): void {
  const operation = at(state, 'create', tenant, 26 * MINUTE);
  const clock = ran(operation, 1);
  const resource = `schema tenant_${tenant.id.replaceAll('-', '_')}`;
  const [made, failing] = operation.steps;
  const error = 'Placing it failed: the isolation kit of this database is of version 8 and wants to be 9.';
  if (failing)
    Object.assign(failing, { state: 'failed', attempt: 3, startedAt: clock, endedAt: clock + 8_000, error });
  if (made)
    Object.assign(made, {
      state: 'stuck',
      error: 'The schema could not be dropped: the view reporting.all_invoices depends on it.',
      resource,
    });
  const remedy = `Drop or change the view reporting.all_invoices, and retry. Left behind: ${resource}.`;
  Object.assign(operation, { state: 'stuck', error, remedy, run: 2 });
}

function inFlight(state: FakeState, tenants: readonly FakeTenant[]): void {
  const [first, second, third, fourth] = tenants;
  if (first) {
    const cancelling = at(state, 'create', on(first, 'database'), 9 * MINUTE);
    const clock = ran(cancelling, 2);
    const undoing = cancelling.steps[1];
    if (undoing) Object.assign(undoing, { state: 'undoing', startedAt: clock, endedAt: null });
    Object.assign(cancelling, { state: 'cancelling', held: true });
  }
  if (second) {
    const running = at(state, 'create', on(second, 'database'), 12_000);
    second.rung = 'database';
    running.reason = LONG;
    running.requestedBy = 'a-login-of-a-very-long-name-from-the-directory';
    const clock = ran(running, 2);
    const next = running.steps[2];
    const began = Math.min(clock, state.now() - 1500);
    if (next) Object.assign(next, { state: 'running', attempt: 1, startedAt: began, takes: 11_000 });
  }
  if (third) {
    const trying = at(state, 'create', on(third), 4 * MINUTE);
    const clock = ran(trying, 1);
    const next = trying.steps[1];
    if (next)
      Object.assign(next, {
        state: 'running',
        attempt: 4,
        startedAt: clock,
        error: 'The server did not answer.',
      });
    trying.held = true;
  }
  if (fourth) at(state, 'create', on(fourth), 20_000).held = true;
}

function quarantined(state: FakeState, deleting: readonly FakeTenant[]): void {
  const me = state.connection.server?.login ?? 'ops';
  const other = me === 'ops2' ? 'ops' : 'ops2';
  const facts: [string, number][] = [
    [other, -2 * DAY],
    [me, 11 * DAY + 4 * 3_600_000],
    [other, 29 * DAY],
  ];
  for (const [n, [deletedBy, left]] of facts.entries()) {
    const tenant = deleting[n];
    if (!tenant) continue;
    tenant.status = 'deleting';
    const since = state.now() + left - RETENTION_MS;
    ended(state, 'delete', on(tenant), 'done', -left + RETENTION_MS);
    const operation = state.operations[0];
    if (operation) operation.requestedBy = deletedBy;
    const reason = operation?.reason ?? '';
    state.quarantines.push({
      tenant: tenant.id,
      was: 'active',
      since,
      until: since + RETENTION_MS,
      deletedBy,
      reason,
    });
  }
  // newest first, by when each was requested
  state.operations.sort((a, b) => b.requestedAt - a.requestedAt);
}

/** Two that were purged; the second came back from its archive. */
function purged(state: FakeState, tenants: readonly FakeTenant[]): void {
  for (const [n, tenant] of tenants.entries()) {
    ended(state, 'delete', on(tenant), 'done', 52 * DAY);
    ended(state, 'purge', tenant, 'done', 19 * DAY);
    const [purge] = state.operations;
    if (purge) purge.requestedBy = 'ops2';
    if (n === 0) Object.assign(tenant, { status: 'deleted', statusReason: null });
    else ended(state, 'unarchive', tenant, 'done', 5 * DAY);
  }
  state.operations.sort((a, b) => b.requestedAt - a.requestedAt);
}
