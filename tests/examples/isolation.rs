//! The proofs of isolation in full: a million generated queries, ten thousand cancelled scopes, five thousand tenants for
//! a minute. `cargo run --release -p tenantry-tests --example isolation [queries|storm|crowd]...`
#![expect(clippy::print_stdout, reason = "a proof that runs for minutes tells what it found")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use tenantry_engine::scoped::Budget;
use tenantry_tests::stage::Stage;
use tenantry_tests::storm::{self, Storm};
use tenantry_tests::{crowd, queries};

#[tokio::main(flavor = "multi_thread")]
async fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|one| one == name);
    let mut sound = true;
    if wanted("queries") {
        sound &= a_million_queries().await;
    }
    if wanted("storm") {
        ten_thousand_cancellations().await;
    }
    if wanted("crowd") {
        a_crowd_for_a_minute().await;
    }
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn a_million_queries() -> bool {
    let (stage, from) = (Stage::fresh().await, Instant::now());
    let tally = queries::run(&stage, 1_000_000, 8, 7).await;
    println!("queries: {tally:?} in {:.0?}", from.elapsed());
    tally.foreign == 0
}

async fn ten_thousand_cancellations() {
    let (stage, from) = (Stage::fresh().await, Instant::now());
    let storm = Storm { count: 10_000, seed: 7, ..Storm::default() };
    let calm = storm::rage(&stage, storm).await;
    println!("storm: {calm:?} of {} in {:.0?}", storm.count, from.elapsed());
}

async fn a_crowd_for_a_minute() {
    let stage = Stage::fresh().await;
    let tenants = crowd::gather(&stage.rungs, 5_000).await;
    let budget = Budget::default();
    let crowd = crowd::press(&stage.rungs, &tenants, budget, Duration::from_secs(60)).await;
    let ratio = crowd.longest.as_secs_f64() / crowd.median.as_secs_f64();
    println!("crowd: {crowd:?}, longest / median {ratio:.1}, budget {budget:?}");
}
