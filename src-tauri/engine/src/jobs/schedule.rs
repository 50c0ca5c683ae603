//! Jobs at set times. Nobody is chosen to keep time: every process asks for the same job at the same time, and its id says
//! which time it is for, so that the queue takes one. A time at which no process lived is passed over.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use croner::Cron;
use croner::parser::{CronParser, Seconds};
use serde_json::Value;
use tenantry_model::TenantId;

use super::Jobs;
use crate::EngineError;

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// This tenant, if it is open then.
    One(TenantId),
    /// Every tenant that is active then.
    AllActive,
}

/// A job at set times (UTC).
///
/// ```
/// # use tenantry_engine::jobs::{Schedule, Whom};
/// let nightly = Schedule::new("nightly", "0 3 * * *", "report", serde_json::json!({}), Whom::AllActive).unwrap();
/// assert_eq!(nightly.name(), "nightly");
/// assert!(Schedule::new("never", "0 3 * *", "report", serde_json::json!({}), Whom::AllActive).is_err());
/// ```
#[derive(Debug, Clone)]
pub struct Schedule {
    name: String,
    cron: Cron,
    kind: String,
    payload: Value,
    whom: Whom,
}

impl Schedule {
    /// A schedule: its name, when (`minute hour day month weekday`, with seconds in front if there are six), which kind
    /// of job with which payload, and for whom.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] with the field `schedule`.
    pub fn new(name: &str, cron: &str, kind: &str, payload: Value, whom: Whom) -> Result<Self, EngineError> {
        let parsed = CronParser::builder().seconds(Seconds::Optional).build().parse(cron);
        let cron = parsed.map_err(|why| EngineError::Invalid {
            field: "schedule".to_owned(),
            message: format!("This is no time of a schedule: {why}."),
            remedy: "Write minute, hour, day, month and weekday, such as 0 3 * * *.".to_owned(),
        })?;
        Ok(Self { name: name.to_owned(), cron, kind: kind.to_owned(), payload, whom })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The next time and how long it is until then; none: never.
    pub(super) fn next(&self) -> Option<(DateTime<Utc>, Duration)> {
        let now = Utc::now();
        let next = self.cron.find_next_occurrence(&now, false).ok()?;
        Some((next, (next - now).to_std().unwrap_or_default()))
    }

    /// Puts the jobs of a time on the queue.
    pub(super) async fn put(&self, jobs: &Jobs, time: &DateTime<Utc>) -> Result<(), EngineError> {
        let key = format!("{}@{}", self.name, time.to_rfc3339_opts(SecondsFormat::Secs, true));
        match self.whom {
            Whom::One(tenant) => jobs.put(tenant, &self.kind, &key, self.payload.clone()).await.map(drop),
            Whom::AllActive => {
                jobs.enqueue_for_all_active(&self.kind, &key, self.payload.clone()).await.map(drop)
            }
        }
    }
}
