//! What one does in a window: look, click, type, and ask the page. Each look waits until there is something to see.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fantoccini::actions::{InputSource as _, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use super::driver::Driver;
use crate::until;

/// An open window. Cloning shares it.
#[derive(Clone)]
pub struct Window {
    client: Client,
    driver: Arc<Driver>,
}

/// The selector of a test id.
pub fn testid(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

/// What is left to a driver whose test has failed already.
const A_MOMENT: Duration = Duration::from_secs(10);
/// WebDriver's key codes: <https://www.w3.org/TR/webdriver2/#keyboard-actions>.
const CONTROL: char = '\u{E009}';
const DELETE: char = '\u{E017}';

impl Window {
    pub(super) fn new(client: Client, driver: Driver) -> Self {
        Self { client, driver: Arc::new(driver) }
    }

    /// The element, once it is displayed.
    pub async fn see(&self, selector: &str) -> Element {
        until::found(&format!("{selector} is shown"), async || {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            element.is_displayed().await.is_ok_and(|shown| shown).then_some(element)
        })
        .await
    }

    /// Waits until an element is not there any more.
    pub async fn see_gone(&self, selector: &str) {
        until::found(&format!("{selector} goes away"), async || {
            let found = self.client.find_all(Locator::Css(selector)).await.ok()?;
            found.is_empty().then_some(())
        })
        .await;
    }

    /// Waits until an element's text contains these words, and gives the text back.
    pub async fn see_words(&self, selector: &str, words: &str) -> String {
        until::found(&format!("{selector} says {words:?}"), async || {
            self.text(selector).await.filter(|text| text.contains(words))
        })
        .await
    }

    /// The text of an element as the page holds it, with what only screen readers hear; none when it is not there.
    pub async fn text(&self, selector: &str) -> Option<String> {
        let script = "return document.querySelector(arguments[0])?.textContent ?? null";
        self.js(script, json!([selector])).await.as_str().map(str::to_owned)
    }

    /// An attribute of an element that is shown.
    ///
    /// # Panics
    /// When the element goes away meanwhile.
    pub async fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.see(selector).await.attr(name).await.expect("an element that is shown has attributes")
    }

    /// Clicks as the pointer does. What moves or is drawn anew meanwhile is tried again.
    pub async fn click(&self, selector: &str) {
        until::found(&format!("{selector} can be clicked"), async || {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            element.click().await.ok()
        })
        .await;
    }

    /// Clicks the button with this label.
    pub async fn press(&self, label: &str) {
        let path = format!(
            "//*[self::button or self::a][normalize-space(.)='{label}' or starts-with(normalize-space(.), '{label}')]"
        );
        until::found(&format!("the button {label:?} can be clicked"), async || {
            self.client.find(Locator::XPath(&path)).await.ok()?.click().await.ok()
        })
        .await;
    }

    /// Replaces what a field holds by typing.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.see(selector).await;
        let all = format!("{CONTROL}a{CONTROL}{DELETE}");
        field.send_keys(&all).await.expect("a field that is shown takes keys");
        if !text.is_empty() {
            field.send_keys(text).await.expect("a field that is shown takes keys");
        }
    }

    /// Chooses from the list that a select opened.
    pub async fn choose_option(&self, label: &str) {
        let path = format!("//*[@role='option'][starts-with(normalize-space(.), '{label}')]");
        until::found(&format!("the option {label:?} can be chosen"), async || {
            self.client.find(Locator::XPath(&path)).await.ok()?.click().await.ok()
        })
        .await;
    }

    /// Loads the page anew, as a person does who has seen enough.
    ///
    /// # Panics
    /// When the driver does not.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page loads anew");
    }

    /// Types where the focus is.
    pub async fn type_keys(&self, keys: &str) {
        let focused = self.client.active_element().await.expect("something has the focus");
        focused.send_keys(keys).await.expect("what has the focus takes keys");
    }

    /// Runs a script's body in the page.
    ///
    /// # Panics
    /// When the page refuses it.
    pub async fn js(&self, script: &str, arguments: Value) -> Value {
        let Value::Array(arguments) = arguments else { panic!("arguments are a list: {arguments}") };
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Runs a script that answers by calling its last argument.
    ///
    /// # Panics
    /// When it does not answer.
    pub async fn js_later(&self, script: &str, arguments: Value) -> Value {
        let Value::Array(arguments) = arguments else { panic!("arguments are a list: {arguments}") };
        self.client.execute_async(script, arguments).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Calls a command from the page, past all that the UI would say first: what a hostile script could do.
    ///
    /// # Errors
    /// What the host answered when it refused.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        const CALL: &str = "const [command, args, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, args)
              .then((ok) => done({ ok: ok ?? null }), (refused) => done({ refused }))";
        let mut answer = self.js_later(CALL, json!([command, arguments])).await;
        match answer.get_mut("ok") {
            Some(ok) => Ok(ok.take()),
            None => Err(answer["refused"].take()),
        }
    }

    /// Goes to a path of the console, as a link in it does.
    pub async fn go(&self, path: &str) {
        self.js("location.hash = arguments[0]", json!([path])).await;
    }

    /// Goes through Connect by a profile that needs no password.
    pub async fn enter(&self, profile: &str) {
        self.choose(profile).await;
        self.click(&testid("connect-go")).await;
        self.see(&testid("operator")).await;
    }

    /// Chooses a profile on Connect.
    pub async fn choose(&self, profile: &str) {
        let row = format!("[data-profile=\"{profile}\"]");
        self.click(&row).await;
        self.see(&format!("{row}[aria-pressed=true]")).await;
    }

    /// Waits until the grid shows rows that were read, and gives back how many it has in all.
    pub async fn see_grid(&self) -> u32 {
        let grid = testid("tenants-grid");
        until::found("the grid is filled", async || {
            let script = "const grid = document.querySelector(arguments[0]);
                if (!grid || grid.getAttribute('aria-busy') === 'true' || !grid.querySelector('[data-slug]')) return null;
                return Number(grid.getAttribute('aria-rowcount')) - 1";
            let rows = self.js(script, json!([grid])).await.as_u64()?;
            u32::try_from(rows).ok()
        })
        .await
    }

    /// The window's size, the frame of the desktop not counted.
    ///
    /// # Panics
    /// When the window does not take it.
    pub async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.expect("the window takes a size");
        until::found(&format!("the window is {width} × {height}"), async || {
            let size = self.js("return [innerWidth, innerHeight]", json!([])).await;
            (size == json!([width, height])).then_some(())
        })
        .await;
    }

    /// Lays the pointer where it touches nothing: at the window's edge, over the environment's line.
    ///
    /// # Panics
    /// When the driver has no pointer.
    pub async fn rest_pointer(&self) {
        let away = PointerAction::MoveTo { duration: None, x: 1.0, y: 1.0 };
        let pointer = MouseActions::new("mouse".to_owned()).then(away);
        self.client.perform_actions(pointer).await.expect("the driver moves the pointer");
    }

    /// A picture of the page.
    ///
    /// # Panics
    /// When there is none to be had.
    pub async fn picture(&self) -> Vec<u8> {
        self.try_picture().await.expect("the driver takes pictures")
    }

    /// WebKit takes the picture after the next paint, and a page at rest paints no more: a speck keeps it painting.
    async fn try_picture(&self) -> Option<Vec<u8>> {
        const PAINT: &str = "const speck = document.createElement('div');
            speck.id = 'speck';
            speck.setAttribute('style', 'position:fixed;right:0;bottom:0;width:1px;height:1px;pointer-events:none');
            document.body.append(speck);
            let turn = 0;
            const paint = () => {
              speck.style.background = `rgba(0,0,0,0.00${1 + (turn++ % 2)})`;
              if (speck.isConnected) requestAnimationFrame(paint);
            };
            paint();";
        self.client.execute(PAINT, Vec::new()).await.ok()?;
        let picture = self.client.screenshot().await.ok()?;
        self.client.execute("document.getElementById('speck')?.remove()", Vec::new()).await.ok()?;
        Some(picture)
    }

    /// The process of the app.
    ///
    /// # Panics
    /// When it has ended.
    pub fn process(&self) -> u32 {
        self.driver.app().expect("the app runs")
    }

    /// The driver's own words, for what no other test asks.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The page's title.
    pub async fn title(&self) -> String {
        self.client.title().await.unwrap_or_default()
    }

    pub(super) async fn end(self) {
        self.driver.end_app().await;
        // the app is gone, and its session with it
        let _ = tokio::time::timeout(A_MOMENT, self.client.close()).await;
    }

    pub(super) async fn keep(&self, folder: &Path) {
        if let Ok(Some(picture)) = tokio::time::timeout(A_MOMENT, self.try_picture()).await {
            let _ = std::fs::write(folder.join("window.png"), picture);
        }
        if let Ok(Ok(source)) = tokio::time::timeout(A_MOMENT, self.client.source()).await {
            let _ = std::fs::write(folder.join("page.html"), source);
        }
    }
}
