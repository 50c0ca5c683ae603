//! A real server in a folder of its own, made, killed, started again.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, geteuid};
use secrecy::ExposeSecret as _;
use sqlx::{Connection as _, PgConnection, Row as _};

use super::*;

/// A folder that the server's account can reach, whose server ends with the test.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("tenantry-").tempdir_in("/var/tmp").unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join("sandbox")
    }

    async fn up(&self) -> SandboxServer {
        self.up_on(None).await.unwrap_or_else(|e| panic!("{e} {}", e.remedy()))
    }

    async fn up_on(&self, port: Option<u16>) -> Result<SandboxServer, SandboxError> {
        Sandbox::up(SandboxOptions { dir: Some(self.dir()), port }, &|_| {}).await
    }

    fn pid(&self) -> i32 {
        let file = std::fs::read_to_string(self.dir().join("data/postmaster.pid")).unwrap();
        file.lines().next().unwrap().parse().unwrap()
    }

    fn kill(&self) {
        kill(Pid::from_raw(self.pid()), Signal::SIGKILL).unwrap();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let file = std::fs::read_to_string(self.dir().join("data/postmaster.pid")).unwrap_or_default();
        if let Some(Ok(pid)) =
            file.lines().next().map(str::parse::<i32>).filter(|pid| *pid != Ok(std::process::id() as i32))
        {
            // SIGQUIT: at once, the data goes away with the folder.
            let _ = kill(Pid::from_raw(pid), Signal::SIGQUIT);
        }
    }
}

async fn enter(server: &SandboxServer) -> PgConnection {
    PgConnection::connect(server.admin_url().unwrap().expose_secret()).await.unwrap()
}

async fn one(connection: &mut PgConnection, statement: &'static str) -> String {
    sqlx::query(statement).fetch_one(connection).await.unwrap().get(0)
}

#[tokio::test]
async fn a_server_is_made_reached_and_left_alone_by_a_second_up() {
    let place = Place::new();
    let server = place.up().await;
    assert!(server.started_here);
    let mut admin = enter(&server).await;
    assert_eq!(
        one(&mut admin, "select current_user || ' ' || current_database()").await,
        "tenantry_admin tenantry"
    );
    let version = one(&mut admin, "show server_version").await;
    assert_eq!(version::read(&version), Some(server.version));
    for (setting, value) in [
        ("show fsync", "on"),
        ("show wal_level", "logical"),
        ("show jit", "off"),
        ("show listen_addresses", "127.0.0.1"),
        ("show max_connections", "200"),
        ("show max_locks_per_transaction", "256"),
        ("show shared_preload_libraries", ""),
        ("show server_encoding", "UTF8"),
        ("show lc_collate_of_template", "C.UTF-8"),
    ] {
        let found = if setting == "show lc_collate_of_template" {
            one(&mut admin, "select datcollate from pg_database where datname = current_database()").await
        } else {
            one(&mut admin, setting).await
        };
        assert_eq!(found, value, "{setting}");
    }

    let pid = place.pid();
    let again = place.up_on(Some(1)).await.unwrap();
    assert!(!again.started_here);
    assert_eq!((again.port, again.version, place.pid()), (server.port, server.version, pid));
    assert!(
        matches!(Sandbox::status(&place.dir()).await.unwrap(), SandboxStatus::Running(s) if s.port == server.port)
    );
}

#[tokio::test]
async fn nobody_enters_without_the_password_and_no_other_account_reads_it() {
    let place = Place::new();
    let server = place.up().await;
    let wrong = format!("postgres://tenantry_admin:wrong@127.0.0.1:{}/tenantry", server.port);
    assert!(PgConnection::connect(&wrong).await.is_err());
    let by_socket = sqlx::postgres::PgConnectOptions::new()
        .socket(place.dir().canonicalize().unwrap().join("run"))
        .port(server.port)
        .username("tenantry_admin")
        .database("tenantry");
    assert!(PgConnection::connect_with(&by_socket.clone().password("wrong")).await.is_err());
    let right = server.password_for("tenantry_admin").unwrap();
    PgConnection::connect_with(&by_socket.password(right.expose_secret())).await.unwrap();

    let mode = |name: &str| std::fs::metadata(place.dir().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("sandbox.json"), mode("data")), (0o600, 0o700));
    assert!(!place.dir().join("password.making").exists());
    let log = std::fs::read_to_string(place.dir().join("run/server.log")).unwrap();
    assert!(!log.contains(right.expose_secret()));
    assert!(!format!("{server:?}").contains(right.expose_secret()));
    if geteuid().is_root() {
        use std::os::unix::fs::MetadataExt;
        assert_ne!(
            std::fs::metadata(format!("/proc/{}", place.pid())).unwrap().uid(),
            0,
            "the server runs as root"
        );
    }
}

#[tokio::test]
async fn data_survives_down_and_up_on_the_same_port() {
    let place = Place::new();
    let server = place.up().await;
    let mut admin = enter(&server).await;
    sqlx::query("create table kept as select 'still here' as word").execute(&mut admin).await.unwrap();
    assert!(Sandbox::down(&place.dir()).await.unwrap());
    assert!(!Sandbox::down(&place.dir()).await.unwrap());
    assert!(matches!(Sandbox::status(&place.dir()).await.unwrap(), SandboxStatus::Stopped { .. }));
    let again = place.up().await;
    assert_eq!(again.port, server.port);
    assert_eq!(one(&mut enter(&again).await, "select word from kept").await, "still here");
}

#[tokio::test]
async fn a_killed_server_comes_back_with_what_was_committed() {
    let place = Place::new();
    let server = place.up().await;
    let mut admin = enter(&server).await;
    sqlx::query("create table kept as select 'still here' as word").execute(&mut admin).await.unwrap();
    place.kill();
    let again = place.up().await;
    assert!(again.started_here);
    assert_eq!(one(&mut enter(&again).await, "select word from kept").await, "still here");
}

#[tokio::test]
async fn a_pid_file_that_names_another_living_program_stops_nothing() {
    let place = Place::new();
    place.up().await;
    let file = place.dir().join("data/postmaster.pid");
    let pid = place.pid().to_string();
    let text = std::fs::read_to_string(&file).unwrap();
    Sandbox::down(&place.dir()).await.unwrap();
    std::fs::write(&file, text.replacen(&pid, &std::process::id().to_string(), 1)).unwrap();
    assert!(matches!(Sandbox::status(&place.dir()).await.unwrap(), SandboxStatus::Stopped { .. }));
    assert!(!Sandbox::down(&place.dir()).await.unwrap());
    let server = place.up().await;
    enter(&server).await;
}

#[tokio::test]
async fn what_a_killed_start_left_is_made_anew() {
    let place = Place::new();
    place.up().await;
    Sandbox::reset(&place.dir()).await.unwrap();
    // As a start killed inside initdb leaves it.
    let half = place.dir().join("data.making");
    std::fs::create_dir(&half).unwrap();
    std::fs::write(half.join("PG_VERSION"), "18\n").unwrap();
    std::fs::write(place.dir().join("password.making"), "old").unwrap();
    assert!(matches!(Sandbox::status(&place.dir()).await.unwrap(), SandboxStatus::Absent));
    let server = place.up().await;
    enter(&server).await;
    assert!(!half.exists() && !place.dir().join("password.making").exists());
}

#[tokio::test]
async fn an_up_that_is_dropped_half_way_is_finished_by_the_next() {
    let place = Place::new();
    let making = std::sync::atomic::AtomicBool::new(false);
    let tell = |step: &str| making.store(step.starts_with("Making"), std::sync::atomic::Ordering::SeqCst);
    let mut first = Box::pin(Sandbox::up(SandboxOptions { dir: Some(place.dir()), port: None }, &tell));
    let half = place.dir().join("data.making/global");
    let dropped = std::future::poll_fn(|context| {
        assert!(first.as_mut().poll(context).is_pending(), "it was not to end");
        if half.exists() {
            return std::task::Poll::Ready(());
        }
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    });
    dropped.await;
    drop(first);
    assert!(making.load(std::sync::atomic::Ordering::SeqCst));
    let server = place.up().await;
    enter(&server).await;
}

#[tokio::test]
async fn two_ups_at_once_are_one_server() {
    let place = Place::new();
    let (first, second) = tokio::join!(place.up(), place.up());
    assert_eq!(first.port, second.port);
    assert!(first.started_here != second.started_here, "exactly one of them started it");
    enter(&second).await;
}

#[tokio::test]
async fn a_taken_port_is_refused_when_asked_for_and_avoided_when_not() {
    let place = Place::new();
    let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let taken = holder.local_addr().unwrap().port();
    let error = place.up_on(Some(taken)).await.unwrap_err();
    assert!(matches!(error, SandboxError::PortTaken(port) if port == taken), "{error}");

    let server = place.up().await;
    Sandbox::down(&place.dir()).await.unwrap();
    let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, server.port)).unwrap();
    let moved = place.up().await;
    assert_ne!(moved.port, server.port);
    enter(&moved).await;
    drop(holder);
}

#[tokio::test]
async fn a_lost_state_file_costs_new_passwords_and_no_data() {
    let place = Place::new();
    let server = place.up().await;
    let old = server.password_for("tenantry_admin").unwrap();
    sqlx::query("create table kept as select 'still here' as word")
        .execute(&mut enter(&server).await)
        .await
        .unwrap();
    std::fs::write(place.dir().join("sandbox.json"), "{\"port\": 54").unwrap();
    let again = place.up().await;
    assert_ne!(again.password_for("tenantry_admin").unwrap().expose_secret(), old.expose_secret());
    assert_eq!(one(&mut enter(&again).await, "select word from kept").await, "still here");
}

#[tokio::test]
async fn reset_throws_away_the_sandbox_and_nothing_else() {
    let place = Place::new();
    assert!(!Sandbox::reset(&place.dir()).await.unwrap());
    let server = place.up().await;
    let old = server.password_for("ops").unwrap();
    std::fs::write(place.dir().join("letter.txt"), "dear").unwrap();
    let pid = place.pid();
    assert!(Sandbox::reset(&place.dir()).await.unwrap());
    // A process that ended and was not yet waited for has no arguments any more.
    assert!(std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default().is_empty());
    assert!(matches!(Sandbox::status(&place.dir()).await.unwrap(), SandboxStatus::Absent));
    assert!(place.dir().join("letter.txt").exists() && !place.dir().join("data").exists());
    let again = place.up().await;
    assert_ne!(again.password_for("ops").unwrap().expose_secret(), old.expose_secret());
}

#[tokio::test]
async fn a_private_folder_works_and_one_in_a_private_folder_is_explained() {
    let private = tempfile::Builder::new().prefix("tenantry-").tempdir_in("/var/tmp").unwrap();
    std::fs::set_permissions(private.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let inside =
        Sandbox::up(SandboxOptions { dir: Some(private.path().join("sandbox")), port: None }, &|_| {}).await;
    if geteuid().is_root() {
        let error = inside.unwrap_err();
        assert!(
            matches!(&error, SandboxError::Unreachable { barrier, .. } if barrier == private.path()),
            "{error}"
        );
        assert!(error.remedy().contains("chmod o+x"), "{}", error.remedy());
        assert!(!private.path().join("sandbox").exists(), "nothing is left");
        // What `mktemp -d` makes and hands over.
        Sandbox::up(SandboxOptions { dir: Some(private.path().to_owned()), port: None }, &|_| {})
            .await
            .unwrap();
        assert!(Sandbox::reset(private.path()).await.unwrap());
    } else {
        inside.unwrap();
        assert!(Sandbox::reset(&private.path().join("sandbox")).await.unwrap());
    }
}
