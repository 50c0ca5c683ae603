//! The sandbox's server, from outside: up, status, down, reset. Each may be called at any time, by several processes at
//! once, and after any of them was killed.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};

use super::account::ServerAccount;
use super::binaries::{self, Places};
use super::birth::{self, ADMIN, DATABASE};
use super::error::SandboxError;
use super::home::{Home, SandboxHold, default_dir};
use super::launch;
use super::postmaster::Postmaster;
use super::state::State;
use super::version;
use crate::version::ServerVersion;

/// What is asked of a start.
#[derive(Debug, Clone, Default)]
pub struct SandboxOptions {
    /// The sandbox's folder; `None`: [`default_dir`].
    pub dir: Option<PathBuf>,
    /// The port of 127.0.0.1; `None`: that of last time, else any free one. A running server keeps the port it has.
    pub port: Option<u16>,
}

/// What is at a folder.
#[derive(Debug)]
pub enum SandboxStatus {
    /// No sandbox, or one that was reset.
    Absent,
    /// Data without a server.
    Stopped {
        /// The sandbox's folder.
        dir: PathBuf,
    },
    /// A server that takes connections.
    Running(SandboxServer),
}

/// A running server of a sandbox.
#[derive(Debug, Clone)]
pub struct SandboxServer {
    /// The sandbox's folder.
    pub dir: PathBuf,
    /// The port of 127.0.0.1.
    pub port: u16,
    /// Which PostgreSQL it is.
    pub version: ServerVersion,
    /// Whether this call started it: who started it stops it.
    pub started_here: bool,
}

/// The doors to the sandbox's server.
#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Finds, makes and starts the server, whatever of that is missing, and returns when it takes connections.
    /// On a running one it changes nothing. `progress` is told each step as a sentence.
    pub async fn up(
        options: SandboxOptions,
        progress: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<SandboxServer, SandboxError> {
        Self::up_with(&Places::of_this_machine(), options, progress).await
    }

    pub(super) async fn up_with(
        places: &Places,
        options: SandboxOptions,
        progress: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<SandboxServer, SandboxError> {
        let account = ServerAccount::choose()?;
        let dir = options.dir.map_or_else(default_dir, Ok)?;
        let home = Home::open(&dir, &account)?;
        let _held = home.hold(progress).await?;
        if let Some(server) = running(&home).await {
            return Ok(server);
        }
        // A running server whose password was lost is stopped, to be given a new one.
        Postmaster::of(&home.data()).stop(home.root()).await?;
        let binaries = binaries::find(places, home.data_major(), &account).await?;
        let cleared = Postmaster::of(&home.data()).clear_stale(&home.run()).await;
        cleared.map_err(SandboxError::files("cleared of a killed server", home.root()))?;
        if home.data_major().is_none() {
            progress(&format!(
                "Making a PostgreSQL {} server in {}.",
                binaries.version,
                home.root().display()
            ));
            birth::make(&home, &binaries, &account).await?;
        } else if admin_password(&home).is_none() {
            progress("Giving the server's administrator a new password, because the old one was lost.");
            birth::renew_admin(&home, &binaries, &account).await?;
        }
        progress("Starting the server.");
        let port = launch::start(&home, &binaries, &account, options.port).await?;
        progress(&format!("The server is ready on port {port} of 127.0.0.1."));
        beside(home.root(), Beside::Start).await?;
        Ok(SandboxServer { dir: home.root().to_owned(), port, version: binaries.version, started_here: true })
    }

    /// Where the servers of tenants of their own lie, a folder for each.
    pub fn servers(dir: &Path) -> PathBuf {
        dir.join("instances")
    }

    /// What is at the folder. A server that is just starting is waited for.
    pub async fn status(dir: &Path) -> Result<SandboxStatus, SandboxError> {
        let Some(home) = Home::existing(dir) else { return Ok(SandboxStatus::Absent) };
        match running(&home).await {
            Some(server) => Ok(SandboxStatus::Running(server)),
            None if home.data_major().is_some() => Ok(SandboxStatus::Stopped { dir: home.root().to_owned() }),
            None => Ok(SandboxStatus::Absent),
        }
    }

    /// Stops the server and keeps the data; `false` when none ran.
    pub async fn down(dir: &Path) -> Result<bool, SandboxError> {
        let Some(home) = Home::existing(dir) else { return Ok(false) };
        let _held = home.hold(&|_| {}).await?;
        beside(home.root(), Beside::Stop).await?;
        Postmaster::of(&home.data()).stop(home.root()).await
    }

    /// Stops the server and throws its data and passwords away for good; `false` when there was nothing.
    /// The folder itself stays, and whatever in it is not the sandbox's.
    pub async fn reset(dir: &Path) -> Result<bool, SandboxError> {
        let Some(home) = Home::existing(dir) else { return Ok(false) };
        let _held = home.hold(&|_| {}).await?;
        let there = home.data_major().is_some();
        beside(home.root(), Beside::Throw).await?;
        Postmaster::of(&home.data()).stop(home.root()).await?;
        birth::clear_half_made(&home).await?;
        // Renamed first: killed in the middle, half of the data must not look like all of it.
        if home.data().exists() {
            std::fs::rename(home.data(), home.making())
                .map_err(SandboxError::files("removed", &home.data()))?;
        }
        birth::clear_half_made(&home).await?;
        for file in [home.settings(), home.state()] {
            if file.exists() {
                std::fs::remove_file(&file).map_err(SandboxError::files("removed", &file))?;
            }
        }
        if home.run().exists() {
            std::fs::remove_dir_all(home.run()).map_err(SandboxError::files("removed", &home.run()))?;
        }
        Ok(there)
    }
}

/// What is to happen to the servers beside the sandbox's.
enum Beside {
    Start,
    Stop,
    Throw,
}

/// The same for the servers of tenants of their own, which lie in the sandbox's folder.
async fn beside(root: &Path, act: Beside) -> Result<(), SandboxError> {
    let Ok(listed) = std::fs::read_dir(Sandbox::servers(root)) else { return Ok(()) };
    for dir in listed.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()) {
        match act {
            Beside::Start => match Box::pin(Sandbox::status(&dir)).await? {
                SandboxStatus::Stopped { .. } => {
                    let options = SandboxOptions { dir: Some(dir), port: None };
                    Box::pin(Sandbox::up(options, &|_| {})).await.map(drop)?;
                }
                SandboxStatus::Absent | SandboxStatus::Running(_) => {}
            },
            Beside::Stop => Box::pin(Sandbox::down(&dir)).await.map(drop)?,
            Beside::Throw => Box::pin(Sandbox::reset(&dir)).await.map(drop)?,
        }
    }
    match act {
        Beside::Throw => {
            let place = Sandbox::servers(root);
            std::fs::remove_dir_all(&place).map_err(SandboxError::files("removed", &place))
        }
        Beside::Start | Beside::Stop => Ok(()),
    }
}

impl SandboxServer {
    /// The database that Tenantry is installed in.
    pub fn database(&self) -> &'static str {
        DATABASE
    }

    /// The URL of the server's superuser, who installs. It holds the password: for a connection, never for a log.
    pub fn admin_url(&self) -> Result<SecretString, SandboxError> {
        self.url(ADMIN)
    }

    /// The URL of a login, whose password is generated when there is none. The login itself is made by who asks.
    pub fn url(&self, login: &str) -> Result<SecretString, SandboxError> {
        let password = self.password_for(login)?;
        let password = password.expose_secret();
        Ok(SecretString::from(format!("postgres://{login}:{password}@127.0.0.1:{}/{DATABASE}", self.port)))
    }

    /// The password of a login: letters and digits, generated at the first call and kept in `sandbox.json`.
    pub fn password_for(&self, login: &str) -> Result<SecretString, SandboxError> {
        let state = self.dir.join("sandbox.json");
        if let Some(password) = State::load(&state).and_then(|state| state.password(login)) {
            return Ok(password);
        }
        State::change(&state, |state| state.password_or_new(login))
    }

    /// Forgets the password of a login that is gone.
    pub(crate) fn forget_password(&self, login: &str) -> Result<(), SandboxError> {
        State::change(&self.dir.join("sandbox.json"), |state| state.forget(login))
    }

    /// Keeps other processes from starting, stopping or filling this sandbox meanwhile. Calling `up`, `down` or `reset`
    /// while it is held waits for itself.
    pub async fn hold(&self, progress: &(dyn Fn(&str) + Send + Sync)) -> Result<SandboxHold, SandboxError> {
        match Home::existing(&self.dir) {
            Some(home) => home.hold(progress).await,
            None => Err(SandboxError::NotASandbox(self.dir.clone())),
        }
    }
}

/// The running server, when it runs and can be entered: its password and version are known.
async fn running(home: &Home) -> Option<SandboxServer> {
    let postmaster = Postmaster::of(&home.data());
    postmaster.alive()?;
    let port = postmaster.ready().await?.port;
    let state = State::load(&home.state())?;
    state.password(ADMIN)?;
    let version = version::read(state.server_version.as_deref()?)?;
    Some(SandboxServer { dir: home.root().to_owned(), port, version, started_here: false })
}

fn admin_password(home: &Home) -> Option<SecretString> {
    State::load(&home.state())?.password(ADMIN)
}
