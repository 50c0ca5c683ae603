//! Measurements, run by `cargo xtask bench NAME...`: `directory` (pages against hand-written SQL and OFFSET/ILIKE),
//! `startup` (a second start to a filled page), `grid` (scrolling a million rows in the real window) and `resolve` (which
//! tenant a request is for). Every figure is measured in the run that prints it, beside its goal.
#![expect(clippy::print_stdout, reason = "a measurement is what it prints")]

mod directory;
mod grid;
mod ground;
mod machine;
mod memory;
mod provision;
mod report;
mod resolve;
mod rounds;
mod scoped;
mod service;
mod startup;

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut missed = 0;
    for name in std::env::args().skip(1) {
        println!("\n== {name}: {}", machine::load());
        missed += match name.as_str() {
            "directory" => directory::measure().await,
            "startup" => startup::measure().await,
            "grid" => grid::measure().await,
            "service" => service::measure().await,
            "scoped-read" => scoped::measure(scoped::Kind::Read).await,
            "scoped-write" => scoped::measure(scoped::Kind::Write).await,
            "resolve" => resolve::measure().await,
            "provision" => provision::measure().await,
            other => {
                eprintln!(
                    "There is no measurement named {other}: directory, startup, grid, resolve, scoped-read, scoped-write, service, provision."
                );
                return ExitCode::from(2);
            }
        };
    }
    // A goal that is missed is a finding of the run, not a fault of it.
    println!(
        "\n{}",
        if missed == 0 { "Every goal was met.".to_owned() } else { format!("Goals missed: {missed}.") }
    );
    ExitCode::SUCCESS
}
