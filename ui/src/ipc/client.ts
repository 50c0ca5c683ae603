// One typed way to ask the host for something.
import { asCommandError } from './error';
import type { CommandName, Commands } from './generated/commands';
import { host } from './host';

export type Request<N extends CommandName> = Commands[N]['request'];
export type Response<N extends CommandName> = Commands[N]['response'];

/** Commands that ask nothing may be called without a request. */
export type RequestOf<N extends CommandName> =
  Record<never, never> extends Request<N> ? [request?: Request<N>] : [request: Request<N>];

/** Calls a command; rejects only with a `CommandError`. */
export async function call<N extends CommandName>(name: N, ...[request]: RequestOf<N>): Promise<Response<N>> {
  try {
    return await host().invoke(name, (request ?? {}) as Request<N>);
  } catch (thrown) {
    throw asCommandError(name, thrown);
  }
}
