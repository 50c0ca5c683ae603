export const TENANT_TABS = ['overview', 'usage', 'limits', 'access', 'danger'] as const;

export type TenantTab = (typeof TENANT_TABS)[number];

/** What the route of one tenant holds. */
export interface TenantSearch {
  tab?: TenantTab;
}

export function readTenantSearch(raw: Record<string, unknown>): TenantSearch {
  return { tab: TENANT_TABS.find((tab) => tab === raw.tab) };
}
