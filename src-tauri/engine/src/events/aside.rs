//! Events that nobody could take: looking at them, and deciding.

use sqlx::{PgPool, Row as _};
use tenantry_model::TenantId;
use time::OffsetDateTime;

use crate::EngineError;
use crate::connect::{Target, Writes};

/// What was set aside or refused in one database with tenant rows. What an event says is never shown here.
pub struct SetAside {
    pool: PgPool,
}

/// An event that was set aside, or refused before it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAsideEvent {
    /// Who could not take it; none: it was refused before it was written.
    pub consumer: Option<String>,
    /// Its tenant.
    pub tenant: TenantId,
    /// Its place among the tenant's events; none: it was never written.
    pub place: Option<i64>,
    /// Its kind.
    pub kind: String,
    /// The thing that changed, as `(aggregate, id)`.
    pub aggregate: Option<(String, String)>,
    /// Why.
    pub why: String,
    /// How often it was tried.
    pub attempts: i32,
    /// Since when.
    pub since: OffsetDateTime,
    /// Somebody asked for another try, which is due.
    pub again: bool,
}

impl SetAside {
    /// Opens lazily, as a member of `tenantry_worker` (all), `tenantry_ops` (all but [`SetAside::prune`]) or
    /// `tenantry_support` (only [`SetAside::list`]).
    pub fn open(target: &Target) -> Self {
        Self { pool: target.pool(Writes::Allowed) }
    }

    /// The newest ones, at most so many.
    ///
    /// # Errors
    /// What the database refused.
    pub async fn list(&self, most: i32) -> Result<Vec<SetAsideEvent>, EngineError> {
        let rows = sqlx::query("select * from tenantry.list_events_aside($1)")
            .bind(most)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| read(row).map_err(EngineError::from)).collect()
    }

    /// Asks for another try; later events have been handled before it. Whether there is such an event.
    ///
    /// # Errors
    /// What the database refused.
    pub async fn retry(&self, consumer: &str, tenant: TenantId, place: i64) -> Result<bool, EngineError> {
        let sql = "select tenantry.retry_event($1, $2, $3)";
        Ok(sqlx::query_scalar(sql).bind(consumer).bind(tenant.0).bind(place).fetch_one(&self.pool).await?)
    }

    /// Gives it up for this consumer. Whether there was such an event.
    ///
    /// # Errors
    /// What the database refused.
    pub async fn discard(&self, consumer: &str, tenant: TenantId, place: i64) -> Result<bool, EngineError> {
        let sql = "select tenantry.discard_event($1, $2, $3)";
        Ok(sqlx::query_scalar(sql).bind(consumer).bind(tenant.0).bind(place).fetch_one(&self.pool).await?)
    }

    /// Deletes at most so many events from before a time that every consumer is past and none has set aside. How many.
    ///
    /// # Errors
    /// What the database refused.
    pub async fn prune(&self, before: OffsetDateTime, most: i32) -> Result<i64, EngineError> {
        let sql = "select tenantry.prune_events($1, $2)";
        Ok(sqlx::query_scalar(sql).bind(before).bind(most).fetch_one(&self.pool).await?)
    }
}

fn read(row: &sqlx::postgres::PgRow) -> Result<SetAsideEvent, sqlx::Error> {
    let aggregate: Option<String> = row.try_get("aggregate")?;
    let aggregate_id: Option<String> = row.try_get("aggregate_id")?;
    Ok(SetAsideEvent {
        consumer: row.try_get("consumer")?,
        tenant: TenantId(row.try_get("tenant_id")?),
        place: row.try_get("place")?,
        kind: row.try_get("kind")?,
        aggregate: aggregate.zip(aggregate_id),
        why: row.try_get("why")?,
        attempts: row.try_get("attempts")?,
        since: row.try_get("since")?,
        again: row.try_get("again")?,
    })
}
