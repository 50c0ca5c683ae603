import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { listenToHost } from '@/ipc/events';
import { makeRouter } from './router';

const queries = new QueryClient({
  // The host says when something became stale; the network's and the window's state say nothing about it.
  defaultOptions: { queries: { staleTime: 30_000, refetchOnWindowFocus: false, refetchOnReconnect: false } },
});
const router = makeRouter(queries);

export function App() {
  useEffect(() => listenToHost(queries, openPath), []);
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}

/** Only a path inside the console, never another address. */
function openPath(path: string): void {
  if (/^\/(?!\/)/.test(path)) router.history.push(path);
}
