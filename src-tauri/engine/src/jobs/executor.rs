//! A process that runs jobs.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use dbos::{Config, DBOS, QueueConflict};
use futures_util::future::BoxFuture;
use futures_util::stream::{self, TryStreamExt as _};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use sqlx::PgPool;
use tenantry_model::{TenantContext, TenantId};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::queue::{Kind, QUEUE, options, put, refused};
use super::{Envelope, Job, JobFailure, JobId, REQUESTED, Request, Schedule};
use crate::EngineError;
use crate::connect::{Target, Writes};
use crate::context::{require, with_tenant};
use crate::events::{Admission, Consumer, names_another_tenant};
use crate::resolve::NotAdmitted;
use crate::scoped::TenantData;

/// Tenants that are read from the directory at a time, and jobs that are put on the queue at a time.
const PAGE: i64 = 1_000;
const PUT_AT_ONCE: usize = 8;
const ACTIVE: &str = "select id from tenantry_control.tenants \
                      where status in ('active', 'migrating') and (subscription_ends is null or subscription_ends > now()) \
                        and id > $1 order by id limit $2";

type Handler = dyn Fn(Job) -> BoxFuture<'static, Result<Value, EngineError>> + Send + Sync;

/// How a process runs jobs.
#[derive(Clone)]
pub struct JobsConfig {
    url: SecretString,
    /// The process' name, 1 to 100 characters: its own, and the same after a restart, so that it takes up what it left.
    pub executor: String,
    /// Jobs that run at once, over all processes; 16.
    pub at_once: i32,
    /// Jobs of one tenant that run at once; 2.
    pub per_tenant: i32,
    /// How often the queue is looked at; 250 ms.
    pub poll: Duration,
    /// Connections to the control database; 8.
    pub connections: u32,
}

impl JobsConfig {
    /// For the control database at `url`, with a login of `tenantry_worker`.
    pub fn new(url: &str, executor: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            executor: executor.into(),
            at_once: 16,
            per_tenant: 2,
            poll: Duration::from_millis(250),
            connections: 8,
        }
    }
}

impl fmt::Debug for JobsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobsConfig").field("executor", &self.executor).finish_non_exhaustive()
    }
}

/// Jobs, before the first one runs: the kinds that there are.
pub struct JobsBuilder {
    config: JobsConfig,
    directory: PgPool,
    dbos: DBOS,
    tenants: Admission,
    kinds: HashMap<String, Kind>,
}

/// Jobs of all tenants. A clone is the same.
#[derive(Clone)]
pub struct Jobs(Arc<Inner>);

struct Inner {
    dbos: DBOS,
    directory: PgPool,
    kinds: HashMap<String, Kind>,
    /// Schedules; they end with this.
    tasks: Mutex<JoinSet<()>>,
}

impl Jobs {
    /// A process that will run jobs, before it is launched. Nothing is connected yet.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when the URL is none.
    #[expect(clippy::new_ret_no_self, reason = "kinds are registered before anything runs")]
    pub fn new(config: JobsConfig, tenants: Admission) -> Result<JobsBuilder, EngineError> {
        let url = config.url.expose_secret();
        let directory = Target::from_url(url)?.pool(Writes::Allowed);
        let dbos = DBOS::new(Config {
            // a job is found by its kind and not by the program that put it there
            app_version: Some("1".to_owned()),
            executor_id: Some(config.executor.clone()),
            max_connections: config.connections.max(2),
            migrate: false,
            listen_queues: Some(vec![QUEUE.to_owned()]),
            ..Config::new("tenantry", url)
        });
        Ok(JobsBuilder { config, directory, dbos, tenants, kinds: HashMap::new() })
    }

    /// Puts a job of the scope's tenant on the queue. The same key again is the same job, whatever came of it.
    ///
    /// # Errors
    /// [`EngineError::NoTenant`] outside of a scope, [`EngineError::Invalid`] for an unknown kind or a payload that names
    /// another tenant, [`EngineError::Unavailable`] when the queue is away.
    pub async fn enqueue(&self, kind: &str, key: &str, payload: Value) -> Result<JobId, EngineError> {
        self.put(require()?.id, kind, key, payload).await
    }

    /// Puts a job on the queue for each tenant that is active now, and says how many. Run again with the same key, it
    /// adds those that became active since.
    ///
    /// # Errors
    /// As [`Jobs::enqueue`]; those before the failure are on the queue.
    pub async fn enqueue_for_all_active(
        &self,
        kind: &str,
        key: &str,
        payload: Value,
    ) -> Result<u64, EngineError> {
        let (mut after, mut count) = (Uuid::nil(), 0);
        loop {
            let page: Vec<Uuid> =
                sqlx::query_scalar(ACTIVE).bind(after).bind(PAGE).fetch_all(&self.0.directory).await?;
            let Some(last) = page.last().copied() else { return Ok(count) };
            after = last;
            count += page.len() as u64;
            let puts = page.into_iter().map(|id| Ok(self.put(TenantId(id), kind, key, payload.clone())));
            stream::iter(puts).try_buffer_unordered(PUT_AT_ONCE).try_for_each(|_| async { Ok(()) }).await?;
        }
    }

    /// Waits for what came of a job of the scope's tenant.
    ///
    /// # Errors
    /// [`EngineError::NoTenant`] outside of a scope; [`EngineError::NotFound`] for no job, or another tenant's;
    /// [`EngineError::Precondition`] with its failure.
    pub async fn wait(&self, id: &JobId) -> Result<Value, EngineError> {
        let tenant = require()?.id;
        if id.tenant() != Some(tenant) {
            return Err(EngineError::NotFound("The tenant has no such job.".to_owned()));
        }
        let handle = self.0.dbos.retrieve_workflow::<Value, JobFailure>(id.as_str()).map_err(refused)?;
        handle.status().await.map_err(|error| match error {
            dbos::Error::WorkflowNotFound { .. } => {
                EngineError::NotFound("The tenant has no such job.".to_owned())
            }
            other => refused(other),
        })?;
        handle.result().await.map_err(|error| match error {
            dbos::Error::Application(failure) => EngineError::Precondition {
                field: "job".to_owned(),
                message: failure.0,
                remedy: "Mend the cause, and put the job on the queue under another key.".to_owned(),
            },
            other => refused(other),
        })
    }

    /// Keeps a schedule for as long as this lives. Any number of processes keep the same one: each time is done once.
    pub fn keep(&self, schedule: Schedule) {
        let jobs = Arc::downgrade(&self.0);
        let mut tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.spawn(async move {
            while let Some((time, rest)) = schedule.next() {
                tokio::time::sleep(rest).await;
                let Some(inner) = jobs.upgrade() else { return };
                if let Err(error) = schedule.put(&Self(inner), &time).await {
                    tracing::warn!(schedule = schedule.name(), %error, "a scheduled job could not be put on the queue");
                }
            }
        });
    }

    /// The consumer that puts what services [`request`](super::request) on the queue, once. Let it watch every database
    /// with tenant rows, and run.
    pub fn take_requests(&self, data: TenantData, tenants: Admission) -> Consumer {
        let jobs = self.clone();
        Consumer::new("tenantry.jobs", data, tenants, move |event, _| {
            let jobs = jobs.clone();
            Box::pin(async move {
                if event.kind == REQUESTED {
                    let request: Request = event.payload_as()?;
                    jobs.put(event.tenant, &request.kind, &request.key, request.payload).await?;
                }
                Ok(())
            })
        })
    }

    /// Stops. What runs is left for the next process of this name.
    pub async fn shut_down(&self) {
        let mut tasks = std::mem::take(&mut *self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        tasks.shutdown().await;
        self.0.dbos.shutdown().await;
        self.0.directory.close().await;
    }

    pub(super) async fn put(
        &self,
        tenant: TenantId,
        kind: &str,
        key: &str,
        payload: Value,
    ) -> Result<JobId, EngineError> {
        let id = JobId::new(tenant, kind, key)?;
        let known = self.0.kinds.get(kind).ok_or_else(|| EngineError::Invalid {
            field: "kind".to_owned(),
            message: "There is no such kind of job.".to_owned(),
            remedy: "Name one that the process was given a handler for.".to_owned(),
        })?;
        put(known, &id, Envelope { tenant, payload }).await?;
        Ok(id)
    }
}

impl JobsBuilder {
    /// A kind of job, and what does it, inside the tenant's scope. A sentence of its error is kept with the job.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when the kind has a handler.
    pub fn on(
        mut self,
        kind: &str,
        handler: impl Fn(Job) -> BoxFuture<'static, Result<Value, EngineError>> + Send + Sync + 'static,
    ) -> Result<Self, EngineError> {
        let (tenants, handler): (_, Arc<Handler>) = (self.tenants.clone(), Arc::new(handler));
        let work = move |envelope: Envelope| {
            let (tenants, handler) = (tenants.clone(), Arc::clone(&handler));
            async move {
                let outcome = run(envelope, &tenants, &*handler).await;
                outcome.map_err(|error| dbos::Error::Application(JobFailure(error.to_string())))
            }
        };
        let known = self.dbos.register_workflow(kind, work).map_err(refused)?;
        self.kinds.insert(kind.to_owned(), known);
        Ok(self)
    }

    /// Begins to run jobs, first those that a process of this name left.
    ///
    /// # Errors
    /// [`EngineError::Unavailable`] when the control database is away or [`install`](super::install) has not been run.
    pub async fn launch(self) -> Result<Jobs, EngineError> {
        self.dbos.launch().await.map_err(refused)?;
        let queue = self.dbos.register_queue(QUEUE, options(&self.config), QueueConflict::AlwaysUpdate).await;
        if let Err(error) = queue {
            self.dbos.shutdown().await;
            return Err(refused(error));
        }
        Ok(Jobs(Arc::new(Inner {
            dbos: self.dbos,
            directory: self.directory,
            kinds: self.kinds,
            tasks: Mutex::default(),
        })))
    }
}

/// Runs a job inside its tenant's scope: the tenant that its id names, that its envelope names, and no other.
async fn run(envelope: Envelope, tenants: &Admission, handler: &Handler) -> Result<Value, EngineError> {
    let id = JobId(dbos::workflow_id().unwrap_or_default());
    let tenant = envelope.tenant;
    if id.tenant() != Some(tenant) || names_another_tenant(&envelope.payload, tenant) {
        return Err(EngineError::Denied("The job names two tenants.".to_owned()));
    }
    let context = admitted(tenants, tenant).await?;
    with_tenant(context, handler(Job { id, tenant, payload: envelope.payload })).await
}

/// The context of a tenant. A directory that is away for a moment is no reason to fail a job.
async fn admitted(tenants: &Admission, tenant: TenantId) -> Result<TenantContext, EngineError> {
    let mut rest = Duration::from_millis(200);
    loop {
        match tenants.ask(tenant).await {
            Err(NotAdmitted::Failed(EngineError::Unavailable(_) | EngineError::Busy { .. }))
                if rest < Duration::from_secs(60) =>
            {
                tokio::time::sleep(rest).await;
                rest *= 2;
            }
            outcome => return Ok(outcome?),
        }
    }
}
