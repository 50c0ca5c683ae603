//! Tiers, and what a change of tier would do: a pure plan from the tenant's limits and the wished tier.

use std::cmp::Ordering;

use crate::tenant::EffectiveLimit;
use crate::tenant::LimitSource;
use crate::{LimitName, LimitValue, Rung};

/// A tier: limits and defaults. Tiers are rows, editable by ops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// Its place among the tiers, lowest first.
    pub rank: i16,
    /// Its limits, one of each name.
    pub limits: Vec<(LimitName, LimitValue)>,
    /// The rung a new tenant of this tier gets.
    pub default_rung: Rung,
    /// Statement timeout, milliseconds.
    pub statement_timeout_ms: i32,
    /// Most connections at once.
    pub pool_max: i32,
    /// The instance class on the instance rung.
    pub instance_class: Option<String>,
    /// Rough cost, for people: `none`, `low`, `medium`, `high`.
    pub cost_class: String,
}

impl Tier {
    /// The tier's value of a limit; a tier without the row limits to nothing.
    pub fn limit(&self, name: LimitName) -> LimitValue {
        self.limits.iter().find(|(n, _)| *n == name).map_or(LimitValue::AtMost(0), |(_, value)| *value)
    }
}

/// What a change of tier does to one limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitChange {
    /// Which limit.
    pub name: LimitName,
    /// In force now.
    pub before: LimitValue,
    /// In force after.
    pub after: LimitValue,
    /// An override stands and goes on to decide.
    pub overridden: bool,
    /// Present use.
    pub used: i64,
    /// Present use is more than `after` allows: the change must be acknowledged for this limit.
    pub exceeded: bool,
}

/// What a change of tier would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierPlan {
    /// Each limit, before and after.
    pub limits: Vec<LimitChange>,
    /// The rung the tenant would move to: up when its present one is below the new tier's default, down when a lower tier's
    /// default is below it. Nobody is moved down for going up.
    pub moves_to: Option<Rung>,
    /// The tier stays as it is.
    pub unchanged: bool,
}

/// Plans the change of a tenant on `rung` with `limits` from tier `from` to tier `to`.
pub fn plan_change(from: &Tier, to: &Tier, rung: Rung, limits: &[EffectiveLimit]) -> TierPlan {
    let changes = limits
        .iter()
        .map(|limit| {
            let overridden = matches!(limit.source, LimitSource::Override { .. });
            let after = if overridden { limit.value } else { to.limit(limit.name) };
            LimitChange {
                name: limit.name,
                before: limit.value,
                after,
                overridden,
                used: limit.used,
                exceeded: after < limit.value && after.is_exceeded_by(limit.used),
            }
        })
        .collect();
    let moves = match to.rank.cmp(&from.rank) {
        Ordering::Greater => rung < to.default_rung,
        Ordering::Less => rung > to.default_rung,
        Ordering::Equal => false,
    };
    TierPlan { limits: changes, moves_to: moves.then_some(to.default_rung), unchanged: from.name == to.name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(name: &str, users: LimitValue, rung: Rung) -> Tier {
        Tier {
            name: name.to_owned(),
            rank: ["free", "starter", "pro"].iter().position(|known| *known == name).unwrap_or(3) as i16,
            limits: vec![(LimitName::Users, users)],
            default_rung: rung,
            statement_timeout_ms: 1_000,
            pool_max: 2,
            instance_class: None,
            cost_class: "none".to_owned(),
        }
    }

    fn used(value: LimitValue, used: i64) -> EffectiveLimit {
        EffectiveLimit { name: LimitName::Users, tier_value: value, value, source: LimitSource::Tier, used }
    }

    #[test]
    fn a_downgrade_below_use_must_be_acknowledged() {
        let (pro, free) = (
            tier("pro", LimitValue::AtMost(100), Rung::Schema),
            tier("free", LimitValue::AtMost(5), Rung::Shared),
        );
        let plan = plan_change(&pro, &free, Rung::Schema, &[used(LimitValue::AtMost(100), 6)]);
        assert!(plan.limits[0].exceeded);
        assert_eq!(plan.moves_to, Some(Rung::Shared));
        let fits = plan_change(&pro, &free, Rung::Schema, &[used(LimitValue::AtMost(100), 5)]);
        assert!(!fits.limits[0].exceeded);
    }

    #[test]
    fn nobody_is_moved_down_for_going_up() {
        let (pro, enterprise) = (
            tier("pro", LimitValue::AtMost(100), Rung::Schema),
            tier("enterprise", LimitValue::Unlimited, Rung::Database),
        );
        assert_eq!(plan_change(&pro, &enterprise, Rung::Instance, &[]).moves_to, None);
        assert_eq!(plan_change(&pro, &enterprise, Rung::Schema, &[]).moves_to, Some(Rung::Database));
        assert_eq!(plan_change(&enterprise, &pro, Rung::Instance, &[]).moves_to, Some(Rung::Schema));
    }

    #[test]
    fn an_override_goes_on_to_decide() {
        let (free, pro) = (
            tier("free", LimitValue::AtMost(5), Rung::Shared),
            tier("pro", LimitValue::AtMost(100), Rung::Schema),
        );
        let mut limit = used(LimitValue::AtMost(9), 7);
        limit.source = LimitSource::Override {
            reason: "trial".to_owned(),
            set_by: "ops".to_owned(),
            set_at: time::OffsetDateTime::UNIX_EPOCH,
            until: None,
        };
        let plan = plan_change(&free, &pro, Rung::Shared, &[limit]);
        assert_eq!(plan.limits[0].after, LimitValue::AtMost(9));
        assert!(plan.limits[0].overridden && !plan.limits[0].exceeded);
    }

    #[test]
    fn going_up_over_the_limit_needs_no_acknowledgement() {
        let (free, starter) = (
            tier("free", LimitValue::AtMost(5), Rung::Shared),
            tier("starter", LimitValue::AtMost(20), Rung::Shared),
        );
        let plan = plan_change(&free, &starter, Rung::Shared, &[used(LimitValue::AtMost(5), 25)]);
        assert!(!plan.limits[0].exceeded);
    }
}
