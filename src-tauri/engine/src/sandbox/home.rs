//! The sandbox's folder: what lies where in it, whose it is, and the lock that lets one process at a time change it.
//!
//! As root the folder stays root's, and only `data` and `run` are the server's, so that no file which root writes
//! lies where the server's account could put a link in its way.

use std::fs::{DirBuilder, File, Permissions, TryLockError};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::account::ServerAccount;
use super::error::SandboxError;

/// The lock's file name; its presence is also what makes a folder a sandbox.
pub(super) const LOCK: &str = "sandbox.lock";
/// The server's log, within the sandbox.
pub(super) const LOG: &str = "run/server.log";
/// Where root keeps what an ordinary user keeps in his data folder.
pub(super) const ROOTS_PLACE: &str = "/var/lib/tenantry";

/// How long a second process waits for the first: making a server takes seconds, filling it may take minutes.
const HOLD_DEADLINE: Duration = Duration::from_secs(600);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Where the sandbox lies unless a folder is named: the user's data folder; for root `/var/lib/tenantry/sandbox`,
/// because the server's account cannot enter root's home (unless XDG_DATA_HOME names a folder that it can enter).
pub fn default_dir() -> Result<PathBuf, SandboxError> {
    let account = ServerAccount::choose()?;
    if account == ServerAccount::Own {
        return Ok(dirs::data_dir().ok_or(SandboxError::NoDataFolder)?.join("tenantry/sandbox"));
    }
    let named = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let place =
        named.filter(|folder| account.barrier(folder).is_none()).map(|folder| folder.join("tenantry"));
    Ok(place.unwrap_or_else(|| PathBuf::from(ROOTS_PLACE)).join("sandbox"))
}

/// The folder of one sandbox. Every path in it is spelled here.
#[derive(Debug, Clone)]
pub(super) struct Home {
    root: PathBuf,
}

impl Home {
    /// The home of an existing folder; `None` when there is none, or nothing of a sandbox in it.
    pub(super) fn existing(dir: &Path) -> Option<Self> {
        let root = dir.canonicalize().ok()?;
        root.join(LOCK).is_file().then_some(Self { root })
    }

    /// Makes the folder, or takes it when it is empty or already a sandbox, so that the account can enter it.
    pub(super) fn open(dir: &Path, account: &ServerAccount) -> Result<Self, SandboxError> {
        let dir = std::path::absolute(dir).map_err(SandboxError::files("found", dir))?;
        account.must_reach(dir.parent().unwrap_or(&dir))?;
        let lent = *account != ServerAccount::Own;
        if !dir.exists() {
            let made = if lent { make_passable(&dir) } else { make_private(&dir) };
            made.map_err(SandboxError::files("made", &dir))?;
        }
        let root = dir.canonicalize().map_err(SandboxError::files("found", &dir))?;
        let mut inside = std::fs::read_dir(&root).map_err(SandboxError::files("read", &root))?;
        if !root.join(LOCK).exists() && inside.next().is_some() {
            return Err(SandboxError::NotASandbox(root));
        }
        if account.barrier(&root).is_some() {
            // The folder was given to the sandbox (by `mktemp -d`, say), so it is ours to open: to pass, not to list.
            let mode = root.metadata().map_err(SandboxError::files("read", &root))?.permissions().mode();
            std::fs::set_permissions(&root, Permissions::from_mode(mode | 0o011))
                .map_err(SandboxError::files("opened to the server's account", &root))?;
        }
        let home = Self { root };
        File::create(home.lock()).map_err(SandboxError::files("written", &home.lock()))?;
        Ok(home)
    }

    /// The folder itself, without links in it.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The server's data, complete: what is being made has another name.
    pub(super) fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// Data that is being made; found at a start, it is what a killed process left.
    pub(super) fn making(&self) -> PathBuf {
        self.root.join("data.making")
    }

    /// The unix socket and the log: the server's.
    pub(super) fn run(&self) -> PathBuf {
        self.root.join("run")
    }

    /// The server's log.
    pub(super) fn log(&self) -> PathBuf {
        self.root.join(LOG)
    }

    /// Settings that `postgresql.conf` includes, written anew at each start.
    pub(super) fn settings(&self) -> PathBuf {
        self.root.join("tenantry.conf")
    }

    /// Port, version, passwords: readable by the owner alone.
    pub(super) fn state(&self) -> PathBuf {
        self.root.join("sandbox.json")
    }

    /// The first password on its way to `initdb`; it exists for a second.
    pub(super) fn password_file(&self) -> PathBuf {
        self.root.join("password.making")
    }

    fn lock(&self) -> PathBuf {
        self.root.join(LOCK)
    }

    /// Makes a folder of the server's: nobody else may enter `data`, all may enter `run` to reach the socket.
    pub(super) fn make_servers_folder(
        &self,
        folder: &Path,
        mode: u32,
        account: &ServerAccount,
    ) -> Result<(), SandboxError> {
        if !folder.exists() {
            DirBuilder::new().mode(mode).create(folder).map_err(SandboxError::files("made", folder))?;
        }
        std::fs::set_permissions(folder, Permissions::from_mode(mode))
            .map_err(SandboxError::files("made", folder))?;
        account.give(folder)
    }

    /// The major version that the data was made by; `None` when there is no data.
    pub(super) fn data_major(&self) -> Option<i32> {
        std::fs::read_to_string(self.data().join("PG_VERSION")).ok()?.trim().parse().ok()
    }

    /// Waits until no other process starts, stops or fills this sandbox, and keeps the others out until it is dropped.
    pub(super) async fn hold(
        &self,
        progress: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<SandboxHold, SandboxError> {
        let path = self.lock();
        let file = File::create(&path).map_err(SandboxError::files("written", &path))?;
        let give_up = tokio::time::Instant::now() + HOLD_DEADLINE;
        let mut told = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(SandboxHold { _file: file }),
                Err(TryLockError::Error(source)) => {
                    return Err(SandboxError::Files { what: "locked", path, source });
                }
                Err(TryLockError::WouldBlock) if tokio::time::Instant::now() >= give_up => {
                    return Err(SandboxError::Busy {
                        dir: self.root.clone(),
                        seconds: HOLD_DEADLINE.as_secs(),
                    });
                }
                Err(TryLockError::WouldBlock) => {}
            }
            if !told {
                progress("Waiting for another process that is starting or stopping this sandbox.");
                told = true;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

/// Keeps every other process from starting, stopping, resetting or filling the sandbox, until it is dropped.
#[derive(Debug)]
#[must_use = "the sandbox is free again as soon as this is dropped"]
pub struct SandboxHold {
    _file: File,
}

/// Makes a folder, and the missing ones above it, that every account may pass, whatever the umask.
pub(super) fn make_passable(folder: &Path) -> std::io::Result<()> {
    if folder.exists() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        make_passable(above)?;
    }
    match std::fs::create_dir(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => Err(e),
        _ => std::fs::set_permissions(folder, Permissions::from_mode(0o755)),
    }
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_other_things_in_it_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("letter.txt"), "dear").unwrap();
        let error = Home::open(place.path(), &ServerAccount::Own).unwrap_err();
        assert!(matches!(error, SandboxError::NotASandbox(_)), "{error}");
        assert!(Home::existing(place.path()).is_none());
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn folders_that_root_makes_can_be_passed() {
        let place = tempfile::tempdir().unwrap();
        let deep = place.path().join("a/b");
        make_passable(&deep).unwrap();
        assert_eq!(std::fs::metadata(&deep).unwrap().permissions().mode() & 0o777, 0o755);
        assert_eq!(std::fs::metadata(place.path().join("a")).unwrap().permissions().mode() & 0o777, 0o755);
    }

    #[tokio::test]
    async fn one_process_at_a_time_holds_a_sandbox() {
        let place = tempfile::tempdir().unwrap();
        let home = Home::open(place.path(), &ServerAccount::Own).unwrap();
        let first = home.hold(&|_| {}).await.unwrap();
        let (told, heard) = tokio::sync::oneshot::channel();
        let told = std::sync::Mutex::new(Some(told));
        let second = {
            let home = home.clone();
            tokio::spawn(async move {
                let tell = move |_: &str| {
                    if let Some(told) = told.lock().unwrap().take() {
                        told.send(()).unwrap();
                    }
                };
                home.hold(&tell).await
            })
        };
        heard.await.unwrap();
        assert!(!second.is_finished(), "the second waits while the first holds");
        drop(first);
        let _held = second.await.unwrap().unwrap();
    }
}
