//! The sandbox: an own PostgreSQL with a fleet of sample tenants, and a profile for each of its people.

use std::collections::BTreeMap;
use std::path::PathBuf;

use secrecy::SecretString;
use tenantry_engine::sandbox::{LOGINS, Sandbox, SandboxOptions, SandboxServer, SandboxStatus, default_dir};

use super::Answer;
use super::profiles::is_of_sandbox;
use crate::Console;
use crate::error::CommandError;
use crate::views::{
    Environment, LoginMethod, Nothing, Noun, Profile, Progress, SafeMode, SandboxUp, SandboxView, Stale,
    TlsMode,
};

/// How many tenants a sandbox gets unless told otherwise.
const TENANTS: u32 = 2_000;
/// The most that a sandbox is made with.
const MOST_TENANTS: u32 = 1_000_000;
/// The people of the sandbox who can look at it with the console.
const PEOPLE: [&str; 6] = ["ops", "support", "approver", "auditor", "ops2", "approver2"];

/// Starts the sandbox, made and filled if it is not yet. Again, it changes nothing.
pub async fn sandbox_up(console: &Console, request: SandboxUp) -> Answer<SandboxView> {
    let tenants = request.tenants.unwrap_or(TENANTS);
    if !(1..=MOST_TENANTS).contains(&tenants) {
        let message = format!("A sandbox of {tenants} tenants cannot be made.");
        return Err(CommandError::invalid("tenants", message, "Give 1 to 1,000,000."));
    }
    let options = SandboxOptions { dir: Some(folder(console, request.dir)?), port: request.port };
    let events = console.events().clone();
    let phase = move |phase: &str| {
        events.progress(Progress {
            task: "sandbox_up".to_owned(),
            phase: phase.to_owned(),
            done: 0,
            total: None,
        });
    };
    let server = Sandbox::up(options, &phase).await.map_err(tenantry_engine::EngineError::from)?;
    if server.started_here {
        console.owns_sandbox(Some(&server.dir));
    }
    let count = server.furnish(tenants, request.seed.unwrap_or(1), &phase).await?;
    console.events().stale(Stale { nouns: vec![Noun::Sandbox, Noun::Profiles], tenant: None });
    running(&server, Some(count))
}

/// What the sandbox is doing.
pub async fn sandbox_status(console: &Console, _: Nothing) -> Answer<SandboxView> {
    let dir = folder(console, None)?;
    match status(console).await? {
        SandboxStatus::Running(server) => {
            let tenants = server.tenants().await;
            running(&server, tenants)
        }
        SandboxStatus::Absent | SandboxStatus::Stopped { .. } => Ok(stopped(dir)),
    }
}

/// Stops the sandbox and keeps its data.
pub async fn sandbox_down(console: &Console, _: Nothing) -> Answer<SandboxView> {
    leave_sandbox(console).await;
    let dir = folder(console, None)?;
    Sandbox::down(&dir).await.map_err(tenantry_engine::EngineError::from)?;
    console.owns_sandbox(None);
    Ok(stopped(dir))
}

/// Stops the sandbox and throws its data away.
pub async fn sandbox_reset(console: &Console, _: Nothing) -> Answer<SandboxView> {
    leave_sandbox(console).await;
    let dir = folder(console, None)?;
    Sandbox::reset(&dir).await.map_err(tenantry_engine::EngineError::from)?;
    console.owns_sandbox(None);
    Ok(stopped(dir))
}

async fn leave_sandbox(console: &Console) {
    let connected =
        console.connection().server.is_some_and(|server| server.environment == Environment::Sandbox);
    if connected {
        console.detach().await;
    }
}

fn folder(console: &Console, named: Option<String>) -> Answer<PathBuf> {
    match named.map(PathBuf::from).or_else(|| console.places().sandbox_dir.clone()) {
        Some(dir) => Ok(dir),
        None => Ok(default_dir().map_err(tenantry_engine::EngineError::from)?),
    }
}

async fn status(console: &Console) -> Answer<SandboxStatus> {
    let dir = folder(console, None)?;
    Ok(Sandbox::status(&dir).await.map_err(tenantry_engine::EngineError::from)?)
}

fn stopped(dir: PathBuf) -> SandboxView {
    SandboxView {
        running: false,
        port: None,
        dir: dir.display().to_string(),
        server_version: None,
        tenants: None,
    }
}

fn running(server: &SandboxServer, tenants: Option<u32>) -> Answer<SandboxView> {
    Ok(SandboxView {
        running: true,
        port: Some(server.port),
        dir: server.dir.display().to_string(),
        server_version: Some(server.version.to_string()),
        tenants,
    })
}

impl Console {
    /// A URL for each login of the running sandbox, for the command line: they hold passwords, and no window gets them.
    pub async fn sandbox_urls(&self) -> Answer<BTreeMap<&'static str, SecretString>> {
        match status(self).await? {
            SandboxStatus::Running(server) => Ok(server.urls()?),
            SandboxStatus::Absent | SandboxStatus::Stopped { .. } => Ok(BTreeMap::new()),
        }
    }
}

/// A profile for each person of the running sandbox; none when it does not run.
pub(super) async fn sandbox_profiles(console: &Console) -> Vec<Profile> {
    match status(console).await {
        Ok(SandboxStatus::Running(server)) => PEOPLE.iter().map(|login| profile(&server, login)).collect(),
        _ => Vec::new(),
    }
}

/// The running sandbox that a profile is of.
pub(super) async fn sandbox_of(console: &Console, profile: &str) -> Option<SandboxServer> {
    match status(console).await {
        Ok(SandboxStatus::Running(server)) if is_of_sandbox(profile) => Some(server),
        _ => None,
    }
}

/// The profile and password of a login of the running sandbox.
pub(super) async fn sandbox_login(console: &Console, name: &str) -> Answer<(Profile, Option<SecretString>)> {
    let login = name.strip_prefix("Sandbox · ").unwrap_or_default();
    let known = LOGINS.iter().any(|(known, _)| *known == login);
    match status(console).await? {
        SandboxStatus::Running(server) if known => {
            let password = server.password_for(login).map_err(tenantry_engine::EngineError::from)?;
            Ok((profile(&server, login), Some(password)))
        }
        SandboxStatus::Running(_) => Err(super::profiles::missing(name)),
        SandboxStatus::Absent | SandboxStatus::Stopped { .. } => {
            Err(CommandError::new(crate::error::ErrorCode::Unavailable, "The sandbox is not running.")
                .remedied("Start it with \"Explore with a sandbox\"."))
        }
    }
}

fn profile(server: &SandboxServer, login: &str) -> Profile {
    Profile {
        name: format!("Sandbox · {login}"),
        host: "127.0.0.1".to_owned(),
        port: server.port,
        database: server.database().to_owned(),
        login: login.to_owned(),
        login_method: LoginMethod::Ask,
        tls: TlsMode::Off,
        ca_file: None,
        aws_profile: None,
        aws_region: None,
        environment: Environment::Sandbox,
        safe_mode: SafeMode::Open,
    }
}
