//! The gate in the database: what it runs, what it refuses without any help of the guard, and what it cuts.

use sqlx::{PgConnection, Row as _};
use tenantry_tests::gallery::{hostile, innocent};
use tenantry_tests::sql::Refused;
use tenantry_tests::until::found;
use tenantry_tests::{Fleet, sql};

use super::{bound, major, somebody};

/// A word in a row of another tenant: it must come out nowhere.
const CANARY: &str = "canary-of-a-neighbour";

async fn read(connection: &mut PgConnection, statement: &str, limits: &str) -> Result<Vec<String>, Refused> {
    let call = format!(
        "select coalesce(row_json::text, ''), coalesce(cut, '') from tenantry.read_gated($1, 'public'{limits})"
    );
    let rows = sqlx::query(sql::text(call))
        .bind(statement)
        .fetch_all(connection)
        .await
        .map_err(|e| Refused::from(&e))?;
    Ok(rows.iter().map(|row| format!("{}{}", row.get::<String, _>(0), row.get::<String, _>(1))).collect())
}

/// A fleet in which a neighbour's row holds the canary, and a connection bound to somebody else.
async fn stage() -> (Fleet, PgConnection) {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    let tenant = somebody(&mut admin).await;
    let neighbours =
        format!("update users set name = '{CANARY}', email = id || '{CANARY}' where tenant_id <> '{tenant}'");
    assert!(sql::must(&mut admin, neighbours).await > 0, "there are neighbours");
    let connection = bound(&fleet, &tenant).await;
    (fleet, connection)
}

#[tokio::test]
async fn every_innocent_statement_runs() {
    let (_fleet, mut connection) = stage().await;
    let version = major(&mut connection).await;
    let mut ran = 0;
    for case in innocent().iter().filter(|case| case.mark.parse::<u32>().unwrap() <= version) {
        let rows = read(&mut connection, &case.sql, "").await;
        let rows = rows.unwrap_or_else(|refused| panic!("{}: {}\n{refused:?}", case.why, case.sql));
        assert!(!rows.concat().contains(CANARY), "{}", case.why);
        ran += 1;
    }
    assert!(ran > 150, "{ran}");
    assert!(
        !read(&mut connection, "select * from users", "").await.unwrap().is_empty(),
        "the tenant has rows"
    );
}

/// What no statement may change, as one text.
const EVERYTHING: &str = "select md5(string_agg(x, '' order by x)) from ( \
    select u::text from users u union all select p::text from projects p union all select d::text from documents d \
    union all select s::text from settings s union all select c.oid::text from pg_class c \
    union all select l.oid::text from pg_largeobject_metadata l union all select r.rolname::text from pg_roles r) t (x)";

#[tokio::test]
async fn a_hostile_statement_that_gets_past_the_guard_does_no_harm() {
    let (fleet, _) = stage().await;
    let mut admin = fleet.admin().await;
    let tenant = somebody_else(&mut admin).await;
    let before = sql::one(&mut admin, EVERYTHING).await;
    let mut completed = Vec::new();
    let mut connection = bound(&fleet, &tenant).await;
    sql::must(&mut connection, "set statement_timeout = '300ms'").await;
    let settings = "select string_agg(name || setting, ',' order by name) from pg_settings where name !~ 'statement_timeout|plan'";
    let set = sql::one(&mut connection, settings).await;
    for case in hostile().iter().filter(|case| !case.sql.contains('\0')) {
        match read(&mut connection, &case.sql, "").await {
            Ok(rows) => {
                assert!(!rows.concat().contains(CANARY), "{}: {}", case.why, case.sql);
                completed.push(case.why.clone());
            }
            Err(refused) => assert!(!refused.message.contains(CANARY), "{}: {refused:?}", case.why),
        }
        assert_eq!(sql::one(&mut connection, settings).await, set, "{}: a setting stayed", case.why);
    }
    assert_eq!(sql::one(&mut admin, EVERYTHING).await, before, "something was written");
    // what is left to the guard alone: catalogs, sizes, the session's own facts, locks
    assert!(completed.len() < hostile().len() / 2, "{} complete: {completed:#?}", completed.len());
    for kind in [
        "two statements",
        "delete in WITH",
        "explain",
        "copy to the client",
        "for update",
        "another tenant",
        "keys of the engine's own kit",
    ] {
        assert!(!completed.iter().any(|why| why == kind), "{kind} ran");
    }
}

async fn somebody_else(admin: &mut PgConnection) -> String {
    sql::one(admin, format!("select tenant_id from users where name <> '{CANARY}' limit 1")).await
}

#[tokio::test]
async fn the_gate_alone_refuses_what_is_no_query() {
    let (_fleet, mut connection) = stage().await;
    let all = [
        "select 1; select 2",
        "insert into users (name) values ('x')",
        "with x as (delete from users returning 1) select 1",
        "select * from users for update",
        "explain select 1",
        "show all",
        "set a.b = 1",
        "do 'begin end'",
        "copy users to stdout",
        "select 1 into t",
        "commit",
        "listen a",
        "select set_config('transaction_read_only', 'off', true)",
        "select set_config('role', 'tenantry_owner', true)",
        "select * from tenantry.context_keys",
        "select * from tenantry_control.tenants",
        "select pg_export_snapshot()",
        "select pg_read_file('/etc/passwd')",
        "",
        ";",
    ];
    for statement in all {
        let outcome = read(&mut connection, statement, "").await;
        assert!(outcome.is_err(), "{statement}: {outcome:?}");
    }
}

#[tokio::test]
async fn effects_of_functions_are_undone() {
    let (fleet, mut connection) = stage().await;
    sql::must(&mut connection, "begin").await;
    let _ = read(
        &mut connection,
        "select set_config('search_path', 'evil', false), set_config('my.own', 'x', false)",
        "",
    )
    .await;
    assert_eq!(sql::one(&mut connection, "select current_setting('search_path')").await, "\"$user\", public");
    assert_eq!(sql::one(&mut connection, "select current_setting('my.own', true)").await, "");
    assert_eq!(sql::one(&mut connection, "select current_setting('transaction_read_only')").await, "off");
    sql::must(&mut connection, "commit").await;
    let _ = read(&mut connection, "select lo_create(424242)", "").await;
    let made = "select count(*) from pg_largeobject_metadata where oid = 424242";
    assert_eq!(sql::one(&mut fleet.admin().await, made).await, "0");
}

#[tokio::test]
async fn nothing_is_read_without_a_tenant() {
    let (fleet, _) = stage().await;
    for login in ["app", "support"] {
        let mut connection = fleet.enter_as(login).await;
        let refused = read(&mut connection, "select 1", "").await.unwrap_err();
        assert_eq!(
            (refused.code.as_str(), refused.message.as_str()),
            ("28000", "No tenant: this connection works for none.")
        );
    }
    for login in ["auditor", "worker", "nobody"] {
        let mut connection = fleet.enter_as(login).await;
        assert_eq!(read(&mut connection, "select 1", "").await.unwrap_err().code, "42501", "{login}");
    }
}

#[tokio::test]
async fn rows_bytes_and_values_are_cut_and_it_is_said() {
    let (_fleet, mut connection) = stage().await;
    let rows = read(&mut connection, "select n from generate_series(1, 10000000) n", ", max_rows => 3")
        .await
        .unwrap();
    assert_eq!(rows, [r#"{"n":1}"#, r#"{"n":2}"#, r#"{"n":3}"#, "Only the first 3 rows are shown."]);
    let rows = read(
        &mut connection,
        "select repeat('x', 600) as a from generate_series(1, 9)",
        ", max_bytes => 1500, max_value => 1000",
    )
    .await;
    assert_eq!(rows.unwrap()[2], "Only the first 2 rows are shown: they fill 1500 bytes.");
    let rows = read(&mut connection, "select repeat('x', 90000000) as a", "").await.unwrap();
    assert_eq!(rows, ["Row 1 has more than 4194304 bytes; it and what follows are not shown."]);
    let rows = read(&mut connection, "select 1 as a, repeat('x', 100) as a, 2 as \"?\"", ", max_value => 40")
        .await
        .unwrap();
    assert_eq!(rows, [r#"{ "a" : 1, "a" : "xxxxxxxxxx…", "?" : 2 }A value of more than 40 bytes is cut."#]);
    assert_eq!(read(&mut connection, "select", "").await.unwrap(), ["{}"]);
    assert!(read(&mut connection, "select 1", ", max_rows => 0").await.is_err());
}

#[tokio::test]
async fn only_schemas_of_tenants_are_read() {
    let (_fleet, mut connection) = stage().await;
    for schema in ["tenantry", "tenantry_control", "pg_catalog", "information_schema", "nowhere"] {
        let call = format!("select * from tenantry.read_gated('select 1', '{schema}')");
        assert_eq!(sql::must_not(&mut connection, "app", call).await.code, "TN404", "{schema}");
    }
}

#[tokio::test]
async fn a_cancelled_statement_is_gone_within_a_second() {
    let (fleet, mut connection) = stage().await;
    let mut admin = fleet.admin().await;
    let pid = sql::one(&mut connection, "select pg_backend_pid()").await;
    let long = tokio::spawn(async move {
        read(&mut connection, "select count(*) from generate_series(1, 1e10) n", "").await
    });
    let running = format!("select count(*) from pg_stat_activity where pid = {pid} and state = 'active'");
    let ask = async || (sql::one(&mut fleet.admin().await, running.clone()).await == "1").then_some(());
    found("the statement runs", ask).await;
    let begun = std::time::Instant::now();
    sql::must(&mut admin, format!("select pg_cancel_backend({pid})")).await;
    assert_eq!(long.await.unwrap().unwrap_err().code, "57014");
    assert!(begun.elapsed().as_millis() < 1000, "{:?}", begun.elapsed());
}
