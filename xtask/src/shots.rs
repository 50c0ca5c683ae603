//! Pictures of the pages, taken in the real window. Taking them is an example of the tests crate.

use crate::desk::{Belongings, Desk};
use crate::process::{Failure, run, stopped, tied};
use crate::workspace::{Profile, Workspace};
use crate::{setup, ui};

/// Takes the named pictures, or all, into `shots/`.
pub(crate) fn shots(workspace: &Workspace, names: &[String]) -> Result<(), Failure> {
    setup::setup(workspace, &[])?;
    ui::build(workspace)?;
    run(workspace.cargo().args(["build", "-p", "tenantry", "-p", "tenantry-cli", "--bins"]))?;
    let example = ["-p", "tenantry-tests", "--example", "shots"];
    run(workspace.cargo().arg("build").args(example))?;
    let folder = workspace.path("shots");
    std::fs::create_dir_all(&folder)
        .map_err(|e| stopped(format!("{} cannot be made: {e}.", folder.display())))?;
    let desk = Desk::new(Belongings::Scratch)?;
    let mut command = workspace.cargo();
    command.args(["run", "--quiet"]).args(example).arg("--").arg(&folder).args(names);
    let mut command = tied(command);
    run(desk.seat(&mut command).env("TENANTRY_BIN_DIR", workspace.programs(Profile::Debug)))?;
    println!("The pictures are in {}.", folder.display());
    Ok(())
}
