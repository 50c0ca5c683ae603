// From the fake's operations to the views of the wire.
import type { OperationLine, OperationStep, OperationView } from '../generated/types';
import { type FakeOperation, type FakeStep, STEPS } from './operations';
import type { FakeState } from './state';

const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());

const TITLE: Record<FakeOperation['kind'], (slug: string, rung: string) => string> = {
  create: (slug, rung) => `Provision ${slug} on the rung ${rung}`,
  delete: (slug) => `Put ${slug} into quarantine`,
  restore: (slug) => `Restore ${slug}`,
  purge: (slug) => `Purge ${slug} for good`,
  unarchive: (slug) => `Restore ${slug} from its archive`,
};

const AT = new Set(['running', 'undoing', 'failed', 'stuck']);

function waitingOf(state: FakeState, operation: FakeOperation): string | null {
  const going = operation.state === 'running' || operation.state === 'cancelling';
  if (operation.state === 'queued')
    return state.workers === 0
      ? 'No worker runs: start one, or open the console on this machine.'
      : 'Waiting for a worker to be free.';
  if (going && state.workers === 0) return 'Its worker was lost; another takes it up.';
  const trying = operation.steps.find((step) => step.state === 'running' && step.error);
  return trying ? `Trying again: ${trying.error}` : null;
}

export function lineOf(state: FakeState, operation: FakeOperation): OperationLine {
  const { kind, tenant, rung, steps } = operation;
  const newest = state.operations.find((other) => other.tenant.id === tenant.id) === operation;
  const present = steps.find((step) => AT.has(step.state));
  const begun = steps.filter((step) => step.state !== 'waiting').length;
  const ended = ['failed', 'cancelled', 'stuck'].includes(operation.state);
  return {
    id: operation.id,
    kind,
    title: TITLE[kind](tenant.slug, rung),
    tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name },
    rung,
    state: operation.state,
    step: present ? (STEPS[present.name]?.title ?? null) : null,
    stepsDone: steps.filter((step) => step.state === 'done').length,
    stepsTotal: steps.length,
    reason: operation.reason,
    requestedBy: operation.requestedBy,
    requestedAt: new Date(operation.requestedAt).toISOString(),
    startedAt: time(operation.startedAt),
    endedAt: time(operation.endedAt),
    waiting: waitingOf(state, operation),
    error: operation.error,
    remedy: operation.remedy,
    expectedSeconds: steps.reduce((all, step) => all + (step.expected ?? 0), 0) / 1000,
    canCancel:
      (operation.state === 'queued' || operation.state === 'running') &&
      kind !== 'restore' &&
      !(kind === 'purge' && begun === 3),
    canRetry: ended && (operation.state === 'stuck' || newest),
  };
}

export function viewOfOperation(state: FakeState, operation: FakeOperation): OperationView {
  return {
    ...lineOf(state, operation),
    steps: operation.steps.map(stepOf),
    run: operation.run,
    worker: operation.worker,
    asOf: new Date(state.now()).toISOString(),
  };
}

function stepOf({ name, startedAt, endedAt, expected, takes: _, ...step }: FakeStep): OperationStep {
  return {
    ...step,
    name,
    title: STEPS[name]?.title ?? name,
    startedAt: time(startedAt),
    endedAt: time(endedAt),
    expectedSeconds: expected === null ? null : expected / 1000,
  };
}
