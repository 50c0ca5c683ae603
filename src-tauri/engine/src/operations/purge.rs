//! The end of a purge: what holds the tenant is removed, for good.

use serde_json::{Value, json};
use sqlx::PgConnection;
use tenantry_model::{DbIdent, Rung, TenantId};

use super::archive::{found, place};
use super::ground::sandbox;
use super::instance;
use super::ledger::{Ledger, Taken, Told};
use super::quarantine::container;
use super::steps::{Shop, Step, StepError, did};
use crate::EngineError;
use crate::connect::close;

/// What is gone, as a certificate lists it.
pub(super) fn gone(kind: &str, name: impl Into<String>) -> Value {
    json!({ "kind": kind, "name": name.into() })
}

/// Removes what holds the tenant, for good, and has that certified. A second time finds less, or nothing.
pub(super) async fn remove(shop: &Shop, ledger: &Ledger, taken: &Taken) -> Step {
    let (gone, backups) = match taken.rung {
        Rung::Instance => instance::remove(shop, ledger, taken).await?,
        _ => (container_gone(shop, taken).await?, unknown_backups()),
    };
    let mut archive = ledger.output(taken, "export").await?.unwrap_or_default();
    let tables = archive["tables"].as_array().cloned().unwrap_or_default();
    archive["rows"] = Value::String(archive["rows"].to_string());
    if let Some(archive) = archive.as_object_mut() {
        archive.remove("tables");
    }
    let facts = json!({ "gone": gone, "tables": tables, "archive": archive, "backups": backups });
    ledger.certified(taken, &facts).await?;
    ledger.released(taken).await?;
    let said: Vec<String> = gone.iter().map(said).collect();
    Ok(Told {
        output: Some(json!({ "gone": gone, "archive": archive })),
        ..did(format!("Removed: {}. The certificate is written.", said.join(", ")))
    })
}

async fn container_gone(shop: &Shop, taken: &Taken) -> Result<Vec<Value>, StepError> {
    let place = place(shop, taken).await?;
    let mut connection = shop.ground.admin(taken).await?.connect().await?;
    sqlx::raw_sql("set statement_timeout = 0; set lock_timeout = '5s'").execute(&mut connection).await?;
    let gone = match taken.rung {
        Rung::Schema => schema_gone(&mut connection, taken, &place.schema).await?,
        Rung::Database => database_gone(shop, &mut connection, taken).await?,
        _ => rows_gone(&mut connection, taken).await?,
    };
    close(connection).await;
    Ok(gone)
}

fn said(gone: &Value) -> String {
    format!("{} {}", gone["kind"].as_str().unwrap_or_default(), gone["name"].as_str().unwrap_or_default())
}

/// What is known of backups that still hold the tenant: of servers that Tenantry did not make, nothing.
fn unknown_backups() -> Value {
    json!({
        "lastExpires": null,
        "said": "Backups of the server that were taken before the purge still hold the tenant's rows. Tenantry does not \
                 know of them, nor when the last of them expires: ask who keeps them.",
    })
}

async fn schema_gone(
    connection: &mut PgConnection,
    taken: &Taken,
    schema: &str,
) -> Result<Vec<Value>, StepError> {
    let oid = container(taken)?;
    let there = "select count(*) from pg_namespace where oid = $1::bigint::oid and nspname = $2";
    let there: i64 = sqlx::query_scalar(there).bind(oid).bind(schema).fetch_one(&mut *connection).await?;
    if there == 1 {
        drop_schema(connection, schema).await?;
    }
    sqlx::query("delete from tenantry.tenant_schemas where schema_name = $1")
        .bind(DbIdent::schema_of(taken.tenant).as_str())
        .execute(&mut *connection)
        .await?;
    counters_gone(connection, taken).await?;
    Ok(vec![gone("schema", schema), gone("entry", "what the isolation kit knew of it")])
}

/// Drops a schema, thing by thing: nothing that somebody else hangs on goes with it.
pub(super) async fn drop_schema(connection: &mut PgConnection, schema: &str) -> Result<(), StepError> {
    let outside: Vec<String> = sqlx::query_scalar("select tenantry.outside_dependents($1::name)")
        .bind(schema)
        .fetch_all(&mut *connection)
        .await?;
    if !outside.is_empty() {
        return Err(EngineError::Precondition {
            field: "tenant".to_owned(),
            message: format!("From outside, these depend on it: {}.", outside.join(", ")),
            remedy: "Remove them first; they may be another tenant's.".to_owned(),
        }
        .into());
    }
    sqlx::raw_sql("set search_path = pg_catalog").execute(&mut *connection).await?;
    let next = include_str!("purge/next.sql");
    while let Some(drop) =
        sqlx::query_scalar::<_, Option<String>>(next).bind(schema).fetch_one(&mut *connection).await?
    {
        sqlx::raw_sql(crate::sql::built(drop)).execute(&mut *connection).await?;
    }
    let drop = format!("drop schema \"{}\" restrict", schema.replace('"', "\"\""));
    sqlx::raw_sql(crate::sql::built(drop)).execute(&mut *connection).await?;
    Ok(())
}

async fn counters_gone(connection: &mut PgConnection, taken: &Taken) -> Result<(), StepError> {
    let counters = sqlx::query("delete from tenantry.row_counts where tenant_id = $1").bind(taken.tenant.0);
    counters.execute(connection).await?;
    Ok(())
}

async fn database_gone(
    shop: &Shop,
    connection: &mut PgConnection,
    taken: &Taken,
) -> Result<Vec<Value>, StepError> {
    let name: Option<String> =
        sqlx::query_scalar("select datname::text from pg_database where oid = $1::bigint::oid")
            .bind(container(taken)?)
            .fetch_optional(&mut *connection)
            .await?;
    if let Some(name) = name.filter(|name| name.starts_with("zz_q_")) {
        let drop = format!("drop database \"{name}\" with (force)");
        sqlx::raw_sql(crate::sql::built(drop)).execute(&mut *connection).await?;
    }
    let login = DbIdent::schema_of(taken.tenant);
    sqlx::raw_sql(crate::sql::built(format!("drop role if exists {}", login.quoted())))
        .execute(&mut *connection)
        .await?;
    let mut all = vec![
        gone("database", taken.plan["keptAs"]["name"].as_str().unwrap_or_default()),
        gone("login", login.as_str()),
    ];
    if let Ok(dir) = shop.ground.sandbox(taken) {
        sandbox(&dir, taken).await?.forget_password(login.as_str()).map_err(EngineError::from)?;
        all.push(gone("secret", format!("the password of {}", login.as_str())));
    }
    Ok(all)
}

async fn rows_gone(connection: &mut PgConnection, taken: &Taken) -> Result<Vec<Value>, StepError> {
    drop_rows(connection, taken.tenant).await?;
    counters_gone(connection, taken).await?;
    Ok(vec![gone("rows", "all of the tenant in the shared tables"), gone("entry", "its counts of rows")])
}

/// Removes a tenant's rows from the shared tables, some thousands at a time; answers how many.
pub(super) async fn drop_rows(connection: &mut PgConnection, tenant: TenantId) -> Result<u64, StepError> {
    // all rows of the tenant go, so that no foreign key of theirs can be left dangling
    sqlx::raw_sql("set session_replication_role = replica").execute(&mut *connection).await?;
    let mut rows = 0;
    for table in found(&mut *connection, "public").await? {
        let delete = format!(
            "delete from {0} where tenant_id = '{tenant}' and ctid = any (array( \
               select ctid from {0} where tenant_id = '{tenant}' limit 10000))",
            table.quoted,
        );
        loop {
            let gone = sqlx::raw_sql(crate::sql::built(delete.clone()))
                .execute(&mut *connection)
                .await?
                .rows_affected();
            rows += gone;
            if gone == 0 {
                break;
            }
        }
    }
    sqlx::raw_sql("set session_replication_role = origin").execute(&mut *connection).await?;
    Ok(rows)
}
