// Words and rules for the scrubber: what was found, what may become of it. Comfort only: the database decides.
import type { Me, ScrubFinding, ScrubState, ScrubView } from '@/ipc';
import { plural } from './format';
import { type Allowed, mayWrite } from './tenantCan';

/** Which of the two knows it: a server alone, or the directory alone. */
export type Direction = 'there' | 'missing';

export const directionOf = ({ kind }: Pick<ScrubFinding, 'kind'>): Direction =>
  kind.startsWith('missing_') ? 'missing' : 'there';

const KINDS: Record<string, [one: string, many: string]> = {
  instance: ['instance', 'Instances at AWS'],
  server: ['server', "Servers of tenants' own"],
  alarm: ['alarm', 'Alarms at AWS'],
  secret: ['secret', 'Secrets'],
  schema: ['schema', 'Schemas'],
  database: ['database', 'Databases'],
  login: ['login', 'Logins'],
  rows: ['rows', 'Rows in the shared tables'],
  schema_entry: ['entry of a schema', 'Schemas that the isolation kit still lists'],
  placement: ['placement', 'Placements that the isolation kit still holds'],
  row_count: ['row counts', 'Row counts that the isolation kit still keeps'],
  archive: ['archive', 'Archives'],
};

const plain = (kind: string) => kind.replace(/^missing_/, '');

/** `missing_schema` → schema; a kind that is not known is shown as it came. */
export function kindWord(kind: string): string {
  return KINDS[plain(kind)]?.[0] ?? plain(kind).replaceAll('_', ' ');
}

/** The heading over all of one kind. */
export function kindHeading(kind: string): string {
  return KINDS[plain(kind)]?.[1] ?? plain(kind).replaceAll('_', ' ');
}

/** How a finding stands. */
export type Outcome = 'undecided' | 'purge' | 'keep' | 'purged' | 'refused';

export const OUTCOMES: readonly Outcome[] = ['undecided', 'purge', 'keep', 'refused', 'purged'];

export const OUTCOME_WORD: Record<Outcome, string> = {
  undecided: 'undecided',
  purge: 'to purge',
  keep: 'kept',
  refused: 'not purged',
  purged: 'purged',
};

export function outcomeOf({ decision, purgedAt, error }: ScrubFinding): Outcome {
  if (purgedAt !== null) return 'purged';
  if (decision === null) return 'undecided';
  if (decision === 'keep') return 'keep';
  return error === null ? 'purge' : 'refused';
}

/** It was decided that it goes, and it is still there: the next purge tries it. */
export const isCondemned = ({ decision, purgedAt }: ScrubFinding): boolean =>
  decision === 'purge' && purgedAt === null;

/** Why a finding is never purged; null: it may be. */
export function whyNotPurged(finding: ScrubFinding): string | null {
  if (finding.canPurge) return null;
  if (finding.operation !== null) return 'It belongs to an operation: retry or cancel that one.';
  if (directionOf(finding) === 'missing') return 'It is missing: there is nothing to purge.';
  return 'It is nothing that can be purged.';
}

const GOING: readonly ScrubState[] = ['queued', 'running', 'purge_queued', 'purging'];

export const scrubGoes = ({ state }: Pick<ScrubView, 'state'>): boolean => GOING.includes(state);

export type ScrubHead = Omit<ScrubView, 'findings' | 'next'>;

/** More than a day old: nothing may be decided of it any more. `now` by the server's clock. */
export const isStale = ({ state, goodUntil }: ScrubHead, now: number): boolean =>
  state === 'done' && goodUntil !== null && Date.parse(goodUntil) <= now;

const STALE = 'What it found is more than 24 hours old: look again.';

/** Of one that is over and fresh. */
function settled(scrub: ScrubHead, me: Me, now: number): Allowed {
  const may = mayWrite(me);
  if (may !== true) return may;
  if (scrubGoes(scrub)) return 'It is still going on: wait until it has ended.';
  if (scrub.state === 'failed') return 'It failed: what it found is not the whole of it. Look again.';
  return isStale(scrub, now) ? STALE : true;
}

export const scrubCan = {
  request: (scrub: ScrubHead | null, me: Me): Allowed => {
    const may = mayWrite(me);
    if (may !== true) return may;
    return scrub === null || !scrubGoes(scrub) || 'A scrub is going on: one at a time.';
  },
  keep: (scrub: ScrubHead, chosen: readonly ScrubFinding[], me: Me, now: number): Allowed => {
    const may = settled(scrub, me, now);
    if (may !== true) return may;
    return chosen.length > 0 || 'Choose findings first.';
  },
  condemn: (scrub: ScrubHead, chosen: readonly ScrubFinding[], me: Me, now: number): Allowed => {
    const may = scrubCan.keep(scrub, chosen, me, now);
    if (may !== true) return may;
    const not = chosen.filter(({ canPurge }) => !canPurge);
    if (not.length === 0) return true;
    const why = (not[0] && whyNotPurged(not[0])) ?? '';
    return chosen.length === 1 ? why : `${plural(not.length, 'of them', 'of them')} cannot be purged. ${why}`;
  },
  purge: (scrub: ScrubHead, condemned: number, me: Me, now: number): Allowed => {
    const may = settled(scrub, me, now);
    if (may !== true) return may;
    return condemned > 0 || 'Nothing was decided to go: choose findings, and decide of each.';
  },
};

/** `2 of 3 places`, so that "nothing found" is never said of what was not looked at. */
export function placesWords({ places }: Pick<ScrubView, 'places'>): string {
  const looked = places.filter((place) => place.looked).length;
  return looked === places.length
    ? plural(looked, 'place')
    : `${looked} of ${plural(places.length, 'place')}`;
}
