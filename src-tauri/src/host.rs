//! The window as the console's host: what happens beside the answers goes to the UI as events.

use tauri::{AppHandle, Emitter, Manager};
use tenantry_console::events::Events;
use tenantry_console::views::{ConnectionView, Environment, Progress, Stale};

use crate::window::MAIN;

/// Sends events to the UI.
pub(crate) struct Host(AppHandle);

impl Host {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self(app)
    }

    fn send(&self, name: &str, event: impl serde::Serialize + Clone) {
        if let Err(error) = self.0.emit_to(MAIN, name, event) {
            tracing::warn!("an event did not reach the window: {error}");
        }
    }
}

impl Events for Host {
    fn progress(&self, progress: Progress) {
        self.send("progress", progress);
    }

    fn stale(&self, stale: Stale) {
        self.send("stale", stale);
    }

    fn connection(&self, connection: ConnectionView) {
        if let Some(window) = self.0.get_webview_window(MAIN) {
            // the window may be closing: its title is nobody's loss then
            let _ = window.set_title(&title(&connection));
        }
        self.send("connection", connection);
    }
}

/// The environment is part of the title: it is seen in every list of windows.
pub(crate) fn title(connection: &ConnectionView) -> String {
    let Some(server) = &connection.server else { return "Tenantry".to_owned() };
    let environment = match server.environment {
        Environment::Production => "PRODUCTION",
        Environment::Staging => "staging",
        Environment::Development => "development",
        Environment::Sandbox => "sandbox",
    };
    format!("Tenantry · {environment} · {}", server.profile)
}
