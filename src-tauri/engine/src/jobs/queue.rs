//! What `dbos` says, in our words; and putting one job on the queue.

use std::time::Duration;

use dbos::{Enqueue, QueueOptions, StartOptions, WorkflowRef};
use serde_json::{Map, Value};

use super::{Envelope, JobFailure, JobId, JobsConfig};
use crate::EngineError;
use crate::events::names_another_tenant;

/// The one queue: partitions keep tenants apart.
pub(super) const QUEUE: &str = "tenantry";

/// How a kind of job is started.
pub(super) type Kind = WorkflowRef<Envelope, Value, JobFailure>;

pub(super) fn options(config: &JobsConfig) -> QueueOptions {
    QueueOptions {
        concurrency: Some(config.at_once),
        worker_concurrency: Some(config.at_once),
        partition_concurrency: Some(config.per_tenant.min(config.at_once)),
        polling_interval: config.poll.max(Duration::from_millis(10)),
        ..QueueOptions::default()
    }
}

/// Puts a job on the queue; the same id again is the same job.
pub(super) async fn put(kind: &Kind, id: &JobId, envelope: Envelope) -> Result<(), EngineError> {
    let tenant = envelope.tenant.to_string();
    if names_another_tenant(&envelope.payload, envelope.tenant) {
        return Err(EngineError::Invalid {
            field: "payload".to_owned(),
            message: "The payload of the job names another tenant.".to_owned(),
            remedy: "Leave the tenant out: the job carries it.".to_owned(),
        });
    }
    let mut attributes = Map::new();
    attributes.insert("tenant".to_owned(), Value::String(tenant.clone()));
    let queue = Enqueue { partition_key: Some(&tenant), ..Enqueue::new(QUEUE) };
    let options = StartOptions {
        workflow_id: Some(id.as_str()),
        queue: Some(queue),
        attributes: Some(&attributes),
        ..StartOptions::default()
    };
    kind.start_with(envelope, options).await.map(drop).map_err(refused)
}

/// What the queue refused. Its sentences may hold SQL and inputs: they go to the log of `dbos` and no further.
pub(crate) fn refused<E>(error: dbos::Error<E>) -> EngineError {
    match error {
        dbos::Error::SystemDatabase(_) => {
            EngineError::Unavailable("The database of the job queue cannot be used now.".to_owned())
        }
        dbos::Error::Config(why) => EngineError::Invalid {
            field: "jobs".to_owned(),
            message: why.to_string(),
            remedy: "Correct the configuration of the job queue.".to_owned(),
        },
        dbos::Error::NotLaunched { .. } => EngineError::Unavailable("The job queue is shut down.".to_owned()),
        _ => EngineError::Internal("The job queue refused.".to_owned()),
    }
}
