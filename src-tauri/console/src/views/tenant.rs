//! One tenant: everything, with the age of every figure.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Day, LimitKey, LimitText, Quantity, RungName, StatusName, Timestamp, words};

/// Names a tenant.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantKey {
    /// Id or slug.
    pub tenant: String,
}

/// One tenant, whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantView {
    /// Id.
    pub id: String,
    /// Slug.
    pub slug: String,
    /// Name: hostile text is text.
    pub name: String,
    /// Custom domain.
    pub domain: Option<String>,
    /// Status.
    pub status: StatusName,
    /// Why it is suspended or failed.
    pub status_reason: Option<String>,
    /// The statuses that may follow.
    pub may_become: Vec<StatusName>,
    /// Tier.
    pub tier: String,
    /// Region.
    pub region: String,
    /// The organisation it belongs to.
    pub parent: Option<TenantRef>,
    /// Its children, at most 100 by name.
    pub children: Vec<TenantRef>,
    /// Where its rows are.
    pub placement: PlacementView,
    /// Its limits with what is in force, why, and what is used.
    pub limits: Vec<LimitView>,
    /// The nearest limit, in thousandths of it.
    pub usage_permille: i32,
    /// Conditions that want a look, as sentences.
    pub alarms: Vec<String>,
    /// End of the subscription.
    pub subscription_ends: Option<Timestamp>,
    /// Features switched on.
    pub features: Vec<String>,
    /// Last activity seen in its data.
    pub last_activity: Option<Timestamp>,
    /// Created.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// When its usage was sampled.
    pub sampled_at: Option<Timestamp>,
    /// Grows with every change; a change names the version it was decided on.
    pub version: Quantity,
    /// The operation on it that is going on, or stuck: its id.
    pub operation: Option<String>,
    /// When this was read, by the database's clock.
    pub as_of: Timestamp,
}

/// Another tenant, to link to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantRef {
    /// Id.
    pub id: String,
    /// Slug.
    pub slug: String,
    /// Name.
    pub name: String,
}

/// Where a tenant's rows are.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlacementView {
    /// The rung.
    pub rung: RungName,
    /// The server.
    pub cluster: String,
    /// Its schema, on that rung.
    pub schema: Option<String>,
    /// Its database, on that rung.
    pub database: Option<String>,
    /// Grows with every move.
    pub generation: Quantity,
}

/// One limit of one tenant.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitView {
    /// Which.
    pub name: LimitKey,
    /// The tier's value.
    pub tier_value: LimitText,
    /// In force.
    pub effective: LimitText,
    /// Tier or override.
    pub source: LimitOrigin,
    /// The override, when one is in force.
    pub override_detail: Option<OverrideView>,
    /// In use.
    pub used: Quantity,
    /// In thousandths of the limit; 0 when unlimited.
    pub permille: i32,
}

words! {
    /// Where an effective limit comes from.
    LimitOrigin { Tier, Override }
}

/// An override in force.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OverrideView {
    /// Why.
    pub reason: String,
    /// The login that made it.
    pub set_by: String,
    /// When.
    pub set_at: Timestamp,
    /// When it lapses by the database's clock; none: until cleared.
    pub until: Option<Timestamp>,
}

/// Asks for a tenant's usage history.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UsageRequest {
    /// Id or slug.
    pub tenant: String,
    /// How many days back, 1 to 366; none: 30.
    pub days: Option<u32>,
}

/// A tenant's usage, day by day; a day without a sample is missing, not 0.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UsageHistory {
    /// Oldest first.
    pub days: Vec<UsageDay>,
    /// The limits in force now.
    pub limits: Vec<LimitView>,
    /// From this day.
    pub from: Day,
    /// To this day.
    pub to: Day,
    /// When this was read.
    pub as_of: Timestamp,
}

/// One day.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UsageDay {
    /// The day.
    pub day: Day,
    /// Users at its end.
    pub users: Quantity,
    /// Projects at its end.
    pub projects: Quantity,
    /// Bytes at its end.
    pub storage_bytes: Quantity,
    /// API calls on it.
    pub api_calls: Quantity,
    /// API calls of its month so far.
    pub api_calls_month: Quantity,
}
