//! Something that stands in for AWS: MiniStack as a process of its own, and [`Between`], through which everything goes
//! and which can do what AWS does on bad days. `cargo xtask setup` installs it; nothing is downloaded here, and without
//! the Python package `docker`, which is left out of its environment, MiniStack starts no servers.

mod answers;
mod asked;
mod between;
mod faults;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use axum::body::Body;
use secrecy::SecretString;
use tenantry_aws::{Aws, Login, Settings};

pub use answers::Stand;
pub use asked::Call;
pub use between::{Between, Outcome, Seen};
pub use faults::{ANY, Fault, When};

use crate::until;

/// Names the Python that has MiniStack; without it the place below the target folder is looked at.
const VARIABLE: &str = "TENANTRY_MINISTACK";
const NOT_THERE: &str = "MiniStack, which stands in for AWS, is not installed: run `cargo xtask setup`, or set \
     TENANTRY_MINISTACK to a Python that has the packages of tests/src/cloud/requirements.txt.";
const REGION: &str = "eu-central-1";
/// MiniStack reads the account's number in it.
const ACCESS_KEY: &str = "000000000001";
const SECRET_KEY: &str = "of-no-account";

/// Starts what its arguments say and waits until the program that started it is gone (its standard input ends), then
/// ends it and removes the folder.
const WARDEN: &str = r#"
trap '' INT TERM HUP
folder=$1
shift
"$@" </dev/null >"$folder/log" 2>&1 &
pid=$!
cat >/dev/null
kill -KILL "$pid" 2>/dev/null
wait "$pid"
rm -rf "$folder"
"#;

/// A cloud of one's own, ended when this is dropped, and when the test is killed too.
pub struct Cloud {
    /// What everything goes through.
    pub between: Between,
    folder: PathBuf,
    warden: Child,
}

impl Cloud {
    /// Starts it and waits until it answers.
    ///
    /// # Panics
    /// When it is not installed or does not start.
    pub async fn raise() -> Self {
        let python = python();
        let folder = tempfile::Builder::new().prefix("tenantry-cloud-").tempdir();
        let folder = folder.expect("the folder for temporary things can be written").keep();
        let port = free_port();
        let warden = Self::start(&python, &folder, port);
        let cloud = Self { between: Between::listen(port).await, folder, warden };
        let health = format!("http://127.0.0.1:{port}/_ministack/health");
        let log = cloud.folder.join("log");
        until::found("MiniStack answers", async || {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            assert!(
                !said.contains("Traceback") && !said.contains("ERROR"),
                "MiniStack did not start:\n{said}"
            );
            let asked = axum::http::Request::get(&health).body(Body::empty()).ok()?;
            let answer = between::client().request(asked).await.ok()?;
            answer.status().is_success().then_some(())
        })
        .await;
        cloud
    }

    fn start(python: &Path, folder: &Path, port: u16) -> Child {
        let mut warden = Command::new("sh");
        warden.args(["-c", WARDEN, "warden"]).arg(folder).arg(python).args(["-m", "ministack"]);
        // Nothing of the person's reaches it: neither keys nor files, nor a Docker that is there.
        warden.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        warden.envs([("HOME", folder), ("TMPDIR", folder)]).current_dir(folder);
        warden.envs([("BIND_HOST", "127.0.0.1"), ("GATEWAY_PORT", port.to_string().as_str())]);
        warden.envs([("SERVICES", "rds,secretsmanager,cloudwatch"), ("MINISTACK_REGION", REGION)]);
        warden.envs([("LOG_LEVEL", "WARNING"), ("DOCKER_HOST", "unix:///dev/null")]);
        std::os::unix::process::CommandExt::process_group(&mut warden, 0);
        warden.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        warden.spawn().expect("sh is there")
    }

    /// Where it keeps what it writes; it goes away with it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where it is spoken to, through [`Between`].
    pub fn settings(&self) -> Settings {
        Settings { region: REGION.to_owned(), profile: None, endpoint: Some(self.between.url()) }
    }

    /// Our way to it.
    ///
    /// # Panics
    /// When the settings above are refused.
    pub async fn aws(&self) -> Aws {
        let login = Login {
            access_key: ACCESS_KEY.to_owned(),
            secret_key: SecretString::from(SECRET_KEY),
            session_token: None,
        };
        Aws::connect_as(&self.settings(), &login).await.expect("the settings are right")
    }

    /// What a program needs in its environment to speak to it, and to nothing of the person's. The region and, if it
    /// does not come from there, the endpoint are the program's own business.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let pair = |name, value: &str| (name, value.to_owned());
        vec![
            pair("AWS_ACCESS_KEY_ID", ACCESS_KEY),
            pair("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
            pair("AWS_CONFIG_FILE", "/dev/null"),
            pair("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
            pair("AWS_EC2_METADATA_DISABLED", "true"),
            pair("AWS_ENDPOINT_URL", &self.between.url()),
        ]
    }

    /// Puts a real PostgreSQL behind an instance: RDS then names its address, and the master secret holds the login.
    /// May be called before the instance is made.
    ///
    /// # Panics
    /// When MiniStack does not keep the secret.
    pub async fn stand_in(&self, identifier: &str, host: &str, port: u16, user: &str, password: &str) {
        let login = serde_json::json!({ "username": user, "password": password }).to_string();
        let new = serde_json::json!({
            "Name": format!("rds!db-{identifier}"),
            "ClientRequestToken": uuid::Uuid::now_v7(),
            "SecretString": login,
        });
        let made = self.between.ask_behind("secretsmanager.CreateSecret", &new).await;
        let master = made["ARN"].as_str().unwrap_or_else(|| panic!("no secret was made: {made}")).to_owned();
        self.between.stand(identifier, Stand { host: host.to_owned(), port, master });
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        // Its standard input ends, and with it the warden's waiting.
        drop(self.warden.stdin.take());
        let _ = self.warden.wait();
    }
}

fn python() -> PathBuf {
    let named = std::env::var_os(VARIABLE).filter(|named| !named.is_empty()).map(PathBuf::from);
    let python = named.unwrap_or_else(|| {
        // <target>/debug/deps/<this program>
        let program = std::env::current_exe().unwrap_or_default();
        program.ancestors().nth(3).unwrap_or(Path::new("")).join("ministack/bin/python")
    });
    assert!(python.is_file(), "{NOT_THERE}");
    python
}

/// One that nobody listens on now.
fn free_port() -> u16 {
    let bound = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    bound.expect("there is a free port").port()
}
