//! `tenantryctl`: every console command without a window. It parses, calls, prints; it decides nothing.
//! Answers go to stdout, progress and logs to stderr. Exit: 0 done, 1 refused or failed, 2 usage.
#![expect(clippy::print_stdout, reason = "this program's answers go to stdout")]

mod args;
mod certificate;
mod database;
mod guard;
mod host;
mod isolation;
mod print;
mod run;
mod sandbox;
mod scrub;
mod worker;

use clap::Parser;
use tenantry_console::error::CommandError;

use args::{Cli, Noun};

#[tokio::main]
async fn main() -> std::process::ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("TENANTRY_LOG").unwrap_or_else(|_| "warn".into()),
        )
        .init();
    let cli = Cli::parse();
    // answers line by line, and ends with nothing more to say
    if let Noun::Guard(verb) = &cli.noun {
        return match guard::run(verb) {
            Ok(()) => std::process::ExitCode::SUCCESS,
            Err(error) => refused(&cli, &error),
        };
    }
    let done = |printed| (printed, false);
    let outcome = match &cli.noun {
        Noun::Sandbox(verb) => sandbox::run(verb, cli.json).await.map(done),
        Noun::Db(verb) => database::run(verb, &cli).await.map(done),
        Noun::Isolation(verb) => isolation::run(verb, &cli).await,
        Noun::Worker(verb) => worker::run(verb, &cli).await.map(done),
        Noun::Tenant(_)
        | Noun::Operation(_)
        | Noun::Scrub(_)
        | Noun::Fleet(_)
        | Noun::Cluster(_)
        | Noun::Audit(_) => run::run(&cli).await.map(done),
        Noun::Guard(_) => unreachable!("it was answered above"),
    };
    match outcome {
        Ok((printed, failed)) => {
            println!("{printed}");
            if failed { std::process::ExitCode::FAILURE } else { std::process::ExitCode::SUCCESS }
        }
        Err(error) => refused(&cli, &error),
    }
}

fn refused(cli: &Cli, error: &CommandError) -> std::process::ExitCode {
    if cli.json {
        println!("{}", serde_json::json!({ "error": error }));
    } else {
        eprintln!("{}", print::error(error));
    }
    std::process::ExitCode::FAILURE
}
