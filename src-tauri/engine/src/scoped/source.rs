//! Where the rows of a tenant are, and how they are reached: one source for each cluster's shared tables, one for each
//! tenant with a database or an instance of its own.

use std::collections::HashMap;
use std::sync::Arc;

use tenantry_model::{DbIdent, Placement, TenantContext, TenantId};

use super::ContextKey;
use crate::EngineError;
use crate::wire::WireTarget;

/// A database with tenant rows.
#[derive(Debug, Clone)]
pub struct Source {
    /// How to reach it, as the service's login there.
    pub target: WireTarget,
    /// The service's key there.
    pub key: ContextKey,
    /// The cluster that the database says it belongs to. The control database says `control`.
    pub cluster: String,
    /// The only tenant there; none: many.
    pub tenant: Option<TenantId>,
    /// The schema of its tables; tenants with a schema of their own have theirs.
    pub schema: DbIdent,
}

/// All sources that a service knows, by cluster and by tenant.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    shared: HashMap<String, Arc<Source>>,
    own: HashMap<TenantId, Arc<Source>>,
}

impl Sources {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The shared tables and the schemas of these clusters are in this database.
    #[must_use]
    pub fn shared(mut self, clusters: impl IntoIterator<Item = String>, source: Source) -> Self {
        let source = Arc::new(Source { tenant: None, ..source });
        self.shared.extend(clusters.into_iter().map(|cluster| (cluster, Arc::clone(&source))));
        self
    }

    /// The rows of this tenant, and of no other, are in this database.
    #[must_use]
    pub fn own(mut self, tenant: TenantId, source: Source) -> Self {
        self.own.insert(tenant, Arc::new(Source { tenant: Some(tenant), ..source }));
        self
    }

    /// The source of a tenant's rows.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when none was given for its placement.
    pub(super) fn of(&self, tenant: &TenantContext) -> Result<Arc<Source>, EngineError> {
        let found = match &tenant.placement {
            Placement::Shared { cluster } | Placement::Schema { cluster, .. } => self.shared.get(cluster),
            Placement::Database { .. } | Placement::Instance { .. } => self.own.get(&tenant.id),
        };
        found.cloned().ok_or_else(|| {
            let (rung, cluster) = (tenant.placement.rung(), tenant.placement.cluster());
            EngineError::NotFound(format!(
                "This service has no source for the {rung} rung of cluster {cluster}; name it among its sources."
            ))
        })
    }
}

/// The schema of a tenant's tables.
pub(super) fn schema<'a>(tenant: &'a TenantContext, source: &'a Source) -> &'a DbIdent {
    match &tenant.placement {
        Placement::Schema { schema, .. } => schema,
        _ => &source.schema,
    }
}
