// A scrub and all that it found, page after page.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { type CommandError, call, queryKey, type ScrubFinding, type ScrubView, useMe } from '@/ipc';
import { type ScrubHead, scrubGoes } from './scrub';

export interface Scrub {
  /** Null: not read yet, or there is none. */
  head: ScrubHead | null;
  findings: readonly ScrubFinding[];
  /** Every finding is here. */
  whole: boolean;
  error: CommandError | null;
  /** Nothing was ever scrubbed. */
  never: boolean;
  again: () => void;
}

/** What a worker finds is announced; where it looked, and whether one runs at all, is not. */
const GOING_MS = 1500;
/** The tenth page is not read by itself: 5,000 things are more than anybody decides of in a day. */
const MOST_PAGES = 10;

/** `id`: of one scrub; null: the newest. */
export function useScrub(id: string | null): Scrub {
  const connected = useMe().state === 'connected';
  const query = useInfiniteQuery<
    ScrubView,
    CommandError,
    { pages: ScrubView[] },
    readonly unknown[],
    { scrub: string | null; after: number | null }
  >({
    queryKey: [...queryKey('scrub_show', { scrub: id, after: null }), 'pages'],
    queryFn: ({ pageParam }) => call('scrub_show', pageParam),
    initialPageParam: { scrub: id, after: null },
    // a newer scrub may have begun between two pages
    getNextPageParam: (page) => (page.next === null ? undefined : { scrub: page.id, after: page.next }),
    networkMode: 'always',
    retry: false,
    refetchInterval: ({ state: { data } }) =>
      connected && data?.pages[0] && scrubGoes(data.pages[0]) ? GOING_MS : false,
  });
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const pages = query.data?.pages;
  const read = pages?.length ?? 0;
  // a number and no flag: two pages may arrive between two looks at it
  const next = hasNextPage && !isFetchingNextPage && !isFetchNextPageError && read < MOST_PAGES ? read : 0;
  useEffect(() => {
    if (next > 0) void fetchNextPage();
  }, [next, fetchNextPage]);
  const findings = useMemo(() => unique(pages), [pages]);
  const never = query.error?.code === 'not_found' && id === null;
  return {
    head: never ? null : (pages?.[0] ?? null),
    findings,
    whole: pages !== undefined && !hasNextPage,
    error: never ? null : query.error,
    never,
    again: () => void query.refetch(),
  };
}

function unique(pages: readonly ScrubView[] | undefined): ScrubFinding[] {
  const all = (pages ?? []).flatMap((page) => page.findings.map((one) => [one.number, one] as const));
  return [...new Map(all).values()];
}
