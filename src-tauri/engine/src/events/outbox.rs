//! Writing events with the changes that they tell of.

use super::{Event, names_another_tenant};
use crate::scoped::{Answer, Step, TenantData};
use crate::{EngineError, context};

const NOTE: &str = "select tenantry.note_refused_event($1, $2)";
const NAMES_ANOTHER: &str = "The payload of the event names another tenant.";

/// Writes changes and their events for the scope's tenant. Cloning shares the connections.
#[derive(Clone)]
pub struct Outbox {
    data: TenantData,
}

impl Outbox {
    /// Events go where the tenant's rows are.
    pub const fn new(data: TenantData) -> Self {
        Self { data }
    }

    /// Makes the changes and writes the events: one round trip, one transaction, all or nothing. The answers are those
    /// of the changes. Statements name their tables as for [`TenantData::round`].
    ///
    /// An event that names another tenant is refused with all of it, and noted where [`super::SetAside`] shows it.
    ///
    /// # Errors
    /// [`EngineError::NoTenant`] outside of a scope, [`EngineError::Invalid`] with the field `payload`, and as
    /// [`TenantData::round`].
    pub async fn write(&self, changes: &[Step<'_>], events: &[Event]) -> Result<Vec<Answer>, EngineError> {
        let tenant = context::require()?;
        if let Some(bad) = events.iter().find(|event| names_another_tenant(event.payload(), tenant.id)) {
            let (kind, why) = (bad.kind().to_owned(), NAMES_ANOTHER.to_owned());
            self.data.round(&[Step::new(NOTE, &[&kind, &why])]).await?;
            tracing::warn!(kind, "an event was refused: its payload names another tenant");
            return Err(EngineError::Invalid {
                field: "payload".to_owned(),
                message: why,
                remedy: "Leave the tenant out: the event carries it.".to_owned(),
            });
        }
        let params: Vec<_> = events.iter().map(Event::params).collect();
        let mut steps = changes.to_vec();
        steps.extend(params.iter().map(Event::step));
        let mut answers = self.data.round(&steps).await?;
        answers.truncate(changes.len());
        Ok(answers)
    }
}
