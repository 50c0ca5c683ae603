//! Every command once: name, request, response, who may, what it makes stale. All other lists are generated from this
//! one or checked against it: Tauri's handlers, the app manifest, the capability, the TypeScript client, the CLI, the
//! UI's fake host. To add a command, add a line here, a function in `commands`, and run `cargo xtask codegen`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ts_rs::{Config, TS};

use crate::Console;
use crate::commands::Answer;
use crate::error::{CommandError, ErrorCode};
use crate::views::*;

/// Who may run a command. The database decides; this is the answer shown early, and it is tested against the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Whoever sits at the machine: it touches no server.
    Local,
    /// A member of any of these group roles.
    Roles(&'static [RoleName]),
}

/// Whether a command changes anything on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It only looks.
    Read,
    /// It changes; a read-only session refuses it.
    Write,
}

/// A command, described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandSpec {
    /// Its name on the wire, `tenant_list`.
    pub name: &'static str,
    /// Its request's TypeScript name.
    pub request: String,
    /// Its response's TypeScript name.
    pub response: String,
    /// Who may.
    pub access: Access,
    /// Whether it changes anything.
    pub effect: Effect,
    /// The nouns that it makes stale.
    pub stale: &'static [Noun],
}

const READERS: &[RoleName] = &[RoleName::Support, RoleName::Ops, RoleName::Approver, RoleName::Auditor];
const OPS: &[RoleName] = &[RoleName::Ops];

fn read<T: DeserializeOwned>(request: Value) -> Answer<T> {
    // a list would be taken for the fields in their order
    if !request.is_object() {
        return Err(CommandError::new(ErrorCode::Invalid, "A request is a JSON object."));
    }
    serde_json::from_value(request).map_err(|error| {
        let why = tenantry_model::refusal::shown(&error.to_string());
        CommandError::new(ErrorCode::Invalid, format!("The request is not of the command's shape: {why}."))
    })
}

fn write(answer: &impl Serialize) -> Answer<Value> {
    serde_json::to_value(answer)
        .map_err(|_| CommandError::new(ErrorCode::Internal, "The answer could not be written as JSON."))
}

macro_rules! commands {
    ($( $name:ident ( $request:ident ) -> $response:ident, $access:expr, $effect:ident $(, stale $($noun:ident)+)? ; )+) => {
        /// Every command, in the order of the nouns.
        pub fn commands() -> Vec<CommandSpec> {
            let config = Config::default();
            vec![$( CommandSpec {
                name: stringify!($name),
                request: <$request as TS>::name(&config),
                response: <$response as TS>::name(&config),
                access: $access,
                effect: Effect::$effect,
                stale: &[$($(Noun::$noun),+)?],
            } ),+]
        }

        /// Runs a command by its name, with its request as JSON: for hosts without a window, and for tests.
        pub async fn dispatch(console: &Console, name: &str, request: Value) -> Answer<Value> {
            match name {
                $( stringify!($name) => {
                    let answer = crate::commands::$name(console, read::<$request>(request)?).await?;
                    write(&answer)
                } )+
                _ => Err(CommandError::new(ErrorCode::NotFound, format!("There is no command \"{}\".", name.escape_debug()))),
            }
        }

        /// Writes every type that crosses into one folder, for the UI.
        pub fn export_types(config: &Config) -> Result<(), ts_rs::ExportError> {
            $( <$request as TS>::export_all(config)?; <$response as TS>::export_all(config)?; )+
            Progress::export_all(config)?;
            Stale::export_all(config)?;
            crate::error::CommandError::export_all(config)
        }
    };
}

commands! {
    profile_list(Nothing) -> ProfileList, Access::Local, Read;
    profile_save(ProfileSave) -> ProfileList, Access::Local, Read, stale Profiles;
    profile_delete(ProfileName) -> ProfileList, Access::Local, Read, stale Profiles;
    profile_test(ProfileTest) -> ProfileReport, Access::Local, Read;
    connect(ConnectRequest) -> ConnectionView, Access::Local, Read, stale Connection Profiles;
    disconnect(Nothing) -> ConnectionView, Access::Local, Read, stale Connection;
    connection_status(Nothing) -> ConnectionView, Access::Local, Read;
    sandbox_up(SandboxUp) -> SandboxView, Access::Local, Read, stale Sandbox Profiles;
    sandbox_status(Nothing) -> SandboxView, Access::Local, Read;
    sandbox_down(Nothing) -> SandboxView, Access::Local, Read, stale Sandbox Profiles;
    sandbox_reset(Nothing) -> SandboxView, Access::Local, Read, stale Sandbox Profiles;
    task_cancel(TaskCancel) -> Nothing, Access::Local, Read;
    app_info(Nothing) -> AppInfo, Access::Local, Read;
    app_ready(AppReady) -> Nothing, Access::Local, Read;

    fleet_status(Nothing) -> FleetView, Access::Roles(READERS), Read;

    tenant_list(TenantListRequest) -> TenantPage, Access::Roles(READERS), Read;
    tenant_count(TenantCount) -> TenantTotal, Access::Roles(READERS), Read;
    tenant_show(TenantKey) -> TenantView, Access::Roles(READERS), Read;
    tenant_usage(UsageRequest) -> UsageHistory, Access::Roles(READERS), Read;
    tenant_export(TenantExport) -> ExportDone, Access::Roles(READERS), Read;
    tenant_plan_tier(TierPlanRequest) -> TierPlanView, Access::Roles(READERS), Read;
    tenant_rehearse(RehearsalRequest) -> Rehearsal, Access::Roles(READERS), Read;
    tenant_create(TenantCreate) -> TenantView, Access::Roles(OPS), Write, stale Tenants Fleet Audit Operations;
    tenant_set_tier(TierChange) -> TenantView, Access::Roles(OPS), Write, stale Tenants Fleet Audit;
    tenant_set_limit(LimitSet) -> TenantView, Access::Roles(OPS), Write, stale Tenants Fleet Audit;
    tenant_clear_limit(LimitClear) -> TenantView, Access::Roles(OPS), Write, stale Tenants Fleet Audit;
    tenant_suspend(StatusChange) -> TenantView, Access::Roles(OPS), Write, stale Tenants Fleet Audit;
    tenant_resume(StatusChange) -> TenantView, Access::Roles(OPS), Write, stale Tenants Fleet Audit;

    tenant_infrastructure(TenantKey) -> InfrastructureView, Access::Roles(READERS), Read;
    tenant_resize(ResizeRequest) -> OperationView, Access::Roles(OPS), Write, stale Tenants Audit Operations;

    tenant_plan_deletion(DeletionPlanRequest) -> DeletionPlan, Access::Roles(OPS), Write;
    tenant_delete(DeletionRequest) -> OperationView, Access::Roles(OPS), Write, stale Tenants Fleet Audit Operations;
    tenant_restore(StatusChange) -> OperationView, Access::Roles(OPS), Write, stale Tenants Fleet Audit Operations;
    tenant_purge(DeletionRequest) -> OperationView, Access::Roles(OPS), Write, stale Tenants Fleet Audit Operations;
    tenant_certificate(TenantKey) -> CertificateList, Access::Roles(READERS), Read;
    quarantine_list(Nothing) -> QuarantineList, Access::Roles(READERS), Read;

    operation_list(OperationListRequest) -> OperationList, Access::Roles(READERS), Read;
    operation_show(OperationKey) -> OperationView, Access::Roles(READERS), Read;
    operation_cancel(OperationAct) -> OperationView, Access::Roles(OPS), Write, stale Operations Audit;
    operation_retry(OperationAct) -> OperationView, Access::Roles(OPS), Write, stale Operations Tenants Fleet Audit;

    cluster_list(Nothing) -> ClusterList, Access::Roles(READERS), Read;
    cluster_set_instances(InstancesSet) -> ClusterList, Access::Roles(OPS), Write, stale Fleet Audit;

    scrub_request(ScrubRequest) -> ScrubView, Access::Roles(OPS), Write, stale Operations Audit;
    scrub_show(ScrubKey) -> ScrubView, Access::Roles(READERS), Read;
    scrub_decide(ScrubVerdict) -> ScrubView, Access::Roles(OPS), Write, stale Operations Audit;
    scrub_purge(ScrubAct) -> ScrubView, Access::Roles(OPS), Write, stale Operations Audit;

    tier_list(Nothing) -> TierList, Access::Roles(READERS), Read;
    tier_set_limit(TierLimitSet) -> TierList, Access::Roles(OPS), Write, stale Tiers Tenants Fleet Audit;

    view_list(Nothing) -> ViewList, Access::Roles(READERS), Read;
    view_save(ViewSave) -> ViewList, Access::Roles(READERS), Write, stale Views;
    view_delete(ViewName) -> ViewList, Access::Roles(READERS), Write, stale Views;

    audit_list(AuditListRequest) -> AuditPage, Access::Roles(READERS), Read;
}
