//! A connection that is held for pages: a page is one round trip, and a pool's are three (it asks whether the connection
//! lives before and after). One page at a time; another asked for meanwhile goes through the pool.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnection, PgPool, PgRow};
use sqlx::{Connection, Executor};
use tokio::sync::Mutex;

use super::filter::Fragment;
use crate::EngineError;
use crate::connect::close;

/// A connection that answered so lately is not asked whether it lives.
const TRUSTED: Duration = Duration::from_secs(1);

/// How a reader's statements are planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plans {
    /// Once: right when the way to the rows is the same whatever the values, as along one index.
    Kept,
    /// For the values at hand, as every other connection of ours does.
    Fresh,
}

/// The held connection; cloning shares it.
#[derive(Clone)]
pub(super) struct Reader {
    plans: Plans,
    held: Arc<Mutex<Option<Held>>>,
}

struct Held {
    connection: PgConnection,
    used: Instant,
}

impl Reader {
    pub(super) fn new(plans: Plans) -> Self {
        Self { plans, held: Arc::default() }
    }

    /// All rows of a statement.
    pub(super) async fn rows(&self, pool: &PgPool, statement: Fragment) -> Result<Vec<PgRow>, EngineError> {
        let query = sqlx::query_with(crate::sql::built(statement.sql), statement.arguments);
        let Ok(mut held) = self.held.try_lock() else { return Ok(query.fetch_all(pool).await?) };
        // taken out: a page that is given up half way, or fails, takes its connection with it
        let mut connection = match held.take() {
            Some(held) => self.alive(pool, held).await?,
            None => self.open(pool).await?,
        };
        let rows = query.fetch_all(&mut connection).await?;
        *held = Some(Held { connection, used: Instant::now() });
        Ok(rows)
    }

    /// Ends the connection, unless a page is under way on it: that one is the last.
    pub(super) async fn close(&self) {
        let held = self.held.try_lock().ok().and_then(|mut held| held.take());
        if let Some(held) = held {
            close(held.connection).await;
        }
    }

    /// Drops the connection; one that a page is under way on shows its death by itself.
    pub(super) fn let_go(&self) {
        if let Ok(mut held) = self.held.try_lock() {
            *held = None;
        }
    }

    async fn alive(&self, pool: &PgPool, mut held: Held) -> Result<PgConnection, EngineError> {
        if held.used.elapsed() < TRUSTED || held.connection.ping().await.is_ok() {
            return Ok(held.connection);
        }
        self.open(pool).await
    }

    async fn open(&self, pool: &PgPool) -> Result<PgConnection, EngineError> {
        let mut connection = pool.acquire().await?.detach();
        if self.plans == Plans::Kept {
            connection.execute("set plan_cache_mode = force_generic_plan").await?;
        }
        Ok(connection)
    }
}
