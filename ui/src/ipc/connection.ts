// Who we are and how the connection stands, for everything that shows or refuses by it.
import type { ConnectionState, ConnectionView, Environment, RoleName, SafeMode } from './generated/types';
import { useCommand } from './queries';

/** The operator, as far as what may be done depends on him. */
export interface Me {
  state: ConnectionState;
  login: string | null;
  roles: readonly RoleName[];
  safeMode: SafeMode;
  environment: Environment | null;
}

export function useConnection(): ConnectionView | undefined {
  return useCommand('connection_status', {}, { staleTime: Number.POSITIVE_INFINITY }).data;
}

export function useMe(): Me {
  return meOf(useConnection());
}

/** Until the connection is known nothing may be written. */
export function meOf(view: ConnectionView | undefined): Me {
  const server = view?.server;
  return {
    state: view?.state ?? 'disconnected',
    login: server?.login ?? null,
    roles: server?.roles ?? [],
    safeMode: server?.safeMode ?? 'read_only',
    environment: server?.environment ?? null,
  };
}
