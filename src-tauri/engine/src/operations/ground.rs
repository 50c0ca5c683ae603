//! How a worker reaches the servers that it provisions on, as the login that may.

use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tenantry_model::Rung;

use super::instance;
use super::ledger::Taken;
use super::steps::StepError;
use crate::EngineError;
use crate::connect::Target;
use crate::sandbox::{Sandbox, SandboxServer, SandboxStatus};

/// Where what belongs to no server is kept.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    /// The control database, which is also the shared database of the clusters on its server.
    pub(super) control: String,
    /// Archives of what was exported.
    pub(super) archives: PathBuf,
    /// How often a server that is being made is looked at.
    pub(super) look: Duration,
}

/// How a cluster is administered.
enum Administered<'a> {
    /// By the superuser of a sandbox on this machine.
    Sandbox(&'a Path),
    /// By a URL in a variable of this worker's environment.
    Variable(&'a str),
}

impl Ground {
    /// The login that provisions on the server of an operation: the cluster's, or the tenant's own.
    pub(super) async fn admin(&self, taken: &Taken) -> Result<Target, StepError> {
        match taken.rung {
            Rung::Instance => instance::admin(self, taken).await,
            _ => self.cluster(taken).await,
        }
    }

    async fn cluster(&self, taken: &Taken) -> Result<Target, StepError> {
        let url = match how(taken)? {
            Administered::Sandbox(dir) => {
                sandbox(dir, taken).await?.admin_url().map_err(EngineError::from)?
            }
            Administered::Variable(name) => {
                let missing = |_| no_way(taken, &format!("the variable {name} is not set"));
                std::env::var(name).map_err(missing)?.into()
            }
        };
        let target = Target::from_url(url.expose_secret())?;
        Ok(if taken.here { target.database(&self.control) } else { target })
    }

    /// The sandbox that an operation's cluster is.
    pub(super) fn sandbox(&self, taken: &Taken) -> Result<PathBuf, StepError> {
        match how(taken)? {
            Administered::Sandbox(dir) => Ok(dir.to_owned()),
            Administered::Variable(_) => Err(no_way(taken, "it is no sandbox")),
        }
    }

    /// The password of the tenant's services, on a database of its own: drawn once, and found again afterwards.
    pub(super) async fn password(&self, taken: &Taken) -> Result<SecretString, StepError> {
        match self.keeper(taken)? {
            Keeper::Sandbox(dir) => {
                let login = super::database::name(taken);
                Ok(sandbox(&dir, taken).await?.password_for(&login).map_err(EngineError::from)?)
            }
            Keeper::SecretsManager => super::secret::drawn(taken).await,
        }
    }

    /// Where the passwords of a cluster's tenants are kept.
    pub(super) fn keeper(&self, taken: &Taken) -> Result<Keeper, StepError> {
        Ok(match how(taken)? {
            Administered::Sandbox(dir) if !instance::is_on_rds(taken) => Keeper::Sandbox(dir.to_owned()),
            _ => Keeper::SecretsManager,
        })
    }
}

/// What keeps passwords.
pub(super) enum Keeper {
    /// `sandbox.json` of this folder.
    Sandbox(PathBuf),
    /// AWS Secrets Manager.
    SecretsManager,
}

/// The running sandbox in a folder.
pub(super) async fn sandbox(dir: &Path, taken: &Taken) -> Result<SandboxServer, StepError> {
    match Sandbox::status(dir).await.map_err(EngineError::from)? {
        SandboxStatus::Running(server) => Ok(server),
        _ => Err(no_way(taken, "its sandbox does not run")),
    }
}

fn how(taken: &Taken) -> Result<Administered<'_>, StepError> {
    let named = taken.administered_by.as_deref().unwrap_or("env:TENANTRY_ADMIN_URL");
    match named.split_once(':') {
        Some(("sandbox", dir)) => Ok(Administered::Sandbox(Path::new(dir))),
        Some(("env", name)) => Ok(Administered::Variable(name)),
        _ => Err(no_way(taken, "how it is administered is not understood")),
    }
}

fn no_way(taken: &Taken, why: &str) -> StepError {
    EngineError::Precondition {
        field: "cluster".to_owned(),
        message: format!("This worker cannot provision on {}: {why}.", taken.cluster),
        remedy: "Run a worker on a machine that can, and retry.".to_owned(),
    }
    .into()
}
