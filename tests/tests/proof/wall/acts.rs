//! Direct acts on the tables of the control schema and of the isolation kit.

use sqlx::PgConnection;
use tenantry_tests::{Fleet, sql};

use super::{EVERYBODY, rows};

/// Everything that could change a table, or put something of the login's own in its way.
const ACTS: [&str; 17] = [
    "insert into %t default values",
    "update %t set %c = %c",
    "delete from %t",
    "truncate %t",
    "truncate %t cascade",
    "alter table %t add column planted integer",
    "alter table %t disable trigger all",
    "alter table %t owner to current_user",
    "alter table %t disable row level security",
    "drop table %t",
    "do $$ begin lock table %t in exclusive mode; end $$",
    "create index on %t (%c)",
    "create trigger planted before insert on %t for each row execute function suppress_redundant_updates_trigger()",
    "create rule planted as on insert to %t do instead nothing",
    "create policy planted on %t using (true)",
    "create table pg_temp.planted () inherits (%t)",
    "grant all on %t to current_user",
];

/// Acts that end without an error and change nothing: a grant of what one has not is only a warning.
fn is_idle(act: &str) -> bool {
    act.starts_with("grant")
}

async fn tables(admin: &mut PgConnection) -> Vec<(String, String)> {
    let query = "select format('%I.%I', n.nspname, c.relname) as a, \
                   (select quote_ident(min(attname)) from pg_attribute where attrelid = c.oid and attnum > 0) as b \
                 from pg_class c join pg_namespace n on n.oid = c.relnamespace \
                 where n.nspname in ('tenantry_control', 'tenantry') and c.relkind in ('r', 'p') order by 1";
    rows(admin, query).await.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect()
}

async fn shape(admin: &mut PgConnection) -> String {
    sql::one(
        admin,
        "select md5(string_agg(format('%s %s %s', oid, relacl, relhastriggers), ',' order by oid)) \
         from pg_class where relnamespace in ('tenantry_control'::regnamespace, 'tenantry'::regnamespace)",
    )
    .await
}

#[tokio::test]
async fn no_login_changes_a_table_of_ours_by_plain_sql() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    let tables = tables(&mut admin).await;
    assert!(tables.len() >= 12, "the catalog names the tables: {tables:?}");
    let before = shape(&mut admin).await;
    for login in EVERYBODY {
        let mut connection = fleet.enter_as(login).await;
        for (table, column) in &tables {
            for act in ACTS {
                let act = act.replace("%t", table).replace("%c", column);
                match sql::run(&mut connection, act.clone()).await {
                    Err(refused) => assert_eq!(refused.code, "42501", "{login}: {act}: {refused:?}"),
                    Ok(_) => assert!(is_idle(&act), "{login} was let do this: {act}"),
                }
            }
        }
    }
    assert_eq!(shape(&mut admin).await, before, "no privilege, trigger or table changed");
}

#[tokio::test]
async fn the_sentence_of_the_brief_is_refused() {
    let fleet = Fleet::fresh().await;
    let mut support = fleet.enter_as("support").await;
    let act = "update tenantry_control.tenants set tier = 'enterprise'";
    assert_eq!(sql::must_not(&mut support, "support", act).await.code, "42501");
    let insert = "insert into tenantry_control.audit_entries (reason) values ('nobody did this')";
    assert_eq!(sql::must_not(&mut support, "support", insert).await.code, "42501");
}

#[tokio::test]
async fn a_service_reads_of_a_tenant_only_what_routing_needs() {
    let fleet = Fleet::fresh().await;
    for login in ["app", "worker"] {
        let mut connection = fleet.enter_as(login).await;
        // a worker walks over all tenants; a service asks for one by its name
        let list = "select id, slug, tier, status from tenantry_control.tenants";
        match login {
            "worker" => drop(sql::must(&mut connection, list).await),
            _ => assert_eq!(sql::must_not(&mut connection, login, list).await.code, "42501"),
        }
        for hidden in [
            "select * from tenantry_control.tenants",
            "select status_reason from tenantry_control.tenants",
            "select settings from tenantry_control.tenants",
            "select from tenantry_control.tenants for update",
            "select * from tenantry_control.overrides",
            "select * from tenantry_control.usage_days",
            "select * from tenantry_control.audit_entries",
            "select * from tenantry_control.audit_chains",
            "select * from tenantry_control.visible_views",
            "select * from tenantry.bound_connections",
        ] {
            assert_eq!(
                sql::must_not(&mut connection, login, hidden).await.code,
                "42501",
                "{login}: {hidden}"
            );
        }
    }
}

#[tokio::test]
async fn only_the_auditor_sees_the_heads_of_the_chains() {
    let fleet = Fleet::fresh().await;
    for login in EVERYBODY {
        let mut connection = fleet.enter_as(login).await;
        let read = sql::run(&mut connection, "select * from tenantry_control.audit_chains").await;
        match login {
            "auditor" => assert!(read.is_ok(), "{read:?}"),
            _ => assert_eq!(read.map_err(|refused| refused.code), Err("42501".to_owned()), "{login}"),
        }
    }
}
