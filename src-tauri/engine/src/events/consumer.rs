//! Reading events: every tenant's in order, many tenants at once, and no tenant before all others had their turn.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt as _};
use sqlx::PgPool;
use tenantry_model::TenantId;
use uuid::Uuid;

use super::turn::Turn;
use super::{Admission, Received};
use crate::EngineError;
use crate::connect::{Target, Writes};
use crate::context::with_tenant;
use crate::resolve::NotAdmitted;
use crate::scoped::{TenantData, TenantTransaction};

/// Most tenants of a pass; those left over are first in the next.
const TENANTS: i32 = 1_000;

/// What a handler gives back.
pub type Handling<'a> = BoxFuture<'a, Result<(), EngineError>>;

pub(super) type Handler =
    dyn for<'a> Fn(&'a Received, &'a mut TenantTransaction) -> Handling<'a> + Send + Sync;

/// Hands each event to a handler, inside the scope of its tenant and in the tenant's order.
///
/// - What the handler does in the transaction that it is given lasts exactly if the event counts as handled: exactly
///   once, whatever is killed when. What it does elsewhere happens at least once; [`Received::id`] tells twice from once.
/// - A pass gives each tenant with events one batch: a tenant with many waits for those with few.
/// - Any number of consumers of one name share the work; a tenant's events are with one of them at a time.
/// - An event that fails is tried again after a pause, and holds up its tenant's later ones meanwhile. After so many
///   failures it is set aside ([`super::SetAside`]), and so is every later event of the same aggregate, so that none is
///   handled before one that it builds on; all others go on. One whose payload names another tenant is set aside at once,
///   and so is every event of a tenant that the directory does not know. Those of a closed tenant wait.
///
/// ```no_run
/// # use tenantry_engine::connect::Target;
/// # use tenantry_engine::events::{Admission, Consumer};
/// # use tenantry_engine::resolve::Tenants;
/// # use tenantry_engine::scoped::{Step, TenantData};
/// # async fn example(data: TenantData, directory: &Target, worker: &Target) -> Result<(), tenantry_engine::EngineError> {
/// let tenants = Admission::of(Tenants::open(directory));
/// let consumer = Consumer::new("counter", data, tenants, |event, transaction| {
///     Box::pin(async move {
///         let sql = format!("update {}.settings set value = $1 where key = 'last'", transaction.schema().quoted());
///         transaction.round(&[Step::new(&sql, &[&event.payload])]).await?;
///         Ok(())
///     })
/// });
/// consumer.watches(worker).await?.run().await
/// # }
/// ```
#[derive(Clone)]
pub struct Consumer {
    pub(super) name: String,
    pub(super) data: TenantData,
    tenants: Admission,
    pub(super) handler: Arc<Handler>,
    databases: Vec<PgPool>,
    pub(super) batch: u32,
    pub(super) attempts: i32,
    pub(super) pause: Duration,
    pub(super) patience: Duration,
    at_once: usize,
    rest: Duration,
}

/// What came of a pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pass {
    /// Events that were handled.
    pub handled: u64,
    /// Events that failed and will be tried again.
    pub failed: u64,
    /// Events that were set aside.
    pub aside: u64,
    /// Tenants whose events wait, because they are closed or their database is away.
    pub waiting: u64,
}

impl Consumer {
    /// A consumer whose progress is kept under `name` (lower-case letters, digits and `_.-`, at most 63). `data` needs
    /// a source for the tenants of every database that is watched.
    pub fn new(
        name: impl Into<String>,
        data: TenantData,
        tenants: Admission,
        handler: impl for<'a> Fn(&'a Received, &'a mut TenantTransaction) -> Handling<'a> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            data,
            tenants,
            handler: Arc::new(handler),
            databases: Vec::new(),
            batch: 32,
            attempts: 5,
            pause: Duration::from_secs(1),
            patience: Duration::from_secs(30),
            at_once: 4,
            rest: Duration::from_millis(200),
        }
    }

    /// Takes the events of a database, too, and registers there: from then on events wait for this consumer, and it
    /// begins with the oldest that is kept. The login is a member of `tenantry_worker`: it learns which tenants have
    /// events, and nothing of what they say.
    ///
    /// # Errors
    /// What the database refused.
    pub async fn watches(mut self, target: &Target) -> Result<Self, EngineError> {
        let pool = target.pool(Writes::Allowed);
        sqlx::query("select tenantry.add_event_consumer($1)").bind(&self.name).execute(&pool).await?;
        self.databases.push(pool);
        Ok(self)
    }

    /// Most events of a tenant in one turn, 1 to 1,000; 32 unless said otherwise. They share a transaction.
    #[must_use]
    pub fn batch(self, most: u32) -> Self {
        Self { batch: most.clamp(1, 1_000), ..self }
    }

    /// Tenants that are served at the same time; 4 unless said otherwise. Each holds a connection of the budget.
    #[must_use]
    pub fn at_once(self, tenants: usize) -> Self {
        Self { at_once: tenants.max(1), ..self }
    }

    /// How often an event may fail (5 unless said otherwise), and the pause after the first failure (a second), which
    /// doubles with each further one up to 64 times.
    #[must_use]
    pub fn attempts(self, most: u32, pause: Duration) -> Self {
        Self { attempts: i32::try_from(most.max(1)).unwrap_or(i32::MAX), pause, ..self }
    }

    /// The longest that a handler may take with one event: 30 seconds unless said otherwise, and at most 60.
    #[must_use]
    pub fn patience(self, longest: Duration) -> Self {
        Self { patience: longest.min(Duration::from_secs(60)), ..self }
    }

    /// Handles events until it is dropped. A database that is away is tried again.
    ///
    /// # Errors
    /// None: it ends by being dropped. The type lets `?` stand behind it.
    pub async fn run(&self) -> Result<(), EngineError> {
        loop {
            match self.pass().await {
                Ok(pass) if pass.handled + pass.aside > 0 => {}
                Ok(_) => tokio::time::sleep(self.rest).await,
                Err(error) => {
                    tracing::warn!(consumer = self.name, %error, "events cannot be read now");
                    tokio::time::sleep(self.rest * 5).await;
                }
            }
        }
    }

    /// Gives every tenant that has events one turn.
    ///
    /// # Errors
    /// When no database can be asked which tenants have events.
    pub async fn pass(&self) -> Result<Pass, EngineError> {
        let mut total = Pass::default();
        let mut failure = None;
        for database in &self.databases {
            match self.tenants_with_events(database).await {
                Ok(due) => total.add(self.serve_all(database, due).await),
                Err(error) => failure = Some(error),
            }
        }
        match failure {
            Some(error) if total == Pass::default() => Err(error),
            _ => Ok(total),
        }
    }

    async fn tenants_with_events(&self, database: &PgPool) -> Result<Vec<Uuid>, EngineError> {
        let sql = "select tenant_id from tenantry.tenants_with_events($1, $2)";
        Ok(sqlx::query_scalar(sql).bind(&self.name).bind(TENANTS).fetch_all(database).await?)
    }

    async fn serve_all(&self, database: &PgPool, due: Vec<Uuid>) -> Pass {
        let turns = stream::iter(due).map(|tenant| self.serve(database, TenantId(tenant)));
        let mut turns = turns.buffer_unordered(self.at_once);
        let mut total = Pass::default();
        while let Some(turn) = turns.next().await {
            total.add(turn);
        }
        total
    }

    /// One tenant's turn. What goes wrong with one tenant is no other's concern.
    async fn serve(&self, database: &PgPool, tenant: TenantId) -> Pass {
        let outcome = match self.tenants.ask(tenant).await {
            Ok(context) => with_tenant(context, Turn::new(self, tenant).take()).await,
            Err(NotAdmitted::Unknown) => self.set_aside(database, tenant).await,
            Err(NotAdmitted::Closed(_) | NotAdmitted::Expired) => Ok(Pass { waiting: 1, ..Pass::default() }),
            Err(NotAdmitted::Failed(error)) => Err(error),
        };
        outcome.unwrap_or_else(|error| {
            tracing::warn!(consumer = self.name, %tenant, %error, "a tenant's events wait");
            Pass { waiting: 1, ..Pass::default() }
        })
    }

    async fn set_aside(&self, database: &PgPool, tenant: TenantId) -> Result<Pass, EngineError> {
        let moved: i64 = sqlx::query_scalar("select tenantry.set_events_aside($1, $2, $3)")
            .bind(&self.name)
            .bind(tenant.0)
            .bind("The directory knows no such tenant.")
            .fetch_one(database)
            .await?;
        tracing::warn!(consumer = self.name, %tenant, moved, "events of an unknown tenant were set aside");
        Ok(Pass { aside: u64::try_from(moved).unwrap_or(0), ..Pass::default() })
    }
}

impl Pass {
    pub(super) fn add(&mut self, other: Self) {
        self.handled += other.handled;
        self.failed += other.failed;
        self.aside += other.aside;
        self.waiting += other.waiting;
    }
}
