//! django-tenants: a process of its own, told over its standard input whom to save.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A running peer.
pub(super) struct Peer {
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    process: Child,
}

impl Peer {
    /// Starts it on an empty database; installs its packages first, when they are not there.
    pub(super) async fn start(url: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/bench/provision/django");
        let python = python(&folder).await;
        let mut process = Command::new(python);
        process.args(["-u", "peer.py"]).current_dir(&folder).env("PYTHONDONTWRITEBYTECODE", "1");
        process.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = process.spawn().expect("the peer starts");
        let input = process.stdin.take().expect("it is piped");
        let output = process.stdout.take().expect("it is piped");
        let mut peer = Self { input, output: BufReader::new(output).lines(), process };
        let ready = peer.ask(&json!({ "url": url })).await;
        assert!(ready["ready"] == true, "the peer has made its shared tables: {ready}");
        peer
    }

    /// Its process.
    pub(super) fn id(&self) -> u32 {
        self.process.id().expect("it runs")
    }

    /// Has it save tenants with these schemas; answers how long that took it, in milliseconds.
    pub(super) async fn save(&mut self, schemas: &[String]) -> f64 {
        let answer = self.ask(&json!({ "names": schemas })).await;
        answer["ms"].as_f64().expect("a figure")
    }

    /// Ends it, and its connections with it.
    pub(super) async fn leave(mut self) {
        drop(self.input);
        self.process.wait().await.expect("it ends with its input");
    }

    async fn ask(&mut self, question: &Value) -> Value {
        self.input.write_all(format!("{question}\n").as_bytes()).await.expect("the peer listens");
        let answer = self.output.next_line().await.expect("the peer answers").expect("the peer goes on");
        serde_json::from_str(&answer).expect("the peer answers in JSON")
    }
}

/// The interpreter of the peer's environment, which is made when it is not there.
async fn python(folder: &Path) -> PathBuf {
    let python = folder.join("venv/bin/python");
    if !folder.join("venv/installed").is_file() {
        run(Command::new("python3").args(["-m", "venv", "venv"]).current_dir(folder)).await;
        let install = ["-m", "pip", "install", "--quiet", "-r", "requirements.txt"];
        run(Command::new(&python).args(install).current_dir(folder)).await;
        std::fs::write(folder.join("venv/installed"), "").expect("the environment is ours");
    }
    python
}

async fn run(command: &mut Command) {
    let ran = command.status().await.expect("python3 is there");
    assert!(ran.success(), "the peer's packages can be installed");
}
