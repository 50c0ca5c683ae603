//! Starting the server on a port, and on another one when somebody was faster.

use std::io::{Read as _, Seek as _, SeekFrom};

use super::account::ServerAccount;
use super::binaries::Binaries;
use super::error::SandboxError;
use super::home::Home;
use super::port;
use super::settings;
use super::state::State;

/// How often a port may be snatched between being found free and being taken.
const PORT_ATTEMPTS: usize = 5;
/// A log longer than this is put aside at the next start; one older log is kept.
const LOG_MAX: u64 = 16 * 1024 * 1024;
/// Seconds to replay up to `max_wal_size` after a crash.
const READY_SECONDS: &str = "300";

/// Starts the server and returns its port when it takes connections. A port that was asked for is not replaced.
pub(super) async fn start(
    home: &Home,
    binaries: &Binaries,
    account: &ServerAccount,
    wanted: Option<u16>,
) -> Result<u16, SandboxError> {
    home.make_servers_folder(&home.run(), 0o755, account)?;
    let mut remembered = State::load(&home.state()).and_then(|state| state.port);
    let mut attempt = 1;
    loop {
        let port = port::choose(wanted, remembered.take())?;
        // Remembered before it runs, so that a start killed after this line leaves a server whose version is known.
        State::change(&home.state(), |state| {
            state.port = Some(port);
            state.server_version = Some(binaries.version.to_string());
        })?;
        let written = std::fs::write(home.settings(), settings::text(home, port));
        written.map_err(SandboxError::files("written", &home.settings()))?;
        match launch(home, binaries, account).await {
            Ok(()) => {
                tracing::info!(port, db.version = %binaries.version, "the sandbox's server was started");
                return Ok(port);
            }
            Err(why) if port::is_free(port) || attempt == PORT_ATTEMPTS => {
                return Err(SandboxError::NotStarted { dir: home.root().to_owned(), why });
            }
            Err(_) => attempt += 1,
        }
    }
}

/// One attempt; the error is the last fatal line of the log.
async fn launch(home: &Home, binaries: &Binaries, account: &ServerAccount) -> Result<(), String> {
    let log = home.log();
    let mut length = log.metadata().map_or(0, |meta| meta.len());
    if length > LOG_MAX && std::fs::rename(&log, log.with_extension("log.old")).is_ok() {
        length = 0;
    }
    let mut command = account.command(&binaries.program("pg_ctl"));
    command.arg("start").arg("-D").arg(home.data()).arg("-l").arg(&log);
    command.args(["--wait", "--silent", "--timeout", READY_SECONDS]);
    let out = command.output().await.map_err(|e| format!("pg_ctl does not run: {e}"))?;
    if out.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&out.stderr).lines().next().unwrap_or_default().to_owned();
    Err(last_fatal(&log, length).unwrap_or(said))
}

/// The last `FATAL:` or `PANIC:` line written since the log had this length. Statements and rows are never in the log.
fn last_fatal(log: &std::path::Path, since: u64) -> Option<String> {
    let mut file = std::fs::File::open(log).ok()?;
    file.seek(SeekFrom::Start(since)).ok()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let line = text.lines().rev().find(|line| line.contains("FATAL:") || line.contains("PANIC:"))?;
    let start = line.find("FATAL:").or_else(|| line.find("PANIC:"))?;
    Some(line[start + "FATAL:".len()..].trim().to_owned())
}
