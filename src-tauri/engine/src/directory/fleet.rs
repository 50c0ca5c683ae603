//! The fleet's counts: each an index-only walk, all in one statement.

use sqlx::FromRow;
use time::OffsetDateTime;

use super::Directory;
use crate::EngineError;

/// How many tenants share a word.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Count {
    /// `status`, `tier`, `rung`, `region`, `cluster`, `pressure`, `subscription`.
    pub noun: String,
    /// The word.
    pub word: String,
    /// How many.
    pub tenants: i64,
}

/// The fleet's counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FleetRow {
    /// All counts.
    pub counts: Vec<Count>,
    /// The servers.
    pub clusters: Vec<ClusterRow>,
    /// The newest sample of usage.
    pub sampled_at: Option<OffsetDateTime>,
    /// When it was read.
    pub as_of: OffsetDateTime,
}

/// A server of the fleet.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
#[expect(missing_docs, reason = "the columns of the cluster, documented where they are shown")]
pub struct ClusterRow {
    pub name: String,
    pub region: String,
    pub capacity: i32,
    pub schema_version: String,
}

impl Directory {
    /// The fleet's counts.
    pub async fn fleet(&self) -> Result<FleetRow, EngineError> {
        let counts = sqlx::query_as(include_str!("fleet.sql")).fetch_all(self.pool()).await?;
        let clusters = sqlx::query_as(
            "select name, region, capacity, schema_version from tenantry_control.clusters order by region, name",
        )
        .fetch_all(self.pool())
        .await?;
        // the most recently changed tenants carry the newest samples: an index, not the whole table
        let (sampled_at, as_of) = sqlx::query_as(
            "select (select max(sampled_at) from (select sampled_at from tenantry_control.tenants \
               order by last_activity desc, id desc limit 100) t), clock_timestamp()",
        )
        .fetch_one(self.pool())
        .await?;
        Ok(FleetRow { counts, clusters, sampled_at, as_of })
    }
}
