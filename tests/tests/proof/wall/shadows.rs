//! Names of the caller's own in the way: operators, functions, temporary tables, search paths.

use tenantry_tests::{Fleet, sql};

use super::EVERYBODY;

#[tokio::test]
async fn no_login_can_make_anything_where_others_look() {
    let fleet = Fleet::fresh().await;
    for login in EVERYBODY {
        let mut connection = fleet.enter_as(login).await;
        for schema in ["public", "tenantry_control", "tenantry", "pg_catalog"] {
            for act in [
                format!("create function {schema}.planted() returns integer language sql as 'select 1'"),
                format!("create table {schema}.planted ()"),
                format!("create view {schema}.planted as select 1"),
                format!("create type {schema}.planted as enum ()"),
                format!("create operator {schema}.= (leftarg = text, rightarg = text, function = texteq)"),
            ] {
                let refused = sql::must_not(&mut connection, login, act.clone()).await;
                assert_eq!(refused.code, "42501", "{login}: {act}: {refused:?}");
            }
        }
        let own = "create schema planted authorization current_user";
        assert_eq!(sql::must_not(&mut connection, login, own).await.code, "42501", "{login}");
    }
}

/// What a login could make if a careless administrator let it: a schema of its own. In it, everything says yes.
fn hostile_schema() -> String {
    let mut text = "create schema evil;".to_owned();
    for kind in ["text", "name", "uuid", "bigint", "tenantry_control.tenant_status"] {
        text.push_str(&format!(
            "create function evil.yes({kind}, {kind}) returns boolean language sql as 'select true';"
        ));
        for sign in ["=", "<>", "<", ">", "<=", ">="] {
            text.push_str(&format!(
                "create operator evil.{sign} (leftarg = {kind}, rightarg = {kind}, function = evil.yes);"
            ));
        }
    }
    text.push_str(
        "create function evil.pg_has_role(name, text, text) returns boolean language sql as 'select true';
         create function evil.btrim(text) returns text language sql as 'select ''nobody said this''';
         create function evil.clock_timestamp() returns timestamptz language sql as 'select ''1970-01-01''::timestamptz';
         create function evil.char_length(text) returns integer language sql as 'select 10';
         create table evil.tenants (like tenantry_control.tenants);
         create temp table tenants (like tenantry_control.tenants);
         create temp table audit_entries (like tenantry_control.audit_entries);
         create temp table tiers (like tenantry_control.tiers);
         set search_path = evil, pg_temp, pg_catalog, tenantry_control;",
    );
    text
}

#[tokio::test]
async fn hostile_operators_and_tables_do_not_open_a_function() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    sql::must(&mut admin, "grant execute on all functions in schema tenantry_control to tenantry_support")
        .await;
    sql::must(&mut admin, format!("grant create on database {} to support", fleet.database)).await;
    let mut support = fleet.enter_as("support").await;
    sql::must(&mut support, hostile_schema()).await;
    assert_eq!(sql::one(&mut support, "select 'a'::text = 'b'::text").await, "true", "the trap is set");
    let refused = sql::must_not(
        &mut support,
        "support",
        "select tenantry_control.suspend(id, 'No reason.', version) from tenantry_control.tenants",
    )
    .await;
    assert_eq!(
        (refused.code.as_str(), refused.message.as_str()),
        ("42501", "support is not a member of ops.")
    );
}

#[tokio::test]
async fn hostile_operators_and_tables_do_not_bend_a_change() {
    let fleet = Fleet::fresh().await;
    let slug = fleet.tenant_where("status = 'active'").await;
    let mut admin = fleet.admin().await;
    let id =
        sql::one(&mut admin, format!("select id from tenantry_control.tenants where slug = '{slug}'")).await;
    sql::must(&mut admin, format!("grant create on database {} to ops", fleet.database)).await;
    let mut ops = fleet.enter_as("ops").await;
    sql::must(&mut ops, hostile_schema()).await;
    let stale = format!("select tenantry_control.suspend('{id}', 'Stale.', 999)");
    assert_eq!(sql::must_not(&mut ops, "ops", stale).await.code, "TN409", "`=` on versions was not replaced");
    let past =
        format!("select tenantry_control.set_limit('{id}', 'users', 7, 'In the past.', '2001-01-01', 1)");
    assert_eq!(sql::must_not(&mut ops, "ops", past).await.code, "TN400", "the clock was not replaced");
    let empty = format!("select tenantry_control.suspend('{id}', ' ', 1)");
    assert_eq!(
        sql::must_not(&mut ops, "ops", empty).await.code,
        "TN400",
        "the reason's length was not replaced"
    );
    sql::must(&mut ops, format!("select tenantry_control.suspend('{id}', 'Said by ops.', 1)")).await;
    let status = "select string_agg(status::text || ' ' || reason, ',') from tenantry_control.tenants t \
                  join tenantry_control.audit_entries e on e.tenant_id = t.id and e.reason = t.status_reason";
    let one = format!("{status} where t.id = '{id}'");
    assert_eq!(
        sql::one(&mut admin, one).await,
        "suspended Said by ops.",
        "the true row, with the true reason"
    );
    let changed = "select count(*) from tenantry_control.tenants where version > 1";
    assert_eq!(sql::one(&mut admin, changed).await, "1", "no other tenant was touched");
    assert_eq!(sql::one(&mut ops, "select count(*) from pg_temp.audit_entries").await, "0");
}
