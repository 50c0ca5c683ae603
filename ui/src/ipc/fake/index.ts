// A host in memory: the same types, roles enforced, failures on demand. For component work and fast tests; never the
// proof, and never in a production build.
import { asCommandError } from '../error';
import { COMMANDS, type CommandName } from '../generated/commands';
import type { Host, HostEvents } from '../host';
import { changes } from './handlers/changes';
import { endings } from './handlers/endings';
import { infrastructure } from './handlers/infrastructure';
import { machine } from './handlers/machine';
import { operations } from './handlers/operations';
import { profiles } from './handlers/profiles';
import { reads } from './handlers/reads';
import { scrubs } from './handlers/scrubs';
import type { Handler, Handlers, Scene } from './handlers/types';
import { seedScrubs } from './scrubs';
import { seedInstances } from './seedInstances';
import { seedOperations } from './seedOperations';
import { type FakeState, fakeState, readWishes, refuse } from './state';
import { seedTrail } from './trail';

const HANDLERS: Handlers = {
  ...machine,
  ...profiles,
  ...reads,
  ...changes,
  ...operations,
  ...infrastructure,
  ...endings,
  ...scrubs,
};

export interface FakeHost extends Host {
  state: FakeState;
  emit: FakeState['emit'];
}

/** `words` as in `?fake=support,production`; see readWishes. */
export function fakeHost(words = '', now: () => number = Date.now): FakeHost {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const emit = <K extends keyof HostEvents>(event: K, payload: HostEvents[K]) => {
    for (const listener of listeners.get(event) ?? [])
      (listener as (payload: HostEvents[K]) => void)(payload);
  };
  const wishes = readWishes(words);
  const scene: Scene = { wishes, state: fakeState(wishes, emit, now) };
  seedTrail(scene.state);
  seedOperations(scene.state);
  seedInstances(scene.state);
  seedScrubs(scene.state, wishes.scrub);
  return {
    state: scene.state,
    emit,
    async invoke(name, request) {
      if (scene.state.delay > 0) await new Promise((done) => setTimeout(done, scene.state.delay));
      authorise(name, scene.state);
      const handler = HANDLERS[name] as Handler<typeof name>;
      try {
        return structuredClone(await handler(request, scene));
      } catch (thrown) {
        throw asCommandError(name, thrown);
      }
    },
    on(event, handle) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(handle as (payload: never) => void));
      return () => void set.delete(handle as (payload: never) => void);
    },
  };
}

/** The rule of the database, in its order: connection, group role, safe mode. */
function authorise(name: CommandName, { connection }: FakeState): void {
  const { roles, writes } = COMMANDS[name];
  if (roles === null) return;
  if (connection.state !== 'connected' || !connection.server) {
    throw refuse('unavailable', 'There is no connection to the server.', {
      remedy: 'Connect, or wait until it is back.',
    });
  }
  const { login, roles: mine, safeMode } = connection.server;
  if (!roles.some((role) => mine.includes(role))) {
    throw refuse('denied', `${login} may not do this: it takes ${roles.join(' or ')}.`, {
      remedy: 'Ask somebody of that group.',
    });
  }
  if (writes && safeMode === 'read_only')
    throw refuse('denied', 'This profile is read-only.', {
      remedy: 'Change its safe mode and connect again.',
    });
}
