//! Takes the pictures: each page in both themes and both sizes.

use std::path::PathBuf;
use std::process::Command;

use serde_json::json;
use tenantry_tests::server::Ground;
use tenantry_tests::until;
use tenantry_tests::window::{Window, testid};

const SIZES: [(u32, u32); 2] = [(1440, 900), (1024, 700)];
const THEMES: [&str; 2] = ["light", "dark"];
const ESCAPE: &str = "\u{E00C}";

/// A page, how one comes to it, and when it is there.
pub(crate) struct Shot {
    pub(crate) name: &'static str,
    /// Where it is; none: where the window opened.
    pub(crate) path: Option<String>,
    /// What is shown when the page is there.
    pub(crate) shown: String,
    /// What is done there before the picture.
    pub(crate) then: Vec<Step>,
}

/// Something done on a page.
pub(crate) enum Step {
    Click(String),
    Press(&'static str),
    Keys(&'static str),
    Fill(String, &'static str),
    See(String),
}

/// Where the pictures go, and which are wanted.
pub(crate) struct Camera {
    folder: PathBuf,
    names: Vec<String>,
}

impl Camera {
    pub(crate) fn new(folder: PathBuf, names: Vec<String>) -> Self {
        std::fs::create_dir_all(&folder).expect("the folder for the pictures can be made");
        Self { folder, names }
    }

    fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| wanted == name)
    }

    /// Takes the wanted pictures of these pages.
    pub(crate) async fn take(&self, window: &Window, shots: &[Shot]) {
        let wanted: Vec<&Shot> = shots.iter().filter(|shot| self.wants(shot.name)).collect();
        for theme in THEMES {
            for (width, height) in SIZES {
                if wanted.is_empty() {
                    return;
                }
                dress(window, theme, (width, height)).await;
                for shot in &wanted {
                    play(window, shot).await;
                    self.keep(window, shot.name, theme, (width, height)).await;
                    if shot.then.iter().any(|step| !matches!(step, Step::See(_))) {
                        window.type_keys(ESCAPE).await;
                        window.see_gone("[role=dialog], [role=alertdialog]").await;
                    }
                }
            }
        }
    }

    /// Kills the server under the open grid: the last pictures there are.
    pub(crate) async fn take_lost(&self, window: &Window, ground: &Ground) {
        if !self.wants("lost") {
            return;
        }
        window.go("/tenants").await;
        window.see_grid().await;
        let pid = std::fs::read_to_string(ground.server.dir.join("data/postmaster.pid"));
        let pid = pid.expect("the server runs").lines().next().expect("its first line is the id").to_owned();
        let killed = Command::new("kill").args(["-KILL", &pid]).status();
        assert!(killed.is_ok_and(|status| status.success()), "the server is ours to kill");
        window.see(&testid("lost-banner")).await;
        for theme in THEMES {
            for (width, height) in SIZES {
                // without loading the page anew: what was last known is what the picture is of
                window.js("document.documentElement.dataset.theme = arguments[0]", json!([theme])).await;
                window.resize(width, height).await;
                self.keep(window, "lost", theme, (width, height)).await;
            }
        }
    }

    async fn keep(&self, window: &Window, name: &str, theme: &str, (width, height): (u32, u32)) {
        window.rest_pointer().await;
        rest(window).await;
        let file = self.folder.join(format!("{name}-{theme}-{width}x{height}.png"));
        std::fs::write(&file, window.picture().await).expect("the folder for the pictures can be written");
        println!("{}", file.display());
    }
}

/// The theme is kept where the person's own choice is, because plots read their colours when they are made.
async fn dress(window: &Window, theme: &str, (width, height): (u32, u32)) {
    let script = "localStorage.setItem('tenantry.preferences', JSON.stringify({ theme: arguments[0], density: 'compact' }))";
    window.js(script, json!([theme])).await;
    window.resize(width, height).await;
    window.reload().await;
}

async fn play(window: &Window, shot: &Shot) {
    if let Some(path) = &shot.path {
        window.go(path).await;
    }
    window.see(&shot.shown).await;
    for step in &shot.then {
        match step {
            Step::Click(selector) => window.click(selector).await,
            Step::Press(label) => window.press(label).await,
            Step::Keys(keys) => window.type_keys(keys).await,
            Step::Fill(selector, text) => window.fill(selector, text).await,
            Step::See(selector) => drop(window.see(selector).await),
        }
    }
}

/// Waits until nothing loads and two frames were painted with it.
async fn rest(window: &Window) {
    until::found("the page comes to rest", async || {
        let script = "return !document.querySelector('[role=status][aria-label^=Loading], [aria-busy=true]')
            && [...document.fonts].every((face) => face.status !== 'loading')";
        (window.js(script, json!([])).await == json!(true)).then_some(())
    })
    .await;
    let painted =
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
    window.js_later(painted, json!([])).await;
}
