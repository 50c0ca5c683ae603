//! 8, 13, 14, 23: functions that tell what they see, row security switched off, statistics, and other channels.

use tenantry_engine::EngineError;
use tenantry_engine::guard::Guard;
use tenantry_engine::scoped::Budget;
use tenantry_model::Rung;
use tenantry_tests::sql;
use tenantry_tests::stage::{self, TABLES, column, custom};

use super::refused;

/// A function that a careless administrator made: cheap, so that the planner would like to ask it first, and it writes
/// down what it sees.
const LEAK: &str = "
create table public.attack_08_seen (word text);
create function public.attack_08(word text) returns boolean language sql volatile cost 0.0000001 security definer
  as 'insert into public.attack_08_seen values (word); select true';
grant execute on function public.attack_08(text) to public;
create view public.attack_08_view with (security_invoker) as select * from public.users where public.attack_08(email);
create view public.attack_08_old as select * from public.users where public.attack_08(email);
alter view public.attack_08_old owner to tenantry_owner;
grant select on public.attack_08_view, public.attack_08_old to tenantry_app;";

/// Where it is asked: `{leak}` of users `u`.
const PLACES: [&str; 13] = [
    "select count(*) from users u where {leak}",
    "select count(*) from users u where {leak} or true",
    "select count(*) from users u where not {leak} and u.id is not null",
    "select count(*) from documents d join users u on u.id = d.created_by and {leak}",
    "select count(*) from documents d left join users u on {leak}",
    "select count(*) from users u group by u.email having {leak}",
    "with found as (select * from users u where {leak}) select count(*) from found",
    "with found as not materialized (select * from users u) select count(*) from found u where {leak}",
    "select count(*) filter (where {leak}) from users u",
    "select count(*) from users u, lateral (select {leak}) l",
    "select u.id from users u order by {leak}",
    "update users u set status = status where {leak}",
    "delete from users u where {leak} and false",
];

#[tokio::test]
async fn attack_08_a_cheap_function_tells_what_it_sees() {
    let stage = stage::shared().await;
    let data = stage.rungs.access(Budget::default());
    let mut admin = stage.rungs.fleet.admin().await;
    sql::must(&mut admin, LEAK).await;
    let [own, _] = stage.rungs.on(Rung::Shared);
    for place in PLACES {
        let statement = place.replace("{leak}", "public.attack_08(u.email)");
        custom(&data, own, &statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    for view in ["attack_08_view", "attack_08_old"] {
        custom(&data, own, &format!("select * from public.{view}")).await.unwrap();
        let pushed = format!("select * from public.{view} where public.attack_08(name)");
        custom(&data, own, &pushed).await.unwrap();
    }
    let seen = sql::one(&mut admin, "select count(*) from public.attack_08_seen").await;
    assert!(seen.parse::<u32>().unwrap() > 40, "it was asked: {seen}");
    let theirs = format!("select count(*) from public.attack_08_seen where word not like '%{}%'", own.id);
    assert_eq!(sql::one(&mut admin, theirs).await, "0", "it saw rows of another tenant");
    // and no service can make one
    let mut plain = stage.signed(own).await;
    let make =
        "create function public.mine(text) returns boolean language sql cost 0.0000001 as 'select true'";
    refused(&mut plain, &["42501"], make).await;
    refused(&mut plain, &["42501"], make.replace("public.", "pg_temp.")).await;
}

#[tokio::test]
async fn attack_13_row_security_is_switched_off() {
    let stage = stage::shared().await;
    let data = stage.rungs.access(Budget { connections: 1, ..Budget::default() });
    for own in stage.rungs.all() {
        let off = "select set_config('row_security', 'off', false) is null from users";
        let rows = custom(&data, own, off).await.unwrap().rows.len();
        assert_eq!(rows, 4, "the statement was planned before");
        let next = custom(&data, own, "select * from users").await.unwrap().rows.len();
        assert_eq!(next, 4, "the next has it on again");
        let schema = stage::schema_of(own).quoted();
        for how in ["set row_security = off", "begin; set local row_security = off"] {
            let mut plain = stage.signed(own).await;
            sql::must(&mut plain, how).await;
            for (table, _) in TABLES {
                refused(&mut plain, &["42501", "25P02"], format!("select * from {schema}.{table}")).await;
            }
        }
        let url = format!("{}?options=-c%20row_security%3Doff", stage.url("app", own));
        let mut from_start = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await.unwrap();
        assert_eq!(sql::one(&mut from_start, "select current_setting('row_security')").await, "off");
        refused(&mut from_start, &["42501"], format!("select * from {schema}.users")).await;
    }
}

#[tokio::test]
async fn attack_14_statistics_tell_of_others() {
    let stage = stage::shared().await;
    let [own, _] = stage.rungs.on(Rung::Shared);
    let mut admin = stage.admin_of(own).await;
    sql::must(&mut admin, "analyze public.users").await;
    let there = "select count(*) from pg_stats where schemaname = 'public' and tablename = 'users'";
    assert_ne!(sql::one(&mut admin, there).await, "0", "there are statistics to be read");
    for login in ["support", "ops", "approver", "auditor", "worker", "app", "nobody"] {
        let mut connection = stage.enter_as(login, own).await;
        assert_eq!(sql::one(&mut connection, there).await, "0", "{login}");
        refused(&mut connection, &["42501"], "select * from pg_catalog.pg_statistic").await;
        if login != "app" {
            refused(&mut connection, &["42501"], "explain select * from public.users where email = 'x'")
                .await;
        }
        let others = "select count(*) from pg_stat_activity where usename <> current_user and query <> '<insufficient privilege>'";
        assert_eq!(sql::one(&mut connection, others).await, "0", "{login}: statements of others");
    }
    // catalogs are readable for whoever types plain SQL; what a console runs goes through the guard
    let guard = Guard::for_schema("public").unwrap();
    for statement in [
        "explain select * from users",
        "explain analyze select * from users",
        "select reltuples from pg_class",
        "select * from pg_stats",
        "select * from pg_stat_user_tables",
        "select pg_table_size('users')",
        "select pg_relation_size('users'::regclass)",
        "select pg_stat_get_live_tuples(1)",
    ] {
        assert!(guard.check(statement).is_err(), "{statement}");
    }
}

#[tokio::test]
async fn attack_23_other_channels() {
    let stage = stage::shared().await;
    let [own, _] = stage.rungs.on(Rung::Shared);
    let guard = Guard::for_schema("public").unwrap();
    for statement in [
        "select nextval('s')",
        "select currval('s')",
        "select lastval()",
        "select setval('s', 1)",
        "notify tenants, 'x'",
        "listen tenants",
        "select pg_notify('tenants', 'x')",
        "select lo_create(0)",
        "select lo_from_bytea(0, 'x')",
        "select lo_get(1)",
        "select pg_advisory_lock(1)",
        "select pg_try_advisory_xact_lock(1)",
        "select * from pg_locks",
        "select pg_logical_emit_message(false, 'x', 'x')",
        "select pg_export_snapshot()",
        "select txid_current()",
        "select pg_sleep(1)",
        "select set_config('a.b', 'x', false)",
    ] {
        assert!(guard.check(statement).is_err(), "{statement}");
    }
    // no sequence is shared: ids are drawn at random
    let mut admin = stage.admin_of(own).await;
    let sequences = "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace \
                     where c.relkind = 'S' and (n.nspname = 'public' or n.nspname like 'tenant\\_%')";
    assert_eq!(sql::one(&mut admin, sequences).await, "0");
    // large objects of another login are closed, whoever knows their number
    let object = sql::one(&mut admin, "select lo_from_bytea(0, 'of a tenant')").await;
    for login in ["app", "support", "nobody"] {
        let mut connection = stage.enter_as(login, own).await;
        refused(&mut connection, &["42501"], format!("select lo_get({object})")).await;
    }
    let data = stage.rungs.access(Budget::default());
    let read = custom(&data, own, &format!("select lo_get({object})")).await;
    assert!(matches!(read, Err(EngineError::Denied(_))));
    assert!(column(&mut admin, "select 1").await.is_ok());
}
