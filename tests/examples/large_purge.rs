//! A schema of 20,000 tables that is nobody's: found, decided of, and purged, on a server with the default table of locks.
//! `cargo run -p tenantry-tests --example large_purge [tables]`
#![expect(clippy::print_stdout, reason = "a proof that runs for minutes tells what it found")]

use std::time::Instant;

use serde_json::json;
use tenantry_engine::operations::{Worker, WorkerConfig};
use tenantry_tests::{Fleet, sql};

const NAME: &str = "tenant_01900000_0000_7000_8000_00000000f00d";

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    let tables: u32 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    sql::must(&mut admin, format!("create schema {NAME}; set statement_timeout = 0")).await;
    for from in (0..tables).step_by(500) {
        let make = format!(
            "do $$ begin for n in {from} .. {} loop execute format('create table {NAME}.t%s (tenant_id uuid primary key)', n); \
             end loop; end $$",
            (from + 500).min(tables) - 1
        );
        sql::must(&mut admin, make).await;
    }
    let locks = sql::one(&mut admin, "current_setting('max_locks_per_transaction')").await;
    let one = format!("begin; drop schema {NAME} cascade");
    let at_once = sql::run(&mut admin, one).await;
    println!(
        "{tables} tables, {locks} locks per transaction; dropped at once: {:?}",
        at_once.map_err(|e| e.message)
    );
    sql::must(&mut admin, "rollback").await;
    let archives = fleet.ground.folder().join("large-purge");
    let worker = Worker::launch(WorkerConfig::new(&fleet.url("worker"), archives)).await.expect("it starts");
    let ops = fleet.seat("ops").await;
    let from = Instant::now();
    let scrub = ops.must("scrub_request", json!({ "reason": "a proof" })).await["id"].clone();
    worker.until_idle().await.expect("the database is there");
    let found = ops.must("scrub_show", json!({ "scrub": scrub })).await;
    let schema = found["findings"].as_array().into_iter().flatten().find(|f| f["name"] == NAME);
    let number = schema.expect("it is found")["number"].clone();
    println!("found in {:.1?}: {}", from.elapsed(), found["findings"][0]["why"]);
    let verdict = json!({ "scrub": scrub, "numbers": [number], "decision": "purge", "reason": "a proof" });
    ops.must("scrub_decide", verdict).await;
    let from = Instant::now();
    ops.must("scrub_purge", json!({ "scrub": scrub, "reason": "a proof" })).await;
    worker.until_idle().await.expect("the database is there");
    worker.stop().await.expect("it stops");
    let left =
        sql::one(&mut admin, format!("select count(*) from pg_namespace where nspname = '{NAME}'")).await;
    let after = ops.must("scrub_show", json!({ "scrub": scrub })).await;
    let error = after["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .find_map(|f| f["error"].as_str().map(str::to_owned));
    println!("purged in {:.1?}; schemas left: {left}; error: {error:?}", from.elapsed());
    assert_eq!((left.as_str(), error), ("0", None));
}
