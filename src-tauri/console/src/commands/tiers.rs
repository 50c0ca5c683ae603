//! Tiers: rows, editable by ops.

use tenantry_model::LimitValue;

use super::Answer;
use super::change::{reason, writable};
use crate::Console;
use crate::present::{self, number};
use crate::views::{Nothing, TierLimitSet, TierList};

/// The tiers, lowest first, each with how many tenants are on it.
pub async fn tier_list(console: &Console, _: Nothing) -> Answer<TierList> {
    let live = console.live()?;
    let tiers = console.ask(&live, live.directory.tiers_counted()).await?;
    Ok(TierList { tiers: tiers.into_iter().map(present::tier).collect::<Result<_, _>>()? })
}

/// Changes one limit of a tier, for every tenant on it without an override.
pub async fn tier_set_limit(console: &Console, request: TierLimitSet) -> Answer<TierList> {
    let live = writable(console)?;
    let reason = reason(&request.reason)?;
    let value: LimitValue = request.value.0.parse()?;
    let version = number("version", &request.version)?;
    let change =
        live.directory.set_tier_limit(request.tier.trim(), request.limit.into(), value, reason, version);
    console.ask(&live, change).await?;
    tier_list(console, Nothing {}).await
}
