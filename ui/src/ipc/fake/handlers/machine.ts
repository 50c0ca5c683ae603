// The sandbox and the program itself: what lives on this machine.
import type { SandboxView } from '../../generated/types';
import { connectionOf, refuse } from '../state';
import type { Handlers, Scene } from './types';

type Names =
  | 'sandbox_up'
  | 'sandbox_status'
  | 'sandbox_down'
  | 'sandbox_reset'
  | 'task_cancel'
  | 'app_info'
  | 'app_ready';

function sandbox({ state }: Scene): SandboxView {
  return {
    running: state.sandbox,
    port: state.sandbox ? 5432 : null,
    dir: '~/.local/share/tenantry/sandbox',
    serverVersion: state.sandbox ? '18.4' : null,
    tenants: state.sandbox ? state.tenants.length : null,
  };
}

const PHASES = [
  'Making the data folder',
  'Starting PostgreSQL',
  'Installing the control schema',
  'Making the logins',
];

async function raiseSandbox({ state }: Scene, task: string, tenants: number): Promise<void> {
  const step = async (phase: string, done: number, total: number | null) => {
    state.emit('progress', { task, phase, done, total });
    await new Promise((ready) => setTimeout(ready, state.delay * 5));
    if (state.cancelled.delete(task))
      throw refuse('cancelled', 'The sandbox was not started: you cancelled it.');
  };
  for (const phase of PHASES) await step(phase, 0, null);
  for (let part = 0; part <= 4; part++) await step('Filling in the fleet', (tenants * part) / 4, tenants);
  state.sandbox = true;
}

export const machine: Handlers<Names> = {
  sandbox_up: async ({ tenants }, scene) => {
    await raiseSandbox(scene, 'sandbox_up', tenants ?? 2000);
    return sandbox(scene);
  },
  sandbox_status: (_, scene) => sandbox(scene),
  sandbox_down: (_, scene) => {
    const { state, wishes } = scene;
    state.sandbox = false;
    if (state.connection.server?.environment === 'sandbox') {
      state.connection = connectionOf(wishes, '', state.now(), 'disconnected');
      state.emit('connection', state.connection);
    }
    return sandbox(scene);
  },
  sandbox_reset: async (_, scene) => {
    await raiseSandbox(scene, 'sandbox_reset', 2000);
    scene.state.emit('stale', { nouns: ['fleet', 'tenants', 'tiers', 'views', 'audit'], tenant: null });
    return sandbox(scene);
  },
  task_cancel: ({ task }, { state }) => {
    state.cancelled.add(task);
    return {};
  },
  app_info: (_, { state }) => ({
    version: '0.1.0',
    dataDir: '~/.local/share/tenantry',
    exportDir: '~/Downloads',
    logTail: logTail(state.now()),
  }),
  app_ready: () => ({}),
};

const LOG = [
  'INFO tenantry_console: the console started version=0.1.0',
  'INFO tenantry_console::sandbox: the sandbox answers port=5432 server.version=18.4 duration_ms=212',
  'INFO tenantry_console::connect: connected server.version=18.4 profile.environment=sandbox duration_ms=41',
  'INFO tenantry_engine::directory: listed tenants rows=200 duration_ms=9',
  'WARN tenantry_engine::directory: a statement was slow rows=200 duration_ms=814',
  'INFO tenantry_engine::tenant: changed tier tenant.id=0190a3f2-4c1e-7b11-9d55-1f2e3a4b5c6d duration_ms=14',
  'ERROR tenantry_engine::connect: the server closed the connection db.sqlstate=57P01 password=[redacted]',
  'INFO tenantry_console::connect: connected again duration_ms=38',
];

function logTail(now: number): string[] {
  return Array.from({ length: 48 }, (_, at) => {
    const moment = new Date(now - (48 - at) * 37_000).toISOString();
    return `${moment} ${at === 0 ? LOG[0] : LOG[1 + (at % (LOG.length - 1))]}`;
  });
}
