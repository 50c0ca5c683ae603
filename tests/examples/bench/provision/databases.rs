//! A database of a tenant's own: ours, with the isolation kit and the tables, beside a bare copy of one that holds both.

use rand::seq::SliceRandom as _;
use tenantry_engine::install::{self, Sample as Tables};
use tenantry_model::TenantId;
use tenantry_tests::sql;
use uuid::Uuid;

use super::ROUNDS;
use super::cpu::Cost;
use super::stage::Stage;
use crate::report::{AtMost, Sample};

/// Databases that an arm makes in a round.
const DATABASES: usize = 3;
/// Ours against the copy: row 9.
const OF_A_COPY: AtMost = AtMost(1.1);
const PREFIX: &str = "bench_own_";
const TEMPLATE: &str = "bench_own_template";

/// Measures and prints; answers how many gates were missed.
pub(super) async fn measure(stage: &mut Stage<'_>) -> usize {
    clear(stage).await;
    sql::must(stage.admin(), format!("create database {TEMPLATE} template template0")).await;
    let template = stage.target().database(TEMPLATE);
    install::install_data(&template, "bench", None, Tables::Included)
        .await
        .expect("the kit can be installed");
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let mut order = [true, false];
        order.shuffle(&mut rand::rng());
        let mut costs = [None; 2];
        for ours in order {
            costs[usize::from(ours)] = Some(run(stage, ours).await);
        }
        if round > 0 {
            rounds.push(costs.map(|cost| cost.expect("both run")));
        }
    }
    // not before all have run: files are made more slowly after many were removed
    clear(stage).await;
    print(&rounds)
}

async fn run(stage: &mut Stage<'_>, ours: bool) -> Cost {
    let meter = stage.meter();
    for _ in 0..DATABASES {
        let tenant = TenantId(Uuid::now_v7());
        let name = format!("{PREFIX}{}", tenant.0.simple());
        if ours {
            sql::must(stage.admin(), format!("create database {name} template template0")).await;
            let target = stage.target().database(&name);
            let installed = install::install_data(&target, "bench", Some(tenant), Tables::Included).await;
            installed.expect("the kit can be installed");
        } else {
            let copy = format!("create database {name} template {TEMPLATE} strategy wal_log");
            sql::must(stage.admin(), copy).await;
        }
    }
    meter.stop()
}

async fn clear(stage: &mut Stage<'_>) {
    let ask = format!("select datname::text from pg_database where datname like '{PREFIX}%'");
    let left: Vec<String> =
        sqlx::query_scalar(sql::text(ask)).fetch_all(stage.admin()).await.expect("they can be listed");
    for database in left {
        sql::must(stage.admin(), format!("drop database {database} with (force)")).await;
    }
}

fn print(rounds: &[[Cost; 2]]) -> usize {
    println!(
        "\nA database of its own, {DATABASES} in each of {ROUNDS} interleaved rounds, ms each, median (least–most)"
    );
    let names = ["create database … strategy wal_log", "ours: create, isolation kit, tables"];
    for (arm, name) in names.into_iter().enumerate() {
        let each = |of: fn(&Cost) -> f64| {
            Sample::new(rounds.iter().map(|round| of(&round[arm]) / DATABASES as f64).collect())
        };
        let (wall, client, server) = (each(|c| c.wall), each(|c| c.client), each(|c| c.server));
        println!("  {name:<42} {wall}, client {client}, server {server}");
    }
    let ratio = Sample::new(rounds.iter().map(|[copy, ours]| ours.wall / copy.wall).collect());
    println!("  row 9 ours against the copy {ratio} {}", OF_A_COPY.verdict(ratio.median()));
    usize::from(!OF_A_COPY.is_met(ratio.median()))
}
