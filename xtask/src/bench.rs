//! Measuring. The measurements themselves are an example of the tests crate.

use crate::desk::{Belongings, Desk};
use crate::process::{Failure, run, tied};
use crate::workspace::{Profile, Workspace};
use crate::{setup, ui};

/// Measurements that start the programs themselves.
const OF_PROGRAMS: [&str; 2] = ["startup", "grid"];

/// Runs the named measurements, built for release, on a desk of their own.
pub(crate) fn bench(workspace: &Workspace, names: &[String]) -> Result<(), Failure> {
    if names.is_empty() {
        return Err(Failure::Usage(
            "Name a measurement: directory, startup, grid, resolve, scoped-read, scoped-write, service or provision."
                .into(),
        ));
    }
    setup::setup(workspace, &[])?;
    if names.iter().any(|name| OF_PROGRAMS.contains(&name.as_str())) {
        ui::build(workspace)?;
        run(workspace.cargo().args([
            "build",
            "--release",
            "-p",
            "tenantry",
            "-p",
            "tenantry-cli",
            "--bins",
        ]))?;
    }
    if names.iter().any(|name| name == "service") {
        let service = ["-p", "tenantry-engine", "--features", "http", "--example", "documents"];
        run(workspace.cargo().args(["build", "--release"]).args(service))?;
    }
    // Built before the desk is set up, so that compiling is not on it.
    let example = ["--release", "-p", "tenantry-tests", "--example", "bench"];
    run(workspace.cargo().arg("build").args(example))?;
    let desk = Desk::new(Belongings::Scratch)?;
    let mut command = workspace.cargo();
    command.args(["run", "--quiet"]).args(example).arg("--").args(names);
    let mut command = tied(command);
    run(desk.seat(&mut command).env("TENANTRY_BIN_DIR", workspace.programs(Profile::Release)))
}
