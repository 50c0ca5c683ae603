//! A tenant as the directory holds it, and what its limits come from.

use time::OffsetDateTime;

use crate::{LimitName, LimitValue, Placement, TenantId, TenantStatus};

/// Where an effective limit comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitSource {
    /// The tier's own value.
    Tier,
    /// An override that is in force.
    Override {
        /// Why it was made.
        reason: String,
        /// The login that made it.
        set_by: String,
        /// When it was made.
        set_at: OffsetDateTime,
        /// When it lapses by the database's clock; none: until cleared.
        until: Option<OffsetDateTime>,
    },
}

/// One limit of one tenant: the tier's value, what is in force and why, and what is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveLimit {
    /// Which limit.
    pub name: LimitName,
    /// What the tier gives.
    pub tier_value: LimitValue,
    /// What is in force.
    pub value: LimitValue,
    /// Why that is in force.
    pub source: LimitSource,
    /// Present use, as last sampled.
    pub used: i64,
}

/// A tenant as the directory holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Its slug, unique.
    pub slug: String,
    /// Its name: hostile text is text.
    pub name: String,
    /// Where it stands in its life.
    pub status: TenantStatus,
    /// Its tier's name.
    pub tier: String,
    /// Where its rows are.
    pub placement: Placement,
    /// Grows with every move; an older one is fenced off.
    pub generation: i64,
    /// Grows with every change; a change names the version it was decided on.
    pub version: i64,
}
