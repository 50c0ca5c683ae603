//! A second start: the sandbox's server runs already, and the program opens on its Tenants page. Measured from the start
//! of the process to its word that the page is painted and filled.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tenantry_tests::window::program;

use crate::ground::Ground;
use crate::memory::Memory;
use crate::report::{AtMost, Sample};

/// Starts that count, after one that does not.
const STARTS: usize = 5;
/// Median, in milliseconds.
const GOAL: AtMost = AtMost(1500.0);
/// What a sandbox holds unless told otherwise.
const TENANTS: u32 = 2_000;
/// A start that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(60);
/// Until a started program has done what it does after its first page.
const SETTLED: Duration = Duration::from_secs(3);

/// Prints the times and the memory, and returns how many goals were missed.
pub(crate) async fn measure() -> usize {
    let ground = Ground::of(TENANTS).await;
    let scratch = tempfile::tempdir().expect("temporary files can be made");
    let mut times = Vec::new();
    let mut memories = Vec::new();
    for start in 0..=STARTS {
        let (time, memory) = started(&ground, scratch.path(), start).await;
        println!(
            "start {start}{}: {:.0} ms; {memory}",
            if start == 0 { " (not counted)" } else { "" },
            millis(time)
        );
        if start > 0 {
            times.push(time);
            memories.push(memory.pss as f64 / 1024.0);
        }
    }
    let times = Sample::of_times(&times);
    let verdict = GOAL.verdict(times.median());
    println!(
        "\nSecond start to a painted, filled Tenants page: {times} ms, median (least–most) of {STARTS}; {verdict}"
    );
    println!("Memory of all its processes, PSS: {} MB, median (least–most)", Sample::new(memories));
    ground.leave().await;
    usize::from(!GOAL.is_met(times.median()))
}

async fn started(ground: &Ground, scratch: &Path, number: usize) -> (Duration, Memory) {
    let ready = scratch.join(format!("ready-{number}"));
    let log = File::create(scratch.join(format!("log-{number}"))).expect("the folder is ours");
    let mut command = Command::new(program("tenantry"));
    command.arg("--sandbox").arg("--ready-file").arg(&ready).env("XDG_DATA_HOME", &ground.data_home);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    let start = Instant::now();
    let mut app = App(command.spawn().expect("the program starts"));
    while !ready.exists() {
        assert!(
            app.0.try_wait().is_ok_and(|ended| ended.is_none()),
            "the program ended: {}",
            said(scratch, number)
        );
        assert!(start.elapsed() < PATIENCE, "no page in a minute: {}", said(scratch, number));
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let time = start.elapsed();
    tokio::time::sleep(SETTLED).await;
    let memory = Memory::of_tree(app.0.id());
    if std::env::var_os("TENANTRY_LOG").is_some() {
        println!("{}", said(scratch, number));
    }
    (time, memory)
}

fn said(scratch: &Path, number: usize) -> String {
    std::fs::read_to_string(scratch.join(format!("log-{number}"))).unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// A running program, ended by its id: asked to, as by a desktop, and waited for.
struct App(Child);

impl Drop for App {
    fn drop(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            // it is gone, or cannot be asked
            let _ = self.0.kill();
        }
        let _ = self.0.wait();
    }
}
