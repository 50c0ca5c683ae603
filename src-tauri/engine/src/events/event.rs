//! An event, before it is written and after it is read.

use std::fmt::Display;

use serde::de::DeserializeOwned;
use serde_json::Value;
use tenantry_model::TenantId;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::EngineError;
use crate::scoped::{Param, Row, Step};
use crate::wire::WireError;

const EMIT: &str = "select tenantry.emit($1, $2, $3, $4, $5, $6)";

/// What is about to be told. The tenant and the time are added when it is written.
///
/// ```
/// # use tenantry_engine::events::Event;
/// let event = Event::new("document.renamed", "document", 7, 2, serde_json::json!({ "title": "Offer" }));
/// assert_eq!(event.kind(), "document.renamed");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    id: Uuid,
    kind: String,
    aggregate: String,
    aggregate_id: String,
    version: i64,
    payload: Value,
}

impl Event {
    /// An event of a kind (`document.renamed`) about an aggregate (`document`, its id), whose version is `version` after
    /// the change.
    pub fn new(
        kind: impl Into<String>,
        aggregate: impl Into<String>,
        aggregate_id: impl Display,
        version: i64,
        payload: Value,
    ) -> Self {
        let (kind, aggregate, aggregate_id) = (kind.into(), aggregate.into(), aggregate_id.to_string());
        Self { id: Uuid::now_v7(), kind, aggregate, aggregate_id, version, payload }
    }

    /// The same under an id of the caller's: written a second time, it is refused.
    #[must_use]
    pub fn with_id(self, id: Uuid) -> Self {
        Self { id, ..self }
    }

    /// Its id.
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// Its kind.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    pub(super) const fn payload(&self) -> &Value {
        &self.payload
    }

    /// What [`Event::step`] binds.
    pub fn params(&self) -> [Param<'_>; 6] {
        [&self.id, &self.kind, &self.aggregate, &self.aggregate_id, &self.version, &self.payload]
    }

    /// The statement that writes it, for a round of one's own; put it last: from then on the tenant's other writers of
    /// events wait for the end of the transaction.
    ///
    /// ```
    /// # use tenantry_engine::events::Event;
    /// let event = Event::new("document.renamed", "document", 7, 2, serde_json::json!({}));
    /// let params = event.params();
    /// assert_eq!(Event::step(&params).params.len(), 6);
    /// ```
    pub const fn step<'a>(params: &'a [Param<'a>; 6]) -> Step<'a> {
        Step::new(EMIT, params)
    }
}

/// An event that a [`Consumer`](super::Consumer) hands to its handler, inside the scope of its tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// Its place among the tenant's events: 1, 2, 3 and so on without a gap.
    pub place: i64,
    /// Its id, the same each time it is handed out.
    pub id: Uuid,
    /// Its tenant, which is the scope's.
    pub tenant: TenantId,
    /// Its kind.
    pub kind: String,
    /// The kind of thing that changed.
    pub aggregate: String,
    /// Which of them.
    pub aggregate_id: String,
    /// Its version after the change.
    pub version: i64,
    /// What there is to know.
    pub payload: Value,
    /// When it was written, by the database's clock.
    pub at: OffsetDateTime,
    /// It was set aside and somebody asked for another try: later events have been handled before it.
    pub again: bool,
    /// An earlier event of the same aggregate is set aside.
    pub(super) held: bool,
}

impl Received {
    pub(super) fn read(row: &Row, tenant: TenantId) -> Result<Self, WireError> {
        Ok(Self {
            place: row.get(0)?,
            id: row.get(1)?,
            tenant,
            kind: row.get(2)?,
            aggregate: row.get(3)?,
            aggregate_id: row.get(4)?,
            version: row.get(5)?,
            payload: row.get(6)?,
            at: row.get(7)?,
            again: row.get(8)?,
            held: row.get(9)?,
        })
    }

    /// The payload as a type.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] with the field `payload`; the message does not repeat it.
    pub fn payload_as<T: DeserializeOwned>(&self) -> Result<T, EngineError> {
        T::deserialize(&self.payload).map_err(|_| EngineError::Invalid {
            field: "payload".to_owned(),
            message: format!("The payload of an event {:?} is not of the shape that is expected.", self.kind),
            remedy: "Teach the consumer the shape, and have the event tried again.".to_owned(),
        })
    }
}
