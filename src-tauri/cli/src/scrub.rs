//! `scrub`: looked for, shown, decided of and purged.

use std::time::Duration;

use serde_json::{Value, json};
use tenantry_console::error::{CommandError, ErrorCode};
use tenantry_console::{Console, registry};

use crate::args::{Cli, ScrubVerb};
use crate::print;
use crate::run::Outcome;

pub(crate) async fn run(cli: &Cli, console: &Console, verb: &ScrubVerb) -> Outcome<String> {
    let answer = match verb {
        ScrubVerb::Run { reason } => {
            let begun = registry::dispatch(console, "scrub_request", json!({ "reason": reason })).await?;
            ended(console, &begun).await?
        }
        ScrubVerb::Show { id, after } => {
            registry::dispatch(console, "scrub_show", json!({ "scrub": id, "after": after })).await?
        }
        ScrubVerb::Decide { id, words, reason } => {
            let (numbers, decision) = decided(words)?;
            let verdict = json!({ "scrub": id, "numbers": numbers, "decision": decision, "reason": reason });
            registry::dispatch(console, "scrub_decide", verdict).await?
        }
        ScrubVerb::Purge { id, reason } => {
            let act = json!({ "scrub": id, "reason": reason });
            let begun = registry::dispatch(console, "scrub_purge", act).await?;
            ended(console, &begun).await?
        }
    };
    if answer["state"] == "failed" {
        let why = answer["error"].as_str().unwrap_or("The scrub failed.");
        return Err(CommandError::new(ErrorCode::Internal, why));
    }
    Ok(if cli.json { print::json(&answer) } else { print::people("scrub_show", &answer) })
}

/// Waits until a worker has done it. Without a worker there is nothing to wait for.
async fn ended(console: &Console, begun: &Value) -> Outcome<Value> {
    let key = json!({ "scrub": begun["id"] });
    loop {
        let now = registry::dispatch(console, "scrub_show", key.clone()).await?;
        if matches!(now["state"].as_str(), Some("done" | "failed")) {
            return Ok(now);
        }
        if let Some(why) = now["waiting"].as_str() {
            let id = begun["id"].as_str().unwrap_or_default();
            return Err(CommandError::new(ErrorCode::Precondition, format!("The scrub {id} waits. {why}"))
                .remedied(format!("When a worker has run, look with: tenantryctl scrub show {id}")));
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Numbers, and the decision behind them.
fn decided(words: &[String]) -> Outcome<(Vec<u32>, &str)> {
    let (decision, numbers) =
        words.split_last().map_or(("", words), |(last, before)| (last.as_str(), before));
    if !matches!(decision, "purge" | "keep") {
        return Err(CommandError::invalid(
            "decision",
            "The last word is no decision.",
            "Write purge or keep.",
        ));
    }
    let number = |word: &String| {
        word.parse().map_err(|_| {
            CommandError::invalid(
                "numbers",
                "A number of a finding is none.",
                "Give them as scrub show numbers them.",
            )
        })
    };
    Ok((numbers.iter().map(number).collect::<Outcome<_>>()?, decision))
}
