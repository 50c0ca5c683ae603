//! The worker inside the app: a sandbox has no other machine that would execute what its operators request.

use secrecy::ExposeSecret as _;
use tenantry_engine::EngineError;
use tenantry_engine::operations::{Worker, WorkerConfig};
use tenantry_engine::sandbox::SandboxServer;

use crate::Console;

impl Console {
    /// Executes the sandbox's operations from now on, for as long as this console is connected to it.
    pub(crate) async fn work_for(&self, server: &SandboxServer) {
        match launch(server, self).await {
            Ok(worker) => self.keep_worker(Some(worker)).await,
            // operations wait, and say that they do
            Err(error) => tracing::warn!("no worker inside the app: {error}"),
        }
    }
}

async fn launch(server: &SandboxServer, console: &Console) -> Result<Worker, EngineError> {
    let url = server.url("worker").map_err(EngineError::from)?;
    let mut config = WorkerConfig::new(url.expose_secret(), console.places().data_dir.join("archives"));
    config.name = "console".to_owned();
    Worker::launch(config).await
}
