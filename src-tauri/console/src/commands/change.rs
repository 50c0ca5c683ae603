//! Changing tenants. Each answers with the tenant as it is after.

use std::sync::Arc;
use tenantry_engine::EngineError;
use tenantry_engine::directory::NewTenant;
use tenantry_model::{LimitName, LimitValue, Slug, TenantId};

use super::Answer;
use super::tenants::tenant_show;
use crate::Console;
use crate::connection::Live;
use crate::error::{CommandError, ErrorCode};
use crate::present::number;
use crate::views::{
    LimitClear, LimitSet, Quantity, StatusChange, TenantCreate, TenantKey, TenantView, TierChange,
};

/// The connection, if it may write, and the tenant with the version that the change was decided on.
async fn decided(
    console: &Console,
    key: &str,
    version: Option<&Quantity>,
) -> Answer<(Arc<Live>, TenantId, i64)> {
    let live = writable(console)?;
    let tenant = console.ask(&live, live.directory.find(key.trim())).await?;
    let version = match version {
        Some(version) => number("version", version)?,
        None => console.ask(&live, live.directory.version(tenant)).await?,
    };
    Ok((live, tenant, version))
}

/// The connection, if its profile lets it write. The server refuses in any case.
pub(super) fn writable(console: &Console) -> Answer<Arc<Live>> {
    let live = console.live()?;
    if live.is_read_only() {
        return Err(CommandError::new(ErrorCode::Denied, "This profile is read-only.")
            .remedied("Change the profile's safe mode and connect again."));
    }
    Ok(live)
}

async fn after(console: &Console, tenant: TenantId) -> Answer<TenantView> {
    tenant_show(console, TenantKey { tenant: tenant.to_string() }).await.map_err(|error| {
        CommandError::new(
            error.code,
            format!("It was done, but what the tenant is now could not be read: {error}"),
        )
        .remedied("Do not do it again; open the tenant when the server answers.")
    })
}

/// A change that met a lost server may have been made or not: nobody knows before the trail is read.
pub(super) async fn made<T>(
    console: &Console,
    live: &Arc<Live>,
    change: impl Future<Output = Result<T, EngineError>>,
) -> Answer<T> {
    console.ask(live, change).await.map_err(|error| match error.code {
        ErrorCode::Unavailable => {
            error.remedied("Whether it was done is not known: look at the audit trail before you try again.")
        }
        _ => error,
    })
}

/// A reason, checked early: the database checks it again.
pub(super) fn reason(text: &str) -> Answer<&str> {
    let length = text.trim().chars().count();
    if (3..=500).contains(&length) {
        return Ok(text.trim());
    }
    let message =
        if length < 3 { "A reason is missing." } else { "The reason is longer than 500 characters." };
    Err(CommandError::invalid(
        "reason",
        message,
        "Say in 3 to 500 characters why, for those who read the audit trail.",
    ))
}

/// Creates a tenant.
pub async fn tenant_create(console: &Console, request: TenantCreate) -> Answer<TenantView> {
    let live = writable(console)?;
    let reason = reason(&request.reason)?;
    let slug: Slug = request.slug.trim().parse()?;
    let parent = match request.parent.as_deref().map(str::trim).filter(|key| !key.is_empty()) {
        Some(key) => {
            Some(console.ask(&live, live.directory.find(key)).await.map_err(|error| error.about("parent"))?)
        }
        None => None,
    };
    let tenant = NewTenant {
        slug: &slug,
        name: &request.name,
        tier: request.tier.trim(),
        region: request.region.trim(),
        rung: request.rung.map(Into::into),
        parent,
    };
    let id = made(console, &live, live.directory.create(&tenant, reason)).await?;
    after(console, id).await
}

/// Changes a tenant's tier.
pub async fn tenant_set_tier(console: &Console, request: TierChange) -> Answer<TenantView> {
    let reason = reason(&request.reason)?;
    let (live, tenant, version) = decided(console, &request.tenant, request.version.as_ref()).await?;
    let acknowledged: Vec<LimitName> = request.acknowledge.iter().map(|limit| (*limit).into()).collect();
    made(
        console,
        &live,
        live.directory.set_tier(tenant, request.tier.trim(), reason, version, &acknowledged),
    )
    .await?;
    after(console, tenant).await
}

/// Overrides a limit.
pub async fn tenant_set_limit(console: &Console, request: LimitSet) -> Answer<TenantView> {
    let reason = reason(&request.reason)?;
    let value: LimitValue = request.value.0.parse()?;
    let (live, tenant, version) = decided(console, &request.tenant, request.version.as_ref()).await?;
    let limit = (request.limit.into(), value);
    let until = request.until.map(|until| until.0);
    made(console, &live, live.directory.set_limit(tenant, limit, reason, until, version)).await?;
    after(console, tenant).await
}

/// Clears an override.
pub async fn tenant_clear_limit(console: &Console, request: LimitClear) -> Answer<TenantView> {
    let reason = reason(&request.reason)?;
    let (live, tenant, version) = decided(console, &request.tenant, request.version.as_ref()).await?;
    made(console, &live, live.directory.clear_limit(tenant, request.limit.into(), reason, version)).await?;
    after(console, tenant).await
}

/// Suspends a tenant.
pub async fn tenant_suspend(console: &Console, request: StatusChange) -> Answer<TenantView> {
    let reason = reason(&request.reason)?;
    let (live, tenant, version) = decided(console, &request.tenant, request.version.as_ref()).await?;
    made(console, &live, live.directory.suspend(tenant, reason, version)).await?;
    after(console, tenant).await
}

/// Resumes a tenant.
pub async fn tenant_resume(console: &Console, request: StatusChange) -> Answer<TenantView> {
    let reason = reason(&request.reason)?;
    let (live, tenant, version) = decided(console, &request.tenant, request.version.as_ref()).await?;
    made(console, &live, live.directory.resume(tenant, reason, version)).await?;
    after(console, tenant).await
}
