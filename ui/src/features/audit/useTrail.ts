// The trail by pages: each asks for what is older than the last entry of the one before it.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type AuditEntry, type AuditPage, type CommandError, call, queryKey } from '@/ipc';
import type { AuditSearch } from './search';

export type TrailFilter = Pick<AuditSearch, 'tenant' | 'who' | 'action' | 'ticket' | 'since' | 'until'>;

const PAGE = 100;

export interface Trail {
  entries: readonly AuditEntry[];
  asOf: string | undefined;
  error: CommandError | null;
  loading: boolean;
  loadingOlder: boolean;
  hasOlder: boolean;
  older: () => void;
  again: () => void;
}

export function requestOf({ tenant, who, action, ticket, since, until }: TrailFilter) {
  return {
    tenant: tenant ?? null,
    who: who ?? null,
    action: action ?? null,
    ticket: ticket ?? null,
    since: since ?? null,
    until: until ?? null,
    before: null,
    limit: PAGE,
  };
}

export function useTrail(filter: TrailFilter): Trail {
  const request = requestOf(filter);
  const query = useInfiniteQuery<
    AuditPage,
    CommandError,
    { pages: AuditPage[] },
    readonly unknown[],
    string | null
  >({
    queryKey: [...queryKey('audit_list', request), 'pages'],
    queryFn: ({ pageParam }) => call('audit_list', { ...request, before: pageParam }),
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    networkMode: 'always',
    retry: false,
  });
  const pages = query.data?.pages;
  const entries = useMemo(() => pages?.flatMap((page) => page.entries) ?? [], [pages]);
  return {
    entries,
    asOf: pages?.[0]?.asOf,
    error: query.error,
    loading: query.isPending,
    loadingOlder: query.isFetchingNextPage,
    hasOlder: query.hasNextPage,
    older: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    again: () => void query.refetch(),
  };
}
