//! One tenant's turn: a batch of its events in one transaction. When one of them fails, the ones before it are done first,
//! and then it is alone: what it did is undone, its failure is counted, and nobody else's work with it.

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use tenantry_model::TenantId;

use super::consumer::{Consumer, Pass};
use super::{Received, names_another_tenant};
use crate::EngineError;
use crate::scoped::{Step, TenantTransaction};

const CLAIM: &str = "select place, id, kind, aggregate, aggregate_id, version, payload, at, again, held \
                     from tenantry.claim_events($1, $2)";
const FINISH: &str = "select tenantry.finish_events($1, $2)";
const FAIL: &str = "select tenantry.fail_event($1, $2, $3, make_interval(secs => $4), $5)";
/// How long a batch may grow older before what is done of it is kept: its context lives for two minutes.
const LONG: Duration = Duration::from_secs(30);

pub(super) struct Turn<'a> {
    consumer: &'a Consumer,
    tenant: TenantId,
}

/// Why a batch ended early.
struct Failure {
    /// Which event of the batch.
    at: usize,
    place: i64,
    why: String,
    /// Trying again would change nothing.
    hopeless: bool,
}

impl<'a> Turn<'a> {
    pub(super) const fn new(consumer: &'a Consumer, tenant: TenantId) -> Self {
        Self { consumer, tenant }
    }

    /// Takes the turn: at most one batch.
    pub(super) async fn take(self) -> Result<Pass, EngineError> {
        let mut pass = Pass::default();
        let mut left = self.consumer.batch as usize;
        let mut most = left;
        while left > 0 {
            match self.batch(most.min(left)).await? {
                Ok(0) => break,
                Ok(done) => {
                    pass.handled += done as u64;
                    left -= done.min(left);
                    most = left;
                }
                // those before it first
                Err(failure) if failure.at > 0 => most = failure.at,
                Err(failure) => {
                    left -= 1;
                    most = left;
                    if self.count(&failure).await? {
                        pass.aside += 1;
                    } else {
                        pass.failed += 1;
                        break;
                    }
                }
            }
        }
        Ok(pass)
    }

    /// Handles at most so many events: how many were, or which one failed; then nothing of the batch was done.
    async fn batch(&self, most: usize) -> Result<Result<usize, Failure>, EngineError> {
        let consumer = self.consumer;
        let mut transaction = consumer.data.begin().await?;
        let most = i32::try_from(most).unwrap_or(i32::MAX);
        let answers = transaction.round(&[Step::new(CLAIM, &[&consumer.name, &most])]).await?;
        let rows = answers.first().map(|answer| answer.rows.as_slice()).unwrap_or_default();
        let claimed: Vec<Received> =
            rows.iter().map(|row| Received::read(row, self.tenant)).collect::<Result<_, _>>()?;
        let done = match self.handle(&claimed, &mut transaction).await {
            Ok(done) => done,
            Err(failure) => {
                // a lost connection undoes it as well
                let _ = transaction.roll_back().await;
                return Ok(Err(failure));
            }
        };
        match self.keep(&claimed[..done], transaction).await {
            Ok(()) => Ok(Ok(done)),
            Err(error @ (EngineError::Unavailable(_) | EngineError::Busy { .. })) => Err(error),
            // a handler passed over a refusal, or a constraint was looked at last: somebody in the batch, find out who
            Err(error) => Ok(Err(Failure {
                at: done / 2,
                place: claimed.first().map_or(0, |event| event.place),
                why: error.to_string(),
                hopeless: false,
            })),
        }
    }

    async fn keep(&self, done: &[Received], mut transaction: TenantTransaction) -> Result<(), EngineError> {
        if !done.is_empty() {
            let places: Vec<i64> = done.iter().map(|event| event.place).collect();
            transaction.round(&[Step::new(FINISH, &[&self.consumer.name, &places])]).await?;
        }
        transaction.commit().await
    }

    async fn handle(
        &self,
        claimed: &[Received],
        transaction: &mut TenantTransaction,
    ) -> Result<usize, Failure> {
        let began = Instant::now();
        for (at, event) in claimed.iter().enumerate() {
            if at > 0 && began.elapsed() > LONG {
                return Ok(at);
            }
            let failed = |why: String, hopeless| Failure { at, place: event.place, why, hopeless };
            if event.held {
                let why = "An earlier event of the same aggregate is set aside.";
                return Err(failed(why.to_owned(), true));
            }
            if names_another_tenant(&event.payload, self.tenant) {
                return Err(failed("Its payload names another tenant.".to_owned(), true));
            }
            // a handler that panics is a handler that failed
            let handling = AssertUnwindSafe((self.consumer.handler)(event, transaction)).catch_unwind();
            let outcome = tokio::time::timeout(self.consumer.patience, handling).await;
            match outcome {
                Ok(Ok(Ok(()))) => {}
                Ok(Ok(Err(error))) => return Err(failed(error.to_string(), false)),
                Ok(Err(_)) => return Err(failed("The handler panicked.".to_owned(), false)),
                Err(_) => return Err(failed("The handler took too long.".to_owned(), false)),
            }
        }
        Ok(claimed.len())
    }

    /// Counts the failure; whether the event was set aside.
    async fn count(&self, failure: &Failure) -> Result<bool, EngineError> {
        let consumer = self.consumer;
        let most = if failure.hopeless { 0 } else { consumer.attempts };
        let pause = consumer.pause.as_secs_f64();
        let params: [crate::scoped::Param<'_>; 5] =
            [&consumer.name, &failure.place, &failure.why, &pause, &most];
        let answers = consumer.data.round(&[Step::new(FAIL, &params)]).await?;
        let row = answers.first().and_then(|answer| answer.rows.first());
        let aside = row.map(|row| row.get::<bool>(0)).transpose()?.unwrap_or(false);
        tracing::warn!(
            consumer = consumer.name,
            place = failure.place,
            why = failure.why,
            aside,
            "an event could not be handled"
        );
        Ok(aside)
    }
}
