//! Waiting for AWS, seen by whoever watches the operation, and ended at once when he cancels.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tenantry_aws::{Aws, Instance};
use tokio::time::Instant;

use super::super::Wanted;
use super::{facts, found, refused};
use crate::EngineError;
use crate::operations::ledger::{Ledger, Taken};
use crate::operations::steps::{Shop, Step, StepError, did};

/// How often AWS is looked at before it is given up.
const LOOKS: u32 = 60;

/// Waits until the instance takes connections, and writes down what AWS made.
pub(super) async fn until_ready(
    aws: &Aws,
    shop: &Shop,
    ledger: &Ledger,
    taken: &Taken,
    wanted: &Wanted,
) -> Step {
    let mut waiting = Waiting::new(shop, ledger, taken, "await_instance");
    loop {
        let state = match found(aws, taken, wanted).await? {
            Some(found) if found.has_failed() => return Err(failed(wanted, &found.state)),
            Some(found) if found.is_ready() && became(taken, &found) => {
                ledger.instance_seen(taken, Some(&facts(wanted, &found))).await?;
                return Ok(did(ready(&found)));
            }
            Some(found) => {
                ledger.instance_seen(taken, Some(&facts(wanted, &found))).await?;
                found.state
            }
            // AWS may need a moment to find what it was just asked for
            None => "not seen yet".to_owned(),
        };
        waiting.rest(&wanted.identifier, &state).await?;
    }
}

/// Whether a change that was asked for at once is there: AWS says "available" for a moment before it begins.
fn became(taken: &Taken, found: &Instance) -> bool {
    let at_once = taken.plan["atOnce"].as_bool().unwrap_or_default();
    let class = taken.plan["change"]["class"].as_str();
    !at_once || class.is_none_or(|class| class == found.class && found.pending.is_empty())
}

fn ready(found: &Instance) -> String {
    let pending = match found.pending.as_slice() {
        [] => String::new(),
        pending => format!(" In its maintenance window: {}.", pending.join(", ")),
    };
    format!("{} is available.{pending}", found.identifier)
}

fn failed(wanted: &Wanted, state: &str) -> StepError {
    EngineError::Precondition {
        field: "aws".to_owned(),
        message: format!("AWS says that {} is {state}: it will not become available.", wanted.said()),
        remedy: match state {
            "incompatible-network" => "Correct the subnet group and the security groups, and retry.",
            "storage-full" => "Give it more storage in the AWS console, and retry.",
            _ => "Look at its events in the AWS console, and retry.",
        }
        .to_owned(),
    }
    .into()
}

/// Waits until there is no instance of the name.
pub(super) async fn until_gone(
    aws: &Aws,
    shop: &Shop,
    ledger: &Ledger,
    taken: &Taken,
    wanted: &Wanted,
    step: &str,
) -> Result<(), StepError> {
    let mut waiting = Waiting::new(shop, ledger, taken, step);
    while let Some(found) = aws.instance(&wanted.identifier).await.map_err(refused)? {
        waiting.rest(&wanted.identifier, &found.state).await?;
    }
    Ok(())
}

/// Waits until a snapshot is whole.
pub(super) async fn until_kept(
    aws: &Aws,
    shop: &Shop,
    ledger: &Ledger,
    taken: &Taken,
    id: &str,
) -> Result<(), StepError> {
    let mut waiting = Waiting::new(shop, ledger, taken, "final_snapshot");
    loop {
        let state = match aws.snapshot(id).await.map_err(refused)? {
            Some(snapshot) if snapshot.state == "available" => return Ok(()),
            Some(snapshot) if snapshot.state == "failed" => {
                return Err(EngineError::Precondition {
                    field: "aws".to_owned(),
                    message: format!("AWS could not make the snapshot {id}."),
                    remedy: "Nothing was removed. Look at its events in the AWS console, and retry."
                        .to_owned(),
                }
                .into());
            }
            Some(snapshot) => match snapshot.percent {
                Some(percent) => format!("{} ({percent} %)", snapshot.state),
                None => snapshot.state,
            },
            None => "not seen yet".to_owned(),
        };
        waiting.rest(id, &state).await?;
    }
}

struct Waiting<'a> {
    shop: &'a Shop,
    ledger: &'a Ledger,
    taken: &'a Taken,
    step: &'a str,
    began: Instant,
    looks: u32,
}

impl<'a> Waiting<'a> {
    fn new(shop: &'a Shop, ledger: &'a Ledger, taken: &'a Taken, step: &'a str) -> Self {
        Self { shop, ledger, taken, step, began: Instant::now(), looks: 0 }
    }

    /// Shows what is waited for, and rests; an error when it takes too long, or somebody wants it to stop.
    async fn rest(&mut self, what: &str, state: &str) -> Result<(), StepError> {
        self.looks += 1;
        let minutes = self.began.elapsed().as_secs_f64() / 60.0;
        if self.looks > LOOKS {
            return Err(EngineError::Precondition {
                field: "aws".to_owned(),
                message: format!("{what} was still {state} after {minutes:.0} minutes."),
                remedy: "Look at its events in the AWS console, and retry.".to_owned(),
            }
            .into());
        }
        let shown =
            format!("{what} is {state}; looked {} of {LOOKS} times, {minutes:.1} minutes.", self.looks);
        if !self.ledger.waits(self.taken, self.step, &shown).await? {
            return Err(interrupted());
        }
        let until = Instant::now() + self.shop.ground.look;
        while Instant::now() < until {
            if self.shop.stopping.load(Ordering::Acquire) {
                return Err(interrupted());
            }
            tokio::time::sleep((until - Instant::now()).min(Duration::from_millis(500))).await;
        }
        Ok(())
    }
}

/// Ends the attempt; the next one learns why.
fn interrupted() -> StepError {
    EngineError::Busy {
        message: "The wait was interrupted.".to_owned(),
        remedy: "It goes on by itself.".to_owned(),
    }
    .into()
}
