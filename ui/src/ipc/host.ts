// The border to the native side. Two hosts exist: the Tauri window and the in-memory fake.
import type { CommandName, Commands } from './generated/commands';
import type { ConnectionView, Progress, Stale } from './generated/types';

/** Events that the host sends on its own. */
export interface HostEvents {
  progress: Progress;
  stale: Stale;
  connection: ConnectionView;
  /** A path inside the console, from a notification or a link that was clicked. */
  navigate: string;
}

export interface Host {
  invoke<N extends CommandName>(name: N, request: Commands[N]['request']): Promise<Commands[N]['response']>;
  /** Returns the way to stop listening. */
  on<K extends keyof HostEvents>(event: K, handle: (payload: HostEvents[K]) => void): () => void;
}

let present: Host | null = null;

export function installHost(host: Host): void {
  present = host;
}

export function host(): Host {
  if (!present) throw new Error('No host is installed: main.tsx installs one before it renders.');
  return present;
}
