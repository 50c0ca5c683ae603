//! 20: operators, functions and tables of the caller's own where the kit's functions look names up.

use tenantry_model::Rung;
use tenantry_tests::sql;
use tenantry_tests::stage::{self, Claims, pid};

use super::context::entitle;
use super::{refused, users_seen};

/// Everything says yes, and every table of the kit has a twin; `{own}` and `{theirs}` are tenants, `{me}` the login.
pub(crate) fn hostile(schema: &str, login: &str, theirs: &str) -> String {
    let mut text = format!("create schema {schema};");
    for kind in ["text", "name", "uuid", "bigint", "bytea", "timestamptz", "integer"] {
        text.push_str(&format!(
            "create function {schema}.yes({kind}, {kind}) returns boolean language sql immutable as 'select true';
             create function {schema}.no({kind}, {kind}) returns boolean language sql immutable as 'select false';"
        ));
        for (sign, says) in
            [("=", "yes"), ("<>", "no"), ("<", "no"), (">", "yes"), ("<=", "no"), (">=", "yes")]
        {
            text.push_str(&format!(
                "create operator {schema}.{sign} (leftarg = {kind}, rightarg = {kind}, function = {schema}.{says});"
            ));
        }
    }
    text.push_str(&format!(
        "create operator {schema}.= (leftarg = name, rightarg = text, function = nameeqtext);
         create function {schema}.sha256(bytea) returns bytea language sql as 'select ''''::bytea';
         create function {schema}.int4send(integer) returns bytea language sql as 'select ''''::bytea';
         create function {schema}.pg_backend_pid() returns integer language sql as 'select 1';
         create function {schema}.current_setting(text, boolean) returns text language sql as 'select ''{theirs}''';
         create table {schema}.context_keys (id bytea, login name, inner_pad bytea, outer_pad bytea, ends timestamptz);
         create temp table context_keys (id bytea, login name, inner_pad bytea, outer_pad bytea, ends timestamptz);
         create temp table placements (tenant_id uuid, closed text, stamp bytea, open_until timestamptz);
         create temp table entitlements (id uuid, login name, tenant_id uuid, expires timestamptz, revoked_at timestamptz);
         create temp table bound_connections (pid integer, backend_start timestamptz, tenant_id uuid, entitlement uuid);
         insert into context_keys values ('\\x0000beef', '{login}', '', '', 'infinity');
         insert into placements values ('{theirs}', null, uuid_send('{theirs}') || int8send(1), 'infinity');
         insert into entitlements values ('{theirs}', '{login}', '{theirs}', 'infinity', null);
         insert into bound_connections select pg_catalog.pg_backend_pid(), backend_start, '{theirs}', '{theirs}'
           from pg_stat_activity where pid = pg_catalog.pg_backend_pid();
         set search_path = {schema}, pg_temp, pg_catalog, tenantry;"
    ));
    text
}

#[tokio::test]
async fn attack_20_names_of_the_callers_own_stand_in_the_way() {
    let stage = stage::shared().await;
    let [own, neighbour] = stage.rungs.on(Rung::Shared);
    let mut admin = stage.admin_of(own).await;
    stage.rungs.fleet.hire("attack_20", Some("tenantry_app")).await;
    entitle(&mut admin, "attack_20", own, "1 hour").await;
    entitle(&mut admin, "app", neighbour, "1 hour").await;
    let database = stage.database_of(own);
    sql::must(&mut admin, format!("grant create, temporary on database {database} to attack_20")).await;
    let mut desk = stage.enter_as("attack_20", own).await;
    let process = pid(&mut desk).await;
    sql::must(&mut desk, hostile("attack_20_evil", "attack_20", &neighbour.id.to_string())).await;
    assert_eq!(sql::one(&mut desk, "select 'a'::text = 'b'::text").await, "true", "the trap is set");
    let forged =
        Claims { key: "0000beef".to_owned(), tenant: neighbour.id, generation: 1, lives: 60, pid: process };
    let of_app = Claims { key: stage.key.clone(), ..forged.clone() };
    for context in [forged.signed(), of_app.signed(), neighbour.id.to_string(), "0".repeat(138)] {
        stage::set_context(&mut desk, &context).await;
        refused(&mut desk, &["28000"], "select * from public.users").await;
    }
    sql::must(&mut desk, "select pg_catalog.set_config('tenantry.context', '', false)").await;
    assert!(users_seen(&mut desk).await.unwrap().is_empty(), "the twin of bound_connections opens nothing");
    refused(&mut desk, &["42501"], format!("select tenantry.enter('{}')", neighbour.id)).await;
    sql::must(&mut desk, format!("select tenantry.enter('{}')", own.id)).await;
    let seen = "select distinct tenant_id::text from public.users";
    assert_eq!(stage::column(&mut desk, seen).await.unwrap(), [own.id.to_string()]);
    refused(&mut desk, &["28000", "42501"], format!("select tenantry.enter('{}')", neighbour.id)).await;
    // and a policy's own comparison was resolved when it was written
    let all = "select count(*) from public.users where tenant_id = tenant_id";
    assert_eq!(sql::one(&mut desk, all).await, "4");
}
