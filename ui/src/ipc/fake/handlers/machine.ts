// Profiles, connection, sandbox: what lives on this machine.
import type { ProfileList, ProfileStep, SandboxView } from '../../generated/types';
import { connectionOf, refuse } from '../state';
import type { Handlers, Scene } from './types';

type Names =
  | 'profile_list'
  | 'profile_save'
  | 'profile_delete'
  | 'profile_test'
  | 'connect'
  | 'disconnect'
  | 'connection_status'
  | 'sandbox_up'
  | 'sandbox_status'
  | 'sandbox_down'
  | 'sandbox_reset'
  | 'task_cancel'
  | 'app_info';

function profiles({ state }: Scene): ProfileList {
  return {
    profiles: state.profiles,
    keychain: { available: true, reason: null },
    last: state.profiles[0]?.profile.name ?? null,
  };
}

function sandbox({ state }: Scene): SandboxView {
  const urls = {
    ops: 'postgresql://ops@127.0.0.1:5432/tenantry',
    support: 'postgresql://support@127.0.0.1:5432/tenantry',
  };
  return {
    running: state.sandbox,
    port: state.sandbox ? 5432 : null,
    dir: '~/.local/share/tenantry/sandbox',
    serverVersion: state.sandbox ? '18.4' : null,
    tenants: state.sandbox ? state.tenants.length : null,
    urls: state.sandbox ? urls : {},
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

const passed = (name: string): ProfileStep => ({
  name,
  state: 'passed',
  message: 'It answers.',
  remedy: null,
  field: null,
});
const skipped = (name: string): ProfileStep => ({ ...passed(name), state: 'skipped', message: 'Not tried.' });

/** Host `wrong` and login `stranger` fail, so that each face of the report can be looked at. */
function testSteps(host: string, login: string): ProfileStep[] {
  const why = host.includes('wrong')
    ? { at: 0, field: 'host', message: `No such host: "${host}".`, remedy: 'Check the spelling, or the VPN.' }
    : login === 'stranger'
      ? {
          at: 3,
          field: 'login',
          message: 'The login or the password is wrong.',
          remedy: 'Correct one of them.',
        }
      : null;
  if (!why) return STEPS.map(passed);
  const { at, ...found } = why;
  const failed: ProfileStep = { name: STEPS[at] ?? '', state: 'failed', ...found };
  return [...STEPS.slice(0, at).map(passed), failed, ...STEPS.slice(at + 1).map(skipped)];
}

const PHASES = [
  'Starting PostgreSQL',
  'Installing the control schema',
  'Making the logins',
  'Filling in the fleet',
];

async function raiseSandbox(scene: Scene, task: string, tenants: number): Promise<void> {
  const { state } = scene;
  for (const [at, phase] of PHASES.entries()) {
    state.emit('progress', { task, phase, done: at * 500, total: tenants });
    await new Promise((done) => setTimeout(done, state.delay * 5));
    if (state.cancelled.delete(task))
      throw refuse('cancelled', 'The sandbox was not started: you cancelled it.');
  }
  state.sandbox = true;
  state.connection = connectionOf({ ...scene.wishes, environment: 'sandbox' }, 'ops', state.now());
  state.emit('connection', state.connection);
}

export const machine: Handlers<Names> = {
  profile_list: (_, scene) => profiles(scene),
  profile_save: ({ profile, renameFrom, password }, scene) => {
    const { state } = scene;
    if (!profile.name.trim())
      throw refuse('invalid', 'The profile has no name.', { field: 'name', remedy: 'Give it a name.' });
    if (!profile.host.trim())
      throw refuse('invalid', 'The host is empty.', { field: 'host', remedy: 'Name the server.' });
    const others = state.profiles.filter((entry) => entry.profile.name !== (renameFrom ?? profile.name));
    state.profiles = [...others, { profile, hasPassword: password !== null, ofSandbox: false }];
    return profiles(scene);
  },
  profile_delete: ({ name }, scene) => {
    scene.state.profiles = scene.state.profiles.filter((entry) => entry.profile.name !== name);
    return profiles(scene);
  },
  profile_test: ({ profile }) => {
    const steps = testSteps(profile.host, profile.login);
    return { ok: steps.every((step) => step.state === 'passed'), steps };
  },
  connect: ({ profile }, { state, wishes }) => {
    const entry = state.profiles.find((known) => known.profile.name === profile);
    if (!entry) throw refuse('not_found', `There is no profile "${profile}".`);
    const { environment, safeMode, login } = entry.profile;
    if (entry.profile.host.includes('wrong'))
      throw refuse('unavailable', 'The server does not answer.', { remedy: 'Test the profile.' });
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
  sandbox_up: async ({ tenants }, scene) => {
    await raiseSandbox(scene, 'sandbox_up', tenants ?? 2000);
    return sandbox(scene);
  },
  sandbox_status: (_, scene) => sandbox(scene),
  sandbox_down: (_, scene) => {
    scene.state.sandbox = false;
    return sandbox(scene);
  },
  sandbox_reset: async (_, scene) => {
    await raiseSandbox(scene, 'sandbox_reset', 2000);
    return sandbox(scene);
  },
  task_cancel: ({ task }, { state }) => {
    state.cancelled.add(task);
    return {};
  },
  app_info: () => ({
    version: '0.1.0',
    dataDir: '~/.local/share/tenantry',
    exportDir: '~/Downloads',
    logTail: ['INFO the console started', 'INFO connected server.version=18.4 duration_ms=41'],
  }),
};
