// Which noun each answer belongs to: what becomes stale is fetched again by its noun.
import type { CommandName } from './generated/commands';
import type { Noun } from './generated/types';

const NOUN = {
  profile_list: 'profiles',
  connection_status: 'connection',
  sandbox_status: 'sandbox',
  app_info: 'app',
  fleet_status: 'fleet',
  tenant_list: 'tenants',
  tenant_count: 'tenants',
  tenant_show: 'tenants',
  tenant_usage: 'tenants',
  tenant_plan_tier: 'tenants',
  tenant_rehearse: 'tenants',
  tenant_infrastructure: 'tenants',
  tier_list: 'tiers',
  view_list: 'views',
  audit_list: 'audit',
  operation_list: 'operations',
  operation_show: 'operations',
  quarantine_list: 'operations',
  cluster_list: 'fleet',
  tenant_certificate: 'tenants',
  scrub_show: 'operations',
} as const satisfies Partial<Record<CommandName, Noun | 'app'>>;

/** The commands whose answers are kept. */
export type QueryName = keyof typeof NOUN;

/** Nouns that live on the server and not on this machine. */
export const SERVER_NOUNS: readonly Noun[] = ['fleet', 'tenants', 'tiers', 'views', 'audit', 'operations'];

export function nounOf(name: QueryName): Noun | 'app' {
  return NOUN[name];
}
