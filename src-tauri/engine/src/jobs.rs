//! Jobs: work for a tenant that outlives the process, on `dbos` queues in the control database (feature `jobs`; asking
//! for one needs no feature). A job carries its tenant in
//! its id, its partition, its attributes and its input; it runs inside that tenant's scope, and never in another's.
//!
//! - A process with workers launches [`Jobs`] with a login of `tenantry_worker`. A service has no access to the queue, in
//!   which all tenants' inputs lie: it writes a [`request`] with its change, and [`Jobs::take_requests`] puts it on the
//!   queue, once.
//! - So many jobs run at once, and so many of one tenant; who has thousands waits for who has one.
//! - A job that was on the queue when a process ended runs in the next; one that was running is begun again by the process
//!   of the same name ([`JobsConfig::executor`]), and what it did in a [`step`] is not done twice.
//!
//! ```no_run
//! # #[cfg(feature = "jobs")] mod example {
//! # use futures_util::FutureExt as _;
//! # use tenantry_engine::connect::Target;
//! # use tenantry_engine::events::Admission;
//! # use tenantry_engine::jobs::{Jobs, JobsConfig};
//! # use tenantry_engine::resolve::Tenants;
//! # async fn example(url: &str) -> Result<(), tenantry_engine::EngineError> {
//! let tenants = Admission::of(Tenants::open(&Target::from_url(url)?));
//! let jobs = Jobs::new(JobsConfig::new(url, "worker-1"), tenants)?
//!     .on("report", |job| async move { Ok(serde_json::json!({ "of": job.tenant.to_string() })) }.boxed())?
//!     .launch()
//!     .await?;
//! // inside `with_tenant`
//! let id = jobs.enqueue("report", "2026-11", serde_json::json!({ "month": 11 })).await?;
//! let report = jobs.wait(&id).await?;
//! # Ok(()) }
//! # }
//! ```

#[cfg(feature = "jobs")]
mod executor;
#[cfg(feature = "jobs")]
mod install;
#[cfg(feature = "jobs")]
mod queue;
#[cfg(feature = "jobs")]
mod schedule;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenantry_model::TenantId;

use crate::EngineError;
use crate::events::Event;

#[cfg(feature = "jobs")]
pub(crate) use queue::refused;
#[cfg(feature = "jobs")]
pub use {
    dbos::step,
    executor::{Jobs, JobsBuilder, JobsConfig},
    install::install,
    schedule::{Schedule, Whom},
};

/// The kind of the event that asks for a job.
const REQUESTED: &str = "tenantry.job_requested";

/// A job, as its handler gets it: inside the scope of its tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Its tenant, which is the scope's.
    pub tenant: TenantId,
    /// What it was given.
    pub payload: Value,
}

/// A job's id: `<tenant>/<kind>/<key>`.
///
/// ```
/// # use tenantry_engine::jobs::JobId;
/// # let acme = tenantry_model::TenantId("0190a6b2-0000-7000-8000-000000000001".parse().unwrap());
/// let id = JobId::new(acme, "report", "2026-11").unwrap();
/// assert_eq!(id.as_str(), "0190a6b2-0000-7000-8000-000000000001/report/2026-11");
/// assert_eq!(id.tenant(), Some(acme));
/// assert!(JobId::new(acme, "report", "").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(String);

impl JobId {
    /// The id of a tenant's job of a kind; `key` tells it from the tenant's others of that kind.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] with the field `kind` or `key`: 1 to 100 visible ASCII characters, no `/` in a kind.
    pub fn new(tenant: TenantId, kind: &str, key: &str) -> Result<Self, EngineError> {
        let fits =
            |text: &str| (1..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        let bad = match (fits(kind) && !kind.contains('/'), fits(key)) {
            (false, _) => "kind",
            (true, false) => "key",
            (true, true) => return Ok(Self(format!("{tenant}/{kind}/{key}"))),
        };
        Err(EngineError::Invalid {
            field: bad.to_owned(),
            message: format!("The {bad} of a job is not a word of 1 to 100 characters."),
            remedy: "Use visible ASCII characters, and no / in a kind.".to_owned(),
        })
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tenant that it names.
    pub fn tenant(&self) -> Option<TenantId> {
        self.0.split('/').next().and_then(|tenant| tenant.parse().ok())
    }
}

/// What lies on the queue.
#[cfg(feature = "jobs")]
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Envelope {
    tenant: TenantId,
    payload: Value,
}

/// What a service asks for.
#[cfg(feature = "jobs")]
#[derive(Debug, Deserialize)]
struct Request {
    kind: String,
    key: String,
    payload: Value,
}

/// Why a job failed: a sentence without values, kept with the job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{0}")]
pub struct JobFailure(pub String);

/// The event that asks for a job of the scope's tenant: written with a change by
/// [`Outbox::write`](crate::events::Outbox::write), the job runs exactly if the change lasts, and once for each `key`.
///
/// ```
/// # use tenantry_engine::jobs::request;
/// let event = request("report", "2026-11", serde_json::json!({ "month": 11 }));
/// assert_eq!(event.kind(), "tenantry.job_requested");
/// ```
pub fn request(kind: &str, key: &str, payload: Value) -> Event {
    let aggregate_id: String = format!("{kind}/{key}").chars().take(200).collect();
    let asked = serde_json::json!({ "kind": kind, "key": key, "payload": payload });
    Event::new(REQUESTED, "tenantry.job", aggregate_id, 1, asked)
}
