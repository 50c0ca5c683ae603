//! The tenant as an argument of a handler: the guard of a route.

use std::ops::Deref;

use axum_core::extract::FromRequestParts;
use http::request::Parts;
use tenantry_model::TenantContext;

use super::refusal::Refusal;
use crate::context;

/// The tenant of the request, for an axum handler. A handler that takes it cannot run without one: on a public route, or
/// outside of the layer, the request is refused with 500 (`tenant_not_resolved`) before the handler begins. It is the
/// tenant of the scope ([`context::require`]); nothing in the request can put another in its place.
///
/// ```
/// # use tenantry_engine::resolve::http::Tenant;
/// async fn greet(tenant: Tenant) -> String {
///     format!("Hello, {}", tenant.name)
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Tenant(pub TenantContext);

impl Deref for Tenant {
    type Target = TenantContext;
    fn deref(&self) -> &TenantContext {
        &self.0
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Tenant {
    type Rejection = Refusal;
    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Refusal> {
        context::require().map(Self).map_err(|_| {
            tracing::error!(
                "a handler that needs a tenant was reached outside of the layer that resolves one"
            );
            Refusal::Fault
        })
    }
}
