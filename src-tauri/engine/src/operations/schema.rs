//! A schema of a tenant's own; and the steps that all rungs end with.

use sqlx::{PgConnection, Row as _};
use tenantry_model::{DbIdent, Rung};

use super::database;
use super::ledger::{Ledger, Taken, Told};
use super::steps::{Shop, Step, StepError, did, made_by};
use crate::EngineError;
use crate::connect::{Target, close};
use crate::install;

/// Makes the schema with all its tables, policies and grants, in one message and one transaction.
pub(super) async fn make(shop: &Shop, taken: &Taken) -> Step {
    let admin = shop.ground.admin(taken).await?;
    let schema = DbIdent::schema_of(taken.tenant);
    let mut connection = admin.connect().await?;
    if let Some(whose) = comment(&mut connection, &schema).await? {
        close(connection).await;
        return match whose == made_by(taken) {
            true => Ok(did(format!("The schema {} was made before.", schema.as_str()))),
            false => Err(taken_name("schema", schema.as_str()).into()),
        };
    }
    install::make_schema(&mut connection, taken.tenant, &made_by(taken)).await?;
    close(connection).await;
    Ok(did(format!("Made the schema {}.", schema.as_str())))
}

/// Drops the schema, if this operation made it.
pub(super) async fn unmake(shop: &Shop, taken: &Taken) -> Step {
    let schema = DbIdent::schema_of(taken.tenant);
    let left = |error: EngineError| StepError::leaving(error, format!("schema {}", schema.as_str()));
    let mut connection = shop.ground.admin(taken).await?.connect().await.map_err(|e| left(e.into()))?;
    let whose = comment(&mut connection, &schema).await.map_err(|e| left(e.into()))?;
    let told = match whose {
        None => did("The schema is not there."),
        Some(whose) if whose != made_by(taken) => did("The schema is somebody else's, and stays."),
        Some(_) => {
            let drop = format!(
                "begin; drop schema {} cascade; delete from tenantry.tenant_schemas where schema_name = '{}'; commit",
                schema.quoted(),
                schema.as_str()
            );
            sqlx::raw_sql(crate::sql::built(drop))
                .execute(&mut connection)
                .await
                .map_err(|e| left(e.into()))?;
            did(format!("Dropped the schema {}.", schema.as_str()))
        }
    };
    close(connection).await;
    Ok(told)
}

/// What is written on a schema; none: there is no such schema.
async fn comment(connection: &mut PgConnection, schema: &DbIdent) -> Result<Option<String>, sqlx::Error> {
    let ask =
        "select coalesce(obj_description(oid, 'pg_namespace'), '') from pg_namespace where nspname = $1";
    sqlx::query_scalar(ask).bind(schema.as_str()).fetch_optional(connection).await
}

pub(super) fn taken_name(what: &str, name: &str) -> EngineError {
    EngineError::Precondition {
        field: String::new(),
        message: format!("The {what} {name} is there already, and this operation did not make it."),
        remedy: "Look at what it is; remove it if it is nobody's, and retry.".to_owned(),
    }
}

/// Tells the isolation kit where the tenant lives. The kit of the control database was told by the directory.
pub(super) async fn place(shop: &Shop, ledger: &Ledger, taken: &Taken) -> Step {
    let admin = shop.ground.admin(taken).await?;
    if taken.here && matches!(taken.rung, Rung::Shared | Rung::Schema) {
        return Ok(did("The directory keeps it."));
    }
    let target = match taken.rung {
        Rung::Database | Rung::Instance => admin.database(&database::name(taken)),
        _ => admin,
    };
    let facts = "select t.generation, t.subscription_ends from tenantry_control.tenants t where t.id = $1";
    let row = sqlx::query(facts).bind(taken.tenant.0).fetch_one(&ledger.pool).await?;
    let mut connection = target.connect().await?;
    install::act_as_owner(&mut connection).await?;
    let placed = sqlx::query("select tenantry.place($1, $2, $4, $3, '{}', null, '{}')")
        .bind(taken.tenant.0)
        .bind(row.get::<i64, _>(0))
        .bind(row.get::<Option<time::OffsetDateTime>, _>(1))
        // who was suspended before he left is so again
        .bind(taken.plan["was"].as_str().filter(|was| *was == "suspended"))
        .execute(&mut connection)
        .await;
    install::stop_acting(&mut connection).await?;
    placed?;
    close(connection).await;
    Ok(did("The isolation kit knows the tenant."))
}

/// Looks at what was made as somebody who does not trust it: every table with the tenant's rows must be protected.
pub(super) async fn verify(shop: &Shop, taken: &Taken) -> Step {
    let admin = shop.ground.admin(taken).await?;
    let (target, schema) = match taken.rung {
        Rung::Schema => (admin, DbIdent::schema_of(taken.tenant)),
        _ => (admin.database(&database::name(taken)), "public".parse().map_err(EngineError::from)?),
    };
    let told = protected(&target, &schema).await?;
    Ok(told)
}

async fn protected(target: &Target, schema: &DbIdent) -> Result<Told, EngineError> {
    let mut connection = target.connect().await?;
    let ask = include_str!("schema/verify.sql");
    let row = sqlx::query(ask).bind(schema.as_str()).fetch_one(&mut connection).await?;
    close(connection).await;
    let (tables, bare): (i64, Option<String>) = (row.get(0), row.get(1));
    match bare {
        Some(bare) => Err(EngineError::Inconsistent(format!("These tables are not protected: {bare}."))),
        None if tables == 0 => Err(EngineError::Inconsistent("There are no tables.".to_owned())),
        None => Ok(did(format!("{tables} tables are there, each forced to row security by two policies."))),
    }
}
