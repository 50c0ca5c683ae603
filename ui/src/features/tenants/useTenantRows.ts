// What the grid shows: the rows of the last query that was answered, and how many there are.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type CommandError, useCommand } from '@/ipc';
import { PAGE, TenantPages } from './pages';

export interface TenantRows {
  pages: TenantPages;
  /** Grows when a page came or went: what reads `pages` renders by it. */
  version: number;
  /** How many there are; null until it is counted. */
  total: number | null;
  countError: CommandError | null;
  /** How many rows to lay out: all, or what is known to be there. */
  rows: number;
  /** Nothing to show yet. */
  loading: boolean;
  /** What was asked last is not what is shown: still on its way, or refused. */
  behind: boolean;
  /** Why rows are missing. */
  error: CommandError | null;
  asOf: string | null;
  retry: () => void;
}

/** Former rows stay until the new ones are there, so that nothing blinks while a query is typed. */
export function useTenantRows(query: string, sort: string): TenantRows {
  const queries = useQueryClient();
  const next = useMemo(() => new TenantPages(queries, { query, sort }), [queries, query, sort]);
  const [pages, setPages] = useState(next);
  useSyncExternalStore(next.subscribe, next.snapshot);
  const version = useSyncExternalStore(pages.subscribe, pages.snapshot);
  useEffect(() => next.want(0, 1, PAGE), [next]);
  if (pages !== next && (next.first() || !pages.first())) setPages(next);

  const first = pages.first();
  const whole = first?.next === null;
  const counted = useCommand('tenant_count', pages.asked, { keep: false, enabled: Boolean(first) && !whole });
  const total = whole ? first.rows.length : (counted.data?.total ?? null);
  return {
    pages,
    version,
    total,
    countError: whole ? null : counted.error,
    rows: total ?? first?.rows.length ?? 0,
    loading: !first,
    behind: pages !== next,
    error: next.error() ?? pages.error(),
    asOf: pages.asOf(),
    retry: () => {
      next.retry();
      pages.retry();
      if (counted.error) void counted.refetch();
    },
  };
}
