//! How the program was started: `--sandbox` opens on the sandbox, `--ready-file FILE` writes FILE when the window shows a
//! filled page (for scripts that wait for it).

use std::path::PathBuf;
use std::time::Duration;

use tauri::{AppHandle, Emitter};
use tenantry_console::views::{ConnectRequest, SandboxUp, Shown};
use tenantry_console::{Console, commands};

use crate::graphics;
use crate::window::MAIN;

/// A window that has painted nothing for so long will not: the renderer is at fault.
const WHITE: Duration = Duration::from_secs(8);

/// What the arguments ask for.
#[derive(Debug, Default)]
pub(crate) struct Launch {
    sandbox: bool,
    ready_file: Option<PathBuf>,
}

impl Launch {
    pub(crate) fn from_arguments() -> Self {
        let mut launch = Self::default();
        let mut arguments = std::env::args_os().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--sandbox") => launch.sandbox = true,
                Some("--ready-file") => launch.ready_file = arguments.next().map(PathBuf::from),
                _ => eprintln!("{} is not known and was passed over.", argument.to_string_lossy()),
            }
        }
        launch
    }

    /// Does what was asked for, beside the window.
    pub(crate) fn begin(self, app: &AppHandle, console: Console) {
        tauri::async_runtime::spawn(end_on_signal(app.clone()));
        tauri::async_runtime::spawn(watch_for_white(console.clone()));
        if let Some(file) = self.ready_file {
            tauri::async_runtime::spawn(tell_ready(console.clone(), file));
        }
        if self.sandbox {
            tauri::async_runtime::spawn(open_sandbox(app.clone(), console));
        }
    }
}

async fn open_sandbox(app: AppHandle, console: Console) {
    if let Err(error) = commands::sandbox_up(&console, SandboxUp::default()).await {
        tracing::error!("the sandbox did not start: {}", error.message);
        return;
    }
    let request = ConnectRequest { profile: "Sandbox · ops".to_owned(), password: None };
    match commands::connect(&console, request).await {
        Ok(_) => {
            // a UI that is not listening yet asks for the connection when it is
            let _ = app.emit_to(MAIN, "navigate", "/tenants");
        }
        Err(error) => tracing::error!("the sandbox did not let us in: {}", error.message),
    }
}

async fn tell_ready(console: Console, file: PathBuf) {
    console.wait_until_shown(Shown::Filled).await;
    if let Err(error) = tokio::fs::write(&file, "ready\n").await {
        tracing::error!("{} could not be written: {error}", file.display());
    }
}

async fn watch_for_white(console: Console) {
    if tokio::time::timeout(WHITE, console.wait_until_shown(Shown::Painted)).await.is_err() {
        tracing::warn!("the window has painted nothing for 8 s");
        graphics::begin_again();
    }
}

/// Ended by a signal, the program ends as if its window was closed: what it started is stopped.
async fn end_on_signal(app: AppHandle) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminated) = signal(SignalKind::terminate()) else { return };
        tokio::select! {
            _ = terminated.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = tokio::signal::ctrl_c().await;
    app.exit(0);
}
