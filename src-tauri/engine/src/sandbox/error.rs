//! Why the sandbox's server could not be had: each a whole sentence, with the remedy beside it. No password is ever in one.

use std::path::{Path, PathBuf};

use crate::EngineError;

use super::version;

/// Why the sandbox's server could not be found, made, started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// No usable server binaries on this machine; `passed_over` says what was seen and why it would not do.
    #[error("No PostgreSQL server for the sandbox was found on this machine{}.", list(.passed_over))]
    NoServer {
        /// Each a phrase: where, and why not.
        passed_over: Vec<String>,
        /// The major version that the data of this sandbox needs, when there is data.
        major: Option<i32>,
    },
    /// The folder that the environment names holds no server that can be used.
    #[error("{variable} names {}, which cannot be used: {why}.", .folder.display())]
    NamedFolder {
        /// The environment variable.
        variable: &'static str,
        /// What it names.
        folder: PathBuf,
        /// A phrase.
        why: String,
    },
    /// The account that the server must run as cannot get to the folder.
    #[error("{} cannot be reached by the account {account}, as which the server must run because PostgreSQL refuses root: {} lets nobody pass.", .dir.display(), .barrier.display())]
    Unreachable {
        /// The folder asked for.
        dir: PathBuf,
        /// The unprivileged account.
        account: String,
        /// The parent that shuts the account out.
        barrier: PathBuf,
    },
    /// This process is root and there is no account without privileges to hand the server to.
    #[error(
        "PostgreSQL refuses to run as root, and this machine has neither an account postgres nor an account nobody."
    )]
    NoAccount,
    /// The folder holds other things, which a sandbox must not mix with.
    #[error("{} is not empty and is not a sandbox.", .0.display())]
    NotASandbox(PathBuf),
    /// There is no data folder for this user.
    #[error("The data folder of this user is not known, so the sandbox has no place.")]
    NoDataFolder,
    /// The port that was asked for belongs to another program.
    #[error("Port {0} of 127.0.0.1 is in use by another program.")]
    PortTaken(u16),
    /// Another process has held the sandbox for too long.
    #[error("Another process has been starting or stopping the sandbox in {} for {seconds} seconds.", .dir.display())]
    Busy {
        /// The sandbox.
        dir: PathBuf,
        /// How long was waited.
        seconds: u64,
    },
    /// `initdb` or the first statements failed.
    #[error("The server could not be made in {}: {why}.", .dir.display())]
    NotMade {
        /// The sandbox.
        dir: PathBuf,
        /// What the server's own tool said, without SQL.
        why: String,
    },
    /// The server did not become ready.
    #[error("The server in {} did not start: {why}.", .dir.display())]
    NotStarted {
        /// The sandbox.
        dir: PathBuf,
        /// The last fatal line of its log.
        why: String,
    },
    /// The server did not end.
    #[error("The server in {} (process {pid}) did not stop.", .dir.display())]
    NotStopped {
        /// The sandbox.
        dir: PathBuf,
        /// Its first process.
        pid: i32,
    },
    /// A file or folder could not be read or written.
    #[error("{} could not be {what}: {source}.", .path.display())]
    Files {
        /// What was being done: `read`, `written`, `made`.
        what: &'static str,
        /// To what.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

impl SandboxError {
    /// What the person can do about it: whole sentences.
    pub fn remedy(&self) -> String {
        match self {
            Self::NoServer { major: Some(major), .. } => format!(
                "The data of this sandbox was made by PostgreSQL {major}: install that major version, or run `tenantryctl sandbox reset` to begin anew with another."
            ),
            Self::NoServer { major: None, .. } => format!(
                "In a checkout run `cargo xtask setup`, which installs the embedded server; otherwise install PostgreSQL {} or newer in the same major version, or set TENANTRY_PG_BIN to a folder with initdb, pg_ctl and postgres.",
                version::safe_releases()
            ),
            Self::NamedFolder { variable, .. } => {
                format!(
                    "Set {variable} to a folder with initdb, pg_ctl and postgres of PostgreSQL 15 or newer, or unset it."
                )
            }
            Self::Unreachable { barrier, .. } => format!(
                "Choose a folder below /var/lib or /var/tmp with --dir, let the account pass with `chmod o+x {}`, or run as an ordinary user.",
                barrier.display()
            ),
            Self::NoAccount => {
                "Run as an ordinary user, or make an account with `useradd --system postgres`.".into()
            }
            Self::NotASandbox(_) => {
                "Give an empty folder, or one that does not exist yet, with --dir.".into()
            }
            Self::NoDataFolder => "Name a folder with --dir, or set HOME.".into(),
            Self::PortTaken(_) => "Give another --port, or leave it out for a free one.".into(),
            Self::Busy { dir, .. } => {
                format!(
                    "Wait for it, or end the process that holds {}.",
                    dir.join(super::home::LOCK).display()
                )
            }
            Self::NotMade { .. } => {
                "Mend the cause and start again: what was half made is thrown away by itself.".into()
            }
            Self::NotStarted { dir, .. } => format!(
                "Read {}; `tenantryctl sandbox reset` throws the sandbox's data away and begins anew.",
                dir.join(super::home::LOG).display()
            ),
            Self::NotStopped { pid, .. } => format!("End it with `kill -QUIT {pid}`."),
            Self::Files { path, .. } => {
                format!("Look at the owner, the permissions and the free space of {}.", path.display())
            }
        }
    }

    /// Turns a failure of `std::io` on `path` into a sentence; `what` completes "could not be".
    pub(super) fn files(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Files { what, path, source }
    }
}

impl From<SandboxError> for EngineError {
    /// Each is a condition of this machine that is not met; the field is the option that would change it.
    fn from(error: SandboxError) -> Self {
        let field = match &error {
            SandboxError::PortTaken(_) => "port",
            SandboxError::Unreachable { .. } | SandboxError::NotASandbox(_) | SandboxError::NoDataFolder => {
                "dir"
            }
            _ => "",
        };
        Self::Precondition { field: field.to_owned(), message: error.to_string(), remedy: error.remedy() }
    }
}

fn list(passed_over: &[String]) -> String {
    if passed_over.is_empty() { String::new() } else { format!(" (passed over: {})", passed_over.join("; ")) }
}
