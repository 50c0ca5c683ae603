//! Everything that can be said of the sources without running them.

use crate::process::{Failure, run};
use crate::tally::Summary;
use crate::workspace::Workspace;
use crate::{codegen, setup, ui};

/// Format, lints, types and generated files; all of them are looked at, whatever fails.
pub(crate) fn check(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    setup::setup(workspace, &[])?;
    let mut summary = Summary::default();
    summary.gate("ui: biome and types", || ui::check(workspace));
    // The app cannot be compiled without what it carries.
    summary.gate("ui: build", || ui::build(workspace));
    summary.gate("rust: format", || format(workspace));
    summary.gate("rust: clippy", || clippy(workspace));
    summary.gate("generated files", || codegen::is_current(workspace));
    summary.finish()
}

/// `cargo fmt --check`.
pub(crate) fn format(workspace: &Workspace) -> Result<(), Failure> {
    run(workspace.cargo().args(["fmt", "--all", "--", "--check"]))
}

/// Clippy over everything, with warnings as errors.
pub(crate) fn clippy(workspace: &Workspace) -> Result<(), Failure> {
    run(workspace.cargo().args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))
}
