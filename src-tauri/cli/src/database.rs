//! `db install|status`: what Tenantry has installed in a server.

use serde_json::json;
use tenantry_console::error::CommandError;
use tenantry_engine::connect::Target;
use tenantry_engine::install::{self, Installed};

use crate::args::{Cli, DbVerb};
use crate::print;
use crate::run::Outcome;

pub(crate) async fn run(verb: &DbVerb, cli: &Cli) -> Outcome<String> {
    let url = cli.url.as_deref().ok_or_else(|| {
        CommandError::invalid("url", "No server was named.", "Give --url with the administrator's login.")
    })?;
    let target = Target::from_url(url)?;
    let (found, done) = match verb {
        DbVerb::Status => (install::status(&target).await?, "Installed"),
        DbVerb::Install { dry_run: true, .. } => (install::status(&target).await?, "Would install"),
        DbVerb::Install { dry_run: false, sample } => {
            let sample = if *sample { install::Sample::Included } else { install::Sample::LeftOut };
            (install::install(&target, sample).await?, "Installed")
        }
    };
    Ok(if cli.json { print::json(&as_json(&found)) } else { sentence(&found, done) })
}

fn as_json(found: &[Installed]) -> serde_json::Value {
    let folder = |f: &Installed| json!({ "folder": f.folder, "version": f.version, "pending": f.pending });
    json!({ "folders": found.iter().map(folder).collect::<Vec<_>>() })
}

fn sentence(found: &[Installed], done: &str) -> String {
    let line = |f: &Installed| {
        let version = f.version.map_or("nothing".to_owned(), |version| format!("migration {version:04}"));
        let pending = f.pending.iter().map(|p| format!("\n    pending: {p}")).collect::<String>();
        format!("{done}: {} at {version}{pending}", f.folder)
    };
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}
