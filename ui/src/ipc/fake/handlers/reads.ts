// What is read from the server.
import type { LimitKey, Share, TenantListRequest, TenantPage, UsageDay } from '../../generated/types';
import { type FakeTenant, LIMITS, RUNGS } from '../fleet';
import { clusterName } from '../instances';
import { SENTINELS } from '../names';
import { advance } from '../operations';
import { find, sorted } from '../query';
import { randomOf } from '../random';
import { type FakeState, refuse } from '../state';
import { asOf, limitView, limitViews, rowOf, sampledAt, tierLimit, usagePermille, viewOf } from '../views';
import type { Handlers } from './types';

type Names =
  | 'fleet_status'
  | 'tenant_list'
  | 'tenant_count'
  | 'tenant_show'
  | 'tenant_usage'
  | 'tenant_export'
  | 'tenant_plan_tier'
  | 'tenant_rehearse'
  | 'tier_list'
  | 'view_list'
  | 'audit_list';

export function tenantOf(state: FakeState, key: string): FakeTenant {
  const sentinel = SENTINELS[key as keyof typeof SENTINELS];
  if (sentinel)
    throw refuse(sentinel, `The tenant "${key}" always answers ${sentinel}.`, {
      remedy: 'It is there to try this out.',
    });
  const tenant = state.tenants.find(({ id, slug }) => id === key || slug === key);
  if (!tenant)
    throw refuse('not_found', `There is no tenant "${key}".`, {
      remedy: 'Search for it by a part of its name.',
    });
  return tenant;
}

function page(state: FakeState, { query, sort, limit, at }: TenantListRequest): TenantPage {
  const all = sorted(state, find(state, query), sort);
  const size = limit ?? 50;
  const starts = {
    start: () => 0,
    end: () => Math.max(0, all.length - size),
    after: (cursor: string) => Number(cursor),
    before: (cursor: string) => Math.max(0, Number(cursor) - size),
  };
  const from =
    at.from === 'position'
      ? at.index
      : at.from === 'after' || at.from === 'before'
        ? starts[at.from](at.cursor)
        : starts[at.from]();
  const to = from + size;
  return {
    rows: all.slice(from, to).map((tenant) => rowOf(tenant, state)),
    next: to < all.length ? String(to) : null,
    previous: from > 0 ? String(from) : null,
    asOf: asOf(state),
  };
}

function shares(
  state: FakeState,
  field: string,
  labels: readonly string[],
  of: (tenant: FakeTenant) => string,
): Share[] {
  return labels.map((label) => ({
    label,
    count: String(state.tenants.filter((tenant) => of(tenant) === label).length),
    query: `${field}:${label}`,
  }));
}

function found(state: FakeState, label: string, query: string): Share {
  return { label, count: String(find(state, query).length), query };
}

const DAY = 86_400_000;

/** Days with weekends, a trend, and two days without a sample. */
function usageDays(tenant: FakeTenant, days: number, state: FakeState): UsageDay[] {
  const random = randomOf(tenant.slug.length * 977 + days);
  const list: UsageDay[] = [];
  let month = 0n;
  for (let back = days - 1; back >= 0; back--) {
    const date = new Date(state.now() - back * DAY);
    if (date.getUTCDate() === 1) month = 0n;
    const weekend = date.getUTCDay() % 6 === 0 ? 0.35 : 1;
    const calls = BigInt(
      Math.floor((Number(tenant.used.api_calls_month) / 22) * weekend * (0.8 + random.next() * 0.4)),
    );
    month += calls;
    if (back === 11 || back === 12) continue;
    const share = BigInt(1000 - back * 4);
    const at = (limit: LimitKey) => String((tenant.used[limit] * (share > 100n ? share : 100n)) / 1000n);
    list.push({
      day: date.toISOString().slice(0, 10),
      users: at('users'),
      projects: at('projects'),
      storageBytes: at('storage_bytes'),
      apiCalls: String(calls),
      apiCallsMonth: String(month),
    });
  }
  return list;
}

function mostOf(uses: readonly bigint[]): bigint {
  let most = 0n;
  for (const used of uses) if (used > most) most = used;
  return most;
}

function exceeds(used: bigint, limit: string): boolean {
  return limit !== 'unlimited' && used > BigInt(limit);
}

export const reads: Handlers<Names> = {
  fleet_status: (_, { state }) => ({
    tenants: String(state.tenants.length),
    byStatus: shares(
      state,
      'status',
      ['provisioning', 'active', 'suspended', 'migrating', 'deleting', 'failed'],
      (t) => t.status,
    ),
    byTier: shares(
      state,
      'tier',
      state.tiers.map(({ name }) => name),
      (t) => t.tier,
    ),
    byRung: shares(state, 'rung', RUNGS, (t) => t.rung),
    byRegion: shares(
      state,
      'region',
      [...new Set(state.tenants.map((t) => t.region))].sort(),
      (t) => t.region,
    ),
    pressure: [80, 90, 100].map((percent) => found(state, `at ${percent} % or more`, `usage>=${percent}%`)),
    subscriptions: [
      {
        label: 'ended',
        count: String(
          state.tenants.filter((t) => t.subscriptionEnds && Date.parse(t.subscriptionEnds) < state.now())
            .length,
        ),
        query: 'alarms>0',
      },
      { label: 'ending within 14 days', count: '7', query: 'alarms>0' },
    ],
    hottest: [...state.tenants]
      .sort((a, b) => usagePermille(b, state) - usagePermille(a, state))
      .slice(0, 10)
      .map((t) => rowOf(t, state)),
    clusters: state.clusters
      .filter(({ acceptsTenants }) => acceptsTenants)
      .map(({ name, region, capacity }) => ({
        name,
        region,
        tenants: String(state.tenants.filter((t) => clusterName(t.region) === name).length),
        capacity,
        schemaVersion: '1',
      })),
    sampledAt: sampledAt(state),
    asOf: asOf(state),
  }),
  tenant_list: (request, { state }) => page(state, request),
  tenant_count: ({ query }, { state }) => ({ total: find(state, query).length, asOf: asOf(state) }),
  tenant_show: ({ tenant }, { state }) => {
    advance(state);
    return viewOf(tenantOf(state, tenant), state);
  },
  tenant_usage: ({ tenant, days }, { state }) => {
    const one = tenantOf(state, tenant);
    const list = usageDays(one, days ?? 30, state);
    const today = asOf(state).slice(0, 10);
    return {
      days: list,
      limits: limitViews(one, state),
      from: list[0]?.day ?? today,
      to: today,
      asOf: asOf(state),
    };
  },
  tenant_export: async ({ query, path, task }, { state }) => {
    const rows = find(state, query).length;
    if (!path.startsWith('/') && !path.startsWith('~'))
      throw refuse('invalid', 'The path is not a full one.', {
        field: 'path',
        remedy: 'Name the folder too.',
      });
    for (let part = 1; part <= 10; part++) {
      await new Promise((done) => setTimeout(done, state.delay));
      if (state.cancelled.delete(task))
        throw refuse('cancelled', 'The export was cancelled; no file was written.');
      state.emit('progress', {
        task,
        phase: 'Writing rows',
        done: Math.floor((rows * part) / 10),
        total: rows,
      });
    }
    return { path, rows, bytes: String(rows * 240) };
  },
  tenant_plan_tier: ({ tenant, tier }, { state }) => {
    const one = tenantOf(state, tenant);
    const [from, to] = [one.tier, tier].map((name) => state.tiers.find((known) => known.name === name));
    if (!from || !to)
      throw refuse('invalid', `There is no tier "${tier}".`, {
        field: 'tier',
        remedy: `Tiers are ${state.tiers.map(({ name }) => name).join(', ')}.`,
      });
    const limits = LIMITS.map((name) => {
      const { effective, source, used } = limitView(one, name, state);
      const after = source === 'override' ? effective : tierLimit(state, tier, name);
      return {
        name,
        before: effective,
        after,
        overridden: source === 'override',
        used,
        exceeded: exceeds(one.used[name], after),
      };
    });
    return {
      from: from.name,
      to: to.name,
      limits,
      acknowledge: limits.filter(({ exceeded }) => exceeded).map(({ name }) => name),
      rung: one.rung,
      movesTo: to.defaultRung === one.rung ? null : to.defaultRung,
      instanceClass: { before: from.instanceClass, after: to.instanceClass },
      costClass: { before: from.costClass, after: to.costClass },
      sql: `select tenantry_control.set_tier('${one.id}', '${to.name}', $1, $2, ${one.version});`,
      version: String(one.version),
    };
  },
  tenant_rehearse: ({ tenant, tier, days }, { state }) => {
    const one = tenantOf(state, tenant);
    const list = usageDays(one, days ?? 30, state);
    const field = {
      users: 'users',
      projects: 'projects',
      storage_bytes: 'storageBytes',
      api_calls_month: 'apiCallsMonth',
    } as const;
    const limits = LIMITS.map((name) => {
      const limit = tierLimit(state, tier, name);
      const uses = list.map((day) => [day.day, BigInt(day[field[name]])] as const);
      const peak = mostOf(uses.map(([, used]) => used));
      return {
        name,
        limit,
        peak: String(peak),
        hitDays: uses.filter(([, used]) => exceeds(used, limit)).map(([day]) => day),
      };
    });
    return { tier, days: days ?? 30, sampledDays: list.length, limits };
  },
  tier_list: (_, { state }) => ({
    tiers: state.tiers.map((tier) => ({
      ...tier,
      tenants: String(state.tenants.filter((t) => t.tier === tier.name).length),
    })),
  }),
  view_list: (_, { state }) => ({ views: state.views }),
  audit_list: ({ tenant, who, action, ticket, since, until, before, limit }, { state }) => {
    const all = state.audit.filter(
      (entry) =>
        (!tenant || entry.tenantId === tenant || entry.tenantSlug === tenant) &&
        (!who || entry.login === who) &&
        (!action || entry.action.startsWith(action)) &&
        (!ticket || entry.ticket === ticket) &&
        (!since || Date.parse(entry.at) >= Date.parse(since)) &&
        (!until || Date.parse(entry.at) <= Date.parse(until)) &&
        (!before || BigInt(entry.number) < BigInt(before)),
    );
    const entries = all.slice(0, limit ?? 50);
    return {
      entries,
      next: all.length > entries.length ? (entries.at(-1)?.number ?? null) : null,
      asOf: asOf(state),
    };
  },
};
