import type { QueryClient } from '@tanstack/react-query';
import { createHashHistory, createRouter, type RouterHistory } from '@tanstack/react-router';
import { PageError } from './PageError';
import * as pages from './routes/pages';
import { rootRoute, shellRoute, startRoute } from './routes/root';

const shell = shellRoute.addChildren([
  pages.fleetRoute,
  pages.tenantsRoute,
  pages.tenantRoute,
  pages.auditRoute,
  pages.settingsRoute,
  pages.operationsRoute,
  pages.operationRoute,
  pages.migrationsRoute,
  pages.alarmsRoute,
  pages.accessRoute,
  pages.isolationRoute,
  pages.clustersRoute,
]);
const routeTree = rootRoute.addChildren([startRoute, pages.connectRoute, shell]);

/** Hash history: the window's document never changes, whatever the path. */
export function makeRouter(queries: QueryClient, history: RouterHistory = createHashHistory()) {
  return createRouter({
    routeTree,
    history,
    context: { queries },
    defaultErrorComponent: PageError,
    defaultPendingMs: 200,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
