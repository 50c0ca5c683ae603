//! A process that executes operations. Any number of them work on the same queue.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dbos::{Config, DBOS, QueueConflict, QueueOptions};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::ground::Ground;
use super::ledger::Ledger;
use super::saga;
use super::scrub;
use super::steps::Shop;
use crate::EngineError;
use crate::connect::{Target, Writes};
use crate::jobs::JobFailure;

const QUEUE: &str = "tenantry.operations";
/// How often a worker says that it is there.
const BEAT: Duration = Duration::from_secs(2);

/// How a worker works.
#[derive(Clone)]
pub struct WorkerConfig {
    url: SecretString,
    /// A name for people; the process' number and some random digits are added.
    pub name: String,
    /// Operations that this process executes at once; 4.
    pub at_once: i32,
    /// A worker that was not seen for so long is dead, and what it had is taken up; 10 s.
    pub patience: Duration,
    /// How often the queue is looked at; 250 ms.
    pub poll: Duration,
    /// How often a server that is being made is looked at; 30 s.
    pub look: Duration,
    /// Where archives are kept.
    pub archives: PathBuf,
}

impl WorkerConfig {
    /// For the control database at `url`, with a login of `tenantry_worker`.
    pub fn new(url: &str, archives: PathBuf) -> Self {
        Self {
            url: url.into(),
            name: "worker".to_owned(),
            at_once: 4,
            patience: Duration::from_secs(10),
            poll: Duration::from_millis(250),
            look: Duration::from_secs(30),
            archives,
        }
    }
}

impl fmt::Debug for WorkerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerConfig").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Where archives are kept when nothing else is said: in the user's data folder.
///
/// # Errors
/// [`EngineError::Precondition`] when the user has no data folder.
pub fn default_archives() -> Result<PathBuf, EngineError> {
    let data = dirs::data_local_dir().ok_or_else(|| EngineError::Precondition {
        field: "archives".to_owned(),
        message: "This user has no data folder for archives.".to_owned(),
        remedy: "Name a folder for archives, or set HOME.".to_owned(),
    })?;
    Ok(data.join("tenantry/archives"))
}

/// What lies on the queue, as the queue's SQL function writes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Queued {
    positional_args: (Run,),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Run {
    operation: Uuid,
    run: i32,
}

/// What the executions of one process share.
struct Hand {
    name: String,
    ledger: Ledger,
    shop: Shop,
    /// Executions that go on now.
    busy: watch::Sender<usize>,
}

/// A worker that works. Dropped, it stops where it stands, as a killed one does; [`Worker::stop`] ends it in order.
pub struct Worker {
    dbos: Arc<DBOS>,
    hand: Arc<Hand>,
    beat: JoinHandle<()>,
    scrubs: JoinHandle<()>,
    pool: PgPool,
}

impl Worker {
    /// Begins to work.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when the URL is none, [`EngineError::Denied`] when the login is no worker,
    /// [`EngineError::Unavailable`] when the control database is away or has no queue.
    pub async fn launch(config: WorkerConfig) -> Result<Self, EngineError> {
        let url = config.url.expose_secret();
        let target = Target::from_url(url)?;
        let pool = target.pool(Writes::Allowed);
        let name = format!("{}-{}-{:08x}", config.name, std::process::id(), rand::random::<u32>());
        let hand = Arc::new(Hand {
            name: name.clone(),
            ledger: Ledger { pool: pool.clone() },
            shop: Shop {
                ground: Ground {
                    control: target.database_name(),
                    archives: config.archives,
                    look: config.look,
                },
                stopping: Arc::new(AtomicBool::new(false)),
            },
            busy: watch::Sender::new(0),
        });
        seen(&pool, &name, config.patience).await?;
        let dbos = DBOS::new(Config {
            app_version: Some("1".to_owned()),
            executor_id: Some(name.clone()),
            max_connections: 4,
            migrate: false,
            listen_queues: Some(vec![QUEUE.to_owned()]),
            ..Config::new("tenantry", url)
        });
        let executed = Arc::clone(&hand);
        let work = move |Queued { positional_args: (run,) }: Queued| {
            let hand = Arc::clone(&executed);
            async move {
                let outcome = hand.execute(&run).await;
                outcome.map_err(|error| dbos::Error::Application(JobFailure(error.to_string())))
            }
        };
        dbos.register_workflow("operation", work).map_err(crate::jobs::refused)?;
        dbos.launch().await.map_err(crate::jobs::refused)?;
        let options = QueueOptions {
            worker_concurrency: Some(config.at_once),
            polling_interval: config.poll,
            ..QueueOptions::default()
        };
        let queue = dbos.register_queue(QUEUE, options, QueueConflict::AlwaysUpdate).await;
        queue.map_err(crate::jobs::refused)?;
        let dbos = Arc::new(dbos);
        let (ledger, shop, pause) = (hand.ledger.clone(), hand.shop.clone(), BEAT.min(config.patience / 3));
        let scrubs = tokio::spawn(scrub::attend(ledger, shop, name.clone(), config.patience, pause));
        let beat = tokio::spawn(beat(Arc::clone(&dbos), pool.clone(), name, config.patience));
        Ok(Self { dbos, hand, beat, scrubs, pool })
    }

    /// Its name, as operations show it.
    pub fn name(&self) -> &str {
        &self.hand.name
    }

    /// Waits until nothing is queued or running any more.
    ///
    /// # Errors
    /// When the control database is away.
    pub async fn until_idle(&self) -> Result<(), EngineError> {
        let open = "select (select count(*) from tenantry_control.operations where state in ('queued', 'running', 'cancelling')) \
                         + (select count(*) from tenantry_control.scrubs where state in ('queued', 'running', 'purge_queued', 'purging'))";
        while sqlx::query_scalar::<_, i64>(open).fetch_one(&self.pool).await? > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }

    /// Stops in order: the steps that run end, what comes after them is left to other workers at once.
    ///
    /// # Errors
    /// When the control database is away.
    pub async fn stop(self) -> Result<(), EngineError> {
        self.hand.shop.stopping.store(true, Ordering::Release);
        // the sender lives as long as the hand
        let _ = self.hand.busy.subscribe().wait_for(|busy| *busy == 0).await;
        self.beat.abort();
        // what it had goes on with another worker, from where it stands
        self.scrubs.abort();
        self.dbos.shutdown().await;
        let left = sqlx::query("select tenantry_control.worker_left($1)").bind(&self.hand.name);
        left.execute(&self.pool).await?;
        self.pool.close().await;
        Ok(())
    }
}

impl Hand {
    async fn execute(&self, run: &Run) -> Result<(), EngineError> {
        self.busy.send_modify(|busy| *busy += 1);
        let executed = self.take_and_execute(run).await;
        self.busy.send_modify(|busy| *busy -= 1);
        executed
    }

    async fn take_and_execute(&self, run: &Run) -> Result<(), EngineError> {
        if self.shop.stopping.load(Ordering::Acquire) {
            return Ok(());
        }
        let Some(taken) = self.ledger.take(run.operation, run.run, &self.name).await? else { return Ok(()) };
        tracing::info!(operation = %taken.id, kind = taken.kind, tenant = %taken.tenant, "an operation is taken");
        saga::execute(&self.ledger, &self.shop, &taken).await
    }
}

/// Says that the worker is there; answers which runs of dead workers were given up.
async fn seen(pool: &PgPool, name: &str, patience: Duration) -> Result<Vec<String>, EngineError> {
    let ask = "select tenantry_control.worker_seen($1, $2, make_interval(secs => $3))";
    let ask = sqlx::query_scalar(ask).bind(name).bind(env!("CARGO_PKG_VERSION")).bind(patience.as_secs_f64());
    Ok(ask.fetch_all(pool).await?)
}

async fn beat(dbos: Arc<DBOS>, pool: PgPool, name: String, patience: Duration) {
    let mut ticks = tokio::time::interval(BEAT.min(patience / 3));
    loop {
        ticks.tick().await;
        match seen(&pool, &name, patience).await {
            Ok(given_up) => {
                for run in given_up {
                    // only the queue's memory of it is tidied up; the operation is on the queue again
                    let _ = dbos.cancel(&run).await;
                }
            }
            Err(error) => tracing::warn!(%error, "the worker could not say that it is there"),
        }
    }
}
