// The in-memory fleet: 300 tenants, always the same ones.
import type { LimitKey, OverrideView, RungName, StatusName, TierView } from '../generated/types';
import { DIFFICULT, FIRST, REGIONS, SECOND, SENTINELS } from './names';
import { type Random, randomOf } from './random';

export interface FakeTenant {
  id: string;
  slug: string;
  name: string;
  status: StatusName;
  statusReason: string | null;
  tier: string;
  rung: RungName;
  region: string;
  parent: string | null;
  used: Record<LimitKey, bigint>;
  overrides: Partial<Record<LimitKey, OverrideView & { value: string }>>;
  subscriptionEnds: string | null;
  lastActivity: string | null;
  createdAt: string;
  updatedAt: string;
  version: bigint;
}

export const LIMITS: readonly LimitKey[] = ['users', 'projects', 'storage_bytes', 'api_calls_month'];
export const RUNGS: readonly RungName[] = ['shared', 'schema', 'database', 'instance'];
const GB = 1_000_000_000n;
const DAY = 86_400_000;

type Row = [
  name: string,
  limits: [string, string, string, string],
  rung: RungName,
  timeoutMs: number,
  poolMax: number,
  instanceClass: string | null,
  cost: string,
];

const TIERS: readonly Row[] = [
  ['free', ['5', '3', String(GB), '10000'], 'shared', 5000, 2, null, 'none'],
  ['starter', ['20', '10', String(10n * GB), '100000'], 'shared', 10_000, 5, 'db.t3.micro', 'low'],
  ['pro', ['100', '50', String(100n * GB), '1000000'], 'schema', 30_000, 5, 'db.t3.small', 'medium'],
  [
    'enterprise',
    ['unlimited', 'unlimited', 'unlimited', 'unlimited'],
    'database',
    60_000,
    10,
    'db.m6i.large',
    'high',
  ],
];

export function fakeTiers(): TierView[] {
  return TIERS.map(([name, limits, defaultRung, statementTimeoutMs, poolMax, instanceClass, costClass]) => ({
    name,
    limits: LIMITS.map((limit, at) => ({ name: limit, value: limits[at] ?? 'unlimited' })),
    defaultRung,
    statementTimeoutMs,
    poolMax,
    instanceClass,
    costClass,
    tenants: '0',
    version: '1',
  }));
}

export function fakeFleet(count: number, now: number): FakeTenant[] {
  const random = randomOf(1);
  const known: (readonly [string, string])[] = [
    ...DIFFICULT,
    ...Object.keys(SENTINELS).map((slug) => [slug, `Sentinel ${slug}`] as const),
  ];
  const ordinary = Array.from({ length: Math.max(0, count - known.length) }, (_, at) => {
    const first = FIRST[at % FIRST.length] ?? 'Harbor';
    const second = SECOND[(at * 7 + Math.floor(at / FIRST.length)) % SECOND.length] ?? 'Labs';
    const round = Math.floor(at / (FIRST.length * 4));
    const name = round === 0 ? `${first} ${second}` : `${first} ${second} ${round + 1}`;
    return [`${name.toLowerCase().replaceAll(' ', '-')}-${at}`, name] as const;
  });
  const tenants = [...ordinary, ...known]
    .slice(0, count)
    .map(([slug, name]) => tenant(slug, name, random, now));
  for (const [at, child] of tenants.slice(1, 12).entries())
    if (at % 3 !== 0) child.parent = tenants[0]?.id ?? null;
  return tenants;
}

function tenant(slug: string, name: string, random: Random, now: number): FakeTenant {
  const tier = random.pick(['free', 'free', 'starter', 'starter', 'pro', 'pro', 'enterprise']);
  const status = statusOf(random.next());
  const created = now - random.between(5, 1500) * DAY;
  const ends = tier === 'free' ? null : now + random.between(-20, 400) * DAY;
  return {
    id: `0190a6b2-${random.hex(4)}-7${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`,
    slug,
    name,
    status,
    statusReason: reasonOf(status),
    tier,
    rung:
      tier === 'enterprise' ? random.pick(['database', 'instance']) : tier === 'pro' ? 'schema' : 'shared',
    region: random.pick(REGIONS),
    parent: null,
    used: usedOf(tier, random),
    overrides: random.next() > 0.93 ? { users: anOverride(now, random) } : {},
    subscriptionEnds: ends === null ? null : new Date(ends).toISOString(),
    lastActivity:
      random.next() > 0.97 ? null : new Date(now - random.between(30, 9_000_000) * 1000).toISOString(),
    createdAt: new Date(created).toISOString(),
    updatedAt: new Date(created + DAY).toISOString(),
    version: BigInt(random.between(1, 40)),
  };
}

function statusOf(dice: number): StatusName {
  const share: [number, StatusName][] = [
    [0.86, 'active'],
    [0.93, 'suspended'],
    [0.95, 'migrating'],
    [0.97, 'provisioning'],
    [0.985, 'failed'],
  ];
  return share.find(([below]) => dice < below)?.[1] ?? 'deleting';
}

function reasonOf(status: StatusName): string | null {
  if (status === 'suspended') return 'Invoice 2214 unpaid for 60 days.';
  return status === 'failed' ? 'Step "create schema" failed: the server refused the connection.' : null;
}

function usedOf(tier: string, random: Random): Record<LimitKey, bigint> {
  const [, limits] = TIERS.find(([name]) => name === tier) ?? TIERS[0] ?? ['', ['5', '3', '1', '1']];
  const use = (at: number, otherwise: number): bigint => {
    const limit = limits[at] ?? 'unlimited';
    const top = limit === 'unlimited' ? otherwise : Number(limit);
    return BigInt(Math.floor(top * random.next() ** 1.6 * 1.08));
  };
  return {
    users: use(0, 900),
    projects: use(1, 400),
    storage_bytes: use(2, 4e12),
    api_calls_month: use(3, 2e8),
  };
}

function anOverride(now: number, random: Random): OverrideView & { value: string } {
  return {
    value: '250',
    reason: 'Trade fair until Friday, agreed in SUP-1881.',
    setBy: 'ops',
    setAt: new Date(now - DAY).toISOString(),
    until: random.next() > 0.5 ? new Date(now + 3 * DAY).toISOString() : null,
  };
}
