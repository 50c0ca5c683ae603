//! The generator of policies: what it writes is written once, removes what it left behind, and keeps tenants apart on every
//! kind of table.

use sqlx::PgConnection;
use tenantry_engine::EngineError;
use tenantry_engine::connect::Target;
use tenantry_engine::isolation::{PolicyPlan, PolicyRequest, TENANT_COLUMN, apply_policies, policies};
use tenantry_tests::{Fleet, sql};

const A: &str = "0190a6b2-0000-7000-8000-00000000000a";
const B: &str = "0190a6b2-0000-7000-8000-00000000000b";

const fn wanted(table: &str) -> PolicyRequest<'_> {
    PolicyRequest { table, column: TENANT_COLUMN, claim: None, replace: false }
}

async fn plan(fleet: &Fleet, request: &PolicyRequest<'_>) -> Result<PolicyPlan, EngineError> {
    policies(&Target::from_url(&fleet.url("tenantry_admin")).expect("the ground makes URLs"), request).await
}

async fn apply(fleet: &Fleet, request: &PolicyRequest<'_>) -> PolicyPlan {
    let target = Target::from_url(&fleet.url("tenantry_admin")).expect("the ground makes URLs");
    apply_policies(&target, request).await.unwrap_or_else(|error| panic!("{request:?}: {error:?}"))
}

/// The product's service on a connection that is bound to a tenant.
async fn inside(fleet: &Fleet, tenant: &str) -> PgConnection {
    let entitle =
        format!("select tenantry.entitle(gen_random_uuid(), 'app', '{tenant}', now() + interval '1 hour')");
    sql::must(&mut fleet.admin().await, entitle).await;
    let mut app = fleet.enter_as("app").await;
    sql::must(&mut app, format!("select tenantry.enter('{tenant}')")).await;
    app
}

async fn refused(connection: &mut PgConnection, statement: &str) {
    let refused = sql::must_not(connection, "app", statement).await;
    assert_eq!(refused.code, "42501", "{statement}: {refused:?}");
}

#[tokio::test]
async fn the_second_time_there_is_nothing_to_write() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    sql::must(&mut admin, "create table public.notes (tenant_id uuid not null, id uuid)").await;
    let request = wanted("public.notes");
    let shown = plan(&fleet, &request).await.unwrap();
    assert_eq!(shown.statements.len(), 6, "{shown:?}");
    assert_eq!(plan(&fleet, &request).await.unwrap(), shown, "looking changes nothing");
    assert_eq!(apply(&fleet, &request).await, shown, "what was shown is what was done");
    assert_eq!(apply(&fleet, &request).await.statements, Vec::<String>::new());
    let protect = "select tenantry.protect('public.notes')";
    assert_eq!(sql::one(&mut admin, protect).await, "0");
    let granted = "select string_agg(grantee || ' ' || privilege_type, ',' order by 1) from \
        (select grantee, privilege_type from information_schema.role_table_grants \
         where table_name = 'notes' and grantee <> 'tenantry_admin' order by 1, 2) g";
    assert_eq!(
        sql::one(&mut admin, granted).await,
        "tenantry_app DELETE,tenantry_app INSERT,tenantry_app SELECT,tenantry_app UPDATE,tenantry_reader SELECT"
    );
}

#[tokio::test]
async fn whoever_may_not_change_the_table_changes_nothing() {
    let fleet = Fleet::fresh().await;
    for login in ["app", "ops", "nobody"] {
        let target = Target::from_url(&fleet.url(login)).unwrap();
        let request = PolicyRequest { replace: true, column: "id", ..wanted("public.users") };
        let outcome = apply_policies(&target, &request).await;
        assert!(matches!(outcome, Err(EngineError::Denied(_))), "{login}: {outcome:?}");
    }
    assert_eq!(plan(&fleet, &wanted("public.users")).await.unwrap().statements, Vec::<String>::new());
}

#[tokio::test]
async fn policies_left_behind_are_removed_and_others_only_when_asked() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    let names = "select string_agg(polname, ',' order by polname) from pg_policy where polrelid = 'public.users'::regclass";
    let ours = sql::one(&mut admin, names).await;
    for zombie in [
        "create policy tenantry_rows_00000000 on public.users using (true)",
        "create policy tenantry_only_0badcafe on public.users as restrictive using (true)",
        "create policy \"of a colleague\" on public.users for select using (role = 'owner')",
        "alter table public.users no force row level security",
        "grant truncate, trigger on public.users to tenantry_app",
        "grant insert on public.users to tenantry_reader",
    ] {
        sql::must(&mut admin, zombie).await;
    }
    let done = apply(&fleet, &wanted("public.users")).await.statements;
    assert_eq!(done.len(), 5, "{done:#?}");
    assert_eq!(sql::one(&mut admin, names).await, format!("of a colleague,{ours}"));
    let request = PolicyRequest { replace: true, ..wanted("public.users") };
    assert_eq!(apply(&fleet, &request).await.statements, ["drop policy \"of a colleague\" on public.users"]);
    assert_eq!(sql::one(&mut admin, names).await, ours);
    // a body changed under the right name
    let open = ours.split(',').next_back().unwrap();
    sql::must(&mut admin, format!("alter policy {open} on public.users using (true)")).await;
    let done = apply(&fleet, &wanted("public.users")).await.statements;
    assert_eq!(done.len(), 2, "dropped and made again: {done:#?}");
}

#[tokio::test]
async fn rows_are_kept_apart_along_foreign_keys() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    sql::must(
        &mut admin,
        format!(
            "create table public.orders (tenant_id uuid not null, id integer primary key);
             create table public.lines (id integer primary key, order_id integer not null references public.orders);
             create table public.\"Line Notes\" (id integer, \"Line\" integer not null references public.lines, text varchar(9));
             insert into public.orders select case when n <= 50 then '{A}'::uuid else '{B}' end, n from generate_series(1, 100) n;
             insert into public.lines select n, n from generate_series(1, 100) n;
             insert into public.\"Line Notes\" select n, n, 'x' from generate_series(1, 100) n"
        ),
    )
    .await;
    for table in ["public.orders", "public.lines", "public.Line Notes"] {
        let done = apply(&fleet, &wanted(table)).await;
        assert_eq!(
            done.notes.len(),
            usize::from(table != "public.orders"),
            "a column would be better: {done:?}"
        );
        assert_eq!(apply(&fleet, &wanted(table)).await.statements, Vec::<String>::new());
    }
    let mut app = inside(&fleet, A).await;
    for table in ["orders", "lines", "\"Line Notes\""] {
        let ids = format!("select count(*) || ' ' || max(id) from public.{table}");
        assert_eq!(sql::one(&mut app, ids).await, "50 50", "{table}");
    }
    refused(&mut app, "insert into public.lines values (101, 60)").await;
    refused(&mut app, "update public.lines set order_id = 60 where id = 1").await;
    refused(&mut app, "insert into public.\"Line Notes\" values (101, 60, 'x')").await;
    refused(&mut app, "update public.orders set tenant_id = gen_random_uuid() where id = 1").await;
    assert_eq!(sql::must(&mut app, "insert into public.lines values (101, 1)").await, 1);
    assert_eq!(sql::must(&mut app, "delete from public.\"Line Notes\"").await, 50);
    assert_eq!(sql::one(&mut admin, "select min(id) from public.\"Line Notes\"").await, "51");
    let mut nobody = fleet.enter_as("app").await;
    assert_eq!(
        sql::one(&mut nobody, "select count(*) from public.lines").await,
        "0",
        "without a tenant: none"
    );
}

#[tokio::test]
async fn the_tenant_is_looked_up_once_and_finds_the_index() {
    let fleet = Fleet::fresh().await;
    let mut app = inside(&fleet, A).await;
    sql::must(&mut app, "set enable_seqscan = off").await;
    let plan: Vec<String> =
        sqlx::query_scalar("explain (costs off) select * from public.users where email = 'a'")
            .fetch_all(&mut app)
            .await
            .unwrap();
    let plan = plan.join("\n");
    assert!(plan.contains("InitPlan 1") && plan.contains("Index Cond: ((tenant_id = "), "{plan}");
}

#[tokio::test]
async fn a_partition_read_directly_keeps_tenants_apart() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    sql::must(
        &mut admin,
        format!(
            "create table public.events (tenant_id uuid not null, day integer) partition by range (day);
             create table public.events_1 partition of public.events for values from (0) to (50);
             create table public.events_2 partition of public.events for values from (50) to (200) partition by hash (tenant_id);
             create table public.events_2a partition of public.events_2 for values with (modulus 1, remainder 0);
             insert into public.events select case when n % 2 = 0 then '{A}'::uuid else '{B}' end, n from generate_series(0, 99) n"
        ),
    )
    .await;
    assert_eq!(apply(&fleet, &wanted("public.events")).await.statements.len(), 4 * 4 + 2);
    sql::must(&mut admin, "grant select on public.events_1, public.events_2a to tenantry_app").await;
    let mut app = inside(&fleet, A).await;
    for (table, rows) in [("events", "50"), ("events_1", "25"), ("events_2a", "25")] {
        let count = format!("select count(*) from public.{table} where tenant_id = '{A}'");
        assert_eq!(sql::one(&mut app, count.clone()).await, rows, "{table}");
        assert_eq!(sql::one(&mut app, count.replace(A, B)).await, "0", "{table}");
    }
}

#[tokio::test]
async fn claims_keep_tenants_apart_without_the_kit() {
    let fleet = Fleet::empty().await;
    let mut admin = fleet.admin().await;
    let (flat, nested) =
        (["tenant_id".to_owned()], ["app_metadata".to_owned(), "Tenant's \"id\"".to_owned()]);
    for (table, kind, a, b, claim) in [
        ("by_uuid", "uuid", A, B, &flat[..]),
        ("by_text", "text", "a'c\"me", "b", &flat[..]),
        ("by_varchar", "varchar(40)", "a", "b", &nested[..]),
        ("by_number", "bigint", "1", "2", &nested[..]),
    ] {
        let a_quoted = a.replace('\'', "''");
        sql::must(
            &mut admin,
            format!(
                "create table public.{table} (tenant_id {kind} not null, n integer);
                 grant all on public.{table} to public;
                 insert into public.{table} values ('{a_quoted}', 1), ('{b}', 2)"
            ),
        )
        .await;
        let request = PolicyRequest { claim: Some(claim), ..wanted(table) };
        let done = apply(&fleet, &request).await;
        assert_eq!((done.statements.len(), done.notes.len()), (4, 1), "{done:?}");
        assert_eq!(apply(&fleet, &request).await.statements, Vec::<String>::new(), "{table}");
        let mut person = fleet.enter_as("nobody").await;
        let rows = format!("select string_agg(n::text, ',') from public.{table}");
        assert_eq!(sql::one(&mut person, rows.clone()).await, "", "no claims, no rows: {table}");
        for (tenant, sees) in [(a, "1"), (b, "2"), (a, "1")] {
            let claims = match claim {
                [_] => serde_json::json!({ "tenant_id": tenant }),
                _ => serde_json::json!({ "tenant_id": b, "app_metadata": { "Tenant's \"id\"": tenant } }),
            };
            sqlx::query("select set_config('request.jwt.claims', $1, false)")
                .bind(claims.to_string())
                .execute(&mut person)
                .await
                .unwrap();
            assert_eq!(sql::one(&mut person, rows.clone()).await, sees, "{table} {claims}");
        }
        refused(&mut person, &format!("insert into public.{table} values ('{b}', 3)")).await;
        refused(&mut person, &format!("update public.{table} set tenant_id = '{b}'")).await;
        assert_eq!(sql::must(&mut person, format!("delete from public.{table}")).await, 1);
        sql::must(&mut person, "set request.jwt.claims = 'no json'").await;
        let broken = sql::must_not(&mut person, "nobody", format!("select * from public.{table}")).await;
        assert_eq!(broken.code, "22P02", "an error, never all rows");
    }
}

#[tokio::test]
async fn hostile_names_are_names() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    let schema = "Wéird \"schéma\"; drop";
    let mut protected = Vec::new();
    for (n, name) in [
        "tab'le\\",
        "UPPER",
        "select",
        "a.b",
        "line\nbreak",
        "日本語",
        "--",
        "$$; commit; $$",
        "%I %s",
        "up_1",
        "  two  spaces",
    ]
    .into_iter()
    .enumerate()
    {
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let (table, column) = (format!("{}.{}", quoted(schema), quoted(name)), format!("tenant {name}"));
        sql::must(
            &mut admin,
            format!(
                "create schema if not exists {0}; grant usage on schema {0} to tenantry_app;
                 create table {table} ({1} text not null, {2} integer primary key);
                 create table {0}.{3} ({2} integer references {table});
                 insert into {table} values ('{A}', 1), ('{B}', 2); insert into {0}.{3} values (1), (2)",
                quoted(schema),
                quoted(&column),
                quoted(name),
                quoted(&format!("{name} child"))
            ),
        )
        .await;
        for (bare, as_sql) in [
            (format!("{schema}.{name}"), table.clone()),
            (
                format!("{schema}.{name} child"),
                format!("{}.{}", quoted(schema), quoted(&format!("{name} child"))),
            ),
        ] {
            let request = PolicyRequest { column: &column, ..wanted(&bare) };
            assert!(apply(&fleet, &request).await.statements.len() >= 6, "{bare}");
            let again = PolicyRequest { column: &column, ..wanted(&as_sql) };
            assert_eq!(apply(&fleet, &again).await.statements, Vec::<String>::new(), "{n}: {as_sql}");
            protected.push(as_sql);
        }
    }
    let mut app = inside(&fleet, A).await;
    for table in protected {
        assert_eq!(sql::one(&mut app, format!("select count(*) from {table}")).await, "1", "{table}");
    }
}

#[tokio::test]
async fn what_cannot_be_protected_is_refused_with_a_sentence() {
    let fleet = Fleet::fresh().await;
    sql::must(
        &mut fleet.admin().await,
        "create table public.alone (id integer); create table public.odd (tenant_id point);
         create view public.looks with (security_invoker) as select * from public.users",
    )
    .await;
    for (table, sentence) in [
        (
            "public.alone",
            "public.alone has no column \"tenant_id\", and no foreign key leads to a table that has it.",
        ),
        ("public.odd", "The tenant column of public.odd is of type point."),
        ("public.looks", "public.looks is no table: only tables have policies."),
        ("public.nowhere", "There is no table \"public.nowhere\"."),
        ("public.\"", "There is no table \"public.\\\"\"."),
        ("'; drop table users; --", "There is no table \"\\'; drop table users; --\"."),
    ] {
        let error = plan(&fleet, &wanted(table)).await.expect_err(table);
        assert_eq!(error.to_string(), sentence);
    }
    let empty = Fleet::empty().await;
    let error = plan(&empty, &wanted("public.users")).await.expect_err("no kit");
    assert!(matches!(error, EngineError::Precondition { .. }), "{error:?}");
}
