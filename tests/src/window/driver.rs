//! WebKitWebDriver and the app that it starts, ended by their ids however the test program ends.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::until;

/// Starts the driver, says its id, and waits until the program that wants it is gone; then ends the app and the driver.
const WARDEN: &str = r#"
WebKitWebDriver --host=127.0.0.1 --port="$1" </dev/null >&2 &
driver=$!
echo "$driver"
trap '' INT TERM HUP
cat >/dev/null
apps=$(cat "/proc/$driver/task/$driver/children" 2>/dev/null)
[ -n "$apps" ] && kill -TERM $apps 2>/dev/null
for app in $apps; do
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    state=$(cut -d' ' -f3 "/proc/$app/stat" 2>/dev/null)
    [ -z "$state" ] || [ "$state" = Z ] && break
    sleep 0.1
  done
  kill -KILL "$app" 2>/dev/null
done
kill -KILL "$driver" 2>/dev/null
wait "$driver" 2>/dev/null
"#;

/// A program that `cargo xtask` built: `tenantry`, `tenantryctl`.
///
/// # Panics
/// When it is not there.
pub fn program(name: &str) -> PathBuf {
    let beside = || {
        let own = std::env::current_exe().expect("a running program has a path");
        own.ancestors().nth(2).expect("tests lie two folders below the programs").to_owned()
    };
    let folder = std::env::var_os("TENANTRY_BIN_DIR").map_or_else(beside, PathBuf::from);
    let program = folder.join(name);
    assert!(program.is_file(), "{} is not built: run `cargo xtask test`.", program.display());
    program
}

/// Runs `tenantryctl` on a control database and gives back its JSON. The URL goes by the environment: arguments are seen
/// by everybody on the machine.
///
/// # Panics
/// When it fails.
pub fn run_ctl(url: &str, arguments: &[&str]) -> Value {
    let mut command = Command::new(program("tenantryctl"));
    let output = command.arg("--json").args(arguments).env("TENANTRY_DATABASE_URL", url).output();
    let output = output.expect("tenantryctl starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "tenantryctl {arguments:?}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{arguments:?} printed {said}: {error}"))
}

/// A driver with at most one app.
pub(super) struct Driver {
    warden: Child,
    id: u32,
    address: String,
}

impl Driver {
    /// Starts it with an environment; what it and the app say goes to the log.
    pub(super) async fn start(environment: &[(&str, Option<String>)], log: &Path) -> Self {
        let port = {
            let free = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
            free.local_addr().expect("a bound socket has an address").port()
        };
        let log = File::options().create(true).append(true).open(log).expect("the test's folder is ours");
        let mut command = Command::new("sh");
        command.args(["-c", WARDEN, "warden", &port.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        for (name, value) in environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let mut warden = command.spawn().expect("sh is there");
        let mut said = String::new();
        let stdout = warden.stdout.take().expect("its output is piped");
        BufReader::new(stdout).read_line(&mut said).expect("the warden says the driver's id");
        let id = said.trim().parse().expect("an id is a number");
        let address = format!("http://127.0.0.1:{port}");
        let driver = Self { warden, id, address };
        until::found("WebKitWebDriver (package webkit2gtk-driver) listens", async || {
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()
        })
        .await;
        driver
    }

    /// Starts the app. No browser name is sent: the driver would look for a browser of that name.
    pub(super) async fn open(&self, arguments: &[String]) -> Client {
        let options = json!({ "binary": program("tenantry"), "args": arguments });
        let wishes = json!({ "webkitgtk:browserOptions": options, "timeouts": { "script": 60_000 } });
        let Value::Object(wishes) = wishes else { unreachable!("an object was written") };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let session = builder.capabilities(wishes).connect(&self.address);
        let opened = tokio::time::timeout(Duration::from_secs(60), session).await;
        opened.expect("the window opens within a minute").expect("the driver starts the app")
    }

    /// The app's process; none when it has ended.
    pub(super) fn app(&self) -> Option<u32> {
        let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", self.id)).ok()?;
        children.split_whitespace().filter_map(|id| id.parse().ok()).find(|id| !is_dead(*id))
    }

    /// Asks the app to end, as a desktop does at the end of a session, and waits until it has.
    pub(super) async fn end_app(&self) {
        if let Some(app) = self.app() {
            let sent = Command::new("kill").args(["-TERM", &app.to_string()]).status();
            assert!(sent.is_ok_and(|status| status.success()), "the app is ours to end");
            until::found("the app ends when it is asked to", async || is_dead(app).then_some(())).await;
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // its input ends: it ends the app and the driver, and then itself
        drop(self.warden.stdin.take());
        // nobody can be told in a drop
        let _ = self.warden.wait();
    }
}

/// Gone, or ended and not yet buried by its parent.
fn is_dead(id: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with('Z'))
}
