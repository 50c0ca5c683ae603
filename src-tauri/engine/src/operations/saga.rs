//! One operation from its first step to its end: forwards, and when a step fails or somebody cancels, back.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::ledger::{Go, Ledger, Taken, Told};
use super::steps::{self, Shop, StepError};
use crate::EngineError;

/// How often a step is tried, and the rest after the first time; it doubles.
const ATTEMPTS: u32 = 5;
const REST: Duration = Duration::from_millis(500);

/// What a failed step asks for.
enum Afterwards {
    Back,
    Stay,
}

/// Why the way forwards ended.
enum Halt {
    /// All steps are done.
    Done,
    /// A step failed, for this reason; what was done before it is to be taken back, or never can be.
    Failed(StepError, Afterwards),
    /// Somebody cancelled.
    Cancelled,
    /// Another worker has the operation, or this one is stopping: nothing more is to be done here.
    Over,
}

/// Executes an operation. What is written down when this returns early, another worker goes on from.
pub(super) async fn execute(ledger: &Ledger, shop: &Shop, taken: &Taken) -> Result<(), EngineError> {
    match forwards(ledger, shop, taken).await? {
        Halt::Over => Ok(()),
        Halt::Done => ledger.close(taken, "done", None, None).await.map(drop),
        Halt::Failed(why, Afterwards::Back) => {
            let (error, remedy) = (why.error.to_string(), why.remedy());
            back(ledger, shop, taken, "failed", Some((&error, &remedy))).await
        }
        Halt::Failed(why, Afterwards::Stay) => {
            let (error, remedy) = (why.error.to_string(), why.remedy());
            ledger.close(taken, "failed", Some(&error), Some(&remedy)).await.map(drop)
        }
        Halt::Cancelled => back(ledger, shop, taken, "cancelled", None).await,
    }
}

async fn forwards(ledger: &Ledger, shop: &Shop, taken: &Taken) -> Result<Halt, EngineError> {
    for (place, name) in (1..).zip(&taken.steps) {
        match attempts(ledger, shop, taken, (place, name), false).await? {
            Attempted::Done => {}
            Attempted::Cancelled => return Ok(Halt::Cancelled),
            Attempted::Lost => return Ok(Halt::Over),
            Attempted::Failed(why) if why.pauses || steps::cannot_be_undone(name) => {
                return Ok(Halt::Failed(why, Afterwards::Stay));
            }
            Attempted::Failed(why) => return Ok(Halt::Failed(why, Afterwards::Back)),
        }
    }
    Ok(Halt::Done)
}

/// Takes back what was done, last step first. What cannot be taken back is named, and the operation is stuck.
async fn back(
    ledger: &Ledger,
    shop: &Shop,
    taken: &Taken,
    becomes: &str,
    why: Option<(&str, &str)>,
) -> Result<(), EngineError> {
    for (place, name) in (1..).zip(&taken.steps).collect::<Vec<_>>().into_iter().rev() {
        match attempts(ledger, shop, taken, (place, name), true).await? {
            Attempted::Done => {}
            Attempted::Lost | Attempted::Cancelled => return Ok(()),
            Attempted::Failed(stuck) => {
                let error = format!("Step {name} could not be taken back: {}", stuck.error);
                return ledger.close(taken, "stuck", Some(&error), Some(&stuck.remedy())).await.map(drop);
            }
        }
    }
    let (error, remedy) = why.unzip();
    ledger.close(taken, becomes, error, remedy).await.map(drop)
}

enum Attempted {
    Done,
    Cancelled,
    Lost,
    Failed(StepError),
}

/// Does a step, or undoes it, again and again while the reason for failing may pass.
async fn attempts(
    ledger: &Ledger,
    shop: &Shop,
    taken: &Taken,
    (place, name): (i32, &str),
    undo: bool,
) -> Result<Attempted, EngineError> {
    let mut rest = REST;
    for attempt in 1.. {
        // what was begun is ended; what goes back goes on, so that nothing half taken back is left for long
        if shop.stopping.load(Ordering::Acquire) && (!undo || attempt > 1) {
            return Ok(Attempted::Lost);
        }
        match ledger.begin(taken, place, undo).await? {
            Go::Ahead => {}
            Go::Done => return Ok(Attempted::Done),
            Go::Cancel => return Ok(Attempted::Cancelled),
            Go::Lost => return Ok(Attempted::Lost),
        }
        let outcome = match undo {
            // boxed: a step is a deep future, and the compiler lays out only so many levels
            false => Box::pin(steps::perform(shop, ledger, taken, name)).await,
            true => Box::pin(steps::undo(shop, ledger, taken, name)).await,
        };
        let failed = match outcome {
            Ok(told) => {
                let became = if undo { "undone" } else { "done" };
                let kept = ledger.end(taken, place, became, &told).await?;
                return Ok(if kept { Attempted::Done } else { Attempted::Lost });
            }
            Err(failed) => failed,
        };
        let again = failed.may_pass() && attempt < ATTEMPTS;
        let became = match (again, undo) {
            (true, false) => "running",
            (true, true) => "undoing",
            (false, false) => "failed",
            (false, true) => "stuck",
        };
        let told = Told {
            error: Some(failed.error.to_string()),
            resource: failed.resource.clone().filter(|_| undo),
            ..Told::default()
        };
        if !ledger.end(taken, place, became, &told).await? {
            return Ok(Attempted::Lost);
        }
        if !again {
            return Ok(Attempted::Failed(failed));
        }
        tokio::time::sleep(rest).await;
        rest *= 2;
    }
    unreachable!("the last attempt returns")
}
