//! The rewriting for systems without row security: on tables without any policy it gives what row security gives.

use sqlx::{Column as _, PgConnection, Row as _, ValueRef as _};
use tenantry_engine::guard::{Guard, TenantPredicate};
use tenantry_tests::gallery::innocent;
use tenantry_tests::statements::Statements;
use tenantry_tests::{Fleet, sql};

use super::{bound, major, somebody};

const TABLES: [&str; 5] = ["users", "projects", "documents", "settings", "audit_logs"];

/// The rows as text, in an order of their own.
async fn rows(connection: &mut PgConnection, statement: &str) -> Result<Vec<String>, sql::Refused> {
    let rows = sqlx::raw_sql(sql::text(statement)).fetch_all(connection).await;
    let rows = rows.map_err(|error| sql::Refused::from(&error))?;
    let text = |row: &sqlx::postgres::PgRow| {
        let value = |column: &sqlx::postgres::PgColumn| {
            let value = row.try_get_raw(column.ordinal()).expect("the row has this column");
            if value.is_null() { "null".to_owned() } else { value.as_str().unwrap_or("?").to_owned() }
        };
        row.columns().iter().map(value).collect::<Vec<_>>().join("|")
    };
    let mut all: Vec<String> = rows.iter().map(text).collect();
    all.sort();
    Ok(all)
}

/// A fleet, its tenant, and the same rows in a schema without policies.
async fn stage() -> (Fleet, TenantPredicate) {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    sql::must(&mut admin, "create schema bare").await;
    for table in TABLES {
        sql::must(&mut admin, format!("create table bare.{table} (like public.{table} including all)")).await;
        sql::must(
            &mut admin,
            format!("insert into bare.{table} select * from public.{table} order by id desc"),
        )
        .await;
    }
    let tenant = somebody(&mut admin).await.parse().expect("an id of a tenant");
    (fleet, TenantPredicate { column: "tenant_id".parse().expect("a name"), tenant })
}

/// Words whose answer depends on the order in which rows are found, on chance or on the moment.
const BY_CHANCE: [&str; 18] = [
    "limit",
    "regr_",
    "fetch",
    "random",
    "uuid",
    "clock_",
    "now()",
    "current_",
    "tablesample",
    "array_agg",
    "over ",
    "distinct on",
    "any_value",
    "agg(",
    "mode()",
    "public",
    "statement_timestamp",
    "row(",
];

#[tokio::test]
async fn rewritten_statements_answer_what_row_security_lets_through() {
    let (fleet, predicate) = stage().await;
    let mut walled = bound(&fleet, &predicate.tenant.to_string()).await;
    let mut bare = fleet.admin().await;
    sql::must(&mut bare, "set search_path = bare; set transaction_read_only = on").await;
    let guard = Guard::for_schema("bare").unwrap();
    let version = major(&mut bare).await;
    let mut statements = Statements::new(7);
    let gallery = innocent()
        .into_iter()
        .filter(|case| case.mark.parse::<u32>().unwrap() <= version)
        .map(|case| case.sql);
    let gallery = gallery.filter(|text| !BY_CHANCE.iter().any(|word| text.to_lowercase().contains(word)));
    let all: Vec<String> = gallery.chain((0..1_500).map(|_| statements.query())).collect();
    let (mut same, mut full, mut narrowed) = (0, 0, 0);
    for text in &all {
        let Ok(rewritten) = guard.with_predicate(text, &predicate) else {
            assert!(text.contains("only users") || text.contains("U&\""), "{text}");
            continue;
        };
        let expected = rows(&mut walled, text).await.unwrap_or_else(|refused| panic!("{text}\n{refused:?}"));
        let found =
            rows(&mut bare, &rewritten).await.unwrap_or_else(|refused| panic!("{rewritten}\n{refused:?}"));
        assert_eq!(found, expected, "{text}\n{rewritten}");
        same += 1;
        full += usize::from(!expected.is_empty());
        narrowed += usize::from(rows(&mut bare, text).await.unwrap() != expected);
    }
    assert!(same > 1_550 && full > 1_000 && narrowed > 1_000, "{same} {full} {narrowed}");
}

#[test]
fn the_text_around_stays_as_it_was() {
    let guard = Guard::for_schema("tenant_a").unwrap();
    let tenant = "0190a6b2-0000-7000-8000-000000000001".parse().unwrap();
    let predicate = TenantPredicate { column: "tenant_id".parse().unwrap(), tenant };
    let add = |text: &str| guard.with_predicate(text, &predicate).unwrap();
    let only = |table: &str| {
        format!(
            "(select * from \"tenant_a\".\"{table}\" where \"{table}\".\"tenant_id\" operator(pg_catalog.=) '{tenant}')"
        )
    };
    assert_eq!(
        add("select u.name -- é; who\nfrom users u left join /*x*/ tenant_a . \"projects\" on true"),
        format!(
            "select u.name -- é; who\nfrom {} u left join /*x*/ {} as \"projects\" on true",
            only("users"),
            only("projects")
        )
    );
    assert_eq!(add("table users"), format!("select * from {} as \"users\"", only("users")));
    assert_eq!(add("with users as (select 1) table users"), "with users as (select 1) table users");
    assert_eq!(
        add("with users as (select * from users) select * from users"),
        format!("with users as (select * from {} as \"users\") select * from users", only("users"))
    );
    for refused in [
        "select * from only users",
        "select tenant_a.users.name from users",
        "select * from U&\"users\"",
        "select * from users *",
        "select * from users tablesample system (1)",
        "delete from users",
    ] {
        assert!(guard.with_predicate(refused, &predicate).is_err(), "{refused}");
    }
}
