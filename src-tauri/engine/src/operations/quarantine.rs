//! Quarantine: what holds a tenant is closed, renamed and owned by nobody, and can be brought back as it was.

use serde_json::{Value, json};
use sqlx::PgConnection;
use tenantry_model::{DbIdent, Rung};

use super::archive::found;
use super::database;
use super::ledger::{Ledger, Taken, Told};
use super::steps::{Shop, Step, StepError, did};
use crate::EngineError;
use crate::connect::close;

/// The oid of what holds the tenant, as it was when the operator saw it.
pub(super) fn container(taken: &Taken) -> Result<i64, StepError> {
    let oid = taken.plan["container"].as_i64().or_else(|| taken.plan["keptAs"]["oid"].as_i64());
    oid.ok_or_else(|| {
        EngineError::Precondition {
            field: "tenant".to_owned(),
            message: "What holds the tenant is not there.".to_owned(),
            remedy: "Look at the tenant's placement.".to_owned(),
        }
        .into()
    })
}

/// The name in quarantine: the oid tells two of the same name apart, and it is never cut.
fn away(taken: &Taken, oid: i64) -> String {
    let day = time::OffsetDateTime::from_unix_timestamp(uuid_seconds(taken)).map(|at| at.date().to_string());
    format!("zz_q_{oid}_{}", day.unwrap_or_default().replace('-', ""))
}

/// When the operation was requested: its id is made of it, so that a second time gives the same name.
fn uuid_seconds(taken: &Taken) -> i64 {
    i64::try_from(taken.id.as_u128() >> 80).unwrap_or_default() / 1_000
}

/// Makes sure that the isolation kit refuses the tenant's services.
pub(super) async fn close_services(shop: &Shop, ledger: &Ledger, taken: &Taken, open: bool) -> Step {
    let admin = shop.ground.admin(taken).await?;
    let target = match (taken.here, taken.rung) {
        (_, Rung::Database) => admin.database(&database::name(taken)),
        (true, _) => return Ok(did("The directory has told the isolation kit.")),
        (false, _) => admin,
    };
    let generation: i64 = sqlx::query_scalar("select generation from tenantry_control.tenants where id = $1")
        .bind(taken.tenant.0)
        .fetch_one(&ledger.pool)
        .await?;
    let mut connection = target.connect().await?;
    sqlx::query("select tenantry.place($1, $2, $3, null, '{}', null, '{}')")
        .bind(taken.tenant.0)
        .bind(generation)
        .bind((!open).then_some("deleting"))
        .execute(&mut connection)
        .await?;
    let counted = match (open, taken.rung) {
        // nobody writes any more, and it can still be entered: later it cannot
        (false, Rung::Database) => Some(counted(&mut connection).await?),
        _ => None,
    };
    close(connection).await;
    Ok(Told {
        output: counted,
        ..did(if open {
            "The isolation kit serves the tenant again."
        } else {
            "The isolation kit refuses the tenant's services."
        })
    })
}

/// The tables of a tenant's own database, each with its rows and bytes.
async fn counted(connection: &mut PgConnection) -> Result<Value, StepError> {
    sqlx::raw_sql("set statement_timeout = 0; set row_security = off").execute(&mut *connection).await?;
    let mut tables = Vec::new();
    for table in found(&mut *connection, "public").await? {
        let count =
            format!("select count(*), pg_total_relation_size($1::text::regclass) from {}", table.quoted);
        let count = sqlx::query_as(crate::sql::built(count)).bind(&table.quoted);
        let (rows, bytes): (i64, i64) = count.fetch_one(&mut *connection).await?;
        tables.push(json!({ "name": table.name, "rows": rows, "bytes": bytes }));
    }
    Ok(Value::Array(tables))
}

/// Puts away what holds the tenant, and writes down how it comes back.
pub(super) async fn put_away(shop: &Shop, ledger: &Ledger, taken: &Taken) -> Step {
    let (kept, kept_as) = match taken.rung {
        Rung::Schema => schema_away(shop, taken).await?,
        Rung::Database => database_away(shop, taken).await?,
        _ => ("rows in the shared tables".to_owned(), json!({})),
    };
    let counted = ledger.output(taken, "close").await?;
    ledger.quarantined(taken, &kept, &kept_as, counted.as_ref()).await?;
    Ok(did(format!("Kept as {kept}.")))
}

async fn schema_away(shop: &Shop, taken: &Taken) -> Result<(String, Value), StepError> {
    let oid = container(taken)?;
    let mut connection = shop.ground.admin(taken).await?.connect().await?;
    let name = schema_name(&mut connection, oid).await?;
    let away = away(taken, oid);
    if name != away {
        if name != DbIdent::schema_of(taken.tenant).as_str() {
            return Err(replaced(&name));
        }
        let text =
            include_str!("quarantine/away.sql").replace("$id", &oid.to_string()).replace("$name", &away);
        sqlx::raw_sql(crate::sql::built(text)).execute(&mut connection).await?;
    }
    close(connection).await;
    Ok((format!("schema {away}"), json!({ "name": away, "oid": oid })))
}

/// The name of the schema with this oid.
async fn schema_name(connection: &mut PgConnection, oid: i64) -> Result<String, StepError> {
    let ask = "select nspname::text from pg_namespace where oid = $1::bigint::oid";
    let name: Option<String> = sqlx::query_scalar(ask).bind(oid).fetch_optional(connection).await?;
    name.ok_or_else(|| replaced("the schema"))
}

fn replaced(name: &str) -> StepError {
    EngineError::Precondition {
        field: "tenant".to_owned(),
        message: format!("{name} is not what the operator saw: it was dropped, or made anew."),
        remedy: "Look at the inventory again, and request it anew.".to_owned(),
    }
    .into()
}

async fn database_away(shop: &Shop, taken: &Taken) -> Result<(String, Value), StepError> {
    let oid = container(taken)?;
    let mut connection = shop.ground.admin(taken).await?.connect().await?;
    let (name, away) = (database_name(&mut connection, oid).await?, away(taken, oid));
    let login = DbIdent::schema_of(taken.tenant).quoted();
    if name != away {
        if name != database::name(taken) {
            return Err(replaced(&name));
        }
        shut(&mut connection, &name, &login).await?;
        let rename = format!("alter database {login} rename to \"{away}\"");
        sqlx::raw_sql(crate::sql::built(rename)).execute(&mut connection).await?;
    }
    close(connection).await;
    Ok((format!("database {away}"), json!({ "name": away, "oid": oid })))
}

/// Nobody connects any more, and whoever is connected is sent away.
async fn shut(connection: &mut PgConnection, name: &str, login: &str) -> Result<(), StepError> {
    let close = format!("alter database \"{name}\" allow_connections false; alter role {login} nologin");
    sqlx::raw_sql(crate::sql::built(close)).execute(&mut *connection).await?;
    for _ in 0..50 {
        let left: i64 = sqlx::query_scalar(
            "select count(*) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid() \
             and (pg_terminate_backend(pid) or true)",
        )
        .bind(name)
        .fetch_one(&mut *connection)
        .await?;
        if left == 0 {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    Err(EngineError::Busy {
        message: "Somebody stays connected to the database.".to_owned(),
        remedy: "End what is connected to it, and retry.".to_owned(),
    }
    .into())
}

/// The name of the database with this oid.
async fn database_name(connection: &mut PgConnection, oid: i64) -> Result<String, StepError> {
    let ask = "select datname::text from pg_database where oid = $1::bigint::oid";
    let name: Option<String> = sqlx::query_scalar(ask).bind(oid).fetch_optional(connection).await?;
    name.ok_or_else(|| replaced("the database"))
}

/// Brings back what holds the tenant, as it was.
pub(super) async fn bring_back(shop: &Shop, ledger: &Ledger, taken: &Taken) -> Step {
    match taken.rung {
        Rung::Schema => schema_back(shop, taken).await?,
        Rung::Database => database_back(shop, taken).await?,
        _ => {}
    }
    ledger.released(taken).await?;
    Ok(did("It is what it was."))
}

async fn schema_back(shop: &Shop, taken: &Taken) -> Result<(), StepError> {
    let oid = container(taken)?;
    let mut connection = shop.ground.admin(taken).await?.connect().await?;
    if schema_name(&mut connection, oid).await?.starts_with("zz_q_") {
        let text = include_str!("quarantine/back.sql").replace("$id", &oid.to_string());
        sqlx::raw_sql(crate::sql::built(text)).execute(&mut connection).await?;
    }
    close(connection).await;
    Ok(())
}

async fn database_back(shop: &Shop, taken: &Taken) -> Result<(), StepError> {
    let oid = container(taken)?;
    let mut connection = shop.ground.admin(taken).await?.connect().await?;
    let (name, login) =
        (database_name(&mut connection, oid).await?, DbIdent::schema_of(taken.tenant).quoted());
    if name.starts_with("zz_q_") {
        let rename = format!("alter database \"{name}\" rename to {login}");
        sqlx::raw_sql(crate::sql::built(rename)).execute(&mut connection).await?;
    }
    let open = format!("alter role {login} login; alter database {login} allow_connections true");
    sqlx::raw_sql(crate::sql::built(open)).execute(&mut connection).await?;
    close(connection).await;
    Ok(())
}
