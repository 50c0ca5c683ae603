//! The node service: a process of its own, told over its standard input what to do.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Mutex;

use super::Kind;
use super::arms::Outcome;

/// A running peer.
pub(super) struct Peer {
    ways: Mutex<(ChildStdin, Lines<BufReader<ChildStdout>>)>,
    _process: Child,
}

impl Peer {
    /// Starts it with the rows that it asks for; installs its one package first, when it is not there.
    pub(super) async fn start(rows: &Path) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/bench/scoped/node");
        if !folder.join("node_modules/pg").is_dir() {
            let mut install = Command::new("npm");
            install.args(["ci", "--silent", "--no-fund", "--no-audit"]).current_dir(&folder);
            let installed = install.status().await.expect("npm is there");
            assert!(installed.success(), "the peer's package can be installed");
        }
        let mut process = Command::new("node");
        process.arg("peer.mjs").arg(rows).current_dir(&folder).kill_on_drop(true);
        let mut process =
            process.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("node is there");
        let input = process.stdin.take().expect("it is piped");
        let output = process.stdout.take().expect("it is piped");
        Self { ways: Mutex::new((input, BufReader::new(output).lines())), _process: process }
    }

    /// Has it run for so long.
    pub(super) async fn run(&self, kind: Kind, url: &str, clients: usize, slice: Duration) -> Outcome {
        let kind = if kind == Kind::Read { "read" } else { "write" };
        let job = json!({ "kind": kind, "url": url, "clients": clients, "ms": slice.as_millis() as u64 });
        let mut ways = self.ways.lock().await;
        ways.0.write_all(format!("{job}\n").as_bytes()).await.expect("the peer listens");
        let answer = ways.1.next_line().await.expect("the peer answers").expect("the peer goes on");
        let answer: Value = serde_json::from_str(&answer).expect("the peer answers in JSON");
        let figure = |name: &str| answer[name].as_f64().expect("a figure");
        Outcome { ops: figure("ops"), p99: figure("p99") }
    }
}
