//! A console as its hosts have it, without a window: a folder of its own, and all that it tells unasked.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use tenantry_console::error::CommandError;
use tenantry_console::events::Events;
use tenantry_console::views::{ConnectionView, Progress, Stale};
use tenantry_console::{Console, LogTail, Places, registry};

/// A console and what it told.
pub struct Seat {
    /// The console.
    pub console: Console,
    /// What it told.
    pub told: Told,
    folder: tempfile::TempDir,
}

/// What a console told unasked, oldest first.
#[derive(Clone, Default)]
pub struct Told(Arc<Mutex<Vec<Value>>>);

impl Told {
    /// All of it: `{"progress": …}`, `{"stale": …}`, `{"connection": …}`.
    pub fn all(&self) -> Vec<Value> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, what: Value) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }

    /// The states of the connection that were told, in order.
    pub fn states(&self) -> Vec<String> {
        let state = |told: &Value| Some(told["connection"]["state"].as_str()?.to_owned());
        self.all().iter().filter_map(state).collect()
    }
}

impl Events for Told {
    fn progress(&self, progress: Progress) {
        self.add(json!({ "progress": progress }));
    }
    fn stale(&self, stale: Stale) {
        self.add(json!({ "stale": stale }));
    }
    fn connection(&self, connection: ConnectionView) {
        self.add(json!({ "connection": connection }));
    }
}

impl Seat {
    /// A console that is connected to nothing.
    ///
    /// # Panics
    /// When there is no folder for temporary files.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("temporary files can be made");
        let export_dir = folder.path().join("exports");
        std::fs::create_dir(&export_dir).expect("the folder is ours");
        let places = Places {
            data_dir: folder.path().join("data"),
            export_dir,
            sandbox_dir: Some(folder.path().join("sandbox")),
            ..Places::of_user()
        };
        let told = Told::default();
        let console = Console::new(places, Arc::new(told.clone()), LogTail::default());
        Self { console, told, folder }
    }

    /// The folder with all that it keeps.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command by its name, as every host does.
    pub async fn ask(&self, command: &str, request: Value) -> Result<Value, CommandError> {
        registry::dispatch(&self.console, command, request).await
    }

    /// Runs a command that must succeed.
    ///
    /// # Panics
    /// When it does not.
    pub async fn must(&self, command: &str, request: Value) -> Value {
        self.ask(command, request.clone())
            .await
            .unwrap_or_else(|error| panic!("{command} {request}: {error:?}"))
    }

    /// Runs a command that must be refused.
    ///
    /// # Panics
    /// When it is not.
    pub async fn must_not(&self, command: &str, request: Value) -> CommandError {
        match self.ask(command, request.clone()).await {
            Err(error) => error,
            Ok(answer) => panic!("{command} {request} was done: {answer}"),
        }
    }
}
