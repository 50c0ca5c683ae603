//! Which tenant a request is for, once it is known what its token says and what else it names.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Uri};
use moka::future::Cache;
use tenantry_model::{TenantContext, TenantId};
use tokio::sync::Semaphore;

use super::builder::Settings;
use super::claims::Claims;
use super::named::Named;
use super::refusal::Refusal;
use crate::resolve::{Known, TenantKey, Tenants};

/// The same two tenants are written down once in so long.
const TOLD: Duration = Duration::from_secs(60);
const TOLD_MOST: u64 = 10_000;
/// Refused requests that are being written down at one time.
const WRITERS: usize = 64;

/// Conflicts that were written down of late.
type Told = Cache<(TenantId, Option<TenantId>), ()>;

/// What deciding needs.
pub(super) struct Judge {
    pub(super) settings: Settings,
    tenants: Tenants,
    told: Told,
    writers: Arc<Semaphore>,
}

impl Judge {
    pub(super) fn new(settings: Settings, tenants: Tenants) -> Self {
        let told = Cache::builder().max_capacity(TOLD_MOST).time_to_live(TOLD).build();
        Self { settings, tenants, told, writers: Arc::new(Semaphore::new(WRITERS)) }
    }

    /// The tenant that a request may work for.
    pub(super) async fn decide(&self, uri: &Uri, headers: &HeaderMap) -> Result<TenantContext, Refusal> {
        let claims = match &self.settings.tokens {
            Some(tokens) => tokens.verify(headers).await?,
            None => None,
        };
        if claims.is_none() && self.settings.trusted.is_empty() {
            return Err(Refusal::TokenMissing);
        }
        let named = self.settings.sources.names(uri, headers)?;
        let known = match claims {
            Some(claims) if claims.listed.is_empty() => self.by_claim(&claims, &named).await,
            Some(claims) => self.by_list(&claims, &named).await,
            None => self.by_name(&named).await,
        }?;
        Ok(known.admit()?)
    }

    /// The token's tenant; whatever else names one must name the same.
    async fn by_claim(&self, claims: &Claims, named: &[Named]) -> Result<Known, Refusal> {
        let claim = claims.tenant.as_ref().ok_or(Refusal::ClaimMissing)?;
        let known = self.known(claim).await?;
        match named.iter().find(|named| !known.is_named(&named.key)) {
            Some(other) => Err(self.conflict(claim, other)),
            None => Ok(known),
        }
    }

    /// One of the token's tenants: that which the request names, else the token's own, else the only one.
    async fn by_list(&self, claims: &Claims, named: &[Named]) -> Result<Known, Refusal> {
        let Some((first, others)) = named.split_first() else {
            let only = if let [only] = claims.listed.as_slice() { Some(only) } else { None };
            return self.known(claims.tenant.as_ref().or(only).ok_or(Refusal::Missing)?).await;
        };
        let found = self.tenants.look_up(&first.key).await?;
        let mut own = claims.tenant.iter().chain(&claims.listed);
        // unknown or not listed: the answer is the same, so nobody learns who else is a customer
        let Some(known) = found.filter(|known| own.any(|key| known.is_named(key))) else {
            let claim = claims.tenant.as_ref().or(claims.listed.first()).ok_or(Refusal::ClaimMissing)?;
            return Err(self.conflict(claim, first));
        };
        agreed(known, others)
    }

    /// The first name that is trusted; whatever else names a tenant, trusted or not, must name the same.
    async fn by_name(&self, named: &[Named]) -> Result<Known, Refusal> {
        let trusted = named.iter().find(|named| self.settings.trusted.contains(&named.by));
        let Some(first) = trusted else {
            let needs_token = self.settings.tokens.is_some();
            return Err(if needs_token { Refusal::TokenMissing } else { Refusal::Missing });
        };
        agreed(self.known(&first.key).await?, named)
    }

    async fn known(&self, key: &TenantKey) -> Result<Known, Refusal> {
        self.tenants.look_up(key).await?.ok_or(Refusal::Unknown)
    }

    /// Refuses, and has it written down. The answer does not wait for that: how long it takes would tell whether the other
    /// tenant exists.
    fn conflict(&self, claim: &TenantKey, other: &Named) -> Refusal {
        let Ok(place) = Arc::clone(&self.writers).try_acquire_owned() else {
            tracing::error!(target: "tenantry::audit", "too many requests named another tenant than their token: one is not written down");
            return Refusal::Conflict;
        };
        let (tenants, told) = (self.tenants.clone(), self.told.clone());
        let (claim, other) = (claim.clone(), other.clone());
        tokio::spawn(async move {
            write_down(&tenants, &told, &claim, &other).await;
            drop(place);
        });
        Refusal::Conflict
    }
}

fn agreed(known: Known, others: &[Named]) -> Result<Known, Refusal> {
    if others.iter().all(|other| known.is_named(&other.key)) { Ok(known) } else { Err(Refusal::Ambiguous) }
}

async fn write_down(tenants: &Tenants, told: &Told, claim: &TenantKey, other: &Named) {
    let id = async |key: &TenantKey| tenants.look_up(key).await.ok().flatten().map(|known| known.id());
    let (claimed, named) = (id(claim).await, id(&other.key).await);
    tracing::warn!(target: "tenantry::audit", ?claimed, ?named, source = %other.by, "a request named another tenant than its token");
    // a token of a tenant that there is not: there is no trail to write it in
    let Some(claimed) = claimed else { return };
    if !told.entry((claimed, named)).or_insert(()).await.is_fresh() {
        return;
    }
    if let Err(error) = tenants.audit_conflict(claimed, named, other.by.as_str()).await {
        told.invalidate(&(claimed, named)).await;
        tracing::error!("a refused request was not written to the audit trail: {error}");
    }
}
