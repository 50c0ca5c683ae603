//! The account that the server runs as: PostgreSQL refuses root, so root lends it one without privileges.
//! Nothing here changes the account of this process.

use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use nix::unistd::{User, geteuid};
use tokio::process::Command;

use super::error::SandboxError;

/// As whom the server's programs are run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ServerAccount {
    /// As this process: an ordinary user.
    Own,
    /// This process is root, the server runs as somebody without privileges.
    Lent {
        /// Its name, for sentences.
        name: String,
        /// Its user id, never 0.
        uid: u32,
        /// Its group id.
        gid: u32,
    },
}

impl ServerAccount {
    /// Own for an ordinary user; for root `postgres` where it exists, else `nobody`.
    pub(super) fn choose() -> Result<Self, SandboxError> {
        if !geteuid().is_root() {
            return Ok(Self::Own);
        }
        let found = ["postgres", "nobody"].into_iter().find_map(|name| User::from_name(name).ok().flatten());
        match found {
            Some(user) if !user.uid.is_root() => {
                Ok(Self::Lent { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw() })
            }
            _ => Err(SandboxError::NoAccount),
        }
    }

    /// A program run as this account, with an empty environment (PGPORT and friends must not leak in) and English output.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("LC_ALL", "C").current_dir("/").stdin(Stdio::null()).kill_on_drop(true);
        for kept in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        if let Self::Lent { uid, gid, .. } = self {
            command.uid(*uid).gid(*gid);
        }
        command
    }

    /// Hands a file or folder to the account; nothing to do when it is our own.
    pub(super) fn give(&self, path: &Path) -> Result<(), SandboxError> {
        match self {
            Self::Own => Ok(()),
            Self::Lent { uid, gid, .. } => chown(path, Some(*uid), Some(*gid))
                .map_err(SandboxError::files("handed to the server's account", path)),
        }
    }

    /// The first existing folder on the way to `path` that the account may not pass, by its mode bits (no ACLs).
    pub(super) fn barrier(&self, path: &Path) -> Option<PathBuf> {
        let Self::Lent { uid, gid, .. } = self else { return None };
        let existing = path.ancestors().find_map(|p| p.canonicalize().ok())?;
        let mut way: Vec<&Path> = existing.ancestors().collect();
        way.reverse();
        let shut = way.into_iter().find(|folder| {
            folder.metadata().is_ok_and(|meta| {
                let shift = if meta.uid() == *uid {
                    6
                } else if meta.gid() == *gid {
                    3
                } else {
                    0
                };
                meta.is_dir() && (meta.mode() >> shift) & 1 == 0
            })
        });
        shut.map(Path::to_owned)
    }

    /// The barrier on the way to `dir` as an error.
    pub(super) fn must_reach(&self, dir: &Path) -> Result<(), SandboxError> {
        match (self, self.barrier(dir)) {
            (Self::Lent { name, .. }, Some(barrier)) => {
                Err(SandboxError::Unreachable { dir: dir.to_owned(), account: name.clone(), barrier })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// An account that owns nothing here, whoever runs the test.
    fn stranger() -> ServerAccount {
        ServerAccount::Lent { name: "stranger".into(), uid: 54_321, gid: 54_321 }
    }

    #[test]
    fn the_folder_that_shuts_the_account_out_is_named() {
        let place = tempfile::tempdir_in("/var/tmp").unwrap();
        let open = place.path().join("open");
        std::fs::create_dir(&open).unwrap();
        std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(stranger().barrier(&open.join("not/yet/there")), None);

        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(stranger().barrier(&open.join("not/yet/there")), Some(open.clone()));
        assert_eq!(ServerAccount::Own.barrier(&open), None);

        let error = stranger().must_reach(&open.join("sandbox")).unwrap_err();
        assert!(error.to_string().contains("stranger"), "{error}");
        assert!(error.remedy().contains(&format!("chmod o+x {}", open.display())), "{}", error.remedy());
    }

    #[test]
    fn root_never_runs_the_server_itself() {
        match ServerAccount::choose().unwrap() {
            ServerAccount::Own => assert!(!geteuid().is_root()),
            ServerAccount::Lent { uid, .. } => assert!(geteuid().is_root() && uid != 0),
        }
    }
}
