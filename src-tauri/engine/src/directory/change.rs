//! Every change of a tenant: one call of one function of the control schema, which authorises, checks the version,
//! writes the audit entry and tells the consoles. Each returns the new version.

use tenantry_model::{LimitName, LimitValue, Rung, Slug, TenantId};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Directory;
use crate::EngineError;

/// A tenant to be created.
#[derive(Debug, Clone)]
pub struct NewTenant<'a> {
    /// Its slug.
    pub slug: &'a Slug,
    /// Its name.
    pub name: &'a str,
    /// Its tier.
    pub tier: &'a str,
    /// Its region.
    pub region: &'a str,
    /// Its rung; none: the tier's default.
    pub rung: Option<Rung>,
    /// The organisation it belongs to.
    pub parent: Option<TenantId>,
}

impl Directory {
    /// Creates a tenant in the shared tables.
    pub async fn create(&self, tenant: &NewTenant<'_>, reason: &str) -> Result<TenantId, EngineError> {
        let id: Uuid =
            sqlx::query_scalar("select tenantry_control.create_tenant($1, $2, $3, $4, $5, $6, $7)")
                .bind(tenant.slug.as_str())
                .bind(tenant.name)
                .bind(tenant.tier)
                .bind(tenant.region)
                .bind(tenant.rung.map(Rung::as_str))
                .bind(tenant.parent.map(|parent| parent.0))
                .bind(reason)
                .fetch_one(self.pool())
                .await?;
        Ok(TenantId(id))
    }

    /// Changes the tier; `acknowledged` names the limits that present use already exceeds.
    pub async fn set_tier(
        &self,
        tenant: TenantId,
        tier: &str,
        reason: &str,
        version: i64,
        acknowledged: &[LimitName],
    ) -> Result<i64, EngineError> {
        let acknowledged: Vec<&str> = acknowledged.iter().map(|limit| limit.as_str()).collect();
        Ok(sqlx::query_scalar("select tenantry_control.set_tier($1, $2, $3, $4, $5)")
            .bind(tenant.0)
            .bind(tier)
            .bind(reason)
            .bind(version)
            .bind(acknowledged)
            .fetch_one(self.pool())
            .await?)
    }

    /// Overrides a limit, until a moment or until cleared.
    pub async fn set_limit(
        &self,
        tenant: TenantId,
        (limit, value): (LimitName, LimitValue),
        reason: &str,
        until: Option<OffsetDateTime>,
        version: i64,
    ) -> Result<i64, EngineError> {
        Ok(sqlx::query_scalar("select tenantry_control.set_limit($1, $2, $3, $4, $5, $6)")
            .bind(tenant.0)
            .bind(limit.as_str())
            .bind(value.to_column())
            .bind(reason)
            .bind(until)
            .bind(version)
            .fetch_one(self.pool())
            .await?)
    }

    /// Clears an override.
    pub async fn clear_limit(
        &self,
        tenant: TenantId,
        limit: LimitName,
        reason: &str,
        version: i64,
    ) -> Result<i64, EngineError> {
        Ok(sqlx::query_scalar("select tenantry_control.clear_limit($1, $2, $3, $4)")
            .bind(tenant.0)
            .bind(limit.as_str())
            .bind(reason)
            .bind(version)
            .fetch_one(self.pool())
            .await?)
    }

    /// Suspends an active tenant.
    pub async fn suspend(&self, tenant: TenantId, reason: &str, version: i64) -> Result<i64, EngineError> {
        Ok(sqlx::query_scalar("select tenantry_control.suspend($1, $2, $3)")
            .bind(tenant.0)
            .bind(reason)
            .bind(version)
            .fetch_one(self.pool())
            .await?)
    }

    /// Resumes a suspended tenant.
    pub async fn resume(&self, tenant: TenantId, reason: &str, version: i64) -> Result<i64, EngineError> {
        Ok(sqlx::query_scalar("select tenantry_control.resume($1, $2, $3)")
            .bind(tenant.0)
            .bind(reason)
            .bind(version)
            .fetch_one(self.pool())
            .await?)
    }

    /// A tenant's present version.
    pub async fn version(&self, tenant: TenantId) -> Result<i64, EngineError> {
        sqlx::query_scalar("select version from tenantry_control.tenants where id = $1")
            .bind(tenant.0)
            .fetch_optional(self.pool())
            .await?
            .ok_or_else(|| EngineError::NotFound("There is no such tenant.".to_owned()))
    }
}
