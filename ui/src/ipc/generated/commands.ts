// Generated from the command registry by `cargo xtask codegen`; edit src-tauri/console/src/registry.rs instead.
import type {
  AppInfo,
  AppReady,
  AuditListRequest,
  AuditPage,
  CertificateList,
  ConnectRequest,
  ConnectionView,
  DeletionPlan,
  DeletionPlanRequest,
  DeletionRequest,
  ExportDone,
  FleetView,
  LimitClear,
  LimitSet,
  Nothing,
  Noun,
  OperationAct,
  OperationKey,
  OperationList,
  OperationListRequest,
  OperationView,
  ProfileList,
  ProfileName,
  ProfileReport,
  ProfileSave,
  ProfileTest,
  QuarantineList,
  Rehearsal,
  RehearsalRequest,
  RoleName,
  SandboxUp,
  SandboxView,
  ScrubAct,
  ScrubKey,
  ScrubRequest,
  ScrubVerdict,
  ScrubView,
  StatusChange,
  TaskCancel,
  TenantCount,
  TenantCreate,
  TenantExport,
  TenantKey,
  TenantListRequest,
  TenantPage,
  TenantTotal,
  TenantView,
  TierChange,
  TierLimitSet,
  TierList,
  TierPlanRequest,
  TierPlanView,
  UsageHistory,
  UsageRequest,
  ViewList,
  ViewName,
  ViewSave,
} from './types';

export interface Commands {
  profile_list: { request: Nothing; response: ProfileList };
  profile_save: { request: ProfileSave; response: ProfileList };
  profile_delete: { request: ProfileName; response: ProfileList };
  profile_test: { request: ProfileTest; response: ProfileReport };
  connect: { request: ConnectRequest; response: ConnectionView };
  disconnect: { request: Nothing; response: ConnectionView };
  connection_status: { request: Nothing; response: ConnectionView };
  sandbox_up: { request: SandboxUp; response: SandboxView };
  sandbox_status: { request: Nothing; response: SandboxView };
  sandbox_down: { request: Nothing; response: SandboxView };
  sandbox_reset: { request: Nothing; response: SandboxView };
  task_cancel: { request: TaskCancel; response: Nothing };
  app_info: { request: Nothing; response: AppInfo };
  app_ready: { request: AppReady; response: Nothing };
  fleet_status: { request: Nothing; response: FleetView };
  tenant_list: { request: TenantListRequest; response: TenantPage };
  tenant_count: { request: TenantCount; response: TenantTotal };
  tenant_show: { request: TenantKey; response: TenantView };
  tenant_usage: { request: UsageRequest; response: UsageHistory };
  tenant_export: { request: TenantExport; response: ExportDone };
  tenant_plan_tier: { request: TierPlanRequest; response: TierPlanView };
  tenant_rehearse: { request: RehearsalRequest; response: Rehearsal };
  tenant_create: { request: TenantCreate; response: TenantView };
  tenant_set_tier: { request: TierChange; response: TenantView };
  tenant_set_limit: { request: LimitSet; response: TenantView };
  tenant_clear_limit: { request: LimitClear; response: TenantView };
  tenant_suspend: { request: StatusChange; response: TenantView };
  tenant_resume: { request: StatusChange; response: TenantView };
  tenant_plan_deletion: { request: DeletionPlanRequest; response: DeletionPlan };
  tenant_delete: { request: DeletionRequest; response: OperationView };
  tenant_restore: { request: StatusChange; response: OperationView };
  tenant_purge: { request: DeletionRequest; response: OperationView };
  tenant_certificate: { request: TenantKey; response: CertificateList };
  quarantine_list: { request: Nothing; response: QuarantineList };
  operation_list: { request: OperationListRequest; response: OperationList };
  operation_show: { request: OperationKey; response: OperationView };
  operation_cancel: { request: OperationAct; response: OperationView };
  operation_retry: { request: OperationAct; response: OperationView };
  scrub_request: { request: ScrubRequest; response: ScrubView };
  scrub_show: { request: ScrubKey; response: ScrubView };
  scrub_decide: { request: ScrubVerdict; response: ScrubView };
  scrub_purge: { request: ScrubAct; response: ScrubView };
  tier_list: { request: Nothing; response: TierList };
  tier_set_limit: { request: TierLimitSet; response: TierList };
  view_list: { request: Nothing; response: ViewList };
  view_save: { request: ViewSave; response: ViewList };
  view_delete: { request: ViewName; response: ViewList };
  audit_list: { request: AuditListRequest; response: AuditPage };
}

export type CommandName = keyof Commands;

export interface CommandMeta {
  /** Group roles that may; `null`: it touches no server. */
  roles: RoleName[] | null;
  writes: boolean;
  stale: Noun[];
}

export const COMMANDS: Record<CommandName, CommandMeta> = {
  profile_list: { roles: null, writes: false, stale: [] },
  profile_save: { roles: null, writes: false, stale: ['profiles'] },
  profile_delete: { roles: null, writes: false, stale: ['profiles'] },
  profile_test: { roles: null, writes: false, stale: [] },
  connect: { roles: null, writes: false, stale: ['connection', 'profiles'] },
  disconnect: { roles: null, writes: false, stale: ['connection'] },
  connection_status: { roles: null, writes: false, stale: [] },
  sandbox_up: { roles: null, writes: false, stale: ['sandbox', 'profiles'] },
  sandbox_status: { roles: null, writes: false, stale: [] },
  sandbox_down: { roles: null, writes: false, stale: ['sandbox', 'profiles'] },
  sandbox_reset: { roles: null, writes: false, stale: ['sandbox', 'profiles'] },
  task_cancel: { roles: null, writes: false, stale: [] },
  app_info: { roles: null, writes: false, stale: [] },
  app_ready: { roles: null, writes: false, stale: [] },
  fleet_status: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  tenant_list: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  tenant_count: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  tenant_show: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  tenant_usage: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  tenant_export: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  tenant_plan_tier: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  tenant_rehearse: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  tenant_create: { roles: ['ops'], writes: true, stale: ['tenants', 'fleet', 'audit', 'operations'] },
  tenant_set_tier: { roles: ['ops'], writes: true, stale: ['tenants', 'fleet', 'audit'] },
  tenant_set_limit: { roles: ['ops'], writes: true, stale: ['tenants', 'fleet', 'audit'] },
  tenant_clear_limit: { roles: ['ops'], writes: true, stale: ['tenants', 'fleet', 'audit'] },
  tenant_suspend: { roles: ['ops'], writes: true, stale: ['tenants', 'fleet', 'audit'] },
  tenant_resume: { roles: ['ops'], writes: true, stale: ['tenants', 'fleet', 'audit'] },
  tenant_plan_deletion: { roles: ['ops'], writes: true, stale: [] },
  tenant_delete: { roles: ['ops'], writes: true, stale: ['tenants', 'fleet', 'audit', 'operations'] },
  tenant_restore: { roles: ['ops'], writes: true, stale: ['tenants', 'fleet', 'audit', 'operations'] },
  tenant_purge: { roles: ['ops'], writes: true, stale: ['tenants', 'fleet', 'audit', 'operations'] },
  tenant_certificate: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  quarantine_list: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  operation_list: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  operation_show: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  operation_cancel: { roles: ['ops'], writes: true, stale: ['operations', 'audit'] },
  operation_retry: { roles: ['ops'], writes: true, stale: ['operations', 'tenants', 'fleet', 'audit'] },
  scrub_request: { roles: ['ops'], writes: true, stale: ['operations', 'audit'] },
  scrub_show: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  scrub_decide: { roles: ['ops'], writes: true, stale: ['operations', 'audit'] },
  scrub_purge: { roles: ['ops'], writes: true, stale: ['operations', 'audit'] },
  tier_list: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  tier_set_limit: { roles: ['ops'], writes: true, stale: ['tiers', 'tenants', 'fleet', 'audit'] },
  view_list: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
  view_save: { roles: ['support', 'ops', 'approver', 'auditor'], writes: true, stale: ['views'] },
  view_delete: { roles: ['support', 'ops', 'approver', 'auditor'], writes: true, stale: ['views'] },
  audit_list: { roles: ['support', 'ops', 'approver', 'auditor'], writes: false, stale: [] },
};
