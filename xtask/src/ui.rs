//! The web UI: checked, tested, and built into `ui/dist`, which the app carries.

use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::process::{Failure, run, stopped, word};
use crate::tally::Counts;
use crate::workspace::Workspace;

/// What a build is made of, below `ui/`.
const SOURCES: [&str; 7] =
    ["src", "public", "index.html", "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json"];

/// Builds `ui/dist`, unless it is there and no source has changed, come or gone since.
pub(crate) fn build(workspace: &Workspace) -> Result<(), Failure> {
    let stamp = workspace.path("ui/node_modules/.tenantry-dist");
    let now = fingerprint(&workspace.path("ui"));
    if workspace.path("ui/dist/index.html").is_file()
        && std::fs::read_to_string(&stamp).is_ok_and(|then| then == now)
    {
        return Ok(());
    }
    run(workspace.npm("ui").args(["run", "build"]))?;
    std::fs::write(&stamp, now).map_err(|e| stopped(format!("{} cannot be written: {e}.", word(&stamp))))
}

/// Biome and the type checker.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    run(workspace.npm("ui").args(["run", "check"]))
}

/// The component and unit tests, counted from the runner's own report, which is written to `report`.
pub(crate) fn test(workspace: &Workspace, report: &Path) -> Result<Counts, Failure> {
    let mut command = workspace.npm("ui");
    command
        .args(["test", "--", "--reporter=default", "--reporter=json"])
        .arg(format!("--outputFile={}", report.display()));
    let ended = run(&mut command);
    let text = std::fs::read_to_string(report).unwrap_or_default();
    let counts = Counts::of_vitest(&text)
        .map_or_else(|| Counts::one(ended.is_ok()), |counts| counts.ended(ended.is_ok()));
    Ok(counts)
}

/// One line per source file with its size and time: cheap to make, and different when a file went as well.
fn fingerprint(ui: &Path) -> String {
    let mut lines = Vec::new();
    for source in SOURCES {
        look(ui, &ui.join(source), &mut lines);
    }
    lines.sort();
    lines.concat()
}

fn look(ui: &Path, path: &Path, lines: &mut Vec<String>) {
    let Ok(meta) = path.metadata() else { return };
    if meta.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            look(ui, &entry.path(), lines);
        }
        return;
    }
    let time = meta.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let name = path.strip_prefix(ui).unwrap_or(path).display();
    lines.push(format!("{name} {} {}\n", meta.len(), time.as_nanos()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn a_source_that_changes_comes_or_goes_is_noticed_and_nothing_else() {
        let scratch = Scratch::new().unwrap();
        let ui = scratch.path();
        std::fs::create_dir_all(ui.join("src/pages")).unwrap();
        std::fs::write(ui.join("src/pages/a.ts"), "1").unwrap();
        std::fs::write(ui.join("index.html"), "<html>").unwrap();
        let first = fingerprint(ui);
        std::fs::create_dir(ui.join("node_modules")).unwrap();
        std::fs::write(ui.join("node_modules/x.js"), "x").unwrap();
        assert_eq!(fingerprint(ui), first);
        std::fs::write(ui.join("src/pages/b.ts"), "2").unwrap();
        let second = fingerprint(ui);
        assert_ne!(second, first);
        std::fs::remove_file(ui.join("src/pages/b.ts")).unwrap();
        assert_eq!(fingerprint(ui), first);
        std::fs::write(ui.join("src/pages/a.ts"), "12").unwrap();
        assert_ne!(fingerprint(ui), first);
    }
}
