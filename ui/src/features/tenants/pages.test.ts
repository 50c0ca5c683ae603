import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TenantListRequest } from '@/ipc';
import { type Host, installHost } from '@/ipc/host';
import { KEPT, PAGE, TenantPages } from './pages';

const ROWS = 1_000_000;
let asked: number[];
let atOnce: number;
let most: number;
let queries: QueryClient;

/** Answers after 10 ms with rows that carry their position as slug. */
async function answer({ at }: TenantListRequest): Promise<unknown> {
  const from = at.from === 'position' ? at.index : 0;
  asked.push(from / PAGE);
  atOnce += 1;
  most = Math.max(most, atOnce);
  await new Promise((done) => setTimeout(done, 10));
  atOnce -= 1;
  const rows = Array.from({ length: PAGE }, (_, n) => ({ id: String(from + n), slug: String(from + n) }));
  return { rows, next: 'more', previous: null, asOf: '2026-01-01T00:00:00Z' };
}

beforeEach(() => {
  vi.useFakeTimers();
  [asked, atOnce, most] = [[], 0, 0];
  installHost({ invoke: (_, request) => answer(request as TenantListRequest), on: () => () => {} } as Host);
  queries = new QueryClient();
});
afterEach(() => vi.useRealTimers());

function start(): TenantPages {
  const pages = new TenantPages(queries, { query: '', sort: 'name' });
  pages.subscribe(() => {});
  return pages;
}

test('what was scrolled past is never asked for, and no two requests are under way', async () => {
  const pages = start();
  pages.want(0, 20, ROWS);
  for (let first = 0; first < 900_000; first += 30_000) {
    pages.want(first, first + 20, ROWS);
    await vi.advanceTimersByTimeAsync(16);
  }
  await vi.advanceTimersByTimeAsync(500);
  expect(pages.row(870_005)?.slug).toBe('870005');
  expect(most).toBe(1);
  expect(asked.length).toBeLessThan(10);
});

test('a steady scroll is read page by page, ahead of the view', async () => {
  const pages = start();
  for (let first = 0; first <= 1000; first += 5) {
    pages.want(first, first + 20, ROWS);
    await vi.advanceTimersByTimeAsync(16);
    expect(pages.row(first)).toBeDefined();
  }
  expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('a bounded number of pages is kept: the nearest ones, and the first, without which there is no grid', async () => {
  const pages = start();
  for (let page = 0; page < KEPT + 30; page++) {
    pages.want(page * PAGE, page * PAGE + 20, ROWS);
    await vi.advanceTimersByTimeAsync(300);
  }
  expect(queries.getQueryCache().findAll({ queryKey: ['tenants', 'tenant_list'] })).toHaveLength(KEPT);
  expect(pages.first()).toBeDefined();
  expect(pages.row(PAGE)).toBeUndefined();
  expect(pages.row((KEPT + 29) * PAGE)).toBeDefined();
});

test('what became stale stays on the screen while it is read again', async () => {
  const pages = start();
  pages.want(0, 20, ROWS);
  await vi.advanceTimersByTimeAsync(50);
  asked = [];
  void queries.invalidateQueries({ queryKey: ['tenants'] });
  expect(pages.row(3)?.slug).toBe('3');
  await vi.advanceTimersByTimeAsync(50);
  expect(asked).toEqual([0]);
});
