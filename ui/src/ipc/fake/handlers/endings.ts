// What comes after a deletion: certificates, and the scrubber.
import type {
  CertificateDocument,
  ScrubDecision,
  ScrubFinding,
  ScrubPlace,
  ScrubView,
} from '../../generated/types';
import { audit, type FakeState, refuse } from '../state';
import { asOf } from '../views';
import { checkReason } from './changes';
import { inventoryOf } from './deletion';
import { tenantOf } from './reads';
import type { Handlers } from './types';

type Names = 'tenant_certificate' | 'scrub_request' | 'scrub_show' | 'scrub_decide' | 'scrub_purge';

const DAY = 86_400_000;
const LOOKS_FOR = 2500;

interface FakeScrub {
  view: Omit<ScrubView, 'asOf'>;
  requestedAt: number;
}

const scrubs = new WeakMap<FakeState, FakeScrub[]>();

function certified(state: FakeState, key: string): CertificateDocument {
  const tenant = tenantOf(state, key);
  if (tenant.status !== 'deleted')
    throw refuse('not_found', `${tenant.slug} has no deletion certificate: it was never purged.`, {
      field: 'tenant',
    });
  const { rows, tables, bytes, container } = inventoryOf(tenant);
  const at = (days: number) => new Date(Date.parse(tenant.updatedAt) - days * DAY).toISOString();
  const act = (by: string, days: number, reason: string, audit: string) => ({
    by,
    at: at(days),
    reason,
    operation: `0193f2a0-7c1e-7000-8000-${audit.padStart(12, '0')}`,
    audit,
  });
  return {
    format: 'tenantry deletion certificate 1',
    tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name },
    rung: tenant.rung,
    cluster: 'eu-central-1a',
    was: 'active',
    held: {
      container,
      keptAs: container.replace(/tenant_/, 'zz_q_'),
      rows,
      bytes,
      tables: tables.map((table) => ({ ...table, lastWrite: at(31) })),
    },
    gone: [
      { kind: tenant.rung === 'shared' ? 'rows' : tenant.rung, name: container },
      { kind: 'entry', name: 'what the isolation kit knew of it' },
    ],
    deleted: act('ops', 30, 'The contract ended on 30 September.', '4711'),
    purged: act('ops2', 0, 'Its time is over.', '5180'),
    archive: {
      folder: `/var/lib/tenantry/archives/${tenant.id}`,
      manifest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      rows,
    },
    backups: {
      lastExpires: null,
      said: "Backups of the server that were taken before the purge still hold the tenant's rows. Tenantry does not know of them, nor when the last of them expires: ask who keeps them.",
    },
    issuedAt: tenant.updatedAt,
  };
}

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
const OWN = `tenant_${NOBODY.replaceAll('-', '_')}`;

function found(state: FakeState): ScrubFinding[] {
  const missed = state.tenants.find(({ status, rung }) => status === 'active' && rung === 'schema');
  const stuck = state.operations.find((operation) => operation.state === 'stuck');
  const all: Partial<ScrubFinding>[] = [
    { name: OWN, tenantId: NOBODY, bytes: '18350080' },
    { name: 'zz_q_48213_20260814', why: 'It is put away, and no quarantine knows it.', bytes: '92340224' },
    { kind: 'database', name: OWN, tenantId: NOBODY, bytes: '41943040' },
    { kind: 'login', name: OWN, tenantId: NOBODY },
    { kind: 'rows', name: NOBODY, tenantId: NOBODY, rows: '1204' },
    { kind: 'placement', name: NOBODY, tenantId: NOBODY },
    {
      kind: 'archive',
      place: 'archives on worker-1',
      name: `${NOBODY}/0191c3d4-77aa-7000-8000-00000000cafe`,
      bytes: '733184',
      why: 'No certificate names it.',
    },
  ];
  if (stuck)
    all.push({
      name: `tenant_${stuck.tenant.id.replaceAll('-', '_')}`,
      tenantId: stuck.tenant.id,
      tenantSlug: stuck.tenant.slug,
      why: "An operation on its tenant is going on, or stuck: it is that one's.",
      operation: stuck.id,
      canPurge: false,
    });
  if (missed)
    all.push({
      kind: 'missing_schema',
      name: `tenant_${missed.id.replaceAll('-', '_')}`,
      tenantId: missed.id,
      tenantSlug: missed.slug,
      why: `${missed.slug} is on the rung schema, and its schema is not there.`,
      canPurge: false,
    });
  return all.map((facts, n) => finding(n + 1, facts));
}

const PLACES: ScrubPlace[] = [
  { place: 'archives on worker-1', looked: true, why: null },
  { place: 'eu-central-1a, eu-central-1b', looked: true, why: null },
  {
    place: 'us-east-1a',
    looked: false,
    why: 'It was not looked at: This worker cannot provision on us-east-1a: the variable TENANTRY_US_EAST is not set.',
  },
];

function end(state: FakeState, view: FakeScrub['view']): void {
  const at = new Date(state.now()).toISOString();
  if (view.state === 'purge_queued') {
    for (const one of view.findings) if (one.decision === 'purge') one.purgedAt ??= at;
  } else {
    const findings = found(state);
    Object.assign(view, { findings, total: findings.length, places: PLACES, endedAt: at });
    view.goodUntil = new Date(state.now() + DAY).toISOString();
  }
  view.state = 'done';
}

/** Brings a scrub to where it stands by the clock. */
function look(state: FakeState, scrub: FakeScrub): ScrubView {
  const { view } = scrub;
  const open = view.state !== 'done' && view.state !== 'failed';
  view.waiting =
    open && state.workers === 0 ? 'No worker runs: start one, or open the console on this machine.' : null;
  if (open && state.workers > 0 && state.now() - scrub.requestedAt > LOOKS_FOR) end(state, view);
  else if (open) {
    setTimeout(() => state.emit('stale', { nouns: ['operations'], tenant: null }), LOOKS_FOR);
  }
  return { ...view, asOf: asOf(state) };
}

function scrubOf(state: FakeState, id: string | null): FakeScrub {
  const all = scrubs.get(state) ?? [];
  const scrub = id ? all.find(({ view }) => view.id === id) : all.at(-1);
  if (!scrub)
    throw refuse('not_found', id ? 'There is no such scrub.' : 'Nothing was ever scrubbed.', {
      field: 'scrub',
      remedy: 'Run one: tenantryctl scrub run.',
    });
  return scrub;
}

function isDone(state: FakeState, id: string): FakeScrub {
  const scrub = scrubOf(state, id);
  if (look(state, scrub).state !== 'done')
    throw refuse('precondition', `The scrub is ${scrub.view.state.replace('_', ' ')}.`, {
      field: 'scrub',
      remedy: 'Wait for it, or scrub again.',
    });
  return scrub;
}

function decide(state: FakeState, one: ScrubFinding, decision: ScrubDecision, reason: string): void {
  if (decision === 'purge' && !one.canPurge)
    throw refuse('precondition', `Finding ${one.number} is nothing that could be purged.`, {
      field: 'numbers',
      remedy: 'Leave it out.',
    });
  one.decision = decision;
  one.decidedBy = state.connection.server?.login ?? 'ops';
  one.decidedAt = new Date(state.now()).toISOString();
  one.decisionReason = reason;
}

export const endings: Handlers<Names> = {
  tenant_certificate: ({ tenant: key }, { state }) => {
    const document = certified(state, key);
    const certificate = {
      id: '0193f2a0-7c1e-7000-8000-0000000000ce',
      issuedAt: document.issuedAt,
      digest: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      intact: true,
      document,
      restored: null,
    };
    return { tenant: document.tenant, certificates: [certificate], asOf: asOf(state) };
  },
  scrub_request: ({ reason }, { state }) => {
    checkReason(reason);
    const all = scrubs.get(state) ?? [];
    const last = all.at(-1);
    if (last && look(state, last).state !== 'done')
      throw refuse('conflict', 'Another scrub is going on.', {
        remedy: 'Wait for it, and look at what it found.',
      });
    const at = new Date(state.now()).toISOString();
    const scrub: FakeScrub = {
      requestedAt: state.now(),
      view: {
        id: `0193f2a0-7c1e-7000-9000-${String(all.length + 1).padStart(12, '0')}`,
        state: 'running',
        reason,
        requestedBy: state.connection.server?.login ?? 'ops',
        requestedAt: at,
        startedAt: at,
        endedAt: null,
        goodUntil: null,
        waiting: null,
        error: null,
        places: [],
        findings: [],
        total: 0,
        next: null,
      },
    };
    scrubs.set(state, [...all, scrub]);
    audit(state, 'scrub.request', null, reason, null, null);
    return look(state, scrub);
  },
  scrub_show: ({ scrub }, { state }) => look(state, scrubOf(state, scrub)),
  scrub_decide: ({ scrub: id, numbers, decision, reason }, { state }) => {
    checkReason(reason);
    const scrub = isDone(state, id);
    for (const number of numbers) {
      const one = scrub.view.findings.find((known) => known.number === number);
      if (!one) throw refuse('precondition', `There is no finding ${number}.`, { field: 'numbers' });
      decide(state, one, decision, reason);
    }
    audit(state, 'scrub.decide', null, reason, null, null);
    return look(state, scrub);
  },
  scrub_purge: ({ scrub: id, reason }, { state }) => {
    checkReason(reason);
    const scrub = isDone(state, id);
    if (!scrub.view.findings.some((one) => one.decision === 'purge' && !one.purgedAt))
      throw refuse('precondition', 'Of none of its findings it was decided that it goes.', {
        field: 'scrub',
        remedy: 'Decide of each: purge or keep.',
      });
    scrub.view.state = 'purge_queued';
    scrub.requestedAt = state.now();
    audit(state, 'scrub.purge', null, reason, null, null);
    return look(state, scrub);
  },
};
