// The trail as it stands when the fake starts: a month of believable acts, newest first.
import type { AuditEntry } from '../generated/types';
import type { FakeTenant } from './fleet';
import { randomOf } from './random';
import type { FakeState } from './state';

type Act = (tenant: FakeTenant, n: number, until: string) => Pick<AuditEntry, 'action' | 'before' | 'after'>;

const tier: Act = (tenant, n) => ({
  action: 'tenant.set_tier',
  before: {
    tier: tenant.tier === 'free' ? 'starter' : 'free',
    status: 'active',
    statusReason: null,
    version: n,
  },
  after: { tier: tenant.tier, status: 'active', statusReason: null, version: n + 1, acknowledged: [] },
});
const limit: Act = (_, n, until) => ({
  action: 'tenant.set_limit',
  before: n % 2 === 0 ? null : { limit: 'users', value: 120, reason: 'Before', setBy: 'ops', until: null },
  after: { limit: 'users', value: 250, reason: 'Stocktaking until Friday.', setBy: 'ops', until },
});
const cleared: Act = () => ({
  action: 'tenant.clear_limit',
  before: { limit: 'api_calls_month', value: 'unlimited', reason: 'Import', setBy: 'ops2', until: null },
  after: null,
});
const suspended: Act = (_, n) => ({
  action: 'tenant.suspend',
  before: { tier: 'pro', status: 'active', statusReason: null, version: n },
  after: { tier: 'pro', status: 'suspended', statusReason: 'Invoice unpaid for 60 days.', version: n + 1 },
});
const created: Act = (tenant) => ({
  action: 'tenant.create',
  before: null,
  after: {
    slug: tenant.slug,
    name: tenant.name,
    tier: tenant.tier,
    region: tenant.region,
    rung: tenant.rung,
  },
});
const ACTS = [tier, limit, tier, suspended, limit, cleared, created];
const REASONS = [
  'Agreed with the customer in SUP-1881.',
  'Signed the pro order form.',
  'Stocktaking until Friday; they asked by phone.',
  'Invoice unpaid for 60 days.',
  'Month-end close would have hit the limit, and the controller of the group in Rotterdam asked twice.',
  'Paid in full this morning.',
];
const PEOPLE = ['ops', 'ops2', 'ops', 'ops', 'a-login-of-a-very-long-name-from-the-directory'];
const DAY = 86_400_000;

export function seedTrail(state: FakeState, entries = 400): void {
  const { tenants } = state;
  if (tenants.length === 0) return;
  const random = randomOf(4711);
  const seqOf = new Map<string, number>();
  const start = state.now() - 30 * DAY;
  for (let n = 1; n <= entries; n++) {
    const at = start + ((n - random.next()) * (30 * DAY - 60_000)) / entries;
    const tenant = tenants[(n * 7) % Math.min(80, tenants.length)];
    const act = ACTS[n % ACTS.length];
    if (!tenant || !act) continue;
    const seq = (seqOf.get(tenant.id) ?? 0) + 1;
    seqOf.set(tenant.id, seq);
    state.audit.unshift({
      ...act(tenant, seq, new Date(at + 4 * DAY).toISOString()),
      number: String(n),
      at: new Date(at).toISOString(),
      login: PEOPLE[n % PEOPLE.length] ?? 'ops',
      tenantId: tenant.id,
      tenantSlug: tenant.slug,
      object: null,
      reason: REASONS[n % REASONS.length] ?? '',
      ticket: n % 3 === 0 ? `SUP-${1800 + (n % 40)}` : null,
      client: n % 5 === 0 ? '10.4.0.17 tenantryctl 0.1.0' : '127.0.0.1 tenantry-console 0.1.0',
      chainSeq: String(seq),
      hash: random.hex(64),
    });
  }
}
