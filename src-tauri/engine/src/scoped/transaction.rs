//! A transaction of several round trips. Dropped before it is committed, it is undone.

use tenantry_model::{DbIdent, TenantContext};

use super::data::enter;
use super::pool::Held;
use super::source::schema;
use super::{Answer, Step};
use crate::EngineError;

/// A transaction for one tenant. The context stands for all of it; leaving the scope does not change it.
pub struct TenantTransaction {
    held: Held,
    tenant: TenantContext,
    begun: bool,
}

impl TenantTransaction {
    pub(super) const fn new(held: Held, tenant: TenantContext) -> Self {
        Self { held, tenant, begun: false }
    }

    /// The schema of the tenant's tables.
    pub fn schema(&self) -> DbIdent {
        schema(&self.tenant, &self.held.source).clone()
    }

    /// Runs statements in one round trip; the first brings `begin` and the context along.
    ///
    /// # Errors
    /// What the database refused: the transaction is then good for nothing but to be dropped.
    pub async fn round(&mut self, steps: &[Step<'_>]) -> Result<Vec<Answer>, EngineError> {
        if self.begun {
            return Ok(self.held.connection()?.round(steps).await?);
        }
        self.begun = true;
        let mut all = Vec::with_capacity(steps.len() + 1);
        all.push(Step::new("begin", &[]));
        all.extend_from_slice(steps);
        let mut answers = enter(&mut self.held, &self.tenant, &all).await?;
        answers.remove(0);
        Ok(answers)
    }

    /// Makes it last.
    ///
    /// # Errors
    /// What the database refused at the last moment (a deferred constraint), or a lost connection: then it is not known
    /// whether it lasts.
    pub async fn commit(mut self) -> Result<(), EngineError> {
        self.end("commit").await
    }

    /// Undoes it, and keeps the connection for others; dropping closes it.
    ///
    /// # Errors
    /// A lost connection; it is undone all the same.
    pub async fn roll_back(mut self) -> Result<(), EngineError> {
        self.end("rollback").await
    }

    async fn end(&mut self, how: &str) -> Result<(), EngineError> {
        if self.begun {
            self.held.connection()?.round(&[Step::new(how, &[])]).await?;
        }
        Ok(())
    }
}
