// Operations by pages, newest first, and how many there are in each state.
import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import {
  type CommandError,
  call,
  commandQuery,
  type OperationLine,
  type OperationList,
  type OperationListRequest,
  type OperationState,
  queryKey,
  useMe,
} from '@/ipc';
import { OPEN_STATES } from '@/lib/operations';

const PAGE = 50;
/** A worker that fell silent is announced by nobody: while something is open it is asked for again. */
const AGAIN_MS = 10_000;

export interface Operations {
  rows: readonly OperationLine[];
  /** Of the first page. */
  workers: number | undefined;
  asOf: string | undefined;
  error: CommandError | null;
  loading: boolean;
  loadingOlder: boolean;
  hasOlder: boolean;
  older: () => void;
  again: () => void;
}

export function useOperations(states: OperationState[], tenant: string | null): Operations {
  const connected = useMe().state === 'connected';
  const request: OperationListRequest = { states, tenant, before: null, limit: PAGE };
  const query = useInfiniteQuery<
    OperationList,
    CommandError,
    { pages: OperationList[] },
    readonly unknown[],
    string | null
  >({
    queryKey: [...queryKey('operation_list', request), 'pages'],
    queryFn: ({ pageParam }) => call('operation_list', { ...request, before: pageParam }),
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    networkMode: 'always',
    retry: false,
    refetchInterval: connected && AGAIN_MS,
  });
  const pages = query.data?.pages;
  const rows = useMemo(() => unique(pages?.flatMap((page) => page.rows) ?? []), [pages]);
  return {
    rows,
    workers: pages?.[0]?.workers,
    asOf: pages?.[0]?.asOf,
    error: query.error,
    loading: query.isPending,
    loadingOlder: query.isFetchingNextPage,
    hasOlder: query.hasNextPage,
    older: () => void query.fetchNextPage(),
    again: () => void query.refetch(),
  };
}

/** New operations push old ones over the pages' borders; each is shown once. */
function unique(rows: readonly OperationLine[]): OperationLine[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

const MOST = 100;
const GROUPS: OperationState[][] = [OPEN_STATES, ['failed', 'cancelled'], ['done']];

/** How many there are in each state, `100+` where there are more than that. */
export function useCounts(tenant: string | null): Partial<Record<OperationState, string>> {
  const answers = useQueries({
    queries: GROUPS.map((states) =>
      commandQuery('operation_list', { states, tenant, before: null, limit: MOST }),
    ),
  });
  const counts: Partial<Record<OperationState, string>> = {};
  for (const [at, states] of GROUPS.entries()) {
    const data = answers[at]?.data;
    if (!data) continue;
    for (const state of states) {
      const rows = data.rows.filter((row) => row.state === state).length;
      counts[state] = `${rows}${data.next ? '+' : ''}`;
    }
  }
  return counts;
}
