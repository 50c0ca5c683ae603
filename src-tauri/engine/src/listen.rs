//! Listens to what the database announces: which nouns became stale. It reconnects by itself; a gap is told, because
//! whatever was announced meanwhile was missed.

use serde::Deserialize;
use sqlx::PgPool;
use sqlx::postgres::PgListener;

use crate::EngineError;

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// These nouns changed.
    Stale {
        /// Their words.
        nouns: Vec<String>,
        /// The tenant, when one is meant.
        tenant: Option<String>,
    },
    /// The connection was lost and found again: anything may have changed.
    Gap,
}

#[derive(Deserialize)]
struct Payload {
    nouns: Vec<String>,
    tenant: Option<String>,
}

/// A subscription to the announcements of one server.
pub struct Announcements(PgListener);

impl Announcements {
    /// Subscribes.
    pub async fn subscribe(pool: &PgPool) -> Result<Self, EngineError> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen("tenantry_stale").await?;
        Ok(Self(listener))
    }

    /// Waits for the next announcement. An error means that the server is away.
    pub async fn next(&mut self) -> Result<Heard, EngineError> {
        let Some(notification) = self.0.try_recv().await? else {
            return Ok(Heard::Gap);
        };
        match serde_json::from_str::<Payload>(notification.payload()) {
            Ok(payload) => Ok(Heard::Stale { nouns: payload.nouns, tenant: payload.tenant }),
            Err(_) => Ok(Heard::Gap),
        }
    }
}
