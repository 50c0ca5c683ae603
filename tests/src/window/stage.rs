//! What a test of the window has to itself: a folder with the app's data, an environment, and at most one open window.

use std::os::unix::fs::PermissionsExt as _;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::FutureExt as _;
use sqlx::PgConnection;
use tokio::sync::Mutex;

use super::driver::Driver;
use super::page::Window;
use crate::server::Ground;

/// WebKitWebDriver has one session at a time, and two windows on two cores would only wait for each other.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// No test takes half of it on two busy cores; all the pictures take most of it.
const PATIENCE: Duration = Duration::from_secs(900);

/// The display is not this program's to make: it is refused to look as if all were well without one.
const NO_DISPLAY: &str =
    "DISPLAY is not set, and a real window needs a display: run `cargo xtask test`, which starts one.";

/// Plays a test with a stage. When it fails, what was seen is kept below the target folder.
///
/// # Panics
/// When the test does, and when there is no display.
pub async fn play(name: &str, ground: &'static Ground, test: impl AsyncFnOnce(&mut Stage)) {
    assert!(std::env::var_os("DISPLAY").is_some_and(|display| !display.is_empty()), "{NO_DISPLAY}");
    let _turn = ONE_AT_A_TIME.lock().await;
    let mut stage = Stage::set(name, ground);
    // a driver that does not answer any more must not keep the others waiting
    let in_time = async {
        let ended = tokio::time::timeout(PATIENCE, test(&mut stage)).await;
        assert!(ended.is_ok(), "{name} did not end in {PATIENCE:?}: the driver or the app hangs");
    };
    let outcome = AssertUnwindSafe(in_time).catch_unwind().await;
    if let Err(failure) = outcome {
        let kept = stage.keep_what_was_seen(name).await;
        eprintln!("What the window showed is in {}.", kept.display());
        stage.close().await;
        std::panic::resume_unwind(failure);
    }
    stage.close().await;
    // the folder lies in the server's, which goes away with it
    let _ = std::fs::remove_dir_all(&stage.folder);
}

/// A test's own folder, environment and window.
pub struct Stage {
    /// The server whose sandbox the app finds.
    pub ground: &'static Ground,
    /// The folder of this test.
    pub folder: PathBuf,
    environment: Vec<(&'static str, Option<String>)>,
    window: Option<Window>,
}

impl Stage {
    /// An empty one.
    ///
    /// # Panics
    /// When its folder cannot be made.
    pub fn set(name: &str, ground: &'static Ground) -> Self {
        let folder = ground.folder().join(name);
        let make = |path: &Path| {
            std::fs::create_dir_all(path).expect("the server's folder is ours");
            let passable = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(path, passable).expect("the folder is ours");
        };
        make(&folder);
        let mut stage = Self { ground, folder, environment: Vec::new(), window: None };
        for (variable, below) in [
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
            ("HOME", "home"),
        ] {
            make(&stage.folder.join(below));
            stage.give(variable, &stage.folder.join(below).display().to_string());
        }
        for (variable, value) in [
            ("TAURI_AUTOMATION", "true"),
            ("TAURI_WEBVIEW_AUTOMATION", "true"),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
            ("NO_AT_BRIDGE", "1"),
            ("GDK_BACKEND", "x11"),
            // as in a container: a locale that is no language
            ("LC_ALL", "C.UTF-8"),
        ] {
            stage.give(variable, value);
        }
        stage
    }

    /// Sets a variable of the app's environment.
    pub fn give(&mut self, variable: &'static str, value: &str) {
        self.environment.push((variable, Some(value.to_owned())));
    }

    /// Removes a variable from the app's environment.
    pub fn take_away(&mut self, variable: &'static str) {
        self.environment.push((variable, None));
    }

    /// The app's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data/tenantry")
    }

    /// What the app and its driver said.
    pub fn log(&self) -> PathBuf {
        self.folder.join("app.log")
    }

    /// Lays the server's sandbox where the app looks for its own.
    ///
    /// # Panics
    /// When the folder is not ours.
    pub fn lend_sandbox(&self) {
        let place = self.data().join("sandbox");
        std::fs::create_dir_all(self.data()).expect("the data folder is ours");
        if !place.exists() {
            std::os::unix::fs::symlink(&self.ground.server.dir, place).expect("the data folder is ours");
        }
    }

    /// Opens the window as a person does who has just installed the app.
    ///
    /// # Panics
    /// When a window is open, or none opens.
    pub async fn open(&mut self) -> Window {
        assert!(self.window.is_none(), "one window at a time");
        let driver = Driver::start(&self.environment, &self.log()).await;
        let client = driver.open(&[]).await;
        let window = Window::new(client, driver);
        self.window = Some(window.clone());
        window
    }

    /// Opens the window and enters the lent sandbox as one of its people.
    pub async fn open_as(&mut self, login: &str) -> Window {
        self.lend_sandbox();
        let window = self.open().await;
        window.enter(&format!("Sandbox · {login}")).await;
        window
    }

    /// Ends the app as a person does, and gives its window up.
    pub async fn close(&mut self) {
        if let Some(window) = self.window.take() {
            window.end().await;
        }
    }

    /// The superuser of the control database, who sees what is true.
    pub async fn admin(&self) -> PgConnection {
        self.ground.enter_as("tenantry_admin", self.ground.server.database()).await
    }

    /// The URL of a login for the control database.
    pub fn url(&self, login: &str) -> String {
        self.ground.url(login, self.ground.server.database())
    }

    async fn keep_what_was_seen(&self, name: &str) -> PathBuf {
        let own = std::env::current_exe().expect("a running program has a path");
        let target = own.ancestors().nth(3).expect("tests lie three folders below the target folder");
        let kept = target.join("window-failures").join(name);
        std::fs::create_dir_all(&kept).expect("the target folder can be written");
        // whatever can be had of it helps
        let _ = std::fs::copy(self.log(), kept.join("app.log"));
        if let Some(window) = &self.window {
            window.keep(&kept).await;
        }
        kept
    }
}
