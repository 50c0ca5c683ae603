//! Where this checkout and its build results lie.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Failure, capture, cargo, stopped};

/// This checkout.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    target: PathBuf,
}

/// How the programs are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build: what tests use.
    Debug,
    /// Quick to run: what is measured and shipped.
    Release,
}

impl Profile {
    /// The folder of its results below the target folder.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }

    /// The arguments that make cargo use it.
    pub(crate) fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Debug => &[],
            Self::Release => &["--release"],
        }
    }
}

impl Workspace {
    /// Asks cargo, which knows CARGO_TARGET_DIR and every configuration file.
    pub(crate) fn find() -> Result<Self, Failure> {
        let said = capture(cargo().args(["metadata", "--no-deps", "--format-version", "1"]));
        let said = said.ok_or_else(|| stopped("`cargo metadata` failed: call this inside the checkout."))?;
        let metadata: serde_json::Value = serde_json::from_str(&said)
            .map_err(|e| stopped(format!("`cargo metadata` said no JSON: {e}.")))?;
        let path = |name: &str| metadata[name].as_str().map(PathBuf::from);
        match (path("workspace_root"), path("target_directory")) {
            (Some(root), Some(target)) => Ok(Self { root, target }),
            _ => Err(stopped("`cargo metadata` named no workspace.")),
        }
    }

    /// A path within the checkout.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join(below)
    }

    /// The folder of the built programs.
    pub(crate) fn programs(&self, profile: Profile) -> PathBuf {
        self.target.join(profile.folder())
    }

    /// A folder for something that is installed once and not by cargo.
    pub(crate) fn beside_programs(&self, name: &str) -> PathBuf {
        self.target.join(name)
    }

    /// Cargo, called in the root.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = cargo();
        command.current_dir(&self.root);
        command
    }

    /// npm, called in a folder of the checkout.
    pub(crate) fn npm(&self, folder: &str) -> Command {
        let mut command = Command::new("npm");
        command.current_dir(self.path(folder));
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_folder_above_this_crate() {
        let workspace = Workspace::find().unwrap();
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        assert_eq!(workspace.root.canonicalize().unwrap(), here.canonicalize().unwrap());
        assert!(workspace.programs(Profile::Release).ends_with("release"));
    }
}
