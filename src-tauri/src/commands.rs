//! Generated from the command registry by `cargo xtask codegen`; edit src-tauri/console/src/registry.rs instead.

use tauri::State;
use tenantry_console::Console;
use tenantry_console::commands as run;
use tenantry_console::error::CommandError;
use tenantry_console::views::*;

#[tauri::command]
pub(crate) async fn profile_list(
    console: State<'_, Console>,
    request: Nothing,
) -> Result<ProfileList, CommandError> {
    run::profile_list(&console, request).await
}

#[tauri::command]
pub(crate) async fn profile_save(
    console: State<'_, Console>,
    request: ProfileSave,
) -> Result<ProfileList, CommandError> {
    run::profile_save(&console, request).await
}

#[tauri::command]
pub(crate) async fn profile_delete(
    console: State<'_, Console>,
    request: ProfileName,
) -> Result<ProfileList, CommandError> {
    run::profile_delete(&console, request).await
}

#[tauri::command]
pub(crate) async fn profile_test(
    console: State<'_, Console>,
    request: ProfileTest,
) -> Result<ProfileReport, CommandError> {
    run::profile_test(&console, request).await
}

#[tauri::command]
pub(crate) async fn connect(
    console: State<'_, Console>,
    request: ConnectRequest,
) -> Result<ConnectionView, CommandError> {
    run::connect(&console, request).await
}

#[tauri::command]
pub(crate) async fn disconnect(
    console: State<'_, Console>,
    request: Nothing,
) -> Result<ConnectionView, CommandError> {
    run::disconnect(&console, request).await
}

#[tauri::command]
pub(crate) async fn connection_status(
    console: State<'_, Console>,
    request: Nothing,
) -> Result<ConnectionView, CommandError> {
    run::connection_status(&console, request).await
}

#[tauri::command]
pub(crate) async fn sandbox_up(
    console: State<'_, Console>,
    request: SandboxUp,
) -> Result<SandboxView, CommandError> {
    run::sandbox_up(&console, request).await
}

#[tauri::command]
pub(crate) async fn sandbox_status(
    console: State<'_, Console>,
    request: Nothing,
) -> Result<SandboxView, CommandError> {
    run::sandbox_status(&console, request).await
}

#[tauri::command]
pub(crate) async fn sandbox_down(
    console: State<'_, Console>,
    request: Nothing,
) -> Result<SandboxView, CommandError> {
    run::sandbox_down(&console, request).await
}

#[tauri::command]
pub(crate) async fn sandbox_reset(
    console: State<'_, Console>,
    request: Nothing,
) -> Result<SandboxView, CommandError> {
    run::sandbox_reset(&console, request).await
}

#[tauri::command]
pub(crate) async fn task_cancel(
    console: State<'_, Console>,
    request: TaskCancel,
) -> Result<Nothing, CommandError> {
    run::task_cancel(&console, request).await
}

#[tauri::command]
pub(crate) async fn app_info(console: State<'_, Console>, request: Nothing) -> Result<AppInfo, CommandError> {
    run::app_info(&console, request).await
}

#[tauri::command]
pub(crate) async fn app_ready(
    console: State<'_, Console>,
    request: AppReady,
) -> Result<Nothing, CommandError> {
    run::app_ready(&console, request).await
}

#[tauri::command]
pub(crate) async fn fleet_status(
    console: State<'_, Console>,
    request: Nothing,
) -> Result<FleetView, CommandError> {
    run::fleet_status(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_list(
    console: State<'_, Console>,
    request: TenantListRequest,
) -> Result<TenantPage, CommandError> {
    run::tenant_list(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_count(
    console: State<'_, Console>,
    request: TenantCount,
) -> Result<TenantTotal, CommandError> {
    run::tenant_count(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_show(
    console: State<'_, Console>,
    request: TenantKey,
) -> Result<TenantView, CommandError> {
    run::tenant_show(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_usage(
    console: State<'_, Console>,
    request: UsageRequest,
) -> Result<UsageHistory, CommandError> {
    run::tenant_usage(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_export(
    console: State<'_, Console>,
    request: TenantExport,
) -> Result<ExportDone, CommandError> {
    run::tenant_export(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_plan_tier(
    console: State<'_, Console>,
    request: TierPlanRequest,
) -> Result<TierPlanView, CommandError> {
    run::tenant_plan_tier(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_rehearse(
    console: State<'_, Console>,
    request: RehearsalRequest,
) -> Result<Rehearsal, CommandError> {
    run::tenant_rehearse(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_create(
    console: State<'_, Console>,
    request: TenantCreate,
) -> Result<TenantView, CommandError> {
    run::tenant_create(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_set_tier(
    console: State<'_, Console>,
    request: TierChange,
) -> Result<TenantView, CommandError> {
    run::tenant_set_tier(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_set_limit(
    console: State<'_, Console>,
    request: LimitSet,
) -> Result<TenantView, CommandError> {
    run::tenant_set_limit(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_clear_limit(
    console: State<'_, Console>,
    request: LimitClear,
) -> Result<TenantView, CommandError> {
    run::tenant_clear_limit(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_suspend(
    console: State<'_, Console>,
    request: StatusChange,
) -> Result<TenantView, CommandError> {
    run::tenant_suspend(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_resume(
    console: State<'_, Console>,
    request: StatusChange,
) -> Result<TenantView, CommandError> {
    run::tenant_resume(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_plan_deletion(
    console: State<'_, Console>,
    request: DeletionPlanRequest,
) -> Result<DeletionPlan, CommandError> {
    run::tenant_plan_deletion(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_delete(
    console: State<'_, Console>,
    request: DeletionRequest,
) -> Result<OperationView, CommandError> {
    run::tenant_delete(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_restore(
    console: State<'_, Console>,
    request: StatusChange,
) -> Result<OperationView, CommandError> {
    run::tenant_restore(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_purge(
    console: State<'_, Console>,
    request: DeletionRequest,
) -> Result<OperationView, CommandError> {
    run::tenant_purge(&console, request).await
}

#[tauri::command]
pub(crate) async fn tenant_certificate(
    console: State<'_, Console>,
    request: TenantKey,
) -> Result<CertificateList, CommandError> {
    run::tenant_certificate(&console, request).await
}

#[tauri::command]
pub(crate) async fn quarantine_list(
    console: State<'_, Console>,
    request: Nothing,
) -> Result<QuarantineList, CommandError> {
    run::quarantine_list(&console, request).await
}

#[tauri::command]
pub(crate) async fn operation_list(
    console: State<'_, Console>,
    request: OperationListRequest,
) -> Result<OperationList, CommandError> {
    run::operation_list(&console, request).await
}

#[tauri::command]
pub(crate) async fn operation_show(
    console: State<'_, Console>,
    request: OperationKey,
) -> Result<OperationView, CommandError> {
    run::operation_show(&console, request).await
}

#[tauri::command]
pub(crate) async fn operation_cancel(
    console: State<'_, Console>,
    request: OperationAct,
) -> Result<OperationView, CommandError> {
    run::operation_cancel(&console, request).await
}

#[tauri::command]
pub(crate) async fn operation_retry(
    console: State<'_, Console>,
    request: OperationAct,
) -> Result<OperationView, CommandError> {
    run::operation_retry(&console, request).await
}

#[tauri::command]
pub(crate) async fn scrub_request(
    console: State<'_, Console>,
    request: ScrubRequest,
) -> Result<ScrubView, CommandError> {
    run::scrub_request(&console, request).await
}

#[tauri::command]
pub(crate) async fn scrub_show(
    console: State<'_, Console>,
    request: ScrubKey,
) -> Result<ScrubView, CommandError> {
    run::scrub_show(&console, request).await
}

#[tauri::command]
pub(crate) async fn scrub_decide(
    console: State<'_, Console>,
    request: ScrubVerdict,
) -> Result<ScrubView, CommandError> {
    run::scrub_decide(&console, request).await
}

#[tauri::command]
pub(crate) async fn scrub_purge(
    console: State<'_, Console>,
    request: ScrubAct,
) -> Result<ScrubView, CommandError> {
    run::scrub_purge(&console, request).await
}

#[tauri::command]
pub(crate) async fn tier_list(
    console: State<'_, Console>,
    request: Nothing,
) -> Result<TierList, CommandError> {
    run::tier_list(&console, request).await
}

#[tauri::command]
pub(crate) async fn tier_set_limit(
    console: State<'_, Console>,
    request: TierLimitSet,
) -> Result<TierList, CommandError> {
    run::tier_set_limit(&console, request).await
}

#[tauri::command]
pub(crate) async fn view_list(
    console: State<'_, Console>,
    request: Nothing,
) -> Result<ViewList, CommandError> {
    run::view_list(&console, request).await
}

#[tauri::command]
pub(crate) async fn view_save(
    console: State<'_, Console>,
    request: ViewSave,
) -> Result<ViewList, CommandError> {
    run::view_save(&console, request).await
}

#[tauri::command]
pub(crate) async fn view_delete(
    console: State<'_, Console>,
    request: ViewName,
) -> Result<ViewList, CommandError> {
    run::view_delete(&console, request).await
}

#[tauri::command]
pub(crate) async fn audit_list(
    console: State<'_, Console>,
    request: AuditListRequest,
) -> Result<AuditPage, CommandError> {
    run::audit_list(&console, request).await
}

/// Every adapter, for the builder.
pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        profile_list,
        profile_save,
        profile_delete,
        profile_test,
        connect,
        disconnect,
        connection_status,
        sandbox_up,
        sandbox_status,
        sandbox_down,
        sandbox_reset,
        task_cancel,
        app_info,
        app_ready,
        fleet_status,
        tenant_list,
        tenant_count,
        tenant_show,
        tenant_usage,
        tenant_export,
        tenant_plan_tier,
        tenant_rehearse,
        tenant_create,
        tenant_set_tier,
        tenant_set_limit,
        tenant_clear_limit,
        tenant_suspend,
        tenant_resume,
        tenant_plan_deletion,
        tenant_delete,
        tenant_restore,
        tenant_purge,
        tenant_certificate,
        quarantine_list,
        operation_list,
        operation_show,
        operation_cancel,
        operation_retry,
        scrub_request,
        scrub_show,
        scrub_decide,
        scrub_purge,
        tier_list,
        tier_set_limit,
        view_list,
        view_save,
        view_delete,
        audit_list,
    ]
}
