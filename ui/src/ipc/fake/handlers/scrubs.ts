// The scrubber: asked for, looked at, decided of, purged; it goes on by the clock, whenever somebody looks.
import type { ScrubDecision, ScrubFinding, ScrubView } from '../../generated/types';
import { DAY, type FakeScrub, found, freshScrub, PLACES, purgeAll } from '../scrubs';
import { audit, type FakeState, refuse } from '../state';
import { asOf } from '../views';
import { checkReason } from './changes';
import type { Handlers } from './types';

type Names = 'scrub_request' | 'scrub_show' | 'scrub_decide' | 'scrub_purge';

const PAGE = 500;
const QUEUE_MS = 1000;
/** How long one place takes. */
const PLACE_MS = 900;

const NO_WORKER = 'No worker runs: start one, or open the console on this machine.';
const login = (state: FakeState) => state.connection.server?.login ?? 'ops';
const time = (at: number) => new Date(at).toISOString();

/** Brings a scrub to where it stands by the clock. */
function look(state: FakeState, scrub: FakeScrub): void {
  const { view } = scrub;
  if (view.state === 'done' || view.state === 'failed') return;
  view.waiting = state.workers === 0 ? NO_WORKER : null;
  if (state.workers === 0) return;
  const worked = state.now() - scrub.queuedAt - QUEUE_MS;
  if (worked < 0) return;
  view.startedAt ??= time(scrub.queuedAt + QUEUE_MS);
  if (view.state.startsWith('purg')) purge(scrub, worked);
  else find(state, scrub, worked);
}

function purge(scrub: FakeScrub, worked: number): void {
  scrub.view.state = 'purging';
  if (worked < 2 * PLACE_MS) return;
  purgeAll(scrub, time(scrub.queuedAt + QUEUE_MS + 2 * PLACE_MS));
  scrub.view.state = 'done';
}

function find(state: FakeState, scrub: FakeScrub, worked: number): void {
  const { view, clean } = scrub;
  const looked = Math.min(PLACES.length, Math.floor(worked / PLACE_MS));
  view.state = looked < PLACES.length ? 'running' : 'done';
  view.places = PLACES.slice(0, looked);
  const seen = new Set(view.places.map(({ place }) => place));
  if (!clean) scrub.findings = found(state).filter(({ place }) => seen.has(place));
  if (view.state !== 'done') return;
  const ended = scrub.queuedAt + QUEUE_MS + PLACES.length * PLACE_MS;
  Object.assign(view, { endedAt: time(ended), goodUntil: time(ended + DAY) });
}

function shown(state: FakeState, scrub: FakeScrub, after = 0): ScrubView {
  look(state, scrub);
  const rest = scrub.findings.filter(({ number }) => number > after);
  const findings = rest.slice(0, PAGE);
  return {
    ...scrub.view,
    findings,
    total: scrub.findings.length,
    next: rest.length > PAGE ? (findings.at(-1)?.number ?? null) : null,
    asOf: asOf(state),
  };
}

function scrubOf(state: FakeState, id: string | null): FakeScrub {
  const scrub = id ? state.scrubs.find(({ view }) => view.id === id) : state.scrubs.at(-1);
  if (!scrub)
    throw refuse('not_found', id ? 'There is no such scrub.' : 'Nothing was ever scrubbed.', {
      field: 'scrub',
      remedy: 'Run one: tenantryctl scrub run.',
    });
  return scrub;
}

/** One that is over, and whose findings are still to be trusted. */
function settled(state: FakeState, id: string): FakeScrub {
  const scrub = scrubOf(state, id);
  look(state, scrub);
  const { view } = scrub;
  const no = (why: string, remedy: string) => refuse('precondition', why, { field: 'scrub', remedy });
  if (view.state !== 'done')
    throw no(`The scrub is ${view.state.replace('_', ' ')}.`, 'Wait for it, or scrub again.');
  if (Date.parse(view.goodUntil ?? '') < state.now())
    throw no('What it found is more than 24 hours old.', 'Scrub again.');
  return scrub;
}

function decide(state: FakeState, one: ScrubFinding, decision: ScrubDecision, reason: string): void {
  const no = (why: string, remedy: string) => refuse('precondition', why, { field: 'numbers', remedy });
  if (one.purgedAt) throw no(`Finding ${one.number} is purged.`, 'Leave it out.');
  if (decision === 'purge' && one.operation)
    throw no(
      `Finding ${one.number} belongs to the operation ${one.operation}.`,
      'Retry that operation, or cancel it.',
    );
  if (decision === 'purge' && !one.canPurge)
    throw no(`Finding ${one.number} is nothing that could be purged: something is missing.`, 'Leave it out.');
  Object.assign(one, { decision, decidedBy: login(state), decidedAt: asOf(state), decisionReason: reason });
  one.error = null;
}

export const scrubs: Handlers<Names> = {
  scrub_request: ({ reason }, { state }) => {
    checkReason(reason);
    const last = state.scrubs.at(-1);
    if (last) look(state, last);
    if (last && last.view.state !== 'done' && last.view.state !== 'failed')
      throw refuse('conflict', 'Another scrub is going on.', {
        remedy: 'Wait for it, and look at what it found.',
      });
    const scrub = freshScrub(state, reason, login(state));
    state.scrubs.push(scrub);
    audit(state, 'scrub.request', null, reason, null, null);
    return shown(state, scrub);
  },
  scrub_show: ({ scrub, after }, { state }) => shown(state, scrubOf(state, scrub), after ?? 0),
  scrub_decide: ({ scrub: id, numbers, decision, reason }, { state }) => {
    checkReason(reason);
    const scrub = settled(state, id);
    const chosen = numbers.map((number) => {
      const one = scrub.findings.find((known) => known.number === number);
      if (!one) throw refuse('precondition', `There is no finding ${number}.`, { field: 'numbers' });
      return one;
    });
    for (const one of chosen) decide(state, one, decision, reason);
    audit(state, 'scrub.decide', null, reason, null, { decision, findings: numbers });
    return shown(state, scrub);
  },
  scrub_purge: ({ scrub: id, reason }, { state }) => {
    checkReason(reason);
    const scrub = settled(state, id);
    if (!scrub.findings.some((one) => one.decision === 'purge' && !one.purgedAt))
      throw refuse('precondition', 'Of none of its findings it was decided that it goes.', {
        field: 'scrub',
        remedy: 'Decide of each: purge or keep.',
      });
    scrub.view.state = 'purge_queued';
    scrub.queuedAt = state.now();
    audit(state, 'scrub.purge', null, reason, null, null);
    return shown(state, scrub);
  },
};
