//! The one window.

use tauri::{App, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// Its label, which the capability names.
pub(crate) const MAIN: &str = "main";

/// Opens the window. It loads nothing but what is in the binary, and navigates nowhere else.
pub(crate) fn open(app: &App) -> tauri::Result<WebviewWindow> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Tenantry")
        .inner_size(1440.0, 900.0)
        .min_inner_size(900.0, 600.0)
        .disable_drag_drop_handler()
        .on_navigation(|url| matches!(url.scheme(), "tauri") || url.host_str() == Some("tauri.localhost"))
        .build()
}
