//! The sandbox server of a test program: started once, in a folder of its own that the server's account can reach, and
//! stopped when the program ends, however it ends.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use secrecy::ExposeSecret as _;
use sqlx::{Connection as _, PgConnection};
use tenantry_engine::sandbox::{Sandbox, SandboxOptions, SandboxServer};
use tokio::sync::OnceCell;

use crate::sql;

/// How many tenants the shared fleet holds.
pub const TENANTS: u32 = 400;
/// The database that nobody ever enters: each test's own is a copy of it.
pub(crate) const TEMPLATE: &str = "untouched";
/// A login without any group role.
pub const NOBODY: &str = "nobody";

/// Waits until the program that started it is gone (its standard input ends), then ends the server and its folder.
const WARDEN: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
for running in "$1"/sandbox/data/postmaster.pid "$1"/sandbox/instances/*/data/postmaster.pid; do
  pid=$(head -n 1 "$running" 2>/dev/null)
  if [ -n "$pid" ]; then
    kill -QUIT "$pid" 2>/dev/null
    while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
  fi
done
rm -rf "$1"
"#;

/// A sandbox in a folder of its own, with somebody who ends it.
pub struct Ground {
    folder: PathBuf,
    /// Its server, as it was started.
    pub server: SandboxServer,
    _warden: Child,
}

static SHARED: OnceCell<Ground> = OnceCell::const_new();

/// The server that all tests of the program share.
pub async fn shared() -> &'static Ground {
    SHARED.get_or_init(shared_anew).await
}

async fn shared_anew() -> Ground {
    let ground = Ground::new(TENANTS, |_| {}).await;
    let mut admin = ground.enter_as("tenantry_admin", "postgres").await;
    let password = ground.server.password_for(NOBODY).expect("the sandbox's state can be written");
    let password = password.expose_secret();
    sql::must(&mut admin, format!("create role {NOBODY} login password '{password}'")).await;
    sql::must(&mut admin, format!("create database {TEMPLATE} template {}", ground.server.database())).await;
    ground
}

impl Ground {
    /// A server of its own, for a test that stops it or plants something in its folder first.
    ///
    /// # Panics
    /// When there is none to be had: everything else would fail for the same reason.
    pub async fn new(tenants: u32, prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::Builder::new().prefix("tenantry-proof-").tempdir_in("/var/tmp");
        let folder = folder.expect("/var/tmp can be written").keep();
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&folder, open).expect("the folder is ours");
        let mut warden = Command::new("sh");
        warden.args(["-c", WARDEN, "warden"]).arg(&folder).process_group(0);
        warden.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let warden = warden.spawn().expect("sh is there");
        let dir = folder.join("sandbox");
        prepare(&dir);
        let options = SandboxOptions { dir: Some(dir), port: None };
        let server = Sandbox::up(options, &|_| {}).await;
        let server = server.unwrap_or_else(|error| panic!("no server: {error} {}", error.remedy()));
        if tenants > 0 {
            server.furnish(tenants, 1, &|_| {}).await.expect("a fresh sandbox is furnished");
        }
        Self { folder, server, _warden: warden }
    }

    /// A scratch folder that goes away with the server.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The URL of a login for one of the server's databases.
    ///
    /// # Panics
    /// When the login has no password.
    pub fn url(&self, login: &str, database: &str) -> String {
        let url = self.server.url(login).expect("a login's password is in the sandbox's state");
        let url = url.expose_secret();
        let (server, _) = url.rsplit_once('/').expect("a URL names its database");
        format!("{server}/{database}")
    }

    /// Logs in, with nothing of ours in between.
    ///
    /// # Panics
    /// When the server does not let it in.
    pub async fn enter_as(&self, login: &str, database: &str) -> PgConnection {
        PgConnection::connect(&self.url(login, database)).await.expect("the login may enter")
    }
}
