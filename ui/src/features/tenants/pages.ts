// The rows of one query in one sort, page by page, as the grid comes by them. At most one request is under way; when it
// ends, what is in view *then* is asked for, so pages scrolled past are never read. At most KEPT pages stay in the cache.
import type { Query, QueryClient } from '@tanstack/react-query';
import { type CommandError, commandQuery, queryKey, type TenantPage, type TenantRow } from '@/ipc';

export const PAGE = 100;
export const KEPT = 60;

/** Rows beyond the view that are read too. */
const AHEAD = 40;
/** A view that jumped is asked for when it stood still so long, or after so long at the latest. */
const STILL_MS = 50;
const LATEST_MS = 200;

export interface Asked {
  query: string;
  sort: string;
}

type PageQuery = Query<unknown, Error, unknown, readonly unknown[]>;

export class TenantPages {
  readonly asked: Asked;
  private readonly queries: QueryClient;
  private readonly pages = new Map<number, TenantPage>();
  private readonly watchers = new Set<() => void>();
  private wanted: number[] = [];
  private view = { first: 0, last: 0 };
  private failure: CommandError | null = null;
  private busy = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private movingSince: number | null = null;
  private unsubscribe: (() => void) | null = null;
  private version = 0;

  constructor(queries: QueryClient, asked: Asked) {
    this.queries = queries;
    this.asked = asked;
    for (const query of cachedPages(queries)) this.take(query);
  }

  /** Grows whenever a row, an error or an age may have changed. */
  readonly snapshot = (): number => this.version;

  readonly subscribe = (watch: () => void): (() => void) => {
    this.watchers.add(watch);
    this.unsubscribe ??= this.queries.getQueryCache().subscribe((event) => this.hear(event));
    return () => {
      this.watchers.delete(watch);
      if (this.watchers.size > 0) return;
      clearTimeout(this.timer);
      this.unsubscribe?.();
      this.unsubscribe = null;
    };
  };

  row(index: number): TenantRow | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.rows[index % PAGE];
  }

  first(): TenantPage | undefined {
    return this.pages.get(0);
  }

  /** When the oldest page in view was read. */
  asOf(): string | null {
    const ages = this.wanted.flatMap((page) => this.pages.get(page)?.asOf ?? []);
    return ages.sort()[0] ?? this.first()?.asOf ?? null;
  }

  error(): CommandError | null {
    return this.failure;
  }

  retry(): void {
    this.failure = null;
    this.changed();
    void this.pump();
  }

  /** What is in view now, of so many rows. */
  want(first: number, last: number, rows: number): void {
    const height = Math.max(1, last - first);
    const jumped = Math.abs(first - this.view.first) > 2 * height;
    this.view = { first, last };
    this.wanted = pagesAround(first, last, rows);
    clearTimeout(this.timer);
    if (!jumped && this.movingSince === null) return void this.pump();
    this.movingSince ??= Date.now();
    const left = LATEST_MS - (Date.now() - this.movingSince);
    const stop = () => {
      this.movingSince = null;
      void this.pump();
    };
    this.timer = setTimeout(stop, Math.max(0, Math.min(STILL_MS, left)));
  }

  private async pump(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    let page = this.missing();
    while (page !== undefined && this.watchers.size > 0) {
      await this.read(page);
      page = this.missing();
    }
    this.busy = false;
  }

  private missing(): number | undefined {
    if (this.failure || this.movingSince !== null) return undefined;
    return this.wanted.find((page) => {
      const state = this.queries.getQueryState(keyOf(this.asked, page));
      return state?.data === undefined || state.isInvalidated;
    });
  }

  private async read(page: number): Promise<void> {
    try {
      // kept until `trim` lets go of it: what is on the screen has no observer that would hold it
      await this.queries.fetchQuery({
        ...commandQuery('tenant_list', requestOf(this.asked, page)),
        gcTime: Number.POSITIVE_INFINITY,
        staleTime: 0,
      });
      this.trim();
    } catch (error) {
      this.failure = error as CommandError;
      this.changed();
    }
  }

  /** Lets go of the pages farthest from the view, those of other queries first. The first page tells that there are rows. */
  private trim(): void {
    const cached = cachedPages(this.queries).filter(({ state }) => state.fetchStatus === 'idle');
    if (cached.length <= KEPT) return;
    const here = Math.floor(this.view.first / PAGE);
    const distance = (query: PageQuery) => {
      const page = pageOf(this.asked, query);
      if (page === null) return Number.POSITIVE_INFINITY;
      return page === 0 ? -1 : Math.abs(page - here);
    };
    const farthest = cached.sort((a, b) => (distance(a) > distance(b) ? -1 : 1));
    for (const query of farthest.slice(0, cached.length - KEPT)) this.queries.getQueryCache().remove(query);
  }

  private hear(event: { type: string; query: PageQuery; action?: { type: string } }): void {
    const page = pageOf(this.asked, event.query);
    if (page === null) return;
    if (event.type === 'removed' && this.pages.delete(page)) this.changed();
    if (event.type !== 'updated') return;
    if (event.action?.type === 'success') this.take(event.query);
    if (event.action?.type !== 'invalidate') return;
    this.failure = null;
    this.changed();
    void this.pump();
  }

  private take(query: PageQuery): void {
    const page = pageOf(this.asked, query);
    const data = query.state.data as TenantPage | undefined;
    if (page === null || !data) return;
    this.pages.set(page, data);
    this.changed();
  }

  private changed(): void {
    this.version += 1;
    for (const watch of this.watchers) watch();
  }
}

function requestOf({ query, sort }: Asked, page: number) {
  const at = page === 0 ? { from: 'start' as const } : { from: 'position' as const, index: page * PAGE };
  return { query, sort, limit: PAGE, at };
}

function keyOf(asked: Asked, page: number) {
  return queryKey('tenant_list', requestOf(asked, page));
}

function cachedPages(queries: QueryClient): PageQuery[] {
  const all = queries.getQueryCache().findAll({ queryKey: ['tenants', 'tenant_list'] }) as PageQuery[];
  return all.filter(({ queryKey }) => (queryKey[2] as { limit?: unknown }).limit === PAGE);
}

/** Which page of what was asked a cached answer is; null: of something else. */
function pageOf(asked: Asked, { queryKey }: PageQuery): number | null {
  if (queryKey[1] !== 'tenant_list') return null;
  const { query, sort, limit, at } = queryKey[2] as ReturnType<typeof requestOf>;
  if (query !== asked.query || sort !== asked.sort || limit !== PAGE) return null;
  return at.from === 'start' ? 0 : at.from === 'position' ? at.index / PAGE : null;
}

/** The pages in view first, then those that come next. */
function pagesAround(first: number, last: number, rows: number): number[] {
  const page = (index: number) => Math.floor(Math.max(0, Math.min(rows - 1, index)) / PAGE);
  const found = new Set<number>();
  for (let at = page(first); at <= page(last); at++) found.add(at);
  found.add(page(last + AHEAD));
  found.add(page(first - AHEAD));
  return [...found];
}
