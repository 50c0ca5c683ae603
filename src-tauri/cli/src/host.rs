//! The command line as a host of the console: progress goes to stderr, the rest is nobody's business here.

use std::sync::Arc;

use tenantry_console::events::Events;
use tenantry_console::views::{ConnectRequest, ConnectionView, Nothing, Password, Progress, Stale};
use tenantry_console::{Console, LogTail, Places, commands};

use crate::args::Cli;
use crate::run::Outcome;

/// Writes progress to stderr.
pub(crate) struct Stderr;

impl Events for Stderr {
    fn progress(&self, progress: Progress) {
        match progress.total {
            Some(total) => eprintln!("{} {} of {total}", progress.phase, progress.done),
            None => eprintln!("{}", progress.phase),
        }
    }
    fn stale(&self, _: Stale) {}
    fn connection(&self, _: ConnectionView) {}
}

/// A console that is not connected.
pub(crate) fn console(places: Places) -> Console {
    Console::new(places, Arc::new(Stderr), LogTail::default())
}

/// A console connected by the URL, else by the named profile, else by the one connected to last.
pub(crate) async fn connected(cli: &Cli) -> Outcome<Console> {
    let console = console(Places { remember_last: false, works: false, ..Places::of_user() });
    // a flag beats the environment
    if let Some(url) = cli.url.as_ref().filter(|_| cli.profile.is_none()) {
        warn(&console.connect_url(url).await?);
        return Ok(console);
    }
    let profile = match &cli.profile {
        Some(profile) => profile.clone(),
        None => commands::profile_list(&console, Nothing {}).await?.last.ok_or_else(no_server)?,
    };
    let connection = commands::connect(
        &console,
        ConnectRequest { profile, password: std::env::var("TENANTRY_PASSWORD").ok().map(Password::typed) },
    )
    .await?;
    warn(&connection);
    Ok(console)
}

/// What the window shows as warnings goes to stderr.
fn warn(connection: &ConnectionView) {
    for warning in connection.server.iter().flat_map(|server| &server.warnings) {
        eprintln!("{warning}");
    }
}

fn no_server() -> tenantry_console::error::CommandError {
    tenantry_console::error::CommandError::invalid(
        "url",
        "No server was named.",
        "Give --url, set TENANTRY_DATABASE_URL, or give --profile.",
    )
}
