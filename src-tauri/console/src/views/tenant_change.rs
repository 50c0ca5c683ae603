//! What operators do to a tenant. Each change carries a reason and the version it was decided on.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Day, LimitKey, LimitText, Quantity, RungName, Timestamp};

/// Asks what a change of tier would do.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TierPlanRequest {
    /// Id or slug.
    pub tenant: String,
    /// The wished tier.
    pub tier: String,
}

/// What a change of tier would do.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TierPlanView {
    /// The present tier.
    pub from: String,
    /// The wished tier.
    pub to: String,
    /// Each limit, before and after.
    pub limits: Vec<LimitChangeView>,
    /// The limits that must be acknowledged: present use is more than they would allow.
    pub acknowledge: Vec<LimitKey>,
    /// Rung, now.
    pub rung: RungName,
    /// Rung it will move to; the move is a separate operation.
    pub moves_to: Option<RungName>,
    /// Instance class before and after, on the instance rung.
    pub instance_class: Change,
    /// Cost class before and after.
    pub cost_class: Change,
    /// The SQL that will be run, to read and to copy.
    pub sql: String,
    /// The version the plan was made on.
    pub version: Quantity,
}

/// A value before and after.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

/// One limit before and after.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitChangeView {
    /// Which.
    pub name: LimitKey,
    /// In force now.
    pub before: LimitText,
    /// In force after.
    pub after: LimitText,
    /// An override stands and goes on to decide.
    pub overridden: bool,
    /// In use.
    pub used: Quantity,
    /// Present use is more than `after` allows.
    pub exceeded: bool,
}

/// Changes a tenant's tier.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TierChange {
    /// Id or slug.
    pub tenant: String,
    /// The new tier.
    pub tier: String,
    /// Why, 3 to 500 characters.
    pub reason: String,
    /// The limits that present use already exceeds, each acknowledged.
    pub acknowledge: Vec<LimitKey>,
    /// The version the change was decided on; none: whatever it is now.
    pub version: Option<Quantity>,
}

/// Asks which limits of a tier the past usage would have hit.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RehearsalRequest {
    /// Id or slug.
    pub tenant: String,
    /// The tier to rehearse.
    pub tier: String,
    /// How many days back, 1 to 366; none: 30.
    pub days: Option<u32>,
}

/// Which limits of a tier the past usage would have hit.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Rehearsal {
    /// The tier.
    pub tier: String,
    /// Days looked at.
    pub days: u32,
    /// Days with a sample.
    pub sampled_days: u32,
    /// One entry a limit.
    pub limits: Vec<RehearsedLimit>,
}

/// One limit, rehearsed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RehearsedLimit {
    /// Which.
    pub name: LimitKey,
    /// The tier's value.
    pub limit: LimitText,
    /// The most that was used.
    pub peak: Quantity,
    /// The days on which use was past the limit, oldest first.
    pub hit_days: Vec<Day>,
}

/// Overrides a limit.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitSet {
    /// Id or slug.
    pub tenant: String,
    /// Which limit.
    pub limit: LimitKey,
    /// Digits or `unlimited`.
    pub value: LimitText,
    /// Why, 3 to 500 characters.
    pub reason: String,
    /// When it lapses; none: until cleared.
    pub until: Option<Timestamp>,
    /// The version the change was decided on; none: whatever it is now.
    pub version: Option<Quantity>,
}

/// Clears an override.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitClear {
    /// Id or slug.
    pub tenant: String,
    /// Which limit.
    pub limit: LimitKey,
    /// Why, 3 to 500 characters.
    pub reason: String,
    /// The version the change was decided on; none: whatever it is now.
    pub version: Option<Quantity>,
}

/// Suspends or resumes a tenant.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StatusChange {
    /// Id or slug.
    pub tenant: String,
    /// Why, 3 to 500 characters.
    pub reason: String,
    /// The version the change was decided on; none: whatever it is now.
    pub version: Option<Quantity>,
}

/// Creates a tenant in the shared tables.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantCreate {
    /// A DNS label, unique.
    pub slug: String,
    /// 1 to 200 characters.
    pub name: String,
    /// Its tier.
    pub tier: String,
    /// Its region.
    pub region: String,
    /// Rung; none: the tier's default.
    pub rung: Option<RungName>,
    /// Id or slug of the organisation it belongs to.
    pub parent: Option<String>,
    /// Why, 3 to 500 characters.
    pub reason: String,
}
