//! Functions: who may call which, and that none looks where its caller points.

use sqlx::PgConnection;
use tenantry_tests::{Fleet, sql};

use super::{EVERYBODY, rows};

const OPS: &[&str] = &[
    "set_tier",
    "set_limit",
    "clear_limit",
    "suspend",
    "resume",
    "create_tenant",
    "set_tier_limit",
    "plan_deletion",
    "delete_tenant",
    "restore_tenant",
    "purge_tenant",
    "cancel_operation",
    "retry_operation",
    "request_scrub",
    "decide_findings",
    "purge_findings",
    "resize_instance",
    "set_instances",
];
const OPERATORS: &[&str] = &[
    "operation_steps_of",
    "instance_provider",
    "instance_change",
    "effective_limits",
    "tier_limit",
    "permille",
    "may_become",
    "save_view",
    "delete_view",
    "refresh_due_pressure",
];
const AUDITOR: &[&str] = &["audit_field", "audit_hash"];
const SERVICES: &[&str] = &["resolve_tenant", "audit_refused_request"];
const BOUND: &[&str] = &["tenantry.current_tenant", "tenantry.greet"];
const GATE: &[&str] = &["tenantry.read_gated"];
/// What a service does for the tenant of its context.
const SCOPED: &[&str] = &[
    "tenantry.emit",
    "tenantry.note_refused_event",
    "tenantry.claim_events",
    "tenantry.finish_events",
    "tenantry.fail_event",
    "tenantry.begin_command",
    "tenantry.end_command",
];
/// What is done for services from outside of every scope.
const WORKER: &[&str] = &[
    "worker_seen",
    "worker_left",
    "operation_taken",
    "step_begun",
    "step_ended",
    "operation_ended",
    "instance_seen",
    "step_waits",
    "quarantined",
    "released",
    "certified",
    "scrub_taken",
    "scrub_servers",
    "scrub_makers",
    "scrub_servers_wanted",
    "scrub_strangers",
    "scrub_wanted",
    "scrub_looked",
    "scrub_found",
    "scrub_condemned",
    "scrub_purged",
    "scrub_ended",
    "tenantry.mark",
    "tenantry.place",
    "tenantry.displace",
    "tenantry.entitle",
    "tenantry.revoke_entitlement",
    "tenantry.add_context_key",
    "tenantry.retire_context_key",
    "tenantry.add_event_consumer",
    "tenantry.drop_event_consumer",
    "tenantry.tenants_with_events",
    "tenantry.set_events_aside",
    "tenantry.prune_events",
    "tenantry.prune_commands",
];
const EVENTS_ASIDE: &[&str] = &["tenantry.list_events_aside"];
const EVENTS_AGAIN: &[&str] = &["tenantry.retry_event", "tenantry.discard_event"];

/// The whole of who may call what; the kit's functions carry its schema. What stands here nowhere is called by other functions alone.
fn may_call(login: &str, function: &str) -> bool {
    let any = |lists: &[&[&str]]| lists.iter().any(|list| list.contains(&function));
    match login {
        "support" => any(&[OPERATORS, BOUND, GATE, EVENTS_ASIDE]),
        "ops" => any(&[OPS, OPERATORS, BOUND, GATE, EVENTS_ASIDE, EVENTS_AGAIN]),
        "approver" => any(&[OPERATORS]),
        "auditor" => any(&[OPERATORS, AUDITOR]),
        "app" => any(&[BOUND, GATE, SERVICES, SCOPED]),
        "worker" => any(&[BOUND, SERVICES, WORKER, EVENTS_ASIDE, EVENTS_AGAIN, &["refresh_due_pressure"]]),
        _ => false,
    }
}

/// Each function with a call of it that gives null for everything.
async fn functions(admin: &mut PgConnection) -> Vec<(String, String)> {
    let query = "select case n.nspname when 'tenantry' then 'tenantry.' else '' end || p.proname as a, format('select %I.%I(%s)', n.nspname, p.proname, \
                   (select string_agg('null::' || format_type(t, null), ', ' order by o) \
                    from unnest(p.proargtypes) with ordinality u (t, o))) as b \
                 from pg_proc p join pg_namespace n on n.oid = p.pronamespace \
                 where n.nspname in ('tenantry_control', 'tenantry') order by 1";
    rows(admin, query).await.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect()
}

#[tokio::test]
async fn each_function_is_closed_to_every_login_without_its_role() {
    let fleet = Fleet::fresh().await;
    let functions = functions(&mut fleet.admin().await).await;
    assert!(functions.len() >= 30, "{functions:?}");
    let lists = [OPS, OPERATORS, AUDITOR, SERVICES, BOUND, GATE, SCOPED, WORKER, EVENTS_ASIDE, EVENTS_AGAIN];
    for listed in lists.concat() {
        assert!(
            functions.iter().any(|(name, _)| name == listed),
            "{listed} is gone: correct the table above"
        );
    }
    for login in EVERYBODY {
        let mut connection = fleet.enter_as(login).await;
        for (name, call) in &functions {
            let outcome = sql::run(&mut connection, call.clone()).await;
            let closed = matches!(&outcome, Err(refused) if refused.code == "42501");
            assert_eq!(!closed, may_call(login, name), "{login}: {call}: {outcome:?}");
        }
    }
}

const UNPINNED: &str = "select p.oid::regprocedure as a from pg_proc p join pg_namespace n on n.oid = p.pronamespace \
    where n.nspname in ('tenantry_control', 'tenantry') \
      and not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)";
const PUBLIC: &str = "select p.oid::regprocedure as a from pg_proc p join pg_namespace n on n.oid = p.pronamespace \
    where n.nspname in ('tenantry_control', 'tenantry') \
      and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x where x.grantee = 0)";

#[tokio::test]
async fn every_function_pins_its_search_path_and_is_closed_to_public() {
    let mut admin = Fleet::fresh().await.admin().await;
    assert_eq!(rows(&mut admin, UNPINNED).await, Vec::<Vec<String>>::new());
    assert_eq!(rows(&mut admin, PUBLIC).await, Vec::<Vec<String>>::new());
}

#[tokio::test]
async fn a_function_left_open_would_be_found() {
    let mut admin = Fleet::fresh().await.admin().await;
    sql::must(
        &mut admin,
        "create function tenantry_control.oracle() returns integer language sql security definer as 'select 1'",
    )
    .await;
    assert_eq!(rows(&mut admin, UNPINNED).await.len(), 1);
    assert_eq!(rows(&mut admin, PUBLIC).await.len(), 1);
}

#[tokio::test]
async fn what_the_owner_makes_later_is_closed_too() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    let later = "set role tenantry_owner; \
        create function tenantry_control.later() returns integer language sql as 'select 1'; \
        create function tenantry.later() returns integer language sql as 'select 1'; reset role";
    sql::must(&mut admin, later).await;
    assert_eq!(rows(&mut admin, PUBLIC).await, Vec::<Vec<String>>::new());
    let mut ops = fleet.enter_as("ops").await;
    for call in ["select tenantry_control.later()", "select tenantry.later()"] {
        assert_eq!(sql::must_not(&mut ops, "ops", call).await.code, "42501");
    }
}

#[tokio::test]
async fn a_grant_of_execute_by_mistake_is_not_enough() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    sql::must(&mut admin, "grant execute on all functions in schema tenantry_control to tenantry_support")
        .await;
    let mut support = fleet.enter_as("support").await;
    for function in OPS {
        let (_, call) = functions(&mut admin).await.into_iter().find(|(name, _)| name == function).unwrap();
        let refused = sql::must_not(&mut support, "support", call.clone()).await;
        assert_eq!(refused.code, "42501", "{call}: {refused:?}");
        assert_eq!(refused.message, "support is not a member of ops.");
    }
}
