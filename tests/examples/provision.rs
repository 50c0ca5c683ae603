//! Many tenants at once: `cargo run --release -p tenantry-tests --example provision -- 500` has three worker processes make
//! so many schemas, prints how fast, and whether each was made exactly once. It ends with 1 when one was not.
#![expect(clippy::print_stdout, reason = "it is what it prints")]

#[path = "provision/crew.rs"]
mod crew;

use std::process::{Command, ExitCode};

const WORKERS: usize = 3;

#[tokio::main]
async fn main() -> ExitCode {
    let tenants = std::env::args().nth(1).map_or(Ok(500), |number| number.parse::<usize>());
    let Ok(tenants) = tenants else {
        eprintln!("Give the number of tenants: 500.");
        return ExitCode::from(2);
    };
    build();
    let outcome = crew::provision(tenants, WORKERS).await;
    let seconds = outcome.took.as_secs_f64();
    println!(
        "{tenants} schemas by {WORKERS} worker processes in {seconds:.1} s: {:.1} a second",
        tenants as f64 / seconds
    );
    for (worker, operations) in &outcome.by_worker {
        println!("  {worker}: {operations} operations");
    }
    for line in &outcome.again {
        println!("  tried again: {line}");
    }
    let mut wrong = 0;
    for finding in &outcome.findings {
        let right = finding.found == finding.wanted;
        wrong += usize::from(!right);
        let mark = if right { "✔" } else { "✘" };
        println!("  {mark} {}: {} of {}", finding.what, finding.found, finding.wanted);
    }
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The workers are to be of the same sources as this program.
fn build() {
    let Some(cargo) = std::env::var_os("CARGO") else { return };
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "-p", "tenantry-cli"]);
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    assert!(build.status().is_ok_and(|status| status.success()), "tenantryctl can be built");
}
