//! The fleet at a glance: counts and distributions, every one a link into a filtered list.

use serde::Serialize;
use ts_rs::TS;

use super::{Quantity, TenantRow, Timestamp};

/// The fleet at a glance.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetView {
    /// Tenants, without the deleted.
    pub tenants: Quantity,
    /// By status.
    pub by_status: Vec<Share>,
    /// By tier, lowest first.
    pub by_tier: Vec<Share>,
    /// By rung, weakest first.
    pub by_rung: Vec<Share>,
    /// By region.
    pub by_region: Vec<Share>,
    /// How many stand at or above 80, 90, 100 % of a limit.
    pub pressure: Vec<Share>,
    /// Subscriptions: ended, and ending within 14 days.
    pub subscriptions: Vec<Share>,
    /// The tenants nearest to or furthest past a limit.
    pub hottest: Vec<TenantRow>,
    /// The servers.
    pub clusters: Vec<ClusterView>,
    /// When usage was last sampled.
    pub sampled_at: Option<Timestamp>,
    /// When this was read, by the database's clock.
    pub as_of: Timestamp,
}

/// One part of a distribution.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// Its word, for people.
    pub label: String,
    /// How many.
    pub count: Quantity,
    /// The query that lists them.
    pub query: String,
}

/// A server of the fleet.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClusterView {
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
    /// Tenants on it.
    pub tenants: Quantity,
    /// How many it is meant to hold.
    pub capacity: Quantity,
    /// The versions of the tenants' schema on it.
    pub schema_version: String,
}
