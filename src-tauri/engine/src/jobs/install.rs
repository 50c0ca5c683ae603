//! The queue's tables: schema `dbos` of the control database, made by `dbos`' own migrations.

use dbos::sysdb::migrations::runner;

use crate::EngineError;
use crate::connect::{Target, Writes};

/// Installs or upgrades the queue in the control database, as the login that installs everything else and after it; run
/// again, it changes nothing. Executors never migrate: their login could not.
///
/// # Errors
/// What the database refused.
pub async fn install(target: &Target) -> Result<(), EngineError> {
    let pool = target.pool(Writes::Allowed);
    let migrated = runner::run(&pool, "dbos", true).await;
    migrated.map_err(|error| EngineError::Internal(format!("Installing the job queue failed: {error}.")))?;
    sqlx::raw_sql(include_str!("install.sql")).execute(&pool).await?;
    pool.close().await;
    Ok(())
}
