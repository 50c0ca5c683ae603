//! Where a tenant lives, and how the servers of a cluster's tenants are made.

use tenantry_model::TenantId;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::EngineError;
use crate::directory::Directory;

/// Where a tenant lives.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(missing_docs, reason = "documented where they are shown")]
pub struct InfrastructureRow {
    pub rung: String,
    pub cluster: String,
    pub cluster_region: String,
    pub schema_name: Option<String>,
    pub database_name: Option<String>,
    pub generation: i64,
    pub storage_bytes: i64,
    pub sampled_at: Option<OffsetDateTime>,
    pub kept: Option<String>,
    pub statement_timeout_ms: i32,
    pub pool_max: i32,
    #[sqlx(json(nullable))]
    pub instance: Option<InstanceRow>,
    /// What its tier wants to be different, JSON.
    pub change: Option<sqlx::types::Json<serde_json::Value>>,
}

/// A tenant's own server, as last seen.
#[derive(Debug, Clone, serde::Deserialize)]
#[expect(missing_docs, reason = "documented where they are shown")]
pub struct InstanceRow {
    pub identifier: String,
    pub provider: String,
    pub region: Option<String>,
    pub resource_id: Option<String>,
    pub state: String,
    pub host: Option<String>,
    pub port: Option<i32>,
    pub class: Option<String>,
    pub engine_version: Option<String>,
    pub storage_gb: Option<i32>,
    pub iops: Option<i32>,
    pub backup_days: Option<i32>,
    pub multi_az: Option<bool>,
    pub deletion_protection: Option<bool>,
    pub pending: Vec<String>,
    pub alarms: Vec<String>,
    pub secret: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub seen_at: OffsetDateTime,
}

/// A cluster, and how the servers of its tenants are made.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(missing_docs, reason = "documented where they are shown")]
pub struct ClusterSettingsRow {
    pub name: String,
    pub region: String,
    pub capacity: i32,
    pub tenants: i64,
    pub accepts_tenants: bool,
    pub here: bool,
    /// `local` or `rds`; none: no servers are made.
    pub provider: Option<String>,
    pub aws_region: Option<String>,
    pub engine_version: Option<String>,
    pub environment: Option<String>,
    pub subnet_group: Option<String>,
    pub security_groups: Option<Vec<String>>,
    pub alarm_topic: Option<String>,
    pub kms_key: Option<String>,
}

/// How the servers of a cluster's tenants are to be made.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "documented where they are asked for")]
pub struct InstanceSettings {
    pub provider: String,
    pub region: Option<String>,
    pub engine_version: Option<String>,
    pub environment: Option<String>,
    pub subnet_group: Option<String>,
    pub security_groups: Vec<String>,
    pub alarm_topic: Option<String>,
    pub kms_key: Option<String>,
}

impl Directory {
    /// Where a tenant lives.
    pub async fn infrastructure(&self, tenant: TenantId) -> Result<InfrastructureRow, EngineError> {
        let ask = include_str!("infrastructure/tenant.sql");
        Ok(sqlx::query_as(ask).bind(tenant.0).fetch_one(self.pool()).await?)
    }

    /// The clusters.
    pub async fn clusters(&self) -> Result<Vec<ClusterSettingsRow>, EngineError> {
        Ok(sqlx::query_as(include_str!("infrastructure/clusters.sql")).fetch_all(self.pool()).await?)
    }

    /// Says how the servers of a cluster's tenants are made.
    pub async fn set_instances(
        &self,
        cluster: &str,
        settings: &InstanceSettings,
        reason: &str,
    ) -> Result<(), EngineError> {
        let act = "select tenantry_control.set_instances($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        sqlx::query(act)
            .bind(cluster)
            .bind(&settings.provider)
            .bind(&settings.region)
            .bind(&settings.engine_version)
            .bind(&settings.environment)
            .bind(&settings.subnet_group)
            .bind(&settings.security_groups)
            .bind(&settings.alarm_topic)
            .bind(&settings.kms_key)
            .bind(reason)
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// Makes a tenant's server what its tier wants; answers the operation.
    pub async fn resize(&self, tenant: TenantId, at_once: bool, reason: &str) -> Result<Uuid, EngineError> {
        let act = sqlx::query_scalar("select tenantry_control.resize_instance($1, $2, $3)");
        Ok(act.bind(tenant.0).bind(at_once).bind(reason).fetch_one(self.pool()).await?)
    }
}
