//! Everything that has to be on the machine before anything is built.

use crate::process::Failure;
use crate::workspace::Workspace;
use crate::{cloud, node, system};

/// Installs what is missing: system packages, the UI's packages, the embedded server, what stands in for
/// AWS. Quick when all is there.
pub(crate) fn setup(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    system::install_missing()?;
    node::install(workspace, "ui")?;
    node::install(workspace, "embedded")?;
    node::hydrate(workspace)?;
    cloud::install(workspace)
}
