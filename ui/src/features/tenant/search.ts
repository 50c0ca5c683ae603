export const TENANT_TABS = [
  'overview',
  'usage',
  'limits',
  'data',
  'infrastructure',
  'access',
  'danger',
] as const;

export type TenantTab = (typeof TENANT_TABS)[number];

export const USAGE_RANGES = ['7', '30', '90'] as const;

export type UsageRange = (typeof USAGE_RANGES)[number];

/** What the route of one tenant holds. */
export interface TenantSearch {
  tab?: TenantTab;
  /** Days shown on the usage tab; none: 30. */
  days?: UsageRange;
}

export function readTenantSearch(raw: Record<string, unknown>): TenantSearch {
  return {
    tab: TENANT_TABS.find((tab) => tab === raw.tab),
    days: USAGE_RANGES.find((days) => days === String(raw.days)),
  };
}
