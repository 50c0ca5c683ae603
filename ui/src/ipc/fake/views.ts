// From the fake's own tenants to the views of the wire.
import type {
  Gauge,
  LimitKey,
  LimitView,
  StatusName,
  TenantRef,
  TenantRow,
  TenantView,
} from '../generated/types';
import { type FakeTenant, LIMITS } from './fleet';
import { clusterName } from './instances';
import { openOperationOf } from './operations';
import type { FakeState } from './state';

const NEXT: Record<StatusName, StatusName[]> = {
  provisioning: ['active', 'failed'],
  active: ['suspended', 'migrating', 'deleting'],
  suspended: ['active', 'deleting'],
  migrating: ['active', 'failed'],
  deleting: ['deleted', 'active', 'suspended', 'failed'],
  deleted: [],
  failed: ['provisioning', 'active', 'deleting'],
};

export function tierLimit(state: FakeState, tier: string, limit: LimitKey): string {
  return (
    state.tiers.find(({ name }) => name === tier)?.limits.find(({ name }) => name === limit)?.value ??
    'unlimited'
  );
}

function permille(used: bigint, limit: string): number {
  if (limit === 'unlimited') return 0;
  const of = BigInt(limit);
  return of === 0n ? (used > 0n ? 1001 : 1000) : Number((used * 1000n) / of);
}

export function limitView(tenant: FakeTenant, name: LimitKey, state: FakeState): LimitView {
  const tierValue = tierLimit(state, tenant.tier, name);
  const standing = tenant.overrides[name];
  const inForce =
    standing && (standing.until === null || Date.parse(standing.until) > state.now()) ? standing : null;
  const effective = inForce?.value ?? tierValue;
  const used = tenant.used[name];
  return {
    name,
    tierValue,
    effective,
    source: inForce ? 'override' : 'tier',
    overrideDetail: inForce && {
      reason: inForce.reason,
      setBy: inForce.setBy,
      setAt: inForce.setAt,
      until: inForce.until,
    },
    used: String(used),
    permille: permille(used, effective),
  };
}

export function limitViews(tenant: FakeTenant, state: FakeState): LimitView[] {
  return LIMITS.map((name) => limitView(tenant, name, state));
}

export function usagePermille(tenant: FakeTenant, state: FakeState): number {
  return Math.max(...limitViews(tenant, state).map((limit) => limit.permille));
}

export function alarmsOf(tenant: FakeTenant, state: FakeState): string[] {
  const near = limitViews(tenant, state).filter((limit) => limit.permille >= 800);
  const sentences = near.map(
    (limit) => `${limit.name} is at ${Math.floor(limit.permille / 10)} % of its limit.`,
  );
  const ended = tenant.subscriptionEnds !== null && Date.parse(tenant.subscriptionEnds) < state.now();
  return ended ? [...sentences, 'The subscription has ended.'] : sentences;
}

function gauge(tenant: FakeTenant, name: LimitKey, state: FakeState): Gauge {
  const { used, effective, source } = limitView(tenant, name, state);
  return { used, limit: effective, overridden: source === 'override' };
}

export function rowOf(tenant: FakeTenant, state: FakeState): TenantRow {
  const { id, slug, name, status, tier, rung, region, subscriptionEnds, lastActivity, createdAt } = tenant;
  return {
    id,
    slug,
    name,
    status,
    tier,
    rung,
    region,
    subscriptionEnds,
    lastActivity,
    createdAt,
    users: gauge(tenant, 'users', state),
    projects: gauge(tenant, 'projects', state),
    storageBytes: gauge(tenant, 'storage_bytes', state),
    apiCallsMonth: gauge(tenant, 'api_calls_month', state),
    usagePermille: usagePermille(tenant, state),
    alarms: alarmsOf(tenant, state).length,
    sampledAt: sampledAt(state),
    version: String(tenant.version),
  };
}

export function sampledAt(state: FakeState): string {
  return new Date(state.now() - 42_000).toISOString();
}

export function asOf(state: FakeState): string {
  return new Date(state.now()).toISOString();
}

function refOf({ id, slug, name }: FakeTenant): TenantRef {
  return { id, slug, name };
}

export function viewOf(tenant: FakeTenant, state: FakeState): TenantView {
  const { id, slug, name, status, statusReason, tier, rung, region, subscriptionEnds, lastActivity } = tenant;
  const parent = state.tenants.find((other) => other.id === tenant.parent);
  const own = `tenant_${id.replaceAll('-', '_')}`;
  return {
    id,
    slug,
    name,
    status,
    statusReason,
    tier,
    region,
    subscriptionEnds,
    lastActivity,
    domain: tier === 'free' ? null : `${slug}.example`,
    mayBecome: NEXT[status],
    parent: parent ? refOf(parent) : null,
    children: state.tenants.filter((other) => other.parent === id).map(refOf),
    placement: {
      rung,
      cluster: clusterName(region),
      schema: rung === 'schema' ? own : null,
      database: rung === 'database' ? own : null,
      generation: '1',
    },
    limits: limitViews(tenant, state),
    usagePermille: usagePermille(tenant, state),
    alarms: alarmsOf(tenant, state),
    features: tier === 'enterprise' ? ['sso', 'audit-export'] : [],
    createdAt: tenant.createdAt,
    updatedAt: tenant.updatedAt,
    sampledAt: sampledAt(state),
    version: String(tenant.version),
    operation: openOperationOf(state, id)?.id ?? null,
    asOf: asOf(state),
  };
}
