//! What operators request of a tenant's end: shown first, then confirmed.

use serde::Deserialize;
use tenantry_model::TenantId;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::EngineError;
use crate::directory::Directory;

/// What a deletion would do, as the database says.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "documented where they are shown")]
pub struct DeletionPlanned {
    pub act: String,
    pub tenant: PlannedTenant,
    pub rung: String,
    pub phrase: String,
    pub challenge: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    pub version: i64,
    pub container: String,
    pub exists: bool,
    pub tables: Vec<PlannedTable>,
    pub bytes: Option<i64>,
    pub outside: Vec<String>,
    pub blockers: Vec<String>,
    pub days: i32,
}

/// The tenant of a plan.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "they are what they are called")]
pub struct PlannedTenant {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
}

/// A table of a plan's inventory.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "they are what they are called")]
pub struct PlannedTable {
    pub name: String,
    pub rows: Option<i64>,
    pub bytes: Option<i64>,
}

/// A tenant in quarantine.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(missing_docs, reason = "documented where they are shown")]
pub struct QuarantineRow {
    pub tenant_id: Uuid,
    pub slug: String,
    pub name: String,
    pub rung: String,
    pub was: String,
    pub since: OffsetDateTime,
    pub until: OffsetDateTime,
    pub deleted_by: String,
    pub reason: String,
    pub kept: String,
    pub rows: Option<i64>,
    pub bytes: Option<i64>,
}

impl Directory {
    /// What a deletion (`delete` or `purge`) would do, with the phrase to type and a challenge that is good once.
    pub async fn plan_deletion(&self, tenant: TenantId, act: &str) -> Result<DeletionPlanned, EngineError> {
        let plan =
            sqlx::query_scalar("select tenantry_control.plan_deletion($1, $2)").bind(tenant.0).bind(act);
        let plan: sqlx::types::Json<DeletionPlanned> = plan.fetch_one(self.pool()).await?;
        Ok(plan.0)
    }

    /// Puts a tenant into quarantine; answers the operation.
    pub async fn delete(
        &self,
        tenant: TenantId,
        reason: &str,
        challenge: Uuid,
        phrase: &str,
    ) -> Result<Uuid, EngineError> {
        let act = sqlx::query_scalar("select tenantry_control.delete_tenant($1, $2, $3, $4)");
        Ok(act.bind(tenant.0).bind(reason).bind(challenge).bind(phrase).fetch_one(self.pool()).await?)
    }

    /// Removes a tenant in quarantine for good; answers the operation.
    pub async fn purge(
        &self,
        tenant: TenantId,
        reason: &str,
        challenge: Uuid,
        phrase: &str,
    ) -> Result<Uuid, EngineError> {
        let act = sqlx::query_scalar("select tenantry_control.purge_tenant($1, $2, $3, $4)");
        Ok(act.bind(tenant.0).bind(reason).bind(challenge).bind(phrase).fetch_one(self.pool()).await?)
    }

    /// Brings a tenant back from quarantine; answers the operation.
    pub async fn restore(&self, tenant: TenantId, reason: &str) -> Result<Uuid, EngineError> {
        let act = sqlx::query_scalar("select tenantry_control.restore_tenant($1, $2)");
        Ok(act.bind(tenant.0).bind(reason).fetch_one(self.pool()).await?)
    }

    /// Tenants in quarantine, those that may be purged first come first.
    pub async fn quarantines(&self) -> Result<Vec<QuarantineRow>, EngineError> {
        let list = "select q.tenant_id, t.slug, t.name, t.rung::text, q.was::text, q.since, q.until, \
                           q.deleted_by::text, q.reason, q.kept, q.rows, q.bytes \
                    from tenantry_control.quarantines q join tenantry_control.tenants t on t.id = q.tenant_id \
                    order by q.until, q.tenant_id limit 500";
        Ok(sqlx::query_as(list).fetch_all(self.pool()).await?)
    }
}
