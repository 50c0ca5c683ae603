import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import { makeRouter } from '@/app/router';
import { listenToHost } from '@/ipc/events';
import { fakeHost } from '@/ipc/fake';
import { installHost } from '@/ipc/host';

/** The whole console at a path, on a fake host without delay. `words` as in `?fake=support,production`. */
export function renderConsole(path: string, words = '') {
  const host = fakeHost(words);
  host.state.delay = 0;
  installHost(host);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = makeRouter(queries, createMemoryHistory({ initialEntries: [path] }));
  listenToHost(queries, (to) => router.history.push(to));
  const view = render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { ...view, host, router, queries };
}
