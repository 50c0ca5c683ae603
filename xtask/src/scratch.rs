//! A folder for this run alone, removed at its end; what a killed run left is removed by the next.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::process::{Failure, stopped, word};

const PREFIX: &str = "tenantry-xtask-";

/// A folder that others may pass (the sandbox's server runs as another account when we are root) and that goes away.
#[derive(Debug)]
pub(crate) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Makes an empty one in the folder for temporary things.
    pub(crate) fn new() -> Result<Self, Failure> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let place = std::env::temp_dir();
        sweep(&place);
        let name = format!("{PREFIX}{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let scratch = Self { path: place.join(name) };
        scratch.make("", 0o755)?;
        Ok(scratch)
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a folder in it with exactly this mode.
    pub(crate) fn make(&self, below: &str, mode: u32) -> Result<PathBuf, Failure> {
        let path = if below.is_empty() { self.path.clone() } else { self.path.join(below) };
        std::fs::create_dir_all(&path)
            .and_then(|()| std::fs::set_permissions(&path, Permissions::from_mode(mode)))
            .map_err(|e| stopped(format!("{} cannot be made: {e}.", word(&path))))?;
        Ok(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // The next run sweeps what cannot be removed now.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// Removes the folders of runs whose process is gone.
fn sweep(place: &Path) {
    for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if owner(&name).is_some_and(|pid| {
            Path::new("/proc/self").exists() && !Path::new(&format!("/proc/{pid}")).exists()
        }) {
            // Another run may be sweeping too, or it is another person's.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn owner(name: &str) -> Option<u32> {
    name.strip_prefix(PREFIX)?.split('-').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_away_and_so_does_what_a_killed_run_left() {
        let scratch = Scratch::new().unwrap();
        let path = scratch.path().to_owned();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o755);
        let inside = scratch.make("run", 0o700).unwrap();
        assert_eq!(std::fs::metadata(inside).unwrap().permissions().mode() & 0o777, 0o700);
        // Process ids end at 4,194,304 on Linux.
        let left = path.join(format!("{PREFIX}4194999-0"));
        std::fs::create_dir(&left).unwrap();
        std::fs::create_dir(path.join("somebody-else")).unwrap();
        sweep(&path);
        assert!(!left.exists() && path.join("somebody-else").exists());
        drop(scratch);
        assert!(!path.exists());
    }
}
