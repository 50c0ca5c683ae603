//! The connections that look-ups run on: a few, held. A pool would ask before or after each use whether the connection
//! lives, and a look-up is one round trip; one that died is seen by its use, and the next is tried.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sqlx::postgres::{PgConnection, PgRow};
#[cfg(feature = "http")]
use tenantry_model::TenantId;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::EngineError;
use crate::connect::Target;

/// How many at most. A look-up takes a fraction of a millisecond, and no tenant is asked for twice at once.
const MOST: usize = 4;
/// The longest that a question may take, waiting for a connection included.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is asked: one statement each.
pub(super) enum Question<'a> {
    /// Who is named so?
    Name { kind: &'static str, value: &'a str },
    /// Write down that a request was refused; was it?
    #[cfg(feature = "http")]
    Refused { claimed: TenantId, named: Option<TenantId>, source: &'static str },
}

/// The connections.
pub(super) struct Asking {
    target: Target,
    idle: Mutex<Vec<PgConnection>>,
    places: Semaphore,
}

impl Asking {
    pub(super) fn new(target: Target) -> Self {
        Self { target, idle: Mutex::default(), places: Semaphore::new(MOST) }
    }

    /// The row that answers a question, if there is one. It is asked again when a held connection turns out dead.
    pub(super) async fn row(&self, question: &Question<'_>) -> Result<Option<PgRow>, EngineError> {
        let asked = timeout(PATIENCE, self.ask(question)).await;
        asked.map_err(|_| EngineError::Busy {
            message: "The directory of tenants did not answer in time.".to_owned(),
            remedy: "Try again in a moment.".to_owned(),
        })?
    }

    async fn ask(&self, question: &Question<'_>) -> Result<Option<PgRow>, EngineError> {
        let Ok(_place) = self.places.acquire().await else {
            return Err(EngineError::Internal("The look-ups have ended.".to_owned()));
        };
        // taken out: a question that is given up half way, or fails, takes its connection with it
        while let Some(mut connection) = self.popped() {
            match run(&mut connection, question).await {
                Err(EngineError::Unavailable(_)) => {}
                outcome => return self.kept(connection, outcome),
            }
        }
        let mut connection = self.target.connect().await?;
        let outcome = run(&mut connection, question).await;
        self.kept(connection, outcome)
    }

    fn kept<T>(&self, connection: PgConnection, outcome: Result<T, EngineError>) -> Result<T, EngineError> {
        if outcome.is_ok() {
            self.idle().push(connection);
        }
        outcome
    }

    fn popped(&self) -> Option<PgConnection> {
        self.idle().pop()
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<PgConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn run(connection: &mut PgConnection, question: &Question<'_>) -> Result<Option<PgRow>, EngineError> {
    let query = match *question {
        Question::Name { kind, value } => {
            sqlx::query("select * from tenantry_control.resolve_tenant($1, $2)").bind(kind).bind(value)
        }
        #[cfg(feature = "http")]
        Question::Refused { claimed, named, source } => {
            let write = sqlx::query("select tenantry_control.audit_refused_request($1, $2, $3)");
            write.bind(claimed.0).bind(named.map(|named| named.0)).bind(source)
        }
    };
    Ok(query.fetch_optional(connection).await?)
}
