//! Tiers: rows, editable by ops.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{LimitKey, LimitText, Quantity, RungName};

/// The tiers, lowest first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TierList {
    /// The tiers.
    pub tiers: Vec<TierView>,
}

/// A tier.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TierView {
    /// Its name.
    pub name: String,
    /// Its limits.
    pub limits: Vec<TierLimit>,
    /// The rung a new tenant gets.
    pub default_rung: RungName,
    /// Statement timeout, milliseconds.
    pub statement_timeout_ms: i32,
    /// Most connections at once.
    pub pool_max: i32,
    /// The instance class on the instance rung.
    pub instance_class: Option<String>,
    /// `none`, `low`, `medium`, `high`.
    pub cost_class: String,
    /// Tenants on it.
    pub tenants: Quantity,
    /// Grows with every change.
    pub version: Quantity,
}

/// A tier's limit.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TierLimit {
    /// Which.
    pub name: LimitKey,
    /// Its value.
    pub value: LimitText,
}

/// Changes one limit of a tier, for every tenant on it without an override.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TierLimitSet {
    /// The tier.
    pub tier: String,
    /// Which limit.
    pub limit: LimitKey,
    /// Digits or `unlimited`.
    pub value: LimitText,
    /// Why, 3 to 500 characters.
    pub reason: String,
    /// The version of the tier that the change was decided on.
    pub version: Quantity,
}
