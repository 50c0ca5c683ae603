//! The layer itself: decides, then runs the service inside the tenant's scope.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum_core::body::Body;
use axum_core::response::IntoResponse as _;
use http::header::VARY;
use http::{HeaderName, HeaderValue, Request, Response};
use tenantry_model::TenantContext;
use tower_layer::Layer;
use tower_service::Service;

use super::TENANT_HEADER;
use super::builder::{ResolutionBuilder, Settings};
use super::decide::Judge;
use super::named::Strategy;
use super::refusal::Refusal;
use crate::context::with_tenant;
use crate::resolve::Tenants;

/// A `tower` layer that resolves the tenant of each request; see the [module](super). A clone shares everything.
///
/// ```no_run
/// # use tenantry_engine::resolve::http::Resolution;
/// # use tower_layer::Layer as _;
/// # fn example<S: Clone>(resolution: &Resolution, service: S) {
/// let service = resolution.layer(service);
/// # }
/// ```
#[derive(Clone)]
pub struct Resolution(Arc<Judge>);

/// A service whose requests have a tenant, unless their route is public.
#[derive(Clone)]
pub struct Resolved<S> {
    inner: S,
    judge: Arc<Judge>,
}

impl Resolution {
    /// Begins to configure one.
    pub fn builder(tenants: Tenants) -> ResolutionBuilder {
        ResolutionBuilder::new(tenants)
    }

    pub(super) fn new(tenants: Tenants, settings: Settings) -> Self {
        Self(Arc::new(Judge::new(settings, tenants)))
    }
}

impl fmt::Debug for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolution").finish_non_exhaustive()
    }
}

impl<S> fmt::Debug for Resolved<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolved").finish_non_exhaustive()
    }
}

impl<S> Layer<S> for Resolution {
    type Service = Resolved<S>;
    fn layer(&self, inner: S) -> Resolved<S> {
        Resolved { inner, judge: Arc::clone(&self.0) }
    }
}

impl<S, B> Service<Request<B>> for Resolved<S>
where
    S: Service<Request<B>, Response = Response<Body>> + Clone + Send + 'static,
    S::Future: Send,
    B: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // the clone may not be ready: the one that was asked goes along
        let fresh = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, fresh);
        let judge = Arc::clone(&self.judge);
        Box::pin(async move {
            if judge.settings.public.contains(request.uri().path()) {
                return inner.call(request).await;
            }
            let (parts, body) = request.into_parts();
            let tenant = match judge.decide(&parts.uri, &parts.headers).await {
                Ok(tenant) => tenant,
                Err(refusal) => return Ok(refused(refusal)),
            };
            let request = Request::from_parts(parts, body);
            let work = async move { inner.call(request).await };
            let mut response = with_tenant(tenant.clone(), work).await?;
            let by_header = judge.settings.sources.strategies.contains(&Strategy::Header);
            mark(&mut response, &tenant, by_header);
            Ok(response)
        })
    }
}

fn refused(refusal: Refusal) -> Response<Body> {
    tracing::debug!(code = refusal.code(), "a request was refused");
    refusal.into_response()
}

/// Names the tenant, whatever the handler wrote there; caches on the way must not mix tenants.
fn mark(response: &mut Response<Body>, tenant: &TenantContext, by_header: bool) {
    let name = HeaderName::from_static(TENANT_HEADER);
    let id = HeaderValue::try_from(tenant.id.to_string()).expect("a UUID is letters, digits and hyphens");
    response.headers_mut().insert(name, id);
    if by_header {
        response.headers_mut().append(VARY, HeaderValue::from_static(TENANT_HEADER));
    }
}
