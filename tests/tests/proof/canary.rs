//! A planted secret is found nowhere: not in a log, not in a file beside the sandbox's own state, not in the list of
//! processes. The passwords of a sandbox and one of a profile carry the canary's word.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use tenantry_engine::sandbox::LOGINS;
use tenantry_tests::server::Ground;
use tenantry_tests::{Seat, sql};
use tracing_subscriber::fmt::MakeWriter;

/// Put together at run time: the word itself stands in no program and no source.
fn canary() -> String {
    ["CaNaRy", "5f1d", "WoRd"].concat()
}

/// All that is logged by this test, at the loudest level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Plants the word in every password before the sandbox is made.
fn plant(dir: &Path) {
    std::fs::create_dir(dir).expect("the folder is ours");
    let logins = LOGINS.iter().map(|(login, _)| *login).chain(["tenantry_admin"]);
    let passwords: serde_json::Map<String, serde_json::Value> =
        logins.map(|login| (login.to_owned(), json!(format!("{}{login}", canary())))).collect();
    // an empty sandbox, as a reset leaves it: its lock, and what is remembered
    std::fs::write(dir.join("sandbox.lock"), "").expect("the folder is ours");
    let state = json!({ "port": null, "serverVersion": null, "passwords": passwords });
    std::fs::write(dir.join("sandbox.json"), state.to_string()).expect("the folder is ours");
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

/// The files below a folder that hold the word.
fn files_with(folder: &Path, word: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files_with(&path, word)),
            Ok(kind) if kind.is_file() && std::fs::read(&path).is_ok_and(|bytes| holds(&bytes, word)) => {
                found.push(path);
            }
            _ => {}
        }
    }
    found
}

/// The processes whose command line or environment holds the word.
fn processes_with(word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        for what in ["cmdline", "environ", "comm"] {
            // a process may be gone meanwhile, or not ours to look at
            let Ok(bytes) = std::fs::read(entry.path().join(what)) else { continue };
            if holds(&bytes, word) {
                found.push(format!("{} {what}", entry.path().display()));
            }
        }
    }
    found
}

/// What an operator does in a morning, right and wrong, with the planted passwords.
async fn work(ground: &Ground, seat: &Seat) {
    let word = canary();
    let url = ground.url("ops", ground.server.database());
    assert!(url.contains(&word), "the planted passwords are in use");
    seat.console.connect_url(&url).await.expect("ops may enter");
    seat.must("tenant_list", json!({})).await;
    let profile = json!({
        "name": "canary", "host": "127.0.0.1", "port": ground.server.port, "database": ground.server.database(),
        "login": "support", "loginMethod": "ask", "tls": "off", "caFile": null, "awsProfile": null, "awsRegion": null,
        "environment": "production", "safeMode": "confirm",
    });
    let password = format!("{word}support");
    let save = json!({ "profile": profile, "renameFrom": null, "password": password });
    let mut told = vec![format!("{}", seat.must("profile_save", save).await)];
    for password in [password.clone(), format!("{word}wrong")] {
        let test = json!({ "profile": profile, "password": password });
        told.push(seat.must("profile_test", test).await.to_string());
        let connect = seat.ask("connect", json!({ "profile": "canary", "password": password })).await;
        told.push(format!("{connect:?}"));
    }
    let bad = format!("postgres://support:{word}@127.0.0.1:1/tenantry");
    told.push(format!("{:?}", seat.console.connect_url(&bad).await));
    told.push(format!("{:?}", seat.console.connect_url(&format!("postgres:{word}")).await));
    let mut again = profile.clone();
    again["name"] = json!("kept");
    again["loginMethod"] = json!("keychain");
    // with a keychain it is stored there; without one it is refused, and never put into a file
    let kept = json!({ "profile": again, "renameFrom": null, "password": password });
    told.push(format!("{:?}", seat.ask("profile_save", kept).await));
    told.push(format!("{:?}", seat.ask("connect", json!({ "profile": "kept", "password": null })).await));
    let _ = seat.ask("profile_delete", json!({ "name": "kept" })).await;
    told.push(seat.must("app_info", json!({})).await.to_string());
    told.extend(seat.told.all().iter().map(ToString::to_string));
    let repeated: Vec<&String> = told.iter().filter(|text| text.contains(&word)).collect();
    assert!(repeated.is_empty(), "an answer repeats the password: {repeated:?}");
}

#[tokio::test]
async fn a_planted_secret_is_found_nowhere() {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    let _loud = tracing::subscriber::set_default(subscriber);
    let word = canary();
    let ground = Ground::new(20, plant).await;
    let seat = Seat::empty();
    work(&ground, &seat).await;
    // before this proof asks for the word by itself
    let logged = log.0.lock().unwrap().clone();

    assert_eq!(processes_with(&word), Vec::<String>::new(), "the list of processes");
    let mut admin = ground.enter_as("tenantry_admin", "postgres").await;
    let shown = format!(
        "select count(*) from pg_stat_activity where query like '%{}%' and pid <> pg_backend_pid()",
        word
    );
    assert_eq!(sql::one(&mut admin, shown).await, "0", "what others see of a session");
    sql::must(&mut admin, "checkpoint").await;
    let state = ground.folder().join("sandbox/sandbox.json");
    assert_eq!(files_with(ground.folder(), &word), [state], "files of the sandbox: data, logs, settings");
    assert_eq!(files_with(seat.folder(), &word), Vec::<PathBuf>::new(), "files of the console");
    assert!(!logged.is_empty(), "something was logged at all");
    let text = String::from_utf8_lossy(&logged);
    let told: Vec<String> =
        text.lines().filter(|line| line.contains(&word)).map(|l| l.replace(&word, "…")).collect();
    assert_eq!(told, Vec::<String>::new(), "the log holds a password");
}

#[test]
fn the_search_finds_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let word = ["PaRrOt", "5f1d"].concat();
    std::fs::create_dir(folder.path().join("deep")).unwrap();
    std::fs::write(folder.path().join("deep/x.bin"), format!("\u{0}\u{1}{word}\u{0}")).unwrap();
    assert_eq!(files_with(folder.path(), &word).len(), 1);
    let mut child = std::process::Command::new("cat")
        .env("PLANTED", &word)
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let found = processes_with(&word);
    drop(child.stdin.take());
    child.wait().unwrap();
    assert!(!found.is_empty(), "a secret in an environment is seen");
}
