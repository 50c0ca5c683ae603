//! From a tenant's id to its context, for work that comes from a queue and not from a request.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tenantry_model::{TenantContext, TenantId};

use crate::EngineError;
use crate::resolve::{NotAdmitted, TenantKey, Tenants};

type Ask = dyn Fn(TenantId) -> BoxFuture<'static, Result<TenantContext, NotAdmitted>> + Send + Sync;

/// Asks for the context of a tenant, and says why there is none.
#[derive(Clone)]
pub struct Admission(Arc<Ask>);

impl Admission {
    /// The directory's word.
    pub fn of(tenants: Tenants) -> Self {
        Self::new(move |id| {
            let tenants = tenants.clone();
            Box::pin(async move { tenants.admit(&TenantKey::Id(id)).await })
        })
    }

    /// Any other source of contexts.
    pub fn new(
        ask: impl Fn(TenantId) -> BoxFuture<'static, Result<TenantContext, NotAdmitted>> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(ask))
    }

    /// The context of the tenant.
    ///
    /// # Errors
    /// [`NotAdmitted`] says why not.
    pub async fn ask(&self, id: TenantId) -> Result<TenantContext, NotAdmitted> {
        let tenant = (self.0)(id).await?;
        if tenant.id == id {
            return Ok(tenant);
        }
        Err(EngineError::Inconsistent("The directory answered with another tenant.".to_owned()).into())
    }
}
