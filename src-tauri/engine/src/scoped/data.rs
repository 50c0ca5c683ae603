//! The door to tenant data.

use std::sync::Arc;

use tenantry_model::{DbIdent, TenantContext};

use super::pool::{Budget, Held, Pool};
use super::source::{Sources, schema};
use super::{Answer, Param, Step, TenantTransaction};
use crate::{EngineError, context};

/// Sets the tenant for the transaction: the signed context, and the longest statement of its tier.
const ENTER: &str =
    "select set_config('tenantry.context', $1, true), set_config('statement_timeout', $2, true)";
/// The same with the tenant's schema as the only place where names are looked up, temporary objects last.
const ENTER_PATH: &str = "select set_config('tenantry.context', $1, true), \
                          set_config('statement_timeout', $2, true), set_config('search_path', $3, true)";

/// Tenant data on every rung, over one budget of connections. Cloning shares it.
#[derive(Clone)]
pub struct TenantData {
    sources: Arc<Sources>,
    pool: Arc<Pool>,
}

impl TenantData {
    /// Connects lazily: a source that nobody asks for is never reached. Must be made inside a runtime.
    pub fn new(sources: Sources, budget: Budget) -> Self {
        Self { sources: Arc::new(sources), pool: Pool::new(budget) }
    }

    /// The schema of the scope's tenant, for statements that name its tables.
    ///
    /// # Errors
    /// [`EngineError::NoTenant`] outside of a scope, [`EngineError::NotFound`] without a source for its placement.
    pub fn schema(&self) -> Result<DbIdent, EngineError> {
        let tenant = context::require()?;
        let source = self.sources.of(&tenant)?;
        Ok(schema(&tenant, &source).clone())
    }

    /// Runs statements of the program's own, which name their tables with [`TenantData::schema`], for the scope's
    /// tenant: one round trip, one transaction, all or nothing.
    ///
    /// # Errors
    /// [`EngineError::NoTenant`] outside of a scope; [`EngineError::Busy`] with the reason when no connection becomes
    /// free in time; else what the database refused.
    pub async fn round(&self, steps: &[Step<'_>]) -> Result<Vec<Answer>, EngineError> {
        let tenant = context::require()?;
        let mut held = self.acquire(&tenant).await?;
        enter(&mut held, &tenant, steps).await
    }

    /// Runs any one statement for the scope's tenant; bare names are looked up in its schema alone. What it may leave
    /// on the connection is discarded before another tenant has it.
    ///
    /// # Errors
    /// As [`TenantData::round`].
    pub async fn custom(&self, step: Step<'_>) -> Result<Answer, EngineError> {
        let tenant = context::require()?;
        let mut held = self.acquire(&tenant).await?;
        let own = schema(&tenant, &held.source).clone();
        held.taint();
        // the same text means other tables in another schema: a statement of its own for each
        let sql = format!("/* {own} */ {sql}", own = own.as_str(), sql = step.sql);
        let path = format!("{}, pg_temp", own.quoted());
        let key = held.source.key.clone();
        let connection = held.connection()?;
        let context = key.sign(&tenant, connection.pid());
        let timeout = tenant.statement_timeout_ms.to_string();
        let params: [Param<'_>; 3] = [&context, &timeout, &path];
        let steps = [Step::new(ENTER_PATH, &params), Step { sql: &sql, ..step }];
        let mut answers = connection.round(&steps).await?;
        Ok(answers.pop().unwrap_or_default())
    }

    /// Begins a transaction of more than one round trip for the scope's tenant.
    ///
    /// # Errors
    /// As [`TenantData::round`]; nothing is sent yet.
    pub async fn begin(&self) -> Result<TenantTransaction, EngineError> {
        let tenant = context::require()?;
        let held = self.acquire(&tenant).await?;
        Ok(TenantTransaction::new(held, tenant))
    }

    /// Connections that the servers count now, over all tenants.
    pub fn open_connections(&self) -> usize {
        self.pool.open()
    }

    /// Round trips that scopes have made, without those that connect or clean up.
    pub fn round_trips(&self) -> u64 {
        self.pool.rounds()
    }

    async fn acquire(&self, tenant: &TenantContext) -> Result<Held, EngineError> {
        self.pool.acquire(tenant, self.sources.of(tenant)?).await
    }
}

/// Runs the steps under the tenant's context, in the same round trip.
pub(super) async fn enter(
    held: &mut Held,
    tenant: &TenantContext,
    steps: &[Step<'_>],
) -> Result<Vec<Answer>, EngineError> {
    let key = held.source.key.clone();
    let connection = held.connection()?;
    let context = key.sign(tenant, connection.pid());
    let timeout = tenant.statement_timeout_ms.to_string();
    let params: [Param<'_>; 2] = [&context, &timeout];
    let mut all = Vec::with_capacity(steps.len() + 1);
    all.push(Step::new(ENTER, &params));
    all.extend_from_slice(steps);
    let mut answers = connection.round(&all).await?;
    answers.remove(0);
    Ok(answers)
}
