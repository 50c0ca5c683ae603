//! Tiers: rows, and the change of one limit of one.

use sqlx::FromRow;
use tenantry_model::tier::Tier;
use tenantry_model::{LimitName, LimitValue};

use super::Directory;
use crate::EngineError;

/// A tier as the database holds it.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "the columns of the tier, documented where they are shown")]
pub struct TierRow {
    pub name: String,
    pub rank: i16,
    pub users: Option<i64>,
    pub projects: Option<i64>,
    pub storage_bytes: Option<i64>,
    pub api_calls_month: Option<i64>,
    pub default_rung: String,
    pub statement_timeout_ms: i32,
    pub pool_max: i32,
    pub instance_class: Option<String>,
    pub cost_class: String,
    pub version: i64,
    pub tenants: i64,
}

impl TierRow {
    /// As the rules see it.
    pub fn tier(&self) -> Result<Tier, EngineError> {
        let value = LimitValue::from_column;
        Ok(Tier {
            name: self.name.clone(),
            rank: self.rank,
            limits: vec![
                (LimitName::Users, value(self.users)),
                (LimitName::Projects, value(self.projects)),
                (LimitName::StorageBytes, value(self.storage_bytes)),
                (LimitName::ApiCallsMonth, value(self.api_calls_month)),
            ],
            default_rung: self.default_rung.parse()?,
            statement_timeout_ms: self.statement_timeout_ms,
            pool_max: self.pool_max,
            instance_class: self.instance_class.clone(),
            cost_class: self.cost_class.clone(),
        })
    }
}

const TIER_COLUMNS: &str = "select tiers.name, rank, tiers.users, tiers.projects, tiers.storage_bytes, \
     tiers.api_calls_month, default_rung::text, statement_timeout_ms, pool_max, instance_class, cost_class, \
     tiers.version, ";

impl Directory {
    /// The tiers, lowest first, without their tenants counted.
    pub async fn tiers(&self) -> Result<Vec<TierRow>, EngineError> {
        let statement =
            format!("{TIER_COLUMNS} 0::bigint as tenants from tenantry_control.tiers order by rank");
        Ok(sqlx::query_as(crate::sql::built(statement)).fetch_all(self.pool()).await?)
    }

    /// The tiers, lowest first, each with how many tenants are on it.
    pub async fn tiers_counted(&self) -> Result<Vec<TierRow>, EngineError> {
        let statement = format!(
            "{TIER_COLUMNS} coalesce(n.tenants, 0) as tenants from tenantry_control.tiers \
             left join (select tier_rank, count(*) as tenants from tenantry_control.tenants group by tier_rank) n \
               on n.tier_rank = tiers.rank order by rank"
        );
        Ok(sqlx::query_as(crate::sql::built(statement)).fetch_all(self.pool()).await?)
    }

    /// Changes one limit of a tier; returns its new version.
    pub async fn set_tier_limit(
        &self,
        tier: &str,
        limit: LimitName,
        value: LimitValue,
        reason: &str,
        version: i64,
    ) -> Result<i64, EngineError> {
        Ok(sqlx::query_scalar("select tenantry_control.set_tier_limit($1, $2, $3, $4, $5)")
            .bind(tier)
            .bind(limit.as_str())
            .bind(value.to_column())
            .bind(reason)
            .bind(version)
            .fetch_one(self.pool())
            .await?)
    }
}
