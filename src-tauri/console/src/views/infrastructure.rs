//! Where tenants live, and how servers of their own are made.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Quantity, RungName, Timestamp, words};

words! {
    /// How servers of tenants' own are made: beside the sandbox's on this machine, or by AWS RDS.
    InstanceProvider { Local, Rds }
}

/// Where a tenant lives.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InfrastructureView {
    /// Its rung.
    pub rung: RungName,
    /// Its cluster.
    pub cluster: String,
    /// The cluster's region.
    pub cluster_region: String,
    /// What holds it: "rows in the shared tables", "schema tenant_…".
    pub container: String,
    /// How often it was placed: contexts of an earlier placement are refused.
    pub generation: Quantity,
    /// Bytes, as last sampled.
    pub storage_bytes: Quantity,
    /// When.
    pub sampled_at: Option<Timestamp>,
    /// What is kept of it in quarantine.
    pub kept: Option<String>,
    /// After how many milliseconds its statements are ended.
    pub statement_timeout_ms: u32,
    /// How many connections its services may hold.
    pub pool_max: u32,
    /// Its own server, when it has one.
    pub instance: Option<InstanceView>,
    /// What its tier wants of the server to be different, a phrase each; empty: nothing.
    pub differs: Vec<String>,
}

/// A tenant's own server, as last seen by a worker.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InstanceView {
    /// Its name: `saas-…`.
    pub identifier: String,
    /// Who makes it.
    pub provider: InstanceProvider,
    /// The region of AWS.
    pub region: Option<String>,
    /// What AWS never gives twice.
    pub resource_id: Option<String>,
    /// What AWS says: `available`, `creating`, `modifying`.
    pub state: String,
    /// Host and port.
    pub address: Option<String>,
    /// `db.t3.small`.
    pub class: Option<String>,
    /// PostgreSQL's version.
    pub engine_version: Option<String>,
    /// GB.
    pub storage_gb: Option<u32>,
    /// Operations a second; none: the storage's own.
    pub iops: Option<u32>,
    /// For how many days backups are kept.
    pub backup_days: Option<u32>,
    /// Whether it stands in two zones.
    pub multi_az: Option<bool>,
    /// Whether AWS refuses to delete it.
    pub deletion_protection: Option<bool>,
    /// Changes that wait for the maintenance window.
    pub pending: Vec<String>,
    /// Its alarms, by name.
    pub alarms: Vec<String>,
    /// When it was seen so.
    pub seen_at: Timestamp,
}

/// Makes a tenant's server what its tier wants.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ResizeRequest {
    /// Id or slug.
    pub tenant: String,
    /// Why.
    pub reason: String,
    /// At once, with some minutes without connections; else in the maintenance window.
    #[serde(default)]
    pub at_once: bool,
}

/// The clusters.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClusterList {
    /// By name.
    pub rows: Vec<ClusterLine>,
}

/// A cluster.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClusterLine {
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
    /// Tenants on it.
    pub tenants: Quantity,
    /// How many it is meant to hold.
    pub capacity: Quantity,
    /// Whether new tenants are placed on it.
    pub accepts_tenants: bool,
    /// Whether the control database is on it.
    pub here: bool,
    /// How servers of its tenants' own are made; none: they are not.
    pub instances: Option<InstanceSettingsView>,
}

/// How servers of tenants' own are made.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InstanceSettingsView {
    /// Who makes them.
    pub provider: InstanceProvider,
    /// The region of AWS.
    pub region: Option<String>,
    /// PostgreSQL's version.
    pub engine_version: Option<String>,
    /// The tag Environment.
    pub environment: Option<String>,
    /// The subnet group.
    pub subnet_group: Option<String>,
    /// The security groups.
    pub security_groups: Vec<String>,
    /// The SNS topic that alarms are sent to.
    pub alarm_topic: Option<String>,
    /// The KMS key, when a tenant has none of its own.
    pub kms_key: Option<String>,
}

/// Says how servers of a cluster's tenants are made.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InstancesSet {
    /// The cluster.
    pub cluster: String,
    /// Who makes them.
    pub provider: InstanceProvider,
    /// The region of AWS.
    pub region: Option<String>,
    /// PostgreSQL's version; none: 18.4.
    pub engine_version: Option<String>,
    /// The tag Environment; none: production.
    pub environment: Option<String>,
    /// The subnet group.
    pub subnet_group: Option<String>,
    /// The security groups.
    #[serde(default)]
    pub security_groups: Vec<String>,
    /// The SNS topic that alarms are sent to, its ARN.
    pub alarm_topic: Option<String>,
    /// The KMS key, when a tenant has none of its own.
    pub kms_key: Option<String>,
    /// Why.
    pub reason: String,
}
