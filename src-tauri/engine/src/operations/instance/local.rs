//! Servers beside the sandbox's, in its folder: one for each tenant.

use std::path::PathBuf;

use serde_json::json;

use super::{Wanted, seen};
use crate::EngineError;
use crate::connect::Target;
use crate::operations::ground::Ground;
use crate::operations::ledger::{Ledger, Taken};
use crate::operations::schema::taken_name;
use crate::operations::steps::{Shop, Step, StepError, did, made_by};
use crate::sandbox::{Sandbox, SandboxOptions, SandboxServer, SandboxStatus};
use secrecy::ExposeSecret as _;

/// The folder of the tenant's server.
fn folder(ground: &Ground, taken: &Taken, wanted: &Wanted) -> Result<PathBuf, StepError> {
    Ok(Sandbox::servers(&ground.sandbox(taken)?).join(&wanted.identifier))
}

pub(super) async fn admin(ground: &Ground, taken: &Taken, wanted: &Wanted) -> Result<Target, StepError> {
    let server = up(ground, taken, wanted).await?;
    Ok(Target::from_url(server.admin_url().map_err(EngineError::from)?.expose_secret())?)
}

/// The running server: one that stopped with the machine is started again, one that is not there is not made.
async fn up(ground: &Ground, taken: &Taken, wanted: &Wanted) -> Result<SandboxServer, StepError> {
    let dir = folder(ground, taken, wanted)?;
    match Sandbox::status(&dir).await.map_err(EngineError::from)? {
        SandboxStatus::Running(server) => Ok(server),
        SandboxStatus::Stopped { dir } => start(dir).await,
        SandboxStatus::Absent => Err(EngineError::Precondition {
            field: "tenant".to_owned(),
            message: format!("The server {} is not there.", wanted.identifier),
            remedy: "Look at the sandbox's folder.".to_owned(),
        }
        .into()),
    }
}

async fn start(dir: PathBuf) -> Result<SandboxServer, StepError> {
    let options = SandboxOptions { dir: Some(dir), port: None };
    Ok(Sandbox::up(options, &|_| {}).await.map_err(EngineError::from)?)
}

pub(super) async fn perform(
    shop: &Shop,
    ledger: &Ledger,
    taken: &Taken,
    wanted: &Wanted,
    name: &str,
) -> Step {
    match name {
        "create_instance" => create(&shop.ground, taken, wanted).await,
        "await_instance" => ready(&shop.ground, ledger, taken, wanted).await,
        "set_backups" => Ok(did("A sandbox keeps no backups.")),
        "raise_alarms" => Ok(did("A sandbox has no alarms of its own.")),
        "change_instance" => {
            ledger.instance_seen(taken, Some(&facts(&shop.ground, taken, wanted).await?)).await?;
            Ok(did("A server of this machine has no class: it is written down alone."))
        }
        "final_snapshot" => Ok(did("A sandbox makes no snapshots; the archive was verified.")),
        _ => Err(EngineError::Internal(format!("{name} is no step of a server.")).into()),
    }
}

/// Makes the server. Who made it is written beside its folder first, so that another's is never adopted.
async fn create(ground: &Ground, taken: &Taken, wanted: &Wanted) -> Step {
    let dir = folder(ground, taken, wanted)?;
    let note = dir.with_extension("made");
    let files = |error: std::io::Error| EngineError::Busy {
        message: format!("{}: {error}.", note.display()),
        remedy: "Make room, or correct the folder's rights.".to_owned(),
    };
    let owner = std::fs::read_to_string(&note).ok();
    let there = dir.exists() || owner.is_some();
    if there && owner.as_deref() != Some(made_by(taken).as_str()) {
        return Err(taken_name("server", &wanted.identifier).into());
    }
    std::fs::create_dir_all(dir.parent().unwrap_or(&dir)).map_err(&files)?;
    std::fs::write(&note, made_by(taken)).map_err(&files)?;
    let server = start(dir).await?;
    Ok(did(format!("Made a PostgreSQL {} on port {} of this machine.", server.version, server.port)))
}

async fn facts(ground: &Ground, taken: &Taken, wanted: &Wanted) -> Result<serde_json::Value, StepError> {
    let server = up(ground, taken, wanted).await?;
    Ok(seen(
        wanted,
        "available",
        json!({
            "host": "127.0.0.1", "port": server.port, "engine_version": server.version.to_string(),
            "class": wanted.class, "storage_gb": wanted.storage_gb, "backup_days": wanted.backup_days,
            "multi_az": wanted.multi_az, "deletion_protection": wanted.deletion_protection,
        }),
    ))
}

async fn ready(ground: &Ground, ledger: &Ledger, taken: &Taken, wanted: &Wanted) -> Step {
    let facts = facts(ground, taken, wanted).await?;
    ledger.instance_seen(taken, Some(&facts)).await?;
    Ok(did(format!("The server takes connections on port {}.", facts["port"])))
}

/// Stops the server and throws its data away, if this operation, or the one that made the tenant, made it.
pub(super) async fn remove(ground: &Ground, ledger: &Ledger, taken: &Taken, wanted: &Wanted) -> Step {
    let dir = folder(ground, taken, wanted)?;
    let note = dir.with_extension("made");
    let left = |error: EngineError| StepError::leaving(error, wanted.said());
    let owner = std::fs::read_to_string(&note).ok();
    if taken.kind == "tenant.create" && owner.as_deref() != Some(made_by(taken).as_str()) {
        return Ok(did("The server is somebody else's, or not there, and stays."));
    }
    Sandbox::reset(&dir).await.map_err(|error| left(error.into()))?;
    let gone = |path: &std::path::Path| match path.is_dir() {
        true => std::fs::remove_dir_all(path),
        false if path.exists() => std::fs::remove_file(path),
        false => Ok(()),
    };
    gone(&dir).and_then(|()| gone(&note)).map_err(|error| left(EngineError::Internal(error.to_string())))?;
    ledger.instance_seen(taken, None).await?;
    Ok(did(format!("Removed the server {}.", wanted.identifier)))
}
