//! Listens to what the database announces: which nouns became stale. It reconnects by itself; a gap is told, because
//! whatever was announced meanwhile was missed.

use serde::Deserialize;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tenantry_model::TenantId;

use crate::EngineError;

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// These nouns changed.
    Stale {
        /// Their words.
        nouns: Vec<String>,
        /// The tenant, when one is meant.
        tenant: Option<TenantId>,
    },
    /// The connection was lost and found again: anything may have changed.
    Gap,
}

#[derive(Deserialize)]
struct Payload {
    nouns: Vec<String>,
    tenant: Option<TenantId>,
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

    /// A lost connection is told at once instead of when it was found again; then it is time to subscribe anew.
    pub(crate) fn tells_at_once(mut self) -> Self {
        self.0.eager_reconnect(false);
        self
    }

    /// Asks whether the connection lives: one that was cut on the way says nothing by itself.
    pub(crate) async fn ping(&mut self) -> Result<(), EngineError> {
        sqlx::query("select 1").execute(&mut self.0).await?;
        Ok(())
    }

    /// Waits for the next announcement. An error means that the server is away. Any login can notify on any channel, so
    /// what is not of our shape is passed over: it proves nothing.
    pub async fn next(&mut self) -> Result<Heard, EngineError> {
        loop {
            let Some(notification) = self.0.try_recv().await? else {
                return Ok(Heard::Gap);
            };
            if let Ok(Payload { nouns, tenant }) = serde_json::from_str(notification.payload()) {
                return Ok(Heard::Stale { nouns, tenant });
            }
        }
    }
}
