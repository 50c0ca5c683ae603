//! Making the server's data: beside its final place, complete, then renamed, so that a killed start leaves nothing half.

use std::io::{ErrorKind, Write as _};
use std::process::Stdio;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::time::Instant;

use super::account::ServerAccount;
use super::binaries::Binaries;
use super::error::SandboxError;
use super::home::Home;
use super::settings;
use super::state::{State, private_file};

/// The server's superuser, who installs. Its password is in `sandbox.json`.
pub(super) const ADMIN: &str = "tenantry_admin";
/// The database that everything of the sandbox lies in.
pub(super) const DATABASE: &str = "tenantry";

const ORPHANS_END: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Makes the data from nothing. What an earlier, killed attempt left is thrown away first.
pub(super) async fn make(
    home: &Home,
    binaries: &Binaries,
    account: &ServerAccount,
) -> Result<(), SandboxError> {
    clear_half_made(home).await?;
    let password = State::change(&home.state(), |state| state.password_or_new(ADMIN))?;
    home.make_servers_folder(&home.run(), 0o755, account)?;
    home.make_servers_folder(&home.making(), 0o700, account)?;
    initdb(home, binaries, account, &password).await?;
    include_settings(home, account).await?;
    single(home, binaries, account, &home.making(), &format!("create database {DATABASE};\n")).await?;
    std::fs::rename(home.making(), home.data()).map_err(SandboxError::files("renamed", &home.making()))?;
    // The rename itself has to survive a power cut.
    let root = std::fs::File::open(home.root()).and_then(|folder| folder.sync_all());
    root.map_err(SandboxError::files("written", home.root()))
}

/// Gives the superuser of a stopped server a new password, when the old one was lost with `sandbox.json`.
pub(super) async fn renew_admin(
    home: &Home,
    binaries: &Binaries,
    account: &ServerAccount,
) -> Result<(), SandboxError> {
    let password = State::change(&home.state(), |state| state.password_or_new(ADMIN))?;
    // The password holds letters and digits only, see `state`.
    let statement = format!("alter role {ADMIN} password '{}';\n", password.expose_secret());
    single(home, binaries, account, &home.data(), &statement).await
}

/// Throws away what a killed start left.
pub(super) async fn clear_half_made(home: &Home) -> Result<(), SandboxError> {
    if home.password_file().exists() {
        std::fs::remove_file(home.password_file())
            .map_err(SandboxError::files("removed", &home.password_file()))?;
    }
    // A killed `initdb` leaves a child that goes on writing for a moment, into what is being removed.
    let give_up = Instant::now() + ORPHANS_END;
    while home.making().exists() {
        match tokio::fs::remove_dir_all(home.making()).await {
            Err(e) if e.kind() == ErrorKind::DirectoryNotEmpty && Instant::now() < give_up => {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            removed => removed.map_err(SandboxError::files("removed", &home.making()))?,
        }
    }
    Ok(())
}

async fn initdb(
    home: &Home,
    binaries: &Binaries,
    account: &ServerAccount,
    password: &SecretString,
) -> Result<(), SandboxError> {
    let handed = Handed::over(home, account, password)?;
    let mut command = account.command(&binaries.program("initdb"));
    command
        .arg("--pgdata")
        .arg(home.making())
        .args(["--username", ADMIN, "--encoding", "UTF8", "--locale", "C.UTF-8"])
        .args(["--auth", "scram-sha-256", "--no-instructions", "--pwfile"])
        .arg(home.password_file());
    let said = run(home, command, "").await?;
    drop(handed);
    said.map(|_| ()).map_err(|why| SandboxError::NotMade { dir: home.root().to_owned(), why })
}

/// Appends the one line of ours to `postgresql.conf`, as the account that owns it.
async fn include_settings(home: &Home, account: &ServerAccount) -> Result<(), SandboxError> {
    // The port does not matter yet: a single-user server does not listen.
    let written = std::fs::write(home.settings(), settings::text(home, 5432));
    written.map_err(SandboxError::files("written", &home.settings()))?;
    let conf = home.making().join("postgresql.conf");
    let append = std::fs::OpenOptions::new().append(true).open(&conf);
    let written = append.and_then(|mut file| file.write_all(b"\ninclude '../tenantry.conf'\n"));
    written.map_err(SandboxError::files("written", &conf))?;
    account.give(&conf)
}

/// Runs a statement in a server that serves nobody else. Its output may repeat the statement, so only `ERROR:` and
/// `FATAL:` lines of it are told.
async fn single(
    home: &Home,
    binaries: &Binaries,
    account: &ServerAccount,
    data: &std::path::Path,
    statement: &str,
) -> Result<(), SandboxError> {
    let mut command = account.command(&binaries.program("postgres"));
    command.arg("--single").arg("-D").arg(data).args(["-c", "log_min_error_statement=panic", "postgres"]);
    let said = run(home, command, statement).await?;
    let text = said.as_ref().unwrap_or_else(|text| text);
    let wrong =
        text.lines().find(|line| ["ERROR:", "FATAL:", "PANIC:"].iter().any(|mark| line.contains(mark)));
    match (wrong, &said) {
        (None, Ok(_)) => Ok(()),
        (wrong, _) => {
            let why = wrong.unwrap_or("the server ended without a word").trim().to_owned();
            Err(SandboxError::NotMade { dir: home.root().to_owned(), why })
        }
    }
}

/// What a program printed: `Ok` when it ended well, else the same text as `Err`.
async fn run(home: &Home, mut command: Command, input: &str) -> Result<Result<String, String>, SandboxError> {
    let broken =
        |e: std::io::Error| SandboxError::NotMade { dir: home.root().to_owned(), why: e.to_string() };
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(broken)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ended before it read tells why in its output.
        let _ = stdin.write_all(input.as_bytes()).await;
    }
    let out = child.wait_with_output().await.map_err(broken)?;
    let text = [out.stdout, out.stderr].concat();
    let text = String::from_utf8_lossy(&text).trim().to_owned();
    Ok(if out.status.success() { Ok(text) } else { Err(last_lines(&text)) })
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(4)..].join(" ")
}

/// The file with the first password, removed as soon as this is dropped.
struct Handed<'a>(&'a Home);

impl<'a> Handed<'a> {
    fn over(home: &'a Home, account: &ServerAccount, password: &SecretString) -> Result<Self, SandboxError> {
        let path = home.password_file();
        let written =
            private_file(&path).and_then(|mut file| file.write_all(password.expose_secret().as_bytes()));
        written.map_err(SandboxError::files("written", &path))?;
        let handed = Self(home);
        account.give(&path)?;
        Ok(handed)
    }
}

impl Drop for Handed<'_> {
    fn drop(&mut self) {
        // The next start removes it if this fails.
        let _ = std::fs::remove_file(self.0.password_file());
    }
}
