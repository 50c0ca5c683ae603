// What changes something on the server: version checked, reason demanded, audit written.
import type { Quantity, StatusName, TenantView } from '../../generated/types';
import type { FakeTenant } from '../fleet';
import { clusterName, differencesOf, hasShape, providerOf } from '../instances';
import { request as requestOperation } from '../operations';
import { audit, type FakeState, refuse } from '../state';
import { viewOf } from '../views';
import { reads, tenantOf } from './reads';
import type { Handlers } from './types';

type Names =
  | 'tenant_create'
  | 'tenant_set_tier'
  | 'tenant_set_limit'
  | 'tenant_clear_limit'
  | 'tenant_suspend'
  | 'tenant_resume'
  | 'tier_set_limit'
  | 'view_save'
  | 'view_delete';

export function checkReason(reason: string): void {
  const length = reason.trim().length;
  if (length < 3 || length > 500)
    throw refuse('invalid', 'The reason is too short or too long.', {
      field: 'reason',
      remedy: 'Write 3 to 500 characters.',
    });
}

function checkVersion(decidedOn: Quantity | null, present: bigint | string): void {
  if (decidedOn === null || decidedOn === String(present)) return;
  throw refuse(
    'conflict',
    `Somebody changed it meanwhile: it is at version ${present}, you decided on ${decidedOn}.`,
    { remedy: 'Look at what changed and decide again.' },
  );
}

function checkLimit(value: string): void {
  const known = value === 'unlimited' || (/^\d{1,18}$/.test(value) && BigInt(value) >= 0n);
  if (!known)
    throw refuse('invalid', `"${value}" is no limit.`, {
      field: 'value',
      remedy: 'Give a whole number from 0 on, or unlimited.',
    });
}

/** As the database refuses: no servers on that cluster, or none for that tier. */
function checkServer(state: FakeState, tenant: FakeTenant): void {
  if (providerOf(state, tenant) === null)
    throw refuse('precondition', `On ${clusterName(tenant.region)} no servers are made.`, {
      field: 'rung',
      remedy: 'Choose another rung, or say how they are made: tenantryctl cluster set-instances.',
    });
  if (!hasShape(tenant.tier))
    throw refuse('precondition', `The tier ${tenant.tier} has no server of its own.`, {
      field: 'tier',
      remedy: 'Choose a larger tier, or another rung.',
    });
}

function changed(state: FakeState, tenant: FakeTenant): TenantView {
  tenant.version += 1n;
  tenant.updatedAt = new Date(state.now()).toISOString();
  return viewOf(tenant, state);
}

function become(
  state: FakeState,
  key: string,
  to: StatusName,
  reason: string,
  version: Quantity | null,
): TenantView {
  const tenant = tenantOf(state, key);
  checkReason(reason);
  checkVersion(version, tenant.version);
  const before = tenant.status;
  if (!viewOf(tenant, state).mayBecome.includes(to))
    throw refuse('precondition', `A tenant that is ${before} cannot become ${to}.`);
  tenant.status = to;
  tenant.statusReason = to === 'suspended' ? reason : null;
  audit(
    state,
    to === 'suspended' ? 'tenant.suspend' : 'tenant.resume',
    tenant,
    reason,
    { status: before },
    { status: to },
  );
  return changed(state, tenant);
}

export const changes: Handlers<Names> = {
  tenant_create: ({ slug, name, tier, region, rung, parent, reason }, { state }) => {
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(slug))
      throw refuse('invalid', `"${slug}" is no slug.`, {
        field: 'slug',
        remedy: 'Use a-z, 0-9 and - inside, at most 63 characters.',
      });
    if (state.tenants.some((tenant) => tenant.slug === slug))
      throw refuse('invalid', `The slug "${slug}" is taken.`, { field: 'slug', remedy: 'Choose another.' });
    checkReason(reason);
    const at = new Date(state.now()).toISOString();
    const tenant: FakeTenant = {
      id: `0190a6b2-0000-7000-8000-${String(state.tenants.length).padStart(12, '0')}`,
      slug,
      name,
      tier,
      region,
      rung: rung ?? 'shared',
      parent,
      status: rung === null || rung === 'shared' ? 'active' : 'provisioning',
      statusReason: null,
      used: { users: 0n, projects: 0n, storage_bytes: 0n, api_calls_month: 0n },
      overrides: {},
      subscriptionEnds: null,
      lastActivity: null,
      createdAt: at,
      updatedAt: at,
      version: 0n,
    };
    if (rung === 'instance') checkServer(state, tenant);
    state.tenants.push(tenant);
    audit(state, 'tenant.create', tenant, reason, null, { slug, tier, region, rung: tenant.rung });
    if (tenant.status === 'provisioning') requestOperation(state, 'create', tenant, reason);
    return changed(state, tenant);
  },
  tenant_set_tier: async (request, scene) => {
    const { state } = scene;
    const tenant = tenantOf(state, request.tenant);
    checkReason(request.reason);
    checkVersion(request.version, tenant.version);
    const plan = await reads.tenant_plan_tier({ tenant: request.tenant, tier: request.tier }, scene);
    const missing = plan.acknowledge.filter((limit) => !request.acknowledge.includes(limit));
    if (missing.length > 0)
      throw refuse(
        'precondition',
        `Present use is more than ${request.tier} allows: ${missing.join(', ')}.`,
        { field: 'acknowledge', remedy: 'Acknowledge each of them.' },
      );
    audit(state, 'tenant.set_tier', tenant, request.reason, { tier: tenant.tier }, { tier: request.tier });
    tenant.tier = request.tier;
    if (differencesOf(state, tenant).length > 0)
      requestOperation(state, 'resize', tenant, `The tier became ${request.tier}.`);
    return changed(state, tenant);
  },
  tenant_set_limit: ({ tenant: key, limit, value, reason, until, version }, { state }) => {
    const tenant = tenantOf(state, key);
    checkLimit(value);
    checkReason(reason);
    checkVersion(version, tenant.version);
    if (until && Date.parse(until) <= state.now())
      throw refuse('invalid', 'The end lies in the past.', {
        field: 'until',
        remedy: 'Choose a later moment, or none.',
      });
    audit(
      state,
      'tenant.set_limit',
      tenant,
      reason,
      { [limit]: tenant.overrides[limit]?.value ?? null },
      { [limit]: value, until },
    );
    tenant.overrides[limit] = {
      value,
      reason,
      until,
      setBy: state.connection.server?.login ?? 'ops',
      setAt: new Date(state.now()).toISOString(),
    };
    return changed(state, tenant);
  },
  tenant_clear_limit: ({ tenant: key, limit, reason, version }, { state }) => {
    const tenant = tenantOf(state, key);
    checkReason(reason);
    checkVersion(version, tenant.version);
    if (!tenant.overrides[limit]) throw refuse('precondition', `There is no override of ${limit} to clear.`);
    audit(
      state,
      'tenant.clear_limit',
      tenant,
      reason,
      { [limit]: tenant.overrides[limit].value },
      { [limit]: null },
    );
    delete tenant.overrides[limit];
    return changed(state, tenant);
  },
  tenant_suspend: ({ tenant, reason, version }, { state }) =>
    become(state, tenant, 'suspended', reason, version),
  tenant_resume: ({ tenant, reason, version }, { state }) => become(state, tenant, 'active', reason, version),
  tier_set_limit: ({ tier: name, limit, value, reason, version }, scene) => {
    const { state } = scene;
    const tier = state.tiers.find((known) => known.name === name);
    const entry = tier?.limits.find((known) => known.name === limit);
    if (!tier || !entry) throw refuse('not_found', `There is no tier "${name}".`);
    checkLimit(value);
    checkReason(reason);
    checkVersion(version, tier.version);
    audit(state, 'tier.set_limit', null, reason, { [limit]: entry.value }, { [limit]: value });
    entry.value = value;
    tier.version = String(BigInt(tier.version) + 1n);
    return reads.tier_list({}, scene);
  },
  view_save: (view, { state }) => {
    if (!view.name.trim())
      throw refuse('invalid', 'The view has no name.', { field: 'name', remedy: 'Give it a name.' });
    const others = state.views.filter((known) => !(known.mine && known.name === view.name));
    state.views = [{ ...view, owner: state.connection.server?.login ?? 'ops', mine: true }, ...others];
    return { views: state.views };
  },
  view_delete: ({ name }, { state }) => {
    state.views = state.views.filter((known) => !(known.mine && known.name === name));
    return { views: state.views };
  },
};
