//! The desktop app: a window, the console's commands behind it, and nothing that decides.
//! Start at [`window::open`]; the commands are generated three-line adapters.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod graphics;
mod host;
mod launch;
mod window;

use std::sync::Arc;

use tauri::{Manager, RunEvent};
use tenantry_console::{Console, LogTail, Places};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

fn main() {
    graphics::choose_renderer();
    let log = LogTail::default();
    start_log(&log);
    let launch = launch::Launch::from_arguments();
    let app = tauri::Builder::default()
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let events = Arc::new(host::Host::new(app.handle().clone()));
            let console = Console::new(Places::of_user(), events, log);
            app.manage(console.clone());
            // the server is asked while the window is made, which takes longer
            launch.begin(app.handle(), console.clone());
            let window = window::open(app)?;
            window.set_title(&host::title(&console.connection()))?;
            Ok(())
        })
        .build(tauri::generate_context!())
        .expect("the window system is there, or the message says what is missing");
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            tauri::async_runtime::block_on(app.state::<Console>().shut_down());
        }
    });
}

/// To stderr, and to the log viewer.
fn start_log(tail: &LogTail) {
    let filter =
        EnvFilter::try_from_env("TENANTRY_LOG").unwrap_or_else(|_| "info,tao=error,wry=error".into());
    let tail = tail.clone();
    tracing_subscriber::registry()
        .with(filter)
        .with(fmt::layer().with_writer(std::io::stderr))
        .with(fmt::layer().with_ansi(false).with_writer(move || tail.clone()))
        .init();
}
