// Operations: watched, cancelled, retried; and the deletions that are some of them.
import type { DeletionAct, DeletionRequest, OperationView, QuarantineLine } from '../../generated/types';
import type { FakeTenant } from '../fleet';
import { advance, type FakeOperation, openOperationOf, request, takeBack } from '../operations';
import { lineOf, viewOfOperation } from '../operationViews';
import { audit, type FakeState, refuse } from '../state';
import { asOf } from '../views';
import { checkReason } from './changes';
import { difference, inventoryOf, phraseFor } from './deletion';
import { tenantOf } from './reads';
import type { Handlers } from './types';

type Names =
  | 'operation_list'
  | 'operation_show'
  | 'operation_cancel'
  | 'operation_retry'
  | 'tenant_plan_deletion'
  | 'tenant_delete'
  | 'tenant_restore'
  | 'tenant_purge'
  | 'quarantine_list';

const TEN_MINUTES = 600_000;

function operationOf(state: FakeState, id: string): FakeOperation {
  advance(state);
  const operation = state.operations.find((known) => known.id === id);
  if (!operation)
    throw refuse('not_found', 'There is no such operation.', {
      field: 'operation',
      remedy: 'List the operations.',
    });
  return operation;
}

function blockersOf(state: FakeState, act: DeletionAct, tenant: FakeTenant): string[] {
  const line = state.quarantines.find((known) => known.tenant === tenant.id);
  const deletable = ['active', 'suspended', 'failed'].includes(tenant.status);
  const me = state.connection.server?.login;
  const children = state.tenants.some(
    ({ parent, status }) => parent === tenant.id && status !== 'deleting' && status !== 'deleted',
  );
  const all: [boolean, string][] = [
    [act === 'delete' ? !deletable : tenant.status !== 'deleting', `${tenant.slug} is ${tenant.status}.`],
    [act === 'delete' && children, 'It has child tenants; delete them first.'],
    [Boolean(openOperationOf(state, tenant.id)), 'Another operation on it is going on, or stuck.'],
    [act === 'purge' && tenant.status === 'deleting' && !line, 'It is not in quarantine.'],
    [
      act === 'purge' && line !== undefined && line.until > state.now(),
      `It may be purged from ${moment(line?.until)} on.`,
    ],
    [act === 'purge' && line?.deletedBy === me, `${me} asked for the deletion; a second person purges.`],
  ];
  return all.filter(([holds]) => holds).map(([, sentence]) => sentence);
}

function moment(at = 0): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Uses a challenge up, as the database does: whose, when, byte for byte, and still the same thing. */
function meet(
  state: FakeState,
  act: DeletionAct,
  { challenge, phrase, tenant: key }: DeletionRequest,
): FakeTenant {
  const tenant = tenantOf(state, key);
  const shown = state.challenges.get(challenge);
  const again = { field: 'challenge', remedy: 'Look at the inventory again.' };
  if (!shown || shown.act !== act || shown.tenant !== tenant.id)
    throw refuse('precondition', 'What was shown is of another tenant, act or login.', again);
  if (shown.expires < state.now())
    throw refuse('precondition', 'What was shown is used up or more than 10 minutes old.', again);
  if (phrase !== shown.phrase)
    throw refuse(
      'invalid',
      `The phrase is not the one that is wanted: ${difference(phrase, shown.phrase)}.`,
      {
        field: 'phrase',
        remedy: `Type ${shown.phrase}`,
      },
    );
  const blockers = blockersOf(state, act, tenant);
  if (blockers.length > 0)
    throw refuse('precondition', blockers.join(' '), { field: 'tenant', remedy: 'Mend that first.' });
  if (shown.version !== tenant.version)
    throw refuse('conflict', `${tenant.slug} is not what it was when it was shown.`, again);
  state.challenges.delete(challenge);
  return tenant;
}

function requested(
  state: FakeState,
  kind: 'delete' | 'restore' | 'purge' | 'unarchive',
  tenant: FakeTenant,
  reason: string,
): OperationView {
  const operation = request(state, kind, tenant, reason);
  audit(state, `tenant.${kind}`, tenant, reason, null, null);
  tenant.version += 1n;
  return viewOfOperation(state, operation);
}

export const operations: Handlers<Names> = {
  operation_list: ({ states, tenant, before, limit }, { state }) => {
    advance(state);
    const whose = tenant ? tenantOf(state, tenant).id : null;
    const all = state.operations.filter(
      (operation) =>
        (states.length === 0 || states.includes(operation.state)) &&
        (whose === null || operation.tenant.id === whose),
    );
    const from = before ? all.findIndex(({ id }) => id === before) + 1 : 0;
    const rows = all.slice(from, from + (limit ?? 50));
    const more = from + rows.length < all.length;
    return {
      rows: rows.map((operation) => lineOf(state, operation)),
      next: more ? (rows.at(-1)?.id ?? null) : null,
      workers: state.workers,
      asOf: asOf(state),
    };
  },
  operation_show: ({ operation }, { state }) => viewOfOperation(state, operationOf(state, operation)),
  operation_cancel: ({ operation: id, reason }, { state }) => {
    const operation = operationOf(state, id);
    checkReason(reason);
    if (!lineOf(state, operation).canCancel)
      throw refuse('precondition', `The operation is ${operation.state}.`, {
        field: 'operation',
        remedy: 'Nothing can be cancelled.',
      });
    Object.assign(operation, { state: 'cancelling', held: false, endedAt: null });
    takeBack(state, operation, state.now());
    audit(state, 'operation.cancel', operation.tenant, reason, null, null);
    return viewOfOperation(state, operation);
  },
  operation_retry: ({ operation: id, reason }, { state }) => {
    const operation = operationOf(state, id);
    checkReason(reason);
    if (!lineOf(state, operation).canRetry)
      throw refuse('precondition', `The operation is ${operation.state}.`, {
        field: 'operation',
        remedy: 'There is nothing to retry.',
      });
    for (const step of operation.steps)
      if (step.state !== 'done')
        Object.assign(step, { state: 'waiting', error: null, resource: null, endedAt: null });
    Object.assign(operation, {
      state: 'queued',
      run: operation.run + 1,
      endedAt: null,
      error: null,
      remedy: null,
    });
    operation.queuedAt = state.now();
    if (operation.kind === 'create') operation.tenant.status = 'provisioning';
    audit(state, 'operation.retry', operation.tenant, reason, null, null);
    return viewOfOperation(state, operation);
  },
  tenant_plan_deletion: ({ tenant: key, act }, { state }) => {
    advance(state);
    const tenant = tenantOf(state, key);
    const challenge = `9b2d11c4-3f60-4a1e-9c77-${String(state.challenges.size + 1).padStart(12, '0')}`;
    const phrase = phraseFor(act, tenant);
    const expires = state.now() + TEN_MINUTES;
    state.challenges.set(challenge, { tenant: tenant.id, act, phrase, version: tenant.version, expires });
    const inventory = inventoryOf(tenant);
    return {
      act,
      tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name },
      rung: tenant.rung,
      phrase,
      challenge,
      expiresAt: new Date(expires).toISOString(),
      inventory,
      consequences:
        act === 'delete'
          ? [
              'Its services are stopped at once, on every machine.',
              `What holds it (${inventory.container}) is closed to everybody and put away.`,
              'It rests in quarantine for 30 days; then a second person may purge it.',
            ]
          : [
              'Everything is exported to an archive first, and the archive is read back.',
              `Then ${inventory.container} is removed from the server for good.`,
            ],
      undo:
        act === 'delete'
          ? 'Restore it from quarantine: everything is as it was.'
          : 'Restore it from its archive, as long as that is kept.',
      blockers: blockersOf(state, act, tenant),
      version: String(tenant.version),
    };
  },
  tenant_delete: (wish, { state }) => {
    checkReason(wish.reason);
    const tenant = meet(state, 'delete', wish);
    tenant.status = 'deleting';
    tenant.statusReason = wish.reason;
    return requested(state, 'delete', tenant, wish.reason);
  },
  tenant_purge: (wish, { state }) => {
    checkReason(wish.reason);
    return requested(state, 'purge', meet(state, 'purge', wish), wish.reason);
  },
  tenant_restore: ({ tenant: key, reason }, { state }) => {
    const tenant = tenantOf(state, key);
    checkReason(reason);
    const purged = tenant.status === 'deleted';
    if (!purged && !state.quarantines.some((known) => known.tenant === tenant.id))
      throw refuse('precondition', `${tenant.slug} is not in quarantine.`, {
        field: 'tenant',
        remedy: 'There is nothing to restore.',
      });
    if (openOperationOf(state, tenant.id))
      throw refuse('conflict', `Another operation on ${tenant.slug} is going on, or stuck.`, {
        remedy: 'Wait for it, or retry it, and decide again.',
      });
    return requested(state, purged ? 'unarchive' : 'restore', tenant, reason);
  },
  quarantine_list: (_, { state }) => {
    advance(state);
    const rows = state.quarantines.map(({ tenant: id, ...line }): QuarantineLine => {
      const tenant = tenantOf(state, id);
      const { rows, bytes, container } = inventoryOf(tenant);
      return {
        ...line,
        tenant: { id, slug: tenant.slug, name: tenant.name },
        rung: tenant.rung,
        since: new Date(line.since).toISOString(),
        until: new Date(line.until).toISOString(),
        kept: container.replace(/tenant_/, 'zz_q_'),
        rows,
        bytes,
      };
    });
    return { rows: rows.sort((a, b) => a.until.localeCompare(b.until)), asOf: asOf(state) };
  },
};
