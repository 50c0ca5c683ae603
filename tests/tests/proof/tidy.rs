//! The sources: who may import whom, how long files and functions are, and words that must stand nowhere.
//! The exemption list may only shrink.

mod budgets;
mod imports;
mod words;

use tenantry_tests::tree::{Source, sources};

/// What is ours to read: nothing generated, no lock files, no pictures.
fn written() -> Vec<Source> {
    let generated = |source: &Source| {
        source.below("ui/src/ipc/generated/")
            || source.below("src-tauri/gen/")
            || source.below("src-tauri/permissions/")
            || source.path == "src-tauri/src/commands.rs"
            || source.is(&["package-lock.json", "Cargo.lock", ".snap", ".png", ".ico", ".svg"])
    };
    sources().into_iter().filter(|source| !generated(source)).collect()
}

/// The lines of a source that say something: comments are left out, their lines stay counted.
fn code(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let comment = |line: &str| {
        let line = line.trim_start();
        line.starts_with("//") || line.starts_with("--") || line.starts_with('*') || line.starts_with("/*")
    };
    source.text.lines().enumerate().filter(move |(_, line)| !comment(line)).map(|(n, line)| (n + 1, line))
}

/// The lines before the tests of a Rust file, if it has any.
fn product(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let end = source.text.lines().position(|line| line.trim() == "#[cfg(test)]").unwrap_or(usize::MAX);
    code(source).take_while(move |(n, _)| *n <= end)
}

/// Fails with a line for each finding, and says what to do.
fn assert_none(what: &str, remedy: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{what}:\n  {}\n{remedy}", findings.join("\n  "));
}
