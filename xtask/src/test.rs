//! Proving everything, from nothing: what is missing is installed, then the UI, the lints, and one run of all Rust tests
//! on a desk of their own, those of the real window among them.

use std::time::Instant;

use crate::check::{clippy, format};
use crate::desk::{Belongings, Desk};
use crate::process::{Failure, run, run_watched, since, tied};
use crate::scratch::Scratch;
use crate::tally::{CargoTests, Summary};
use crate::workspace::{Profile, Workspace};
use crate::{cloud, setup, ui};

/// Runs it all and ends with the counts. What fails does not keep the rest from being run, unless the rest needs it.
pub(crate) fn test(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let start = Instant::now();
    setup::setup(workspace, &[])?;
    let mut summary = Summary::default();
    summary.gate("ui: biome and types", || ui::check(workspace));
    summary.counted("ui: vitest", || ui::test(workspace, &Scratch::new()?.path().join("vitest.json")));
    if summary.gate("ui: build", || ui::build(workspace)) {
        summary.gate("rust: format", || format(workspace));
        summary.gate("rust: clippy", || clippy(workspace));
        if summary.gate("rust: build", || build(workspace)) {
            rust_tests(workspace, &mut summary);
        }
    }
    println!("\nAll of it took {}.", since(start));
    summary.finish()
}

/// The programs that the tests start, and the tests themselves.
fn build(workspace: &Workspace) -> Result<(), Failure> {
    run(workspace.cargo().args(["build", "--workspace", "--bins"]))?;
    run(workspace.cargo().args(["test", "--workspace", "--no-run", "--quiet"]))
}

fn rust_tests(workspace: &Workspace, summary: &mut Summary) {
    let mut tests = CargoTests::default();
    summary.counted("rust: tests", || {
        let desk = Desk::new(Belongings::Scratch)?;
        let mut command = tied({
            let mut command = workspace.cargo();
            command.args(["test", "--workspace", "--no-fail-fast"]);
            command
        });
        desk.seat(&mut command)
            .env("TENANTRY_BIN_DIR", workspace.programs(Profile::Debug))
            // The desk has one: a test that does not find it fails instead of proving less.
            .env("TENANTRY_KEYCHAIN", "1")
            .env(cloud::VARIABLE, cloud::python(workspace))
            // Nothing that a test does may reach an account of the person's.
            .envs([("AWS_ACCESS_KEY_ID", "000000000001"), ("AWS_SECRET_ACCESS_KEY", "of-no-account")])
            .envs([("AWS_CONFIG_FILE", "/dev/null"), ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")])
            .env("AWS_EC2_METADATA_DISABLED", "true");
        let status = run_watched(&mut command, |line| tests.line(line))?;
        Ok(tests.total().ended(status.success()))
    });
    summary.split_last(tests.programs);
}
