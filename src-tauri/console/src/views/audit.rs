//! The audit trail: who, what, why, before and after, when, from where.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Quantity, Timestamp};

/// Asks for a page of the trail, newest first.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct AuditListRequest {
    /// Id or slug of a tenant.
    pub tenant: Option<String>,
    /// A login.
    pub who: Option<String>,
    /// An action, `tenant.set_tier`, or its beginning.
    pub action: Option<String>,
    /// A ticket.
    pub ticket: Option<String>,
    /// From this moment.
    pub since: Option<Timestamp>,
    /// Up to this moment.
    pub until: Option<Timestamp>,
    /// Entries older than the one with this number.
    pub before: Option<Quantity>,
    /// At most this many, 1 to 500; none: 50.
    pub limit: Option<u32>,
}

/// A page of the trail.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// Newest first.
    pub entries: Vec<AuditEntry>,
    /// `before` of the next page; none: this is the last.
    pub next: Option<Quantity>,
    /// When this was read.
    pub as_of: Timestamp,
}

/// One entry.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Its number in the trail.
    pub number: Quantity,
    /// When, by the database's clock.
    pub at: Timestamp,
    /// The login that did it.
    pub login: String,
    /// What: `tenant.set_tier`.
    pub action: String,
    /// The tenant's id.
    pub tenant_id: Option<String>,
    /// The tenant's slug, as it is now.
    pub tenant_slug: Option<String>,
    /// What of it, when one thing is meant: `users` of a tenant, `free.users` of a tier.
    pub object: Option<String>,
    /// Why.
    pub reason: String,
    /// The ticket.
    pub ticket: Option<String>,
    /// What was.
    #[ts(type = "unknown")]
    pub before: serde_json::Value,
    /// What became.
    #[ts(type = "unknown")]
    pub after: serde_json::Value,
    /// From which client: address and program.
    pub client: String,
    /// Its place in its chain.
    pub chain_seq: Quantity,
    /// SHA-256 over the entry and the one before it, hex.
    pub hash: String,
}
