// What the fake's scrubber finds, and how a scrub stands when the fake starts.
import type { ScrubFinding, ScrubPlace, ScrubView } from '../generated/types';
import type { FakeState } from './state';

export interface FakeScrub {
  view: Omit<ScrubView, 'asOf' | 'findings' | 'total' | 'next'>;
  /** All of them: they are answered by pages. */
  findings: ScrubFinding[];
  /** When this run, or this purge, was put on the queue. */
  queuedAt: number;
  /** A clean fleet: it finds nothing. */
  clean: boolean;
}

const WISHES = [
  'scrub-never',
  'scrub-queued',
  'scrub-done',
  'scrub-decided',
  'scrub-purged',
  'scrub-stale',
  'scrub-clean',
  'scrub-blind',
  'scrub-failed',
  'scrub-many',
] as const;

export type ScrubWish = (typeof WISHES)[number];

export const readScrubWish = (said: ReadonlySet<string>): ScrubWish =>
  WISHES.find((wish) => said.has(wish)) ?? 'scrub-never';

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const NOT_LOOKED =
  'It was not looked at: This worker cannot provision on us-east-1a: the variable TENANTRY_US_EAST is not set.';

export const PLACES: readonly ScrubPlace[] = [
  { place: 'AWS eu-central-1', looked: true, why: null },
  { place: 'archives on worker-1', looked: true, why: null },
  { place: 'eu-central-1a, eu-central-1b', looked: true, why: null },
  { place: 'us-east-1a', looked: false, why: NOT_LOOKED },
];

function finding(number: number, facts: Partial<ScrubFinding>): ScrubFinding {
  return {
    number,
    kind: 'schema',
    place: 'eu-central-1a, eu-central-1b',
    name: '',
    tenantId: null,
    tenantSlug: null,
    rows: null,
    bytes: null,
    why: 'The directory has no such tenant.',
    operation: null,
    canPurge: true,
    decision: null,
    decidedBy: null,
    decidedAt: null,
    decisionReason: null,
    purgedAt: null,
    error: null,
    ...facts,
  };
}

const NOBODY = '0191c3d4-77aa-7000-8000-00000000beef';
const nameOf = (id: string) => `tenant_${id.replaceAll('-', '_')}`;
const OWN = nameOf(NOBODY);

/** What nobody owns, of most kinds. */
const STRANGERS: readonly Partial<ScrubFinding>[] = [
  { name: OWN, tenantId: NOBODY, rows: '4120', bytes: '18350080' },
  { name: 'zz_q_48213_20260814', why: 'It is put away, and no quarantine knows it.', bytes: '92340224' },
  { kind: 'database', name: OWN, tenantId: NOBODY, bytes: '4194304000' },
  { kind: 'login', name: OWN, tenantId: NOBODY },
  { kind: 'rows', name: NOBODY, tenantId: NOBODY, rows: '1204' },
  { kind: 'placement', name: NOBODY, tenantId: NOBODY },
  { kind: 'row_count', name: NOBODY, tenantId: NOBODY },
  { kind: 'instance', place: 'AWS eu-central-1', name: `saas-${NOBODY}`, tenantId: NOBODY },
  { kind: 'secret', place: 'AWS eu-central-1', name: `saas/tenant/${NOBODY}/database`, tenantId: NOBODY },
  {
    kind: 'archive',
    place: 'archives on worker-1',
    name: `${NOBODY}/0191c3d4-77aa-7000-8000-00000000cafe`,
    bytes: '733184',
    why: 'No certificate names it.',
  },
];

export function found(state: FakeState, many = false): ScrubFinding[] {
  const missed = state.tenants.filter(({ status, rung }) => status === 'active' && rung === 'schema');
  const stuck = state.operations.find((operation) => operation.state === 'stuck');
  const all: Partial<ScrubFinding>[] = [...STRANGERS];
  if (stuck)
    all.push({
      name: nameOf(stuck.tenant.id),
      tenantId: stuck.tenant.id,
      tenantSlug: stuck.tenant.slug,
      bytes: '204800',
      why: "An operation on its tenant is going on, or stuck: it is that one's.",
      operation: stuck.id,
      canPurge: false,
    });
  const long = missed.find(({ slug }) => slug.startsWith('a-very-long')) ?? missed[1];
  for (const tenant of [missed[0], long])
    if (tenant)
      all.push({
        kind: 'missing_schema',
        name: nameOf(tenant.id),
        tenantId: tenant.id,
        tenantSlug: tenant.slug,
        why: `${tenant.slug} is on the rung schema, and its schema is not there.`,
        canPurge: false,
      });
  for (let n = 0; many && n < 1200; n++) {
    const id = `0191c3d4-77aa-7000-8000-${String(n).padStart(12, '0')}`;
    all.push({ name: nameOf(id), tenantId: id, bytes: String(16_384 * (n + 1)) });
  }
  return all.map((facts, n) => finding(n + 1, facts));
}

export function freshScrub(state: FakeState, reason: string, by: string): FakeScrub {
  return {
    queuedAt: state.now(),
    clean: false,
    findings: [],
    view: {
      id: `0193f2a0-7c1e-7000-9000-${String(state.scrubs.length + 1).padStart(12, '0')}`,
      state: 'queued',
      reason,
      requestedBy: by,
      requestedAt: new Date(state.now()).toISOString(),
      startedAt: null,
      endedAt: null,
      goodUntil: null,
      waiting: null,
      error: null,
      places: [],
    },
  };
}

export function seedScrubs(state: FakeState, wish: ScrubWish): void {
  if (wish === 'scrub-never') return;
  const scrub = freshScrub(state, 'The weekly look, and the end of the pilot.', 'ops2');
  state.scrubs.push(scrub);
  if (wish === 'scrub-queued') return;
  const ended = state.now() - (wish === 'scrub-stale' ? 30 * HOUR : 3 * HOUR);
  const time = (at: number) => new Date(at).toISOString();
  Object.assign(scrub.view, {
    state: wish === 'scrub-failed' ? 'failed' : 'done',
    requestedAt: time(ended - 21_000),
    startedAt: time(ended - 20_000),
    endedAt: time(ended),
    goodUntil: time(ended + DAY),
    error: wish === 'scrub-failed' ? 'The worker could not write down what it found: disk full.' : null,
    places: PLACES.filter(({ looked }) => looked || wish !== 'scrub-clean'),
  });
  if (wish === 'scrub-clean' || wish === 'scrub-blind') return;
  scrub.findings = found(state, wish === 'scrub-many');
  if (wish === 'scrub-decided' || wish === 'scrub-purged') decided(scrub, time(ended + HOUR));
  if (wish === 'scrub-purged') purgeAll(scrub, time(ended + 2 * HOUR));
}

function decided(scrub: FakeScrub, at: string): void {
  const by = { decidedBy: 'ops2', decidedAt: at };
  for (const [n, one] of scrub.findings.entries()) {
    if (one.canPurge && n < 7)
      Object.assign(one, { ...by, decision: 'purge', decisionReason: 'Left over from the pilot; agreed.' });
    else if (n < 10)
      Object.assign(one, { ...by, decision: 'keep', decisionReason: 'The auditors want it until spring.' });
  }
}

const CHANGED = 'It changed since it was found: somebody may be using it. Nothing was removed. Scrub again.';

/** One of them is always in use by somebody. */
export function purgeAll(scrub: FakeScrub, at: string): void {
  for (const one of scrub.findings) {
    if (one.decision !== 'purge' || one.purgedAt) continue;
    if (one.kind === 'database') one.error = CHANGED;
    else Object.assign(one, { purgedAt: at, error: null });
  }
}
