import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router';
import { commandQuery } from '@/ipc';
import { Frame } from '../Frame';
import { lastPlace } from '../lastPlace';
import { PageMissing } from '../PageError';
import { Shell } from '../Shell';

export interface RouteContext {
  queries: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouteContext>()({
  component: Frame,
  notFoundComponent: PageMissing,
});

export const shellRoute = createRoute({ getParentRoute: () => rootRoute, id: 'shell', component: Shell });

/** Where the console opens: the place it was left at, or Connect. */
export const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    const connection = await context.queries.fetchQuery(commandQuery('connection_status')).catch(() => null);
    if (!connection || connection.state === 'disconnected') throw redirect({ to: '/connect' });
    throw redirect({ href: lastPlace() });
  },
});
