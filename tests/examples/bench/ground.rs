//! The sandboxes that are measured: each in a folder of its own below `/var/tmp` (TENANTRY_BENCH_DIR names another),
//! kept from run to run, its server stopped at the end if it was started here.

use std::path::{Path, PathBuf};
use std::time::Instant;

use secrecy::ExposeSecret as _;
use sqlx::{Connection as _, PgConnection};
use tenantry_engine::EngineError;
use tenantry_engine::sandbox::{Sandbox, SandboxOptions, SandboxServer};

use crate::report::count;

/// As many as a session of the program must bear.
const MILLION: u32 = 1_000_000;
/// The goal for making a million.
const GOAL_SECONDS: f64 = 240.0;

/// A furnished sandbox.
pub(crate) struct Ground {
    /// What a program has as XDG_DATA_HOME that shall find this sandbox as its own.
    pub(crate) data_home: PathBuf,
    /// Its server.
    pub(crate) server: SandboxServer,
    /// How many tenants it holds.
    pub(crate) tenants: u32,
}

/// How large the fleet is to be: TENANTRY_BENCH_TENANTS, else a million.
pub(crate) fn wanted() -> u32 {
    let named = std::env::var("TENANTRY_BENCH_TENANTS").ok();
    named.map_or(MILLION, |text| text.parse().expect("TENANTRY_BENCH_TENANTS is a number"))
}

impl Ground {
    /// Starts the sandbox of so many tenants; makes it first when there is none, and anew when it is of other migrations.
    pub(crate) async fn of(tenants: u32) -> Self {
        let root = std::env::var_os("TENANTRY_BENCH_DIR");
        let root = root.map_or_else(|| PathBuf::from("/var/tmp/tenantry-bench"), PathBuf::from);
        let data_home = root.join(format!("fleet-{tenants}"));
        let dir = data_home.join("tenantry/sandbox");
        open_to_all(&dir, &root);
        match up(&dir, tenants).await {
            Ok(server) => Self { data_home, server, tenants },
            Err(EngineError::Inconsistent(why)) => {
                println!("The sandbox is made anew: {why}");
                Sandbox::reset(&dir).await.expect("a sandbox of ours can be thrown away");
                let server = up(&dir, tenants).await.unwrap_or_else(|e| panic!("no sandbox: {e}"));
                Self { data_home, server, tenants }
            }
            Err(error) => panic!("no sandbox: {error}"),
        }
    }

    /// The URL of a login, password and all.
    pub(crate) fn url(&self, login: &str) -> String {
        let url = self.server.url(login).expect("the sandbox knows its logins");
        url.expose_secret().to_owned()
    }

    /// One plain connection.
    pub(crate) async fn enter(&self, login: &str) -> PgConnection {
        PgConnection::connect(&self.url(login)).await.expect("the sandbox lets its people in")
    }

    /// Stops the server, if it was started here.
    pub(crate) async fn leave(self) {
        if self.server.started_here {
            Sandbox::down(&self.server.dir).await.expect("a server of ours can be stopped");
        }
    }
}

async fn up(dir: &Path, tenants: u32) -> Result<SandboxServer, EngineError> {
    let start = Instant::now();
    let server = Sandbox::up(SandboxOptions { dir: Some(dir.to_owned()), port: None }, &|_| {}).await?;
    let there = server.tenants().await.unwrap_or(0);
    let found = server.furnish(tenants, 1, &|_| {}).await?;
    assert!(found == tenants, "{} holds {found} tenants", dir.display());
    let seconds = start.elapsed().as_secs_f64();
    let fleet = format!("sandbox of {} tenants", count(tenants.into()));
    match (there == 0, tenants == MILLION) {
        (false, _) => println!("{fleet}: there already, up after {seconds:.2} s"),
        (true, false) => println!("{fleet}: made in {seconds:.1} s"),
        (true, true) => {
            let verdict = if seconds <= GOAL_SECONDS { "PASS" } else { "miss" };
            println!("{fleet}: made in {seconds:.1} s (goal ≤ {GOAL_SECONDS} s {verdict})");
        }
    }
    Ok(server)
}

/// The server may run under another account, which must be able to pass.
fn open_to_all(dir: &Path, root: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let above = dir.parent().expect("the folder has one above it");
    std::fs::create_dir_all(above).expect("the folder for measurements can be made");
    for folder in above.ancestors().take_while(|folder| folder.starts_with(root)) {
        // a folder that is another's is passable already, or the sandbox says what is wrong
        let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755));
    }
}
