//! `tenant certificate`: shown, written to a file, and held against its digest without a server.

use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use tenantry_console::error::{CommandError, ErrorCode};
use tenantry_console::{Console, registry};
use tenantry_engine::operations::verify_certificate;

use crate::args::Cli;
use crate::print;
use crate::run::Outcome;

/// Shows the certificates of a tenant; the newest one goes to a file, too.
pub(crate) async fn show(cli: &Cli, console: &Console, tenant: &str, out: Option<&Path>) -> Outcome<String> {
    let mut answer = registry::dispatch(console, "tenant_certificate", json!({ "tenant": tenant })).await?;
    if let Some(file) = out {
        let newest = &answer["certificates"][0];
        write(file, &json!({ "document": newest["document"], "digest": newest["digest"] }))?;
        answer["path"] = json!(file);
    }
    Ok(if cli.json { print::json(&answer) } else { print::people("tenant_certificate", &answer) })
}

fn write(file: &Path, paper: &Value) -> Outcome<()> {
    let text = serde_json::to_vec_pretty(paper).map_err(|_| {
        CommandError::new(ErrorCode::Internal, "The certificate could not be written as JSON.")
    })?;
    // what could not be verified later is not handed out
    verify_certificate(&text)?;
    let made = std::fs::File::create_new(file).and_then(|mut out| {
        out.write_all(&text).and_then(|()| out.write_all(b"\n")).and_then(|()| out.sync_all())
    });
    made.map_err(|error| {
        let why = format!("{} could not be written: {error}.", file.display());
        CommandError::invalid(
            "out",
            why,
            "Name a file that does not exist yet, in a folder that you may write to.",
        )
    })
}

/// Says whether a file is a certificate as it was issued.
pub(crate) fn verify(cli: &Cli, file: &Path) -> Outcome<String> {
    let text = std::fs::read(file).map_err(|error| {
        let why = format!("{} could not be read: {error}.", file.display());
        CommandError::invalid("verify", why, "Give a file that tenant certificate --out wrote.")
    })?;
    let document = verify_certificate(&text).map_err(|error| {
        let mut told = CommandError::from(error);
        told.message = format!("{}: {}", file.display(), told.message);
        told
    })?;
    Ok(if cli.json {
        print::json(&json!({ "verified": true, "document": document }))
    } else {
        print::people("certificate_verified", &document)
    })
}
