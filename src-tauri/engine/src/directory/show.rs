//! One tenant whole: two statements, whatever it has.

use serde::Deserialize;
use sqlx::{FromRow, Row};
use tenantry_model::limit::LimitName;
use tenantry_model::tenant::{EffectiveLimit, LimitSource};
use tenantry_model::{LimitValue, TenantId};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Directory;
use crate::EngineError;

/// A tenant as the directory holds it.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "the columns of the directory, documented where they are shown")]
pub struct ShownTenant {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub domain: Option<String>,
    pub status: String,
    pub status_reason: Option<String>,
    pub tier: String,
    pub region: String,
    pub rung: String,
    pub cluster: String,
    pub schema_name: Option<String>,
    pub database_name: Option<String>,
    pub generation: i64,
    pub usage_permille: i32,
    pub subscription_ends: Option<OffsetDateTime>,
    pub features: Vec<String>,
    pub last_activity: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub sampled_at: Option<OffsetDateTime>,
    pub version: i64,
    pub operation: Option<Uuid>,
    pub as_of: OffsetDateTime,
    #[sqlx(json(nullable))]
    pub parent: Option<Link>,
    #[sqlx(json)]
    pub children: Vec<Link>,
    #[sqlx(skip)]
    pub limits: Vec<EffectiveLimit>,
}

/// Another tenant, by name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[expect(missing_docs, reason = "they are what they are called")]
pub struct Link {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
}

impl Directory {
    /// The id of the tenant that `key`, an id or a slug, names.
    pub async fn find(&self, key: &str) -> Result<TenantId, EngineError> {
        let id = key.parse::<TenantId>().ok().map(|id| id.0);
        sqlx::query_scalar(
            "select id from tenantry_control.tenants where id = $1 or ($1::uuid is null and slug = $2)",
        )
        .bind(id)
        .bind(key)
        .fetch_optional(self.pool())
        .await?
        .map(TenantId)
        .ok_or_else(|| missing(key))
    }

    /// A tenant with its limits, by id or slug.
    pub async fn show(&self, key: &str) -> Result<ShownTenant, EngineError> {
        let id = key.parse::<TenantId>().ok().map(|id| id.0);
        let mut tenant: ShownTenant = sqlx::query_as(include_str!("show.sql"))
            .bind(id)
            .bind(key)
            .fetch_optional(self.pool())
            .await?
            .ok_or_else(|| missing(key))?;
        tenant.limits = self.limits(TenantId(tenant.id)).await?;
        Ok(tenant)
    }

    /// The limits of a tenant, with what is in force now by the database's clock.
    pub async fn limits(&self, tenant: TenantId) -> Result<Vec<EffectiveLimit>, EngineError> {
        let statement = "select limit_name::text, tier_value, value, overridden, reason, set_by::text, set_at, until, used \
                         from tenantry_control.effective_limits($1)";
        let rows = sqlx::query(statement).bind(tenant.0).fetch_all(self.pool()).await?;
        rows.iter().map(limit).collect()
    }
}

fn limit(row: &sqlx::postgres::PgRow) -> Result<EffectiveLimit, EngineError> {
    let overridden: bool = row.try_get("overridden")?;
    let source = if overridden {
        LimitSource::Override {
            reason: row.try_get("reason")?,
            set_by: row.try_get("set_by")?,
            set_at: row.try_get("set_at")?,
            until: row.try_get("until")?,
        }
    } else {
        LimitSource::Tier
    };
    Ok(EffectiveLimit {
        name: row.try_get::<String, _>("limit_name")?.parse::<LimitName>()?,
        tier_value: LimitValue::from_column(row.try_get("tier_value")?),
        value: LimitValue::from_column(row.try_get("value")?),
        source,
        used: row.try_get("used")?,
    })
}

fn missing(key: &str) -> EngineError {
    EngineError::NotFound(format!("There is no tenant \"{}\".", key.escape_debug()))
}
