//! `sandbox up|down|status|reset`. The server runs on after this program has ended.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use tenantry_console::views::{Nothing, SandboxUp, SandboxView};
use tenantry_console::{Places, commands};

use crate::args::{Dir, SandboxVerb};
use crate::host::console;
use crate::print;
use crate::run::Outcome;

type Urls = BTreeMap<&'static str, SecretString>;

pub(crate) async fn run(verb: &SandboxVerb, json: bool) -> Outcome<String> {
    let dir = match verb {
        SandboxVerb::Up { dir, .. }
        | SandboxVerb::Down(dir)
        | SandboxVerb::Status(dir)
        | SandboxVerb::Reset(dir) => dir,
    };
    let console = console(places(dir));
    let view = match verb {
        SandboxVerb::Up { port, tenants, seed, .. } => {
            let request = SandboxUp { dir: None, port: *port, tenants: *tenants, seed: *seed };
            commands::sandbox_up(&console, request).await?
        }
        SandboxVerb::Down(_) => commands::sandbox_down(&console, Nothing {}).await?,
        SandboxVerb::Status(_) => commands::sandbox_status(&console, Nothing {}).await?,
        SandboxVerb::Reset(_) => commands::sandbox_reset(&console, Nothing {}).await?,
    };
    let urls = console.sandbox_urls().await?;
    Ok(if json { print::json(&as_json(&view, &urls)) } else { sentence(&view, &urls) })
}

fn places(dir: &Dir) -> Places {
    let absolute = dir.dir.as_deref().map(|dir| std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned()));
    Places { sandbox_dir: absolute, ..Places::of_user() }
}

/// What the window sees, and the URLs.
fn as_json(view: &SandboxView, urls: &Urls) -> serde_json::Value {
    let urls: BTreeMap<&str, &str> = urls.iter().map(|(login, url)| (*login, url.expose_secret())).collect();
    let mut document = json!(view);
    document["urls"] = json!(urls);
    document
}

fn sentence(view: &SandboxView, urls: &Urls) -> String {
    if !view.running {
        return format!("The sandbox in {} is not running.", view.dir);
    }
    let known = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut lines = vec![format!(
        "The sandbox runs on port {} (PostgreSQL {}, {} tenants), data in {}.",
        view.port.unwrap_or_default(),
        known(&view.server_version),
        view.tenants.unwrap_or_default(),
        view.dir
    )];
    lines.extend(urls.iter().map(|(login, url)| format!("  {login:<10} {}", url.expose_secret())));
    lines.join("\n")
}
