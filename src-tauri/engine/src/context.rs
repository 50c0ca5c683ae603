//! The tenant of the code that runs: entered for a scope, nested and restored, carried into spawned tasks only by name.
//!
//! ```
//! # use tenantry_engine::context::{carried, current, require, with_tenant};
//! # use tenantry_model::{Placement, TenantContext, TenantFacts, TenantId, TenantStatus};
//! # fn acme() -> TenantContext { TenantContext::new(TenantFacts {
//! #     id: TenantId("0190a6b2-0000-7000-8000-000000000001".parse().unwrap()), slug: "acme".parse().unwrap(),
//! #     name: "Acme".to_owned(), tier: "pro".to_owned(), status: TenantStatus::Active, subscription_ends: None,
//! #     limits: Vec::new(), region: "eu-west".to_owned(), features: Vec::new(),
//! #     placement: Placement::Shared { cluster: "local".to_owned() }, generation: 1, pool_max: 4,
//! #     statement_timeout_ms: 5_000, encryption_key_ref: None,
//! # }) }
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! assert!(current().is_none());
//! with_tenant(acme(), async {
//!     assert_eq!(require().unwrap().slug.as_str(), "acme");
//!     // a spawned task is outside, unless it is carried
//!     assert!(tokio::spawn(async { current() }).await.unwrap().is_none());
//!     let inside = carried(async { current() }).unwrap();
//!     assert!(tokio::spawn(inside).await.unwrap().is_some());
//! })
//! .await;
//! # });
//! ```

use tenantry_model::TenantContext;
use tracing::Instrument as _;

use crate::EngineError;

tokio::task_local! {
    static CURRENT: TenantContext;
}

/// Runs `work` for a tenant. Scopes nest; what was before is restored after, also when `work` is dropped half way.
/// Spans and log lines made inside carry the tenant's id, and nothing else of it.
pub async fn with_tenant<F: Future>(tenant: TenantContext, work: F) -> F::Output {
    let span = tracing::info_span!("tenant", tenant = %tenant.id);
    CURRENT.scope(tenant, work.instrument(span)).await
}

/// The tenant of this scope, if there is one.
pub fn current() -> Option<TenantContext> {
    CURRENT.try_with(TenantContext::clone).ok()
}

/// The tenant of this scope.
///
/// # Errors
/// [`EngineError::NoTenant`] outside of every scope.
pub fn require() -> Result<TenantContext, EngineError> {
    current().ok_or(EngineError::NoTenant)
}

/// Takes this scope's tenant along: for work that is given to `tokio::spawn`, which leaves the scope.
///
/// # Errors
/// [`EngineError::NoTenant`] outside of every scope.
pub fn carried<F: Future>(work: F) -> Result<impl Future<Output = F::Output>, EngineError> {
    Ok(with_tenant(require()?, work))
}
