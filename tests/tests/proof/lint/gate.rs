//! The gate at start-up: a service does not serve as a login that policies do not hold, nor from a database that is not
//! isolated.

use secrecy::ExposeSecret as _;
use tenantry_engine::EngineError;
use tenantry_engine::isolation::gate;

use super::Stage;

async fn refusal(stage: &Stage, login: &str) -> String {
    match gate(&stage.target(login)).await {
        Err(EngineError::Precondition { message, remedy, .. }) => {
            assert!(remedy.ends_with('.'), "{remedy}");
            message
        }
        other => panic!("{login} was not refused: {other:?}"),
    }
}

impl Stage {
    async fn hire(&self, login: &str, how: &str) {
        let password = self.ground.server.password_for(login).expect("the sandbox's state can be written");
        let password = password.expose_secret();
        self.run(&format!(
            "create role {login} login password '{password}'; grant tenantry_app to {login}; {how}"
        ))
        .await;
    }
}

#[tokio::test]
async fn a_service_passes_the_gate_of_ours() {
    let stage = Stage::fresh().await;
    for login in ["app", "worker"] {
        assert_eq!(gate(&stage.target(login)).await, Ok(()), "{login}");
    }
}

#[tokio::test]
async fn a_login_that_no_policy_holds_does_not_start() {
    let stage = Stage::fresh().await;
    assert_eq!(
        refusal(&stage, "tenantry_admin").await,
        "The login \"tenantry_admin\" is a superuser: policies do not hold it."
    );
    let powers = [
        (
            "gate_bypass",
            "alter role gate_bypass bypassrls",
            "has BYPASSRLS",
            "alter role gate_bypass nobypassrls",
        ),
        (
            "gate_maker",
            "alter role gate_maker createrole",
            "has CREATEROLE",
            "alter role gate_maker nocreaterole",
        ),
        (
            "gate_member",
            "grant tenantry_owner to gate_member",
            "is a member of tenantry_owner",
            "revoke tenantry_owner from gate_member",
        ),
        (
            "gate_owner",
            "create table public.gated (tenant_id uuid not null, id uuid, primary key (tenant_id, id)); \
             alter table public.gated owner to gate_owner; select tenantry.protect('public.gated')",
            "owns public.gated",
            "alter table public.gated owner to tenantry_owner",
        ),
        (
            "gate_reader",
            "create role gate_middle; grant pg_read_all_data to gate_middle; grant gate_middle to gate_reader",
            "is a member of pg_read_all_data",
            "revoke gate_middle from gate_reader",
        ),
    ];
    for (login, how, power, back) in powers {
        stage.hire(login, how).await;
        let message = refusal(&stage, login).await;
        assert_eq!(message, format!("The login \"{login}\" {power}: policies do not hold it."));
        stage.run(back).await;
        assert_eq!(gate(&stage.target(login)).await, Ok(()), "{login} without its power");
    }
}

#[tokio::test]
async fn a_service_does_not_start_on_a_database_that_is_not_isolated() {
    let stage = Stage::fresh().await;
    let faults = [
        (
            "create table public.fresh (tenant_id uuid not null, id uuid, primary key (tenant_id, id)); \
          alter table public.fresh owner to tenantry_owner",
            "rls_disabled: public.fresh",
        ),
        ("alter table public.users disable row level security", "policy_without_rls: public.users"),
        ("alter table public.users no force row level security", "rls_not_forced: public.users"),
        (
            "create policy open on public.users for select using (true)",
            "policy_shape: policy open on public.users",
        ),
        (
            "create function public.planted() returns integer language sql security definer as 'select 1'",
            "definer_path_unset",
        ),
        ("grant create on schema public to public", "schema_create: schema public"),
        ("alter role app in database :db set search_path = evil", "search_path_set: role app"),
    ];
    for (plant, named) in faults {
        stage.run(&plant.replace(":db", &stage.database)).await;
        let message = refusal(&stage, "app").await;
        assert!(
            message.starts_with("The database does not keep tenants apart. ") && message.contains(named),
            "{message}"
        );
        stage.mend(&stage.lint().await).await;
        assert_eq!(gate(&stage.target("app")).await, Ok(()), "after mending {named}");
    }
}

#[tokio::test]
async fn a_warning_does_not_stop_a_service() {
    let stage = Stage::fresh().await;
    stage.run("create index slow on public.users (name)").await;
    assert_eq!(stage.lint().await.len(), 1);
    assert_eq!(gate(&stage.target("app")).await, Ok(()));
}
