//! What stands in for AWS in tests: MiniStack from PyPI in a virtual environment, below the target folder.

use std::path::PathBuf;
use std::process::Command;

use crate::process::{Failure, run, stopped, word};
use crate::workspace::Workspace;

/// The versions, all of them pinned.
const PINS: &str = "tests/src/cloud/requirements.txt";

/// The variable that names the environment's Python to the tests.
pub(crate) const VARIABLE: &str = "TENANTRY_MINISTACK";

/// Makes the environment, unless exactly these versions are installed already.
pub(crate) fn install(workspace: &Workspace) -> Result<(), Failure> {
    let pins = workspace.path(PINS);
    let wanted =
        std::fs::read(&pins).map_err(|e| stopped(format!("{} cannot be read: {e}.", word(&pins))))?;
    let stamp = folder(workspace).join(".tenantry-pins");
    if std::fs::read(&stamp).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder(workspace))).map_err(|_| {
        stopped("Python 3.10 or newer with its venv module is needed for what stands in for AWS in tests.")
    })?;
    let mut pip = Command::new(python(workspace));
    pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--no-deps", "--requirement"]).arg(&pins);
    run(&mut pip)?;
    std::fs::write(&stamp, wanted).map_err(|e| stopped(format!("{} cannot be written: {e}.", word(&stamp))))
}

/// The Python that has it.
pub(crate) fn python(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("bin/python")
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.beside_programs("ministack")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_pinned() {
        let workspace = Workspace::find().unwrap();
        let pins = std::fs::read_to_string(workspace.path(PINS)).unwrap();
        let lines: Vec<&str> =
            pins.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        assert!(lines.iter().any(|line| line.starts_with("ministack==")), "{lines:?}");
        for line in lines {
            let version = line.split_once("==").map(|(_, version)| version);
            assert!(
                version.is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit())),
                "{line}"
            );
        }
    }
}
