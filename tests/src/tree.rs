//! The sources, as git knows them, new ones among them: what is ignored is nobody's business here.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the workspace.
///
/// # Panics
/// Never: this crate lies in it.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace").to_owned()
}

/// A file of the sources.
#[derive(Debug, Clone)]
pub struct Source {
    /// Below the workspace, with `/`.
    pub path: String,
    /// What it says; bytes that are no UTF-8 are replaced.
    pub text: String,
}

impl Source {
    /// Whether it ends with one of these.
    pub fn is(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    /// Whether it lies below this folder.
    pub fn below(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }
}

/// Every file that git tracks or would, and that is still there.
///
/// # Panics
/// When this is no checkout.
pub fn sources() -> Vec<Source> {
    let root = root();
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(&root)
        .output();
    let listed = listed.expect("git is there");
    assert!(listed.status.success(), "the sources lie in a git checkout");
    let paths = String::from_utf8_lossy(&listed.stdout).into_owned();
    let read = |path: &str| {
        let bytes = std::fs::read(root.join(path)).ok()?;
        Some(Source { path: path.to_owned(), text: String::from_utf8_lossy(&bytes).into_owned() })
    };
    paths.split('\0').filter(|path| !path.is_empty()).filter_map(read).collect()
}
