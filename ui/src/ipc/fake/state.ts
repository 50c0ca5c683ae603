// What the fake host remembers, made from words like `?fake=support,production,slow`.

import { CommandError } from '../error';
import type {
  AuditEntry,
  ConnectionView,
  Environment,
  ErrorCode,
  InstanceView,
  ProfileEntry,
  RoleName,
  SafeMode,
  SavedView,
  TierView,
} from '../generated/types';
import type { HostEvents } from '../host';
import { type FakeTenant, fakeFleet, fakeTiers } from './fleet';
import { type FakeCluster, fakeClusters } from './instances';
import type { FakeOperation } from './operations';
import type { FakeQuarantine } from './outcomes';
import { ownProfiles, profileName, ROLES } from './people';
import { type FakeScrub, readScrubWish, type ScrubWish } from './scrubs';

export interface FakeState {
  tenants: FakeTenant[];
  tiers: TierView[];
  views: SavedView[];
  audit: AuditEntry[];
  /** Newest first. */
  operations: FakeOperation[];
  quarantines: FakeQuarantine[];
  clusters: FakeCluster[];
  /** Servers of tenants' own, by tenant. */
  instances: Map<string, InstanceView>;
  challenges: Map<string, FakeChallenge>;
  /** Newest last. */
  scrubs: FakeScrub[];
  workers: number;
  /** The person's own; the sandbox's are there while it runs. */
  profiles: ProfileEntry[];
  last: string | null;
  connection: ConnectionView;
  sandbox: boolean;
  cancelled: Set<string>;
  delay: number;
  now: () => number;
  emit: <K extends keyof HostEvents>(event: K, payload: HostEvents[K]) => void;
}

/** What was shown to somebody who is about to delete. */
export interface FakeChallenge {
  tenant: string;
  act: 'delete' | 'purge';
  phrase: string;
  version: bigint;
  expires: number;
}

export interface FakeWishes {
  login: string;
  roles: RoleName[];
  environment: Environment;
  safeMode: SafeMode;
  tenants: number;
  workers: number;
  delay: number;
  start: ConnectionView['state'];
  keychain: boolean;
  /** How the newest scrub stands. */
  scrub: ScrubWish;
  /** A machine that has never seen the console. */
  first: boolean;
}

const ENVIRONMENTS: readonly Environment[] = ['production', 'staging', 'development', 'sandbox'];

/** Words: a login (ops, support, …), an environment, `readonly`, `disconnected`, `lost`, `empty`, `one`, `slow`, `noworker`, `nokeychain`, `first`, `scrub-done` and the like. */
export function readWishes(words: string): FakeWishes {
  const said = new Set(words.split(',').map((word) => word.trim()));
  const login = Object.keys(ROLES).find((name) => said.has(name)) ?? 'ops';
  return {
    login,
    roles: ROLES[login] ?? [],
    environment: ENVIRONMENTS.find((name) => said.has(name)) ?? 'sandbox',
    safeMode: said.has('readonly') ? 'read_only' : said.has('open') ? 'open' : 'confirm',
    tenants: said.has('empty') ? 0 : said.has('one') ? 1 : 300,
    workers: said.has('noworker') ? 0 : 1,
    delay: said.has('slow') ? 2500 : 60,
    start:
      said.has('disconnected') || said.has('first')
        ? 'disconnected'
        : said.has('lost')
          ? 'lost'
          : 'connected',
    keychain: !said.has('nokeychain'),
    scrub: readScrubWish(said),
    first: said.has('first'),
  };
}

export function fakeState(wishes: FakeWishes, emit: FakeState['emit'], now: () => number): FakeState {
  return {
    tenants: fakeFleet(wishes.tenants, now()),
    tiers: fakeTiers(),
    views: [
      {
        name: 'Near a limit',
        query: 'usage>90%',
        sort: '-usage',
        columns: [],
        shared: true,
        owner: 'ops',
        mine: wishes.login === 'ops',
      },
    ],
    audit: [],
    operations: [],
    quarantines: [],
    clusters: fakeClusters(wishes.environment === 'sandbox'),
    instances: new Map(),
    challenges: new Map(),
    scrubs: [],
    workers: wishes.workers,
    profiles: ownProfiles(wishes),
    last: wishes.first ? null : profileName(wishes.environment, wishes.login),
    connection: connectionOf(wishes, wishes.login, now(), wishes.start),
    sandbox: wishes.environment === 'sandbox' && !wishes.first,
    cancelled: new Set(),
    delay: wishes.delay,
    now,
    emit,
  };
}

export function connectionOf(
  wishes: FakeWishes,
  login: string,
  now: number,
  state: ConnectionView['state'] = 'connected',
): ConnectionView {
  const since = new Date(state === 'lost' ? now - 34_000 : now).toISOString();
  if (state === 'disconnected') return { state, since, server: null, problem: null };
  return {
    state,
    since,
    server: {
      profile: profileName(wishes.environment, login),
      environment: wishes.environment,
      safeMode: wishes.safeMode,
      address:
        wishes.environment === 'sandbox'
          ? '127.0.0.1:5432/tenantry'
          : `${wishes.environment}.db.example:5432/tenantry`,
      version: '18.4',
      login,
      roles: ROLES[login] ?? [],
      schemaVersion: '1',
      warnings: [],
    },
    problem: state === 'lost' ? 'The server closed the connection; trying again every 2 s.' : null,
  };
}

export function refuse(
  code: ErrorCode,
  message: string,
  more: { field?: string; remedy?: string } = {},
): CommandError {
  return new CommandError('fake', { code, message, ...more });
}

/** Writes an entry of the trail, as the database does in the same transaction. */
export function audit(
  state: FakeState,
  action: string,
  tenant: FakeTenant | null,
  reason: string,
  before: unknown,
  after: unknown,
): void {
  const number = String(state.audit.length + 1);
  state.audit.unshift({
    number,
    at: new Date(state.now()).toISOString(),
    login: state.connection.server?.login ?? 'nobody',
    action,
    tenantId: tenant?.id ?? null,
    tenantSlug: tenant?.slug ?? null,
    object: null,
    reason,
    ticket: null,
    before,
    after,
    client: '127.0.0.1 tenantry-console',
    chainSeq: number,
    hash: number.padStart(64, '0'),
  });
}
