// Commands as TanStack queries and mutations.
import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { call, type Request, type RequestOf, type Response } from './client';
import { type CommandError, isCommandError } from './error';
import { COMMANDS, type CommandName } from './generated/commands';
import type { Noun } from './generated/types';
import { nounOf, type QueryName } from './nouns';

export interface QueryWishes {
  enabled?: boolean;
  /** Keep showing the former answer while another request loads; true unless told. */
  keep?: boolean;
  refetchInterval?: number | false;
  staleTime?: number;
}

/** Asking again helps only when the other side was away or read something half done. */
const WORTH_RETRYING = new Set(['unavailable', 'inconsistent']);

export function shouldRetry(failures: number, error: unknown): boolean {
  return failures < 1 && isCommandError(error) && WORTH_RETRYING.has(error.code);
}

export function queryKey<N extends QueryName>(name: N, request?: Request<N>) {
  return [nounOf(name), name, request ?? {}] as const;
}

/** Options for `useQueries`, `prefetchQuery` and route loaders. */
export function commandQuery<N extends QueryName>(name: N, ...request: RequestOf<N>) {
  return queryOptions<Response<N>, CommandError>({
    queryKey: queryKey(name, request[0]),
    queryFn: () => call(name, ...request),
    networkMode: 'always',
    retry: shouldRetry,
  });
}

/** What a command answers, kept by noun and request. */
export function useCommand<N extends QueryName>(
  name: N,
  request: Request<N>,
  { keep = true, ...wishes }: QueryWishes = {},
): UseQueryResult<Response<N>, CommandError> {
  const options = commandQuery(name, ...([request] as RequestOf<N>));
  return useQuery<Response<N>, CommandError>({
    ...options,
    ...wishes,
    placeholderData: keep ? keepPreviousData : undefined,
  } as typeof options);
}

/** A command that changes something; what it makes stale is fetched again. */
export function useChange<N extends CommandName>(
  name: N,
): UseMutationResult<Response<N>, CommandError, Request<N>> {
  const queries = useQueryClient();
  return useMutation<Response<N>, CommandError, Request<N>>({
    mutationFn: (request) => call(name, ...([request] as RequestOf<N>)),
    networkMode: 'always',
    retry: false,
    onSuccess: () => markStale(queries, COMMANDS[name].stale),
    // The other one's change is what the person must see next.
    onError: (error) => (error.code === 'conflict' ? markStale(queries, COMMANDS[name].stale) : undefined),
  });
}

export async function markStale(queries: QueryClient, nouns: readonly Noun[]): Promise<void> {
  await Promise.all(nouns.map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
}
