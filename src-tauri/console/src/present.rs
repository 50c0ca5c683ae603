//! From the engine's rows to the views: words become enums, numbers cross as strings. No rule lives here.

use std::str::FromStr;

use tenantry_engine::directory::{AuditRow, DirectoryRow, Identity, Link, ShownTenant, TierRow};
use tenantry_model::tenant::{EffectiveLimit, LimitSource};
use tenantry_model::{LimitValue, Refusal, TenantStatus};

use crate::error::{CommandError, ErrorCode};
use crate::views::*;

/// A word that the database holds and this program does not know is a version that does not fit.
pub(crate) fn word<M: FromStr<Err = Refusal>, V: From<M>>(text: &str) -> Result<V, CommandError> {
    text.parse::<M>().map(V::from).map_err(|refusal| {
        CommandError::new(
            ErrorCode::Inconsistent,
            format!("The database holds a word that is not known: {}", refusal.message),
        )
        .remedied("Use a version of this program that fits the control schema.")
    })
}

pub(crate) fn roles(identity: &Identity) -> Vec<RoleName> {
    let all = [
        (identity.support, RoleName::Support),
        (identity.ops, RoleName::Ops),
        (identity.approver, RoleName::Approver),
        (identity.auditor, RoleName::Auditor),
    ];
    all.into_iter().filter(|(member, _)| *member).map(|(_, role)| role).collect()
}

pub(crate) fn row(row: DirectoryRow) -> Result<TenantRow, CommandError> {
    let gauge = |name: LimitKeyWord, used: i64, limit: Option<i64>| Gauge {
        used: used.into(),
        limit: LimitValue::from_column(limit).into(),
        overridden: row.overridden.iter().any(|n| n == name),
    };
    Ok(TenantRow {
        users: gauge("users", row.users, row.users_limit),
        projects: gauge("projects", row.projects, row.projects_limit),
        storage_bytes: gauge("storage_bytes", row.storage_bytes, row.storage_limit),
        api_calls_month: gauge("api_calls_month", row.api_calls_month, row.api_limit),
        id: row.id.to_string(),
        status: word::<TenantStatus, _>(&row.status)?,
        rung: word::<tenantry_model::Rung, _>(&row.rung)?,
        slug: row.slug,
        name: row.name,
        tier: row.tier,
        region: row.region,
        usage_permille: row.usage_permille,
        alarms: row.alarms,
        subscription_ends: row.subscription_ends.map(Into::into),
        last_activity: row.last_activity.map(Into::into),
        created_at: row.created_at.into(),
        sampled_at: row.sampled_at.map(Into::into),
        version: row.version.into(),
    })
}

type LimitKeyWord = &'static str;

pub(crate) fn limit(limit: &EffectiveLimit) -> LimitView {
    let (source, override_detail) = match &limit.source {
        LimitSource::Tier => (LimitOrigin::Tier, None),
        LimitSource::Override { reason, set_by, set_at, until } => (
            LimitOrigin::Override,
            Some(OverrideView {
                reason: reason.clone(),
                set_by: set_by.clone(),
                set_at: (*set_at).into(),
                until: until.map(Into::into),
            }),
        ),
    };
    LimitView {
        name: limit.name.into(),
        tier_value: limit.tier_value.into(),
        effective: limit.value.into(),
        source,
        override_detail,
        used: limit.used.into(),
        permille: permille(limit),
    }
}

/// Thousandths of the limit that are used, rounded down; the same rule as `tenantry_control.permille`.
fn permille(limit: &EffectiveLimit) -> i32 {
    const MOST: i128 = 1_000_000;
    let share = match limit.value {
        LimitValue::Unlimited => 0,
        LimitValue::AtMost(_) if limit.used == 0 => 0,
        LimitValue::AtMost(0) => MOST,
        LimitValue::AtMost(n) => (i128::from(limit.used) * 1_000 / i128::from(n)).min(MOST),
    };
    i32::try_from(share).unwrap_or(i32::MAX)
}

pub(crate) fn tenant(shown: ShownTenant) -> Result<TenantView, CommandError> {
    let status: TenantStatus = shown.status.parse()?;
    let limits: Vec<LimitView> = shown.limits.iter().map(limit).collect();
    let alarms = alarms(&shown, &limits);
    Ok(TenantView {
        id: shown.id.to_string(),
        slug: shown.slug,
        name: shown.name,
        domain: shown.domain,
        status: status.into(),
        status_reason: shown.status_reason,
        may_become: status.next().iter().map(|next| (*next).into()).collect(),
        tier: shown.tier,
        region: shown.region,
        parent: shown.parent.map(link),
        children: shown.children.into_iter().map(link).collect(),
        placement: PlacementView {
            rung: word::<tenantry_model::Rung, _>(&shown.rung)?,
            cluster: shown.cluster,
            schema: shown.schema_name,
            database: shown.database_name,
            generation: shown.generation.into(),
        },
        limits,
        usage_permille: shown.usage_permille,
        alarms,
        subscription_ends: shown.subscription_ends.map(Into::into),
        features: shown.features,
        last_activity: shown.last_activity.map(Into::into),
        created_at: shown.created_at.into(),
        updated_at: shown.updated_at.into(),
        sampled_at: shown.sampled_at.map(Into::into),
        version: shown.version.into(),
        operation: shown.operation.map(|id| id.to_string()),
        as_of: shown.as_of.into(),
    })
}

fn link(link: Link) -> TenantRef {
    TenantRef { id: link.id.to_string(), slug: link.slug, name: link.name }
}

fn alarms(shown: &ShownTenant, limits: &[LimitView]) -> Vec<String> {
    let mut alarms: Vec<String> = limits
        .iter()
        .filter(|limit| limit.permille >= 800)
        .map(|limit| {
            let share = limit.permille / 10;
            let what = limit_noun(limit.name);
            match limit.permille {
                1000.. => format!("At or past the limit of {what}: {share} % used."),
                _ => format!("Near the limit of {what}: {share} % used."),
            }
        })
        .collect();
    if shown.subscription_ends.is_some_and(|end| end < shown.as_of) {
        alarms.push("The subscription has ended.".to_owned());
    }
    alarms
}

const fn limit_noun(limit: LimitKey) -> &'static str {
    match limit {
        LimitKey::Users => "users",
        LimitKey::Projects => "projects",
        LimitKey::StorageBytes => "storage",
        LimitKey::ApiCallsMonth => "API calls per month",
    }
}

pub(crate) fn tier(row: TierRow) -> Result<TierView, CommandError> {
    let limits = row.tier()?.limits;
    Ok(TierView {
        name: row.name,
        limits: limits
            .into_iter()
            .map(|(name, value)| TierLimit { name: name.into(), value: value.into() })
            .collect(),
        default_rung: word::<tenantry_model::Rung, _>(&row.default_rung)?,
        statement_timeout_ms: row.statement_timeout_ms,
        pool_max: row.pool_max,
        instance_class: row.instance_class,
        cost_class: row.cost_class,
        tenants: row.tenants.into(),
        version: row.version.into(),
    })
}

pub(crate) fn audit(row: AuditRow) -> AuditEntry {
    AuditEntry {
        number: row.number.into(),
        at: row.at.into(),
        login: row.login,
        action: row.action,
        tenant_id: row.tenant_id.map(|id| id.to_string()),
        tenant_slug: row.tenant_slug,
        object: row.object,
        reason: row.reason,
        ticket: row.ticket,
        before: row.before.unwrap_or_default(),
        after: row.after.unwrap_or_default(),
        client: row.client,
        chain_seq: row.chain_seq.into(),
        hash: row.hash,
    }
}

/// A version or a number that came back as a string.
pub(crate) fn number(field: &str, quantity: &Quantity) -> Result<i64, CommandError> {
    quantity.0.parse().map_err(|_| {
        CommandError::invalid(
            field,
            format!("\"{}\" is not a whole number.", quantity.0.escape_debug()),
            "Give the digits as they were shown.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tenantry_model::LimitName;

    fn at(used: i64, value: LimitValue) -> i32 {
        permille(&EffectiveLimit {
            name: LimitName::Users,
            tier_value: value,
            value,
            source: LimitSource::Tier,
            used,
        })
    }

    #[test]
    fn shares_are_those_of_the_database() {
        assert_eq!(at(5, LimitValue::Unlimited), 0);
        assert_eq!(at(0, LimitValue::AtMost(0)), 0);
        assert_eq!(at(1, LimitValue::AtMost(0)), 1_000_000);
        assert_eq!(at(2, LimitValue::AtMost(3)), 666);
        assert_eq!(at(i64::MAX, LimitValue::AtMost(1)), 1_000_000);
    }
}
