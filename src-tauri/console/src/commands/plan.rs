//! What a change of tier would do, and what it would have done to the usage of the past.

use std::sync::Arc;

use tenantry_engine::directory::{ShownTenant, TierRow, UsageDayRow};
use tenantry_model::refusal::suggest;
use tenantry_model::tier::{Tier, plan_change};
use tenantry_model::{LimitName, Rung};

use super::Answer;
use super::tenants::bounded;
use crate::Console;
use crate::connection::Live;
use crate::error::{CommandError, ErrorCode};
use crate::views::{
    Change, LimitChangeView, LimitKey, Rehearsal, RehearsalRequest, RehearsedLimit, TierPlanRequest,
    TierPlanView,
};

/// What a change of tier would do; nothing is changed.
pub async fn tenant_plan_tier(console: &Console, request: TierPlanRequest) -> Answer<TierPlanView> {
    let live = console.live()?;
    let shown = console.ask(&live, live.directory.show(request.tenant.trim())).await?;
    let tiers = console.ask(&live, live.directory.tiers()).await?;
    let (from, to) = (known(&tiers, &shown.tier)?, known(&tiers, request.tier.trim())?);
    let (from, to) = (from.tier()?, to.tier()?);
    let rung: Rung = shown.rung.parse()?;
    let plan = plan_change(&from, &to, rung, &shown.limits);
    if plan.unchanged {
        let message = format!("{} is on {} already.", shown.slug, to.name);
        return Err(CommandError::new(ErrorCode::Precondition, message)
            .about("tier")
            .remedied("Choose another tier."));
    }
    let acknowledge: Vec<LimitKey> =
        plan.limits.iter().filter(|l| l.exceeded).map(|l| l.name.into()).collect();
    Ok(TierPlanView {
        sql: sql(&shown, &to, &acknowledge),
        limits: plan.limits.into_iter().map(change).collect(),
        acknowledge,
        rung: rung.into(),
        moves_to: plan.moves_to.map(Into::into),
        instance_class: Change { before: from.instance_class, after: to.instance_class },
        cost_class: Change { before: Some(from.cost_class), after: Some(to.cost_class) },
        from: from.name,
        to: to.name,
        version: shown.version.into(),
    })
}

fn change(limit: tenantry_model::tier::LimitChange) -> LimitChangeView {
    LimitChangeView {
        name: limit.name.into(),
        before: limit.before.into(),
        after: limit.after.into(),
        overridden: limit.overridden,
        used: limit.used.into(),
        exceeded: limit.exceeded,
    }
}

/// The call that will be made, with the reason left open.
fn sql(shown: &ShownTenant, to: &Tier, acknowledge: &[LimitKey]) -> String {
    let names =
        acknowledge.iter().map(|limit| LimitName::from(*limit).as_str()).collect::<Vec<_>>().join(",");
    format!(
        "select tenantry_control.set_tier(\n  '{}', -- {}\n  '{}',\n  'the reason that you give',\n  {}, -- the version this was decided on\n  '{{{names}}}');",
        shown.id, shown.slug, to.name, shown.version
    )
}

fn known<'a>(tiers: &'a [TierRow], name: &str) -> Answer<&'a TierRow> {
    tiers.iter().find(|tier| tier.name == name).ok_or_else(|| {
        let names: Vec<&str> = tiers.iter().map(|tier| tier.name.as_str()).collect();
        CommandError::invalid(
            "tier",
            format!("There is no tier \"{}\".", name.escape_debug()),
            suggest(name, &names),
        )
    })
}

/// Which limits of a tier the usage of the past days would have been past, and on which days.
pub async fn tenant_rehearse(console: &Console, request: RehearsalRequest) -> Answer<Rehearsal> {
    let live = console.live()?;
    let days = bounded("days", request.days, 30, 366)?;
    let tiers = console.ask(&live, live.directory.tiers()).await?;
    let tier = known(&tiers, request.tier.trim())?.tier()?;
    let usage = past(console, &live, request.tenant.trim(), days).await?;
    let limits = LimitName::ALL.into_iter().map(|name| rehearse(name, &tier, &usage)).collect();
    let sampled_days = u32::try_from(usage.len()).unwrap_or(u32::MAX);
    Ok(Rehearsal { tier: tier.name, days, sampled_days, limits })
}

async fn past(console: &Console, live: &Arc<Live>, key: &str, days: u32) -> Answer<Vec<UsageDayRow>> {
    let tenant = console.ask(live, live.directory.find(key)).await?;
    Ok(console.ask(live, live.directory.usage(tenant, days)).await?.days)
}

fn rehearse(name: LimitName, tier: &Tier, usage: &[UsageDayRow]) -> RehearsedLimit {
    let used = |day: &UsageDayRow| match name {
        LimitName::Users => day.users,
        LimitName::Projects => day.projects,
        LimitName::StorageBytes => day.storage_bytes,
        LimitName::ApiCallsMonth => day.api_calls_month,
    };
    let limit = tier.limit(name);
    RehearsedLimit {
        name: name.into(),
        limit: limit.into(),
        peak: usage.iter().map(used).max().unwrap_or(0).into(),
        hit_days: usage
            .iter()
            .filter(|day| limit.is_exceeded_by(used(day)))
            .map(|day| day.day.into())
            .collect(),
    }
}
