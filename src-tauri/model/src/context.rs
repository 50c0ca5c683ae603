//! The tenant that a scope of code works for: immutable, cheap to clone, made only from what the directory said.

use std::ops::Deref;
use std::sync::Arc;

use time::OffsetDateTime;

use crate::{LimitName, LimitValue, Placement, Slug, TenantId, TenantStatus};

/// What the directory says of a tenant when it is resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantFacts {
    /// Its id.
    pub id: TenantId,
    /// Its slug.
    pub slug: Slug,
    /// Its name: hostile text is text.
    pub name: String,
    /// Its tier's name.
    pub tier: String,
    /// Where it stands in its life.
    pub status: TenantStatus,
    /// When its subscription ends; none: it does not.
    pub subscription_ends: Option<OffsetDateTime>,
    /// The limits in force, one of each name.
    pub limits: Vec<(LimitName, LimitValue)>,
    /// Its region.
    pub region: String,
    /// Features that are switched on for it.
    pub features: Vec<String>,
    /// Where its rows are.
    pub placement: Placement,
    /// Grows with every move; a context of an older one is refused by the database.
    pub generation: i64,
    /// Most connections at once, by its tier.
    pub pool_max: u32,
    /// Longest statement, milliseconds, by its tier.
    pub statement_timeout_ms: u32,
    /// Names the key that its secrets are encrypted with; never the key.
    pub encryption_key_ref: Option<String>,
}

/// The tenant that a scope works for. Nothing can change it; a clone is a pointer.
///
/// ```
/// # use tenantry_model::{Placement, TenantContext, TenantFacts, TenantId, TenantStatus};
/// # let facts = TenantFacts {
/// #     id: TenantId("0190a6b2-0000-7000-8000-000000000001".parse().unwrap()), slug: "acme".parse().unwrap(),
/// #     name: "Acme".to_owned(), tier: "pro".to_owned(), status: TenantStatus::Active, subscription_ends: None,
/// #     limits: Vec::new(), region: "eu-west".to_owned(), features: vec!["sso".to_owned()],
/// #     placement: Placement::Shared { cluster: "local".to_owned() }, generation: 1, pool_max: 4,
/// #     statement_timeout_ms: 5_000, encryption_key_ref: None,
/// # };
/// let tenant = TenantContext::new(facts);
/// assert_eq!(tenant.slug.as_str(), "acme");
/// assert!(tenant.has_feature("sso"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantContext(Arc<TenantFacts>);

impl TenantContext {
    /// Freezes what the directory said.
    pub fn new(facts: TenantFacts) -> Self {
        Self(Arc::new(facts))
    }

    /// The limit in force; one that the directory did not name allows nothing.
    pub fn limit(&self, name: LimitName) -> LimitValue {
        self.limits.iter().find(|(n, _)| *n == name).map_or(LimitValue::AtMost(0), |(_, value)| *value)
    }

    /// Whether a feature is switched on.
    pub fn has_feature(&self, feature: &str) -> bool {
        self.features.iter().any(|on| on == feature)
    }

    /// Whether the subscription has ended at `now`.
    pub fn is_expired(&self, now: OffsetDateTime) -> bool {
        self.subscription_ends.is_some_and(|ends| ends <= now)
    }
}

impl Deref for TenantContext {
    type Target = TenantFacts;
    fn deref(&self) -> &TenantFacts {
        &self.0
    }
}
