//! 19 and 34: a service that logs in as somebody above the policies, and the ways out of the server.

use tenantry_engine::EngineError;
use tenantry_engine::context::with_tenant;
use tenantry_engine::scoped::{Budget, ContextKey, Source, Step, TenantData, WireTarget};
use tenantry_model::TenantContext;
use tenantry_tests::apart::Apart;
use tenantry_tests::rungs::SECRET;
use tenantry_tests::sql;
use tenantry_tests::stage;

use super::refused;

/// What lifts a login above the policies, or lets it lift itself.
const POWERS: [(&str, &str); 10] = [
    ("superuser", "alter role {r} superuser"),
    ("bypass", "alter role {r} bypassrls"),
    ("creator", "alter role {r} createrole"),
    ("replicator", "alter role {r} replication"),
    ("owner", "grant tenantry_owner to {r}"),
    ("through", "create role {r}_boss superuser; grant {r}_boss to {r}"),
    (
        "around",
        "create role {r}_boss bypassrls; create role {r}_between in role {r}_boss; grant {r}_between to {r}",
    ),
    ("files", "grant pg_read_server_files to {r}"),
    ("writer", "grant pg_write_server_files to {r}"),
    ("programs", "grant pg_execute_server_program to {r}"),
];

/// The service's access, with another login.
async fn as_login(apart: &Apart, login: &str) -> TenantData {
    let key = stage::add_key(&mut apart.admin().await, login).await;
    let way = Source {
        target: WireTarget::from_url(&apart.url(login)).expect("a URL"),
        key: ContextKey::new(&key, &SECRET).expect("a key"),
        ..apart.way.clone()
    };
    apart.access(way, Budget::default())
}

async fn asks(data: &TenantData, tenant: &TenantContext) -> Result<(), EngineError> {
    let step = [Step::new("select 1", &[])];
    with_tenant(tenant.clone(), data.round(&step)).await.map(drop)
}

#[tokio::test]
async fn attack_19_the_service_logs_in_as_somebody_above_the_policies() {
    let apart = Apart::new().await;
    let mut admin = apart.admin().await;
    for (name, power) in POWERS {
        let login = format!("attack_19_{name}");
        apart.hire(&login, "tenantry_app").await;
        let data = as_login(&apart, &login).await;
        asks(&data, &apart.tenant).await.unwrap_or_else(|error| panic!("{login} is fit: {error}"));
        sql::must(&mut admin, power.replace("{r}", &login)).await;
        // from the first connection on
        let data = as_login(&apart, &login).await;
        match asks(&data, &apart.tenant).await {
            Err(EngineError::Precondition { field, message, remedy }) => {
                assert_eq!(field, "login", "{name}");
                assert!(
                    message.contains(&login) && remedy.contains("tenantry_app"),
                    "{name}: {message} {remedy}"
                );
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    // the login that made everything
    let data = as_login(&apart, "tenantry_admin").await;
    assert!(matches!(asks(&data, &apart.tenant).await, Err(EngineError::Precondition { .. })));
}

#[tokio::test]
async fn attack_34_a_way_out_of_the_server() {
    let stage = stage::shared().await;
    let present = "select coalesce(string_agg(extname, ','), '') from pg_extension where extname not in ('plpgsql', 'pg_trgm')";
    for own in stage.rungs.all() {
        assert_eq!(sql::one(&mut stage.admin_of(own).await, present).await, "");
        let mut plain = stage.signed(own).await;
        for act in [
            "create extension dblink",
            "create extension postgres_fdw",
            "create extension file_fdw",
            "create extension adminpack",
            "create language plpython3u",
            "create foreign data wrapper out",
            "create server out foreign data wrapper postgres_fdw",
            "create user mapping for app server out",
            "create foreign table out (a int) server out",
            "copy users to program 'cat'",
            "copy settings from program 'echo'",
            "copy users to '/var/tmp/loot'",
            "copy settings from '/etc/passwd'",
            "select pg_read_file('/etc/passwd')",
            "select pg_ls_dir('.')",
            "select lo_import('/etc/passwd')",
            "select lo_export(1, '/var/tmp/loot')",
            "load 'auto_explain'",
            "alter system set log_statement = 'all'",
            "create subscription s connection 'host=127.0.0.1' publication p",
            "create publication p for all tables",
            "create event trigger t on ddl_command_start execute function suppress_redundant_updates_trigger()",
            "create database loot",
            "create role loot",
            "create tablespace loot location '/var/tmp'",
            "select pg_terminate_backend(pid) from pg_stat_activity where usename <> 'app'",
            "select pg_create_physical_replication_slot('loot')",
            "set session authorization tenantry_admin",
            "set role tenantry_owner",
            "set session_replication_role = replica",
        ] {
            refused(&mut plain, &["42501", "58P01", "0A000", "42704", "22023", "55000"], act).await;
        }
    }
}
