// Profiles and the way in.
import type { Profile, ProfileEntry, ProfileList, ProfileStep } from '../../generated/types';
import { sandboxProfiles } from '../people';
import { connectionOf, type FakeState, refuse } from '../state';
import type { Handlers, Scene } from './types';

type Names =
  | 'profile_list'
  | 'profile_save'
  | 'profile_delete'
  | 'profile_test'
  | 'connect'
  | 'disconnect'
  | 'connection_status';

export function allProfiles(state: FakeState): ProfileEntry[] {
  const own = [...state.profiles].sort((a, b) => a.profile.name.localeCompare(b.profile.name));
  return [...own, ...(state.sandbox ? sandboxProfiles() : [])];
}

function profileList({ state, wishes }: Scene): ProfileList {
  return {
    profiles: allProfiles(state),
    keychain: wishes.keychain
      ? { available: true, reason: null }
      : {
          available: false,
          reason: 'No keychain service answers on the session bus: start one and log in again.',
        },
    last: state.last,
  };
}

const STEPS = [
  'Find the host',
  'Reach the server',
  'Secure the connection',
  'Log in',
  'Check the version',
  'Find Tenantry',
  'Read the group roles',
];
const FOUND = [
  'It is 10.20.0.7.',
  'It answered after 11 ms.',
  'TLS 1.3; the certificate is valid for this host until 2027-04-30.',
  'The password was accepted.',
  'PostgreSQL 18.4.',
  'Control schema 1.',
  'You are support, ops.',
];

function passed(at: number): ProfileStep {
  return { name: STEPS[at] ?? '', state: 'passed', message: FOUND[at] ?? '', remedy: null, field: null };
}

interface Failure {
  at: number;
  message: string;
  remedy: string;
  field: string;
}

/** What in a profile does not work here: host `wrong…`, login `stranger`, database `empty`. */
function failureOf({ host, login, database }: Profile): Failure | null {
  if (host.includes('wrong'))
    return {
      at: 0,
      field: 'host',
      message: `No such host: "${host}".`,
      remedy: 'Check the spelling, or the VPN.',
    };
  if (login === 'stranger')
    return {
      at: 3,
      field: 'login',
      message: 'The login or the password is wrong.',
      remedy: 'Correct one of them.',
    };
  if (database === 'empty')
    return {
      at: 5,
      field: 'database',
      message: 'This database has no Tenantry in it.',
      remedy: 'Name another one, or install it with tenantryctl db install.',
    };
  return null;
}

/** `off` beyond loopback passes with a warning, so that each face of the report can be looked at. */
function testSteps(profile: Profile): ProfileStep[] {
  const failure = failureOf(profile);
  return STEPS.map((name, at): ProfileStep => {
    if (failure && at === failure.at) return { ...failure, name, state: 'failed' };
    if (failure && at > failure.at)
      return { name, state: 'skipped', message: 'Not tried.', remedy: null, field: null };
    if (at === 2 && profile.tls !== 'verify_full')
      return {
        name,
        state: 'warned',
        message: `The server's identity was not fully checked (${profile.tls}).`,
        remedy: 'Choose full verification, with a CA file if your own authority signed it.',
        field: 'tls',
      };
    return passed(at);
  });
}

function refuseBadProfile(profile: Profile, renameFrom: string | null, known: readonly ProfileEntry[]): void {
  if (!profile.name.trim())
    throw refuse('invalid', 'The profile has no name.', { field: 'name', remedy: 'Give it a name.' });
  if (profile.name !== renameFrom && known.some((entry) => entry.profile.name === profile.name))
    throw refuse('invalid', `There is a profile "${profile.name}" already.`, {
      field: 'name',
      remedy: 'Choose another name.',
    });
  if (!profile.host.trim())
    throw refuse('invalid', 'The host is empty.', { field: 'host', remedy: 'Name the server.' });
  if (profile.tls === 'off' && !/^(127\.|localhost$|::1$|\/)/.test(profile.host))
    throw refuse('invalid', 'TLS may be off only for a socket or loopback.', {
      field: 'tls',
      remedy: 'Choose full verification.',
    });
}

export const profiles: Handlers<Names> = {
  profile_list: (_, scene) => profileList(scene),
  profile_save: ({ profile, renameFrom, password }, scene) => {
    const { state, wishes } = scene;
    refuseBadProfile(profile, renameFrom, allProfiles(state));
    const former = state.profiles.find((entry) => entry.profile.name === (renameFrom ?? profile.name));
    if (password && !wishes.keychain)
      throw refuse('unavailable', 'The keychain does not answer: the password was not kept.', {
        field: 'password',
        remedy: 'Leave it empty, and give it each time.',
      });
    state.profiles = [
      ...state.profiles.filter((entry) => entry !== former),
      { profile, hasPassword: password !== null || Boolean(former?.hasPassword), ofSandbox: false },
    ];
    return profileList(scene);
  },
  profile_delete: ({ name }, scene) => {
    scene.state.profiles = scene.state.profiles.filter((entry) => entry.profile.name !== name);
    return profileList(scene);
  },
  profile_test: ({ profile }) => {
    const steps = testSteps(profile);
    return { ok: steps.every(({ state }) => state === 'passed' || state === 'warned'), steps };
  },
  connect: ({ profile: name, password }, { state, wishes }) => {
    const entry = allProfiles(state).find((known) => known.profile.name === name);
    if (!entry) throw refuse('not_found', `There is no profile "${name}".`);
    const { environment, safeMode, login, loginMethod } = entry.profile;
    if (loginMethod === 'iam_token')
      throw refuse('precondition', 'Logging in with an IAM token is not in this version.', {
        field: 'loginMethod',
        remedy: 'Use a password, in the keychain or asked for each time.',
      });
    if (!password && (!entry.hasPassword || loginMethod === 'ask' || !wishes.keychain) && !entry.ofSandbox)
      throw refuse('invalid', 'A password is needed.', { field: 'password', remedy: 'Type it.' });
    const failure = failureOf(entry.profile);
    if (failure || password === 'wrong')
      throw refuse(
        failure?.at === 0 ? 'unavailable' : 'denied',
        failure?.message ?? 'The password is wrong.',
        {
          field: failure ? failure.field : 'password',
          remedy: failure?.remedy ?? 'Type it again.',
        },
      );
    state.last = name;
    state.connection = connectionOf({ ...wishes, environment, safeMode }, login, state.now());
    state.emit('connection', state.connection);
    return state.connection;
  },
  disconnect: (_, { state, wishes }) => {
    state.connection = connectionOf(wishes, '', state.now(), 'disconnected');
    state.emit('connection', state.connection);
    return state.connection;
  },
  connection_status: (_, { state }) => state.connection,
};
