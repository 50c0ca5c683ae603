//! What is written from the command registry. The generator itself is an example of the console crate.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Failure, run, stopped};
use crate::workspace::Workspace;

const RUST: &str = "src-tauri/src/commands.rs";
const GENERATED: [&str; 4] =
    [RUST, "src-tauri/command-names.txt", "src-tauri/capabilities/main.json", "ui/src/ipc/generated"];

/// Writes the generated files. TypeScript stays as the generator wrote it: Biome leaves generated files alone.
pub(crate) fn codegen(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let mut command = workspace.cargo();
    command
        .args(["run", "--quiet", "-p", "tenantry-console", "--example", "codegen", "--"])
        .arg(&workspace.root);
    run(&mut command)?;
    run(Command::new("rustfmt").args(["--edition", "2024"]).arg(workspace.path(RUST)))
}

/// Writes them and fails when that changed any.
pub(crate) fn is_current(workspace: &Workspace) -> Result<(), Failure> {
    let before = contents(&workspace.root);
    codegen(workspace, &[])?;
    let changed = differences(&before, &contents(&workspace.root));
    if changed.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = changed.iter().map(|path| format!("\n    {}", path.display())).collect();
    Err(stopped(format!(
        "Generated files were out of date; they are written anew now, to be committed:{}",
        names.concat()
    )))
}

fn contents(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for path in GENERATED {
        collect(root, &root.join(path), &mut all);
    }
    all
}

fn collect(root: &Path, path: &Path, all: &mut BTreeMap<PathBuf, Vec<u8>>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            collect(root, &entry.path(), all);
        }
    } else if let Ok(bytes) = std::fs::read(path) {
        all.insert(path.strip_prefix(root).unwrap_or(path).to_owned(), bytes);
    }
}

fn differences(before: &BTreeMap<PathBuf, Vec<u8>>, after: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<PathBuf> {
    let mut changed: Vec<PathBuf> = before.keys().chain(after.keys()).cloned().collect();
    changed.sort();
    changed.dedup();
    changed.retain(|path| before.get(path) != after.get(path));
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn files_that_change_come_or_go_are_named() {
        let scratch = Scratch::new().unwrap();
        let types = scratch.make("ui/src/ipc/generated/types", 0o755).unwrap();
        std::fs::write(types.join("Gone.ts"), "1").unwrap();
        std::fs::write(types.join("Same.ts"), "1").unwrap();
        let before = contents(scratch.path());
        std::fs::remove_file(types.join("Gone.ts")).unwrap();
        std::fs::write(types.join("New.ts"), "1").unwrap();
        let changed = differences(&before, &contents(scratch.path()));
        let names: Vec<_> = changed.iter().filter_map(|path| path.file_name()).collect();
        assert_eq!(names, ["Gone.ts", "New.ts"]);
    }
}
