//! The server's first process, as `postmaster.pid` tells of it: whether it lives, is ready, and how it is ended.
//! A number alone is never believed: after a reboot it may be another program's.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::error::SandboxError;

const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// A fast stop writes what is dirty first: 256 MB of buffers on a slow disk.
const FAST_STOP: Duration = Duration::from_secs(60);
/// An immediate stop writes nothing.
const IMMEDIATE_STOP: Duration = Duration::from_secs(10);
/// Sessions of a killed server notice within seconds.
const ORPHANS_END: Duration = Duration::from_secs(30);
/// A live server forks and answers in milliseconds; a machine under load takes longer.
const ANSWER: Duration = Duration::from_secs(5);
/// Replaying up to `max_wal_size` after a crash.
const READY: Duration = Duration::from_secs(300);

/// What `postmaster.pid` says: process, port, shared memory, readiness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PidFile {
    pid: i32,
    /// The port it listens on.
    pub(super) port: u16,
    /// System V key and id of its shared memory.
    shared_memory: Option<(i64, i64)>,
    ready: bool,
}

impl PidFile {
    /// The lines are: process, folder, start, port, socket folder, address, shared memory, status.
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let mut memory = lines.get(6).copied().unwrap_or_default().split_whitespace().map(|n| n.parse().ok());
        Some(Self {
            pid: lines.first()?.parse().ok()?,
            port: lines.get(3)?.parse().ok()?,
            shared_memory: memory.next().flatten().zip(memory.next().flatten()),
            ready: lines.get(7) == Some(&"ready"),
        })
    }
}

/// The server of a data folder, by its pid file.
pub(super) struct Postmaster {
    data: PathBuf,
}

impl Postmaster {
    /// The server that the data folder belongs to; it need not live.
    pub(super) fn of(data: &Path) -> Self {
        Self { data: data.to_owned() }
    }

    /// What the pid file says when its process lives and is this server.
    pub(super) fn alive(&self) -> Option<PidFile> {
        self.read().filter(|file| is_server_of(file.pid, &self.data))
    }

    /// Waits until the server takes connections; `None` when it ended before. Its own word in the pid file is not
    /// enough: a server that was killed this moment has it there too.
    pub(super) async fn ready(&self) -> Option<PidFile> {
        let give_up = Instant::now() + READY;
        while let Some(file) = self.alive() {
            if file.ready && answers(file.port).await {
                return Some(file);
            }
            if Instant::now() >= give_up {
                return None;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        None
    }

    /// Removes the pid file and the socket locks of a server that was killed, once none of its sessions is left that
    /// could still write. The server would do so itself, unless its old number is taken: by another program, or by its
    /// own remains where nobody waits for ended processes (a container's first process often does not).
    pub(super) async fn clear_stale(&self, run: &Path) -> std::io::Result<()> {
        if self.alive().is_some() {
            return Ok(());
        }
        if let Some(memory) = self.read().and_then(|file| file.shared_memory) {
            let give_up = Instant::now() + ORPHANS_END;
            while attached(memory) {
                if Instant::now() >= give_up {
                    return Err(std::io::Error::other("sessions of the killed server still run"));
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        }
        let sockets = std::fs::read_dir(run).into_iter().flatten().flatten().map(|entry| entry.path());
        let stale = sockets
            .filter(|path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(".s.PGSQL.")));
        for path in stale.chain([self.path()]) {
            match std::fs::remove_file(path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
        }
        Ok(())
    }

    /// Ends the server: rolls back and disconnects; when that takes too long, at once, to be recovered at the next start.
    /// `false` when it did not run.
    pub(super) async fn stop(&self, sandbox: &Path) -> Result<bool, SandboxError> {
        let Some(file) = self.alive() else { return Ok(false) };
        for (signal, patience) in [(Signal::SIGINT, FAST_STOP), (Signal::SIGQUIT, IMMEDIATE_STOP)] {
            // A process that has ended meanwhile is what we want.
            let _ = kill(Pid::from_raw(file.pid), signal);
            let give_up = Instant::now() + patience;
            while is_server_of(file.pid, &self.data) {
                if Instant::now() >= give_up {
                    break;
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            if !is_server_of(file.pid, &self.data) {
                return Ok(true);
            }
        }
        Err(SandboxError::NotStopped { dir: sandbox.to_owned(), pid: file.pid })
    }

    fn path(&self) -> PathBuf {
        self.data.join("postmaster.pid")
    }

    fn read(&self) -> Option<PidFile> {
        PidFile::parse(&std::fs::read_to_string(self.path()).ok()?)
    }
}

/// Whether a PostgreSQL server answers on this port: to the question for encryption it says one letter, before any login.
async fn answers(port: u16) -> bool {
    const ENCRYPTION: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
    let ask = async {
        let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        server.write_all(&ENCRYPTION).await?;
        server.read_u8().await
    };
    matches!(tokio::time::timeout(ANSWER, ask).await, Ok(Ok(b'N' | b'S')))
}

/// Whether the process lives and was started on this data folder. Linux tells its arguments to everybody (its working
/// folder only to who may trace it); elsewhere a living process must do.
fn is_server_of(pid: i32, data: &Path) -> bool {
    if matches!(kill(Pid::from_raw(pid), None), Err(Errno::ESRCH)) || pid <= 0 {
        return false;
    }
    match std::fs::read(format!("/proc/{pid}/cmdline")) {
        Ok(line) => line.split(|byte| *byte == 0).any(|word| word == data.as_os_str().as_encoded_bytes()),
        Err(_) => !cfg!(target_os = "linux"),
    }
}

/// Whether any process is attached to the System V segment that a server uses as its interlock.
fn attached((key, id): (i64, i64)) -> bool {
    let table = std::fs::read_to_string("/proc/sysvipc/shm").unwrap_or_default();
    table.lines().skip(1).any(|line| {
        let numbers: Vec<i64> = line.split_whitespace().map_while(|word| word.parse().ok()).collect();
        numbers.first() == Some(&key) && numbers.get(1) == Some(&id) && numbers.get(6).is_some_and(|n| *n > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "4711\n/var/tmp/x/data\n1795265413\n40123\n/var/tmp/x/run\n127.0.0.1\n  1234567        42\nready   \n";

    #[test]
    fn the_pid_file_is_read_as_the_server_writes_it() {
        let file = PidFile::parse(FILE).unwrap();
        assert_eq!((file.pid, file.port, file.ready), (4711, 40_123, true));
        assert_eq!(file.shared_memory, Some((1_234_567, 42)));
        let starting = PidFile::parse(&FILE.replace("ready   ", "starting")).unwrap();
        assert!(!starting.ready);
        assert!(PidFile::parse("").is_none());
    }

    #[tokio::test]
    async fn a_number_that_is_another_program_now_is_stale() {
        let place = tempfile::tempdir().unwrap();
        let postmaster = Postmaster::of(place.path());
        let ours = std::process::id().to_string();
        std::fs::write(postmaster.path(), FILE.replacen("4711", &ours, 1)).unwrap();
        assert!(postmaster.alive().is_none());
        assert!(!postmaster.stop(place.path()).await.unwrap(), "nothing is signalled");
        let socket = place.path().join(".s.PGSQL.40123.lock");
        std::fs::write(&socket, &ours).unwrap();
        postmaster.clear_stale(place.path()).await.unwrap();
        assert!(!postmaster.path().exists() && !socket.exists());
    }
}
