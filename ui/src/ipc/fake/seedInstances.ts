// Servers of tenants' own as they stand when the fake starts: at ease, changing, differing, being made, refused.
import type { FakeTenant } from './fleet';
import { callOf, EFFECTS, identifierOf, newInstance, providerOf } from './instances';
import { type FakeOperation, request } from './operations';
import type { FakeState } from './state';
import { STEPS } from './steps';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const REFUSED =
  'The AWS credentials have expired: DescribeDBInstances, ExpiredToken, request 7c1f2a90-4d1b-4e55-9b7e-5a20c3f1d6aa (The security token included in the request is expired).';

export function seedInstances(state: FakeState): void {
  const own = state.tenants.filter(({ rung, status }) => rung === 'instance' && status !== 'provisioning');
  for (const tenant of own) state.instances.set(tenant.id, newInstance(state, tenant));
  const atAws = own.filter((tenant) => tenant.status === 'active' && providerOf(state, tenant) === 'rds');
  const [first, second, third, fourth] = atAws;
  if (first) smaller(state, first);
  if (second) waitsForItsWindow(state, second);
  if (third) full(state, third);
  if (fourth) made(state, fourth);
  const local = own.find((tenant) => tenant.status === 'active' && providerOf(state, tenant) === 'local');
  if (local) smaller(state, local);
  const begun = (status: FakeTenant['status']) =>
    state.tenants.filter(
      (tenant) => tenant.status === status && !state.operations.some((known) => known.tenant === tenant),
    );
  const [creating] = begun('provisioning');
  const [paused] = begun('failed');
  if (creating) waits(state, toServer(creating));
  if (paused) pauses(state, toServer(paused));
  state.operations.sort((a, b) => b.requestedAt - a.requestedAt);
}

/** A tier with a server of its own, where AWS makes them. */
function toServer(tenant: FakeTenant): FakeTenant {
  return Object.assign(tenant, { rung: 'instance', tier: 'pro', region: 'us-west-2' });
}

/** As the tier below wanted it. */
function smaller(state: FakeState, tenant: FakeTenant): void {
  state.instances.set(tenant.id, newInstance(state, tenant, 'pro'));
}

function waitsForItsWindow(state: FakeState, tenant: FakeTenant): void {
  smaller(state, tenant);
  const operation = begin(state, 'resize', tenant, 3 * HOUR, 'The tier became enterprise.');
  ran(state, operation, 3);
  const instance = state.instances.get(tenant.id);
  if (instance) {
    instance.backupDays = 35;
    instance.deletionProtection = true;
    instance.pending = ['class db.m6i.large', 'storage 500 GB', '16000 IOPS', 'Multi-AZ on'];
  }
  const detail = `${identifierOf(tenant)} is available. In its maintenance window: ${instance?.pending.join(', ')}.`;
  const [, waited] = operation.steps;
  if (waited) waited.detail = detail;
}

function full(state: FakeState, tenant: FakeTenant): void {
  const instance = state.instances.get(tenant.id);
  if (instance) Object.assign(instance, { state: 'storage-full', seenAt: ago(state, 26 * MINUTE) });
}

function made(state: FakeState, tenant: FakeTenant): void {
  ran(state, begin(state, 'create', tenant, 5 * HOUR, 'Signed the enterprise order form.'), 10);
}

/** Asked for, and looked at five times. */
function waits(state: FakeState, tenant: FakeTenant): void {
  const operation = begin(state, 'create', tenant, 2.6 * MINUTE, 'They asked for a server of their own.');
  ran(state, operation, 1);
  const waiting = operation.steps[1];
  const since = state.now() - 2.4 * MINUTE;
  if (waiting) Object.assign(waiting, { state: 'running', attempt: 1, startedAt: since });
  Object.assign(operation, { state: 'running', endedAt: null, held: true });
}

/** AWS refused: everything that is made stays, to be retried or cancelled. */
function pauses(state: FakeState, tenant: FakeTenant): void {
  tenant.statusReason = `Step "await_instance" failed: ${REFUSED}`;
  const operation = begin(state, 'create', tenant, 71 * MINUTE, 'Agreed in SUP-2044.');
  ran(state, operation, 1);
  const waiting = operation.steps[1];
  const since = operation.startedAt ?? 0;
  if (waiting)
    Object.assign(waiting, {
      state: 'failed',
      attempt: 1,
      startedAt: since + 3000,
      endedAt: since + 9 * MINUTE,
      detail: `${identifierOf(tenant)} is creating; looked 18 of 60 times, 9.0 minutes.`,
      error: REFUSED,
    });
  Object.assign(operation, {
    state: 'failed',
    endedAt: since + 9 * MINUTE,
    error: REFUSED,
    remedy: 'Log in again (`aws sso login`, with the profile that is configured) and retry from this step.',
  });
}

function begin(
  state: FakeState,
  kind: 'create' | 'resize',
  tenant: FakeTenant,
  before: number,
  reason: string,
): FakeOperation {
  const operation = request(state, kind, tenant, reason);
  return Object.assign(operation, { requestedAt: state.now() - before, doom: null });
}

/** Steps as they went, with what they did to the server; the last one ends it. */
function ran(state: FakeState, operation: FakeOperation, until: number): void {
  let clock = operation.requestedAt + 900;
  Object.assign(operation, { state: 'running', startedAt: clock, worker: 'worker-2.internal-91' });
  for (const step of operation.steps.slice(0, until)) {
    const took = (step.expected ?? 0) * (0.7 + (step.name.length % 7) / 10);
    const part = { state: 'done', attempt: 1, startedAt: clock, endedAt: clock + took };
    const call = callOf(state, operation, step.name);
    Object.assign(step, part, { detail: STEPS[step.name]?.did ?? null, call });
    clock += took;
    EFFECTS[step.name]?.(state, operation, clock);
  }
  if (until === operation.steps.length) Object.assign(operation, { state: 'done', endedAt: clock });
}

const ago = (state: FakeState, ms: number): string => new Date(state.now() - ms).toISOString();
