//! The tenants' own rows: there is no way into a tenant yet, so every door shows nothing.

use tenantry_tests::{Fleet, sql};

use super::EVERYBODY;

const TABLES: [&str; 5] = ["users", "projects", "documents", "settings", "audit_logs"];
const TENANT: &str = "0190a6b2-0000-7000-8000-000000000001";

#[tokio::test]
async fn no_login_reads_a_row_of_a_tenant() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    for table in TABLES {
        if table != "settings" && table != "audit_logs" {
            let there = sql::one(&mut admin, format!("select count(*) from {table}")).await;
            assert_ne!(there, "0", "{table} holds rows that could leak");
        }
        for login in EVERYBODY {
            let mut connection = fleet.enter_as(login).await;
            let read: Result<i64, sqlx::Error> =
                sqlx::query_scalar(sql::text(format!("select count(*) from public.{table}")))
                    .fetch_one(&mut connection)
                    .await;
            match read {
                Ok(rows) => assert_eq!((login, rows), ("app", 0), "{table}"),
                Err(error) => assert_eq!(sql::Refused::from(&error).code, "42501", "{login}: {table}"),
            }
        }
    }
}

#[tokio::test]
async fn no_login_writes_a_row_of_a_tenant() {
    let fleet = Fleet::fresh().await;
    for login in EVERYBODY {
        let mut connection = fleet.enter_as(login).await;
        for table in TABLES {
            for act in ["delete from %t", "update %t set tenant_id = tenant_id"] {
                let act = act.replace("%t", &format!("public.{table}"));
                match sql::run(&mut connection, act.clone()).await {
                    Ok(rows) => assert_eq!((login, rows), ("app", 0), "{act}"),
                    Err(refused) => assert_eq!(refused.code, "42501", "{login}: {act}"),
                }
            }
            for act in [
                "truncate %t",
                "alter table %t disable row level security",
                "drop policy tenantry_only_e9aa004b on %t",
            ] {
                let act = act.replace("%t", &format!("public.{table}"));
                assert_eq!(
                    sql::must_not(&mut connection, login, act.clone()).await.code,
                    "42501",
                    "{login}: {act}"
                );
            }
        }
        let planted = format!(
            "insert into public.users (tenant_id, email, name, role, status, password_hash) \
             values ('{TENANT}', 'a@b.example', 'a', 'owner', 'active', 'x')"
        );
        assert_eq!(sql::must_not(&mut connection, login, planted).await.code, "42501", "{login}");
    }
}

#[tokio::test]
async fn the_owner_sees_nothing_either() {
    let mut admin = Fleet::fresh().await.admin().await;
    sql::must(&mut admin, "set role tenantry_owner").await;
    for table in TABLES {
        assert_eq!(
            sql::one(&mut admin, format!("select count(*) from public.{table}")).await,
            "0",
            "{table}"
        );
    }
}

#[tokio::test]
async fn row_security_is_never_switched_off() {
    let fleet = Fleet::fresh().await;
    let mut app = fleet.enter_as("app").await;
    sql::must(&mut app, "set row_security = off").await;
    for table in TABLES {
        let read = format!("select * from public.{table}");
        assert_eq!(
            sql::must_not(&mut app, "app", read).await.code,
            "42501",
            "an error, never all rows: {table}"
        );
    }
}

#[tokio::test]
async fn a_context_that_somebody_sets_himself_opens_nothing() {
    let fleet = Fleet::fresh().await;
    let mut app = fleet.enter_as("app").await;
    for name in ["tenantry.context", "tenantry.tenant", "tenantry.tenant_id", "app.tenant_id"] {
        sql::must(&mut app, format!("select set_config('{name}', '{TENANT}', false)")).await;
    }
    let forged = format!(
        "with forged as (select set_config('tenantry.context', '{TENANT}', false)) \
         select count(*) from public.users, forged"
    );
    for attempt in [forged.as_str(), "select count(*) from public.users", "select tenantry.current_tenant()"]
    {
        let refused = sql::must_not(&mut app, "app", attempt).await;
        assert_eq!(refused.code, "28000", "{attempt}: {refused:?}");
    }
    sql::must(&mut app, "reset tenantry.context").await;
    assert_eq!(sql::one(&mut app, "select tenantry.current_tenant()").await, "", "bound to no tenant");
}

#[tokio::test]
async fn every_tenant_table_has_one_policy_that_opens_and_one_that_closes() {
    let mut admin = Fleet::fresh().await.admin().await;
    let query = "select count(*) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' \
        and c.relrowsecurity and c.relforcerowsecurity \
        and 1 = (select count(*) from pg_policy p where p.polrelid = c.oid and p.polpermissive) \
        and 1 = (select count(*) from pg_policy p where p.polrelid = c.oid and not p.polpermissive)";
    assert_eq!(sql::one(&mut admin, query).await, TABLES.len().to_string());
    let strays =
        "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'";
    assert_eq!(sql::one(&mut admin, strays).await, TABLES.len().to_string(), "no table without them");
}
