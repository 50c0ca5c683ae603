import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, test, vi } from 'vitest';
import { listenToHost } from './events';
import { fakeHost } from './fake';
import { installHost } from './host';

afterEach(() => void vi.useRealTimers());

test('the first news is passed on at once, five hundred that follow together', () => {
  vi.useFakeTimers();
  const host = fakeHost();
  installHost(host);
  const queries = new QueryClient();
  const invalidate = vi.spyOn(queries, 'invalidateQueries');
  const stop = listenToHost(queries, () => undefined);
  host.emit('stale', { nouns: ['operations'], tenant: null });
  expect(invalidate).toHaveBeenCalledTimes(1);
  for (let n = 0; n < 500; n++) host.emit('stale', { nouns: ['operations', 'tenants'], tenant: null });
  expect(invalidate).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1000);
  expect(invalidate.mock.calls.map(([filter]) => filter?.queryKey)).toEqual([
    ['operations'],
    ['operations'],
    ['tenants'],
  ]);
  stop();
});
