//! A real worker is killed with -9 before and after each step of each workflow; another one goes on. The end is that of a
//! run that nobody disturbed, and nothing is there twice.

use std::fmt::Write as _;

use tenantry_tests::sql;

use super::floor::{Floor, Guest};

/// Workflows, in an order in which each begins where the one before it ended.
const ACTS: [&str; 5] = ["create", "delete", "restore", "purge", "unarchive"];

/// Brings guests to where an act begins.
async fn ready(floor: &mut Floor, guests: &[Guest], act: &str) {
    if act == "create" {
        return;
    }
    floor.work().await;
    for guest in guests {
        floor.furnish(guest).await;
    }
    if act == "delete" {
        return;
    }
    for guest in guests {
        floor.request("delete", guest).await;
    }
    floor.work().await;
    floor.time_passes().await;
    if act == "unarchive" {
        for guest in guests {
            floor.request("purge", guest).await;
        }
        floor.work().await;
    }
}

async fn steps(floor: &mut Floor, act: &str, rung: &str) -> Vec<String> {
    let ask = format!(
        "select array_to_string(steps, ' ') from tenantry_control.operation_steps_of('tenant.{act}', '{rung}')"
    );
    sql::one(&mut floor.admin, ask).await.split(' ').map(str::to_owned).collect()
}

/// What one act on one rung came to, killed at each point; a line for each step.
async fn cells(mut floor: Floor, rung: &'static str, act: &str) -> String {
    let steps = steps(&mut floor, act, rung).await;
    // a tenant that is being made is its operation: each is asked for when its turn has come
    let mut guests = Vec::new();
    for _ in 0..if act == "create" { 1 } else { steps.len() * 2 + 1 } {
        guests.push(floor.guest(rung).await);
    }
    ready(&mut floor, &guests, act).await;
    let undisturbed = guests.remove(0);
    floor.request(act, &undisturbed).await;
    floor.work().await;
    let expected = floor.footprint(&undisturbed).await;
    let why = "select string_agg(error, ' ') from tenantry_control.operations";
    let done = expected.contains(&format!("operation tenant.{act} done"));
    assert!(done, "{}\n{expected}", sql::one(&mut floor.admin, why).await);
    let mut lines = String::new();
    for (place, step) in (1..).zip(&steps) {
        let mut outcome = Vec::new();
        for point in ["running", "done"] {
            let guest = match act {
                "create" => floor.guest(rung).await,
                _ => guests.remove(0),
            };
            let operation = floor.request(act, &guest).await;
            floor.kill_at(&operation, place, point).await;
            floor.work().await;
            let end = floor.footprint(&guest).await;
            assert_eq!(end, expected, "{act} on {rung}, killed at {step} {point}");
            outcome.push("✔");
        }
        writeln!(lines, "{act:<9} {rung:<9} {step:<15} before {} after {}", outcome[0], outcome[1])
            .expect("a string takes it");
    }
    lines
}

async fn matrix(rung: &'static str) -> String {
    let mut all = String::new();
    for act in ACTS {
        // rows in the shared tables are made by no operation, and a server of one's own does not come from an archive
        if ![("shared", "create"), ("instance", "unarchive")].contains(&(rung, act)) {
            all.push_str(&cells(Floor::new().await, rung, act).await);
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_worker_leaves_a_schema_to_the_next() {
    insta::assert_snapshot!("kill_matrix_schema", matrix("schema").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_worker_leaves_a_database_to_the_next() {
    insta::assert_snapshot!("kill_matrix_database", matrix("database").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_worker_leaves_a_server_to_the_next() {
    insta::assert_snapshot!("kill_matrix_instance", matrix("instance").await);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: cargo nextest run -p tenantry-tests --test proof --run-ignored only"]
async fn a_killed_worker_leaves_an_instance_to_the_next() {
    let mut all = String::new();
    for act in ACTS.into_iter().filter(|act| *act != "unarchive") {
        all.push_str(&cells(Floor::in_the_sky().await, "instance", act).await);
    }
    insta::assert_snapshot!("kill_matrix_rds", all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_worker_leaves_rows_to_the_next() {
    insta::assert_snapshot!("kill_matrix_shared", matrix("shared").await);
}
