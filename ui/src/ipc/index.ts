// What the rest of the UI may use of the host.
export { call, type Request, type Response } from './client';
export { type Me, meOf, useConnection, useMe } from './connection';
export { asCommandError, CommandError, isCommandError } from './error';
export { forgetProgress, useProgress } from './events';
export { COMMANDS, type CommandName } from './generated/commands';
export type * from './generated/types';
export type { QueryName } from './nouns';
export { commandQuery, markStale, type QueryWishes, queryKey, useChange, useCommand } from './queries';
