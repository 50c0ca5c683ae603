// Commands that carry a password. They do not go through the mutation cache, which would keep what was sent for
// minutes: here the request lives as long as the call.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  asCommandError,
  COMMANDS,
  type CommandError,
  call,
  markStale,
  type Request,
  type Response,
} from '@/ipc';

type Secret = 'connect' | 'profile_save' | 'profile_test';

export interface SecretCommand<N extends Secret> {
  busy: boolean;
  error: CommandError | null;
  /** Null when it failed: the reason is in `error`. */
  run: (request: Request<N>) => Promise<Response<N> | null>;
  forget: () => void;
}

export function useSecretCommand<N extends Secret>(name: N): SecretCommand<N> {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CommandError | null>(null);
  const run = async (request: Request<N>): Promise<Response<N> | null> => {
    setBusy(true);
    setError(null);
    try {
      const answer = await (call as (name: N, request: Request<N>) => Promise<Response<N>>)(name, request);
      await markStale(queries, COMMANDS[name].stale);
      return answer;
    } catch (thrown) {
      setError(asCommandError(name, thrown));
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run, forget: () => setError(null) };
}
