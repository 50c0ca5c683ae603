//! Tenants that share their tables, as many as a test wants, with the service's access to them and what a directory would
//! say of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt as _;
use tenantry_engine::connect::Target;
use tenantry_engine::context::with_tenant;
use tenantry_engine::events::Admission;
use tenantry_engine::resolve::NotAdmitted;
use tenantry_engine::scoped::{Budget, Sources, Step, TenantData};
use tenantry_model::{Rung, TenantContext, TenantId};

use crate::rungs::{facts, placed, source};
use crate::{Fleet, sql};

/// Tenants on the shared rung of one database.
pub struct Neighbours {
    /// The database.
    pub fleet: Fleet,
    /// The tenants.
    pub tenants: Vec<TenantContext>,
    /// The service's access.
    pub data: TenantData,
    /// Who is known and open; a test takes somebody away.
    pub known: Arc<Mutex<HashMap<TenantId, Result<TenantContext, NotAdmitted>>>>,
}

impl Neighbours {
    /// So many tenants.
    pub async fn of(count: usize, budget: Budget) -> Self {
        let fleet = Fleet::fresh().await;
        let mut admin = fleet.admin().await;
        let shared = source(&fleet.url("app"), "control", &mut admin).await;
        let data = TenantData::new(Sources::new().shared(["control".to_owned()], shared), budget);
        let tenants: Vec<TenantContext> = (0..count).map(|_| facts(Rung::Shared)).collect();
        for tenant in &tenants {
            placed(&mut admin, tenant).await;
        }
        let known = tenants.iter().map(|tenant| (tenant.id, Ok(tenant.clone()))).collect();
        Self { fleet, tenants, data, known: Arc::new(Mutex::new(known)) }
    }

    /// What the directory says.
    pub fn admission(&self) -> Admission {
        let known = Arc::clone(&self.known);
        Admission::new(move |id| {
            let found = known.lock().expect("nobody panicked").get(&id).cloned();
            async move { found.unwrap_or(Err(NotAdmitted::Unknown)) }.boxed()
        })
    }

    /// The worker's way to the database.
    pub fn worker(&self) -> Target {
        Target::from_url(&self.fleet.url("worker")).expect("a URL")
    }

    /// One value of a query about everybody, by the superuser.
    pub async fn truth(&self, query: &str) -> String {
        sql::one(&mut self.fleet.admin().await, query).await
    }

    /// The actions in a tenant's log, in the order in which they were written, as its service sees them.
    pub async fn log(&self, tenant: &TenantContext) -> Vec<String> {
        let query = "select action from public.audit_logs order by created_at, action";
        let steps = [Step::new(query, &[])];
        let answers =
            with_tenant(tenant.clone(), self.data.round(&steps)).await.expect("the log can be read");
        answers[0].rows.iter().map(|row| row.get(0).expect("a text")).collect()
    }
}
