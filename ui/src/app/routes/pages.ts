// One route a page. Pages load when they are first shown; what their route holds is read by the feature's `search.ts`.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readAuditSearch } from '@/features/audit/search';
import { readConnectSearch } from '@/features/connect/search';
import { readOperationsSearch } from '@/features/operations/search';
import { readTenantSearch } from '@/features/tenant/search';
import { readTenantsSearch } from '@/features/tenants/search';
import { LaterPage } from '../LaterPage';
import type { LaterPath } from '../places';
import { rootRoute, shellRoute } from './root';

const inShell = () => shellRoute;

const connect = lazyRouteComponent(() => import('@/features/connect/ConnectPage'), 'ConnectPage');
const fleet = lazyRouteComponent(() => import('@/features/fleet/FleetPage'), 'FleetPage');
const tenants = lazyRouteComponent(() => import('@/features/tenants/TenantsPage'), 'TenantsPage');
const tenant = lazyRouteComponent(() => import('@/features/tenant/TenantPage'), 'TenantPage');
const audit = lazyRouteComponent(() => import('@/features/audit/AuditPage'), 'AuditPage');
const operations = lazyRouteComponent(() => import('@/features/operations/OperationsPage'), 'OperationsPage');
const operation = lazyRouteComponent(() => import('@/features/operations/OperationPage'), 'OperationPage');
const clusters = lazyRouteComponent(() => import('@/features/clusters/ClustersPage'), 'ClustersPage');
const settings = lazyRouteComponent(() => import('@/features/settings/SettingsPage'), 'SettingsPage');

export const connectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/connect',
  component: connect,
  validateSearch: readConnectSearch,
});
export const fleetRoute = createRoute({ getParentRoute: inShell, path: '/fleet', component: fleet });
export const tenantsRoute = createRoute({
  getParentRoute: inShell,
  path: '/tenants',
  component: tenants,
  validateSearch: readTenantsSearch,
});
export const tenantRoute = createRoute({
  getParentRoute: inShell,
  path: '/tenants/$tenant',
  component: tenant,
  validateSearch: readTenantSearch,
});
export const operationsRoute = createRoute({
  getParentRoute: inShell,
  path: '/operations',
  component: operations,
  validateSearch: readOperationsSearch,
});
export const operationRoute = createRoute({
  getParentRoute: inShell,
  path: '/operations/$operation',
  component: operation,
});
export const auditRoute = createRoute({
  getParentRoute: inShell,
  path: '/audit',
  component: audit,
  validateSearch: readAuditSearch,
});
export const clustersRoute = createRoute({ getParentRoute: inShell, path: '/clusters', component: clusters });
export const settingsRoute = createRoute({ getParentRoute: inShell, path: '/settings', component: settings });

/** Places on the rail that are not built yet; each becomes a page of its own. */
const later = <P extends LaterPath>(path: P) =>
  createRoute({ getParentRoute: inShell, path, component: LaterPage });

export const migrationsRoute = later('/migrations');
export const alarmsRoute = later('/alarms');
export const accessRoute = later('/access');
export const isolationRoute = later('/isolation');
