//! The end of a purge: what holds the tenant is removed, for good.

use sqlx::{PgConnection, Row as _};
use tenantry_model::{DbIdent, Rung};

use super::archive::place;
use super::instance;
use super::ledger::{Ledger, Taken, Told};
use super::quarantine::container;
use super::steps::{Shop, Step, StepError, did};
use crate::EngineError;
use crate::connect::close;

/// Removes what holds the tenant, for good. A second time finds less, or nothing.
pub(super) async fn remove(shop: &Shop, ledger: &Ledger, taken: &Taken) -> Step {
    let gone = match taken.rung {
        Rung::Instance => instance::remove(shop, ledger, taken).await?,
        _ => container_gone(shop, taken).await?,
    };
    ledger.released(taken).await?;
    let archive = ledger.output(taken, "export").await?;
    Ok(Told {
        output: Some(serde_json::json!({ "gone": gone, "archive": archive })),
        ..did(format!("Removed: {gone}."))
    })
}

async fn container_gone(shop: &Shop, taken: &Taken) -> Result<String, StepError> {
    let place = place(shop, taken).await?;
    let mut connection = shop.ground.admin(taken).await?.connect().await?;
    sqlx::raw_sql("set statement_timeout = 0; set lock_timeout = '5s'").execute(&mut connection).await?;
    let gone = match taken.rung {
        Rung::Schema => schema_gone(&mut connection, taken, &place.schema).await?,
        Rung::Database => database_gone(&mut connection, taken).await?,
        _ => rows_gone(&mut connection, taken).await?,
    };
    close(connection).await;
    Ok(gone)
}

async fn schema_gone(
    connection: &mut PgConnection,
    taken: &Taken,
    schema: &str,
) -> Result<String, StepError> {
    let oid = container(taken)?;
    let there = "select count(*) from pg_namespace where oid = $1::bigint::oid and nspname = $2";
    let there: i64 = sqlx::query_scalar(there).bind(oid).bind(schema).fetch_one(&mut *connection).await?;
    if there == 1 {
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
        let drop = format!("drop schema \"{schema}\" restrict");
        sqlx::raw_sql(crate::sql::built(drop)).execute(&mut *connection).await?;
    }
    sqlx::query("delete from tenantry.tenant_schemas where schema_name = $1")
        .bind(DbIdent::schema_of(taken.tenant).as_str())
        .execute(&mut *connection)
        .await?;
    counters_gone(connection, taken).await?;
    Ok(format!("schema {schema}"))
}

async fn counters_gone(connection: &mut PgConnection, taken: &Taken) -> Result<(), StepError> {
    let counters = sqlx::query("delete from tenantry.row_counts where tenant_id = $1").bind(taken.tenant.0);
    counters.execute(connection).await?;
    Ok(())
}

async fn database_gone(connection: &mut PgConnection, taken: &Taken) -> Result<String, StepError> {
    let name: Option<String> =
        sqlx::query_scalar("select datname::text from pg_database where oid = $1::bigint::oid")
            .bind(container(taken)?)
            .fetch_optional(&mut *connection)
            .await?;
    if let Some(name) = name.filter(|name| name.starts_with("zz_q_")) {
        let drop = format!("drop database \"{name}\" with (force)");
        sqlx::raw_sql(crate::sql::built(drop)).execute(&mut *connection).await?;
    }
    let login = DbIdent::schema_of(taken.tenant).quoted();
    sqlx::raw_sql(crate::sql::built(format!("drop role if exists {login}")))
        .execute(&mut *connection)
        .await?;
    Ok(format!("database and login {login}"))
}

async fn rows_gone(connection: &mut PgConnection, taken: &Taken) -> Result<String, StepError> {
    // all rows of the tenant go, so that no foreign key of theirs can be left dangling
    sqlx::raw_sql("set session_replication_role = replica").execute(&mut *connection).await?;
    let listed =
        sqlx::query(include_str!("archive/tables.sql")).bind("public").fetch_all(&mut *connection).await?;
    let mut rows = 0;
    for row in &listed {
        let quoted: String = row.get("quoted");
        let delete = format!(
            "delete from {quoted} where ctid in (select ctid from {quoted} where tenant_id = '{}' limit 10000)",
            taken.tenant
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
    counters_gone(connection, taken).await?;
    Ok(format!("{rows} rows of the shared tables"))
}
