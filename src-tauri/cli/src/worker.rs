//! `worker run`: executes operations. It ends in order on an interrupt or a termination: the step that runs is ended.

use std::path::PathBuf;
use std::time::Duration;

use tenantry_console::error::CommandError;
use tenantry_engine::operations::{Worker, WorkerConfig};
use tokio::signal::unix::{SignalKind, signal};

use crate::args::{Cli, WorkerVerb};
use crate::run::Outcome;

pub(crate) async fn run(verb: &WorkerVerb, cli: &Cli) -> Outcome<String> {
    let WorkerVerb::Run { once, name, patience, at_once, look, archives } = verb;
    let url = cli.url.as_deref().ok_or_else(|| {
        CommandError::invalid(
            "url",
            "A worker has a login of its own, and no URL was given.",
            "Give --url with a login of tenantry_worker, or set TENANTRY_DATABASE_URL.",
        )
    })?;
    let mut config = WorkerConfig::new(url, archives.clone().map_or_else(default_archives, Ok)?);
    config.name.clone_from(name);
    config.patience = seconds("patience", *patience)?;
    config.look = seconds("look", *look)?;
    config.at_once = *at_once;
    let worker = Worker::launch(config).await?;
    eprintln!("{} works.", worker.name());
    let stopped = async {
        let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
        let [Ok(mut interrupted), Ok(mut terminated)] = signals else { return std::future::pending().await };
        tokio::select! { _ = interrupted.recv() => {} _ = terminated.recv() => {} }
    };
    let idle = async { if *once { worker.until_idle().await } else { std::future::pending().await } };
    tokio::select! {
        () = stopped => eprintln!("Stopping after the steps that run."),
        outcome = idle => outcome?,
    }
    worker.stop().await?;
    Ok(if *once { "The queue is empty.".to_owned() } else { "Stopped.".to_owned() })
}

fn seconds(field: &str, value: f64) -> Outcome<Duration> {
    let wrong = || CommandError::invalid(field, "This is not a number of seconds.", "Give 1 or more.");
    Duration::try_from_secs_f64(value).map_err(|_| wrong())
}

fn default_archives() -> Outcome<PathBuf> {
    tenantry_engine::operations::default_archives().map_err(Into::into)
}
