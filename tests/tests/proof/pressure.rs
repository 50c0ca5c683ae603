//! Pressure: generated queries, scopes that are cancelled, a crowd of tenants, one that takes all it can, a server that
//! goes away. Each runs for some seconds here; the example `isolation` runs them in full.

use std::time::{Duration, Instant};

use tenantry_engine::EngineError;
use tenantry_engine::context::with_tenant;
use tenantry_engine::sandbox::{Sandbox, SandboxOptions};
use tenantry_engine::scoped::{Budget, Step, TenantData};
use tenantry_model::{Rung, TenantContext, TenantFacts};
use tenantry_tests::apart::Apart;
use tenantry_tests::stage::{self, Stage};
use tenantry_tests::storm::{self, Storm};
use tenantry_tests::{crowd, queries, sql, until};

#[tokio::test(flavor = "multi_thread")]
async fn no_generated_query_sees_or_changes_another_tenants_row() {
    let stage = Stage::fresh().await;
    let tally = queries::run(&stage, 5_000, 4, 1).await;
    assert_eq!((tally.queries, tally.foreign), (5_000, 0), "{tally:?}");
    assert!(tally.rows > 5_000 && tally.changed > 300 && tally.refused > 100, "they do something: {tally:?}");
}

/// The check can fail: a table without its policies is found out.
#[tokio::test(flavor = "multi_thread")]
async fn a_leak_would_be_seen() {
    let stage = Stage::fresh().await;
    sql::must(&mut stage.rungs.fleet.admin().await, "alter table public.users disable row level security")
        .await;
    let tally = queries::run(&stage, 400, 2, 1).await;
    assert!(tally.foreign > 0, "{tally:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_cancelled_scope_leaves_anything_behind() {
    let stage = Stage::fresh().await;
    let calm = storm::rage(&stage, Storm { count: 800, ..Storm::default() }).await;
    assert!(calm.cancelled > 200 && calm.ended > 100 && calm.undone > 50, "they were cancelled: {calm:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_shares_forty_connections() {
    let stage = Stage::fresh().await;
    let tenants = crowd::gather(&stage.rungs, 5_000).await;
    // a debug build on a busy machine: everybody waits for longer than a service would let him
    let budget = Budget { wait: Duration::from_secs(60), ..Budget::default() };
    let crowd = crowd::press(&stage.rungs, &tenants, budget, Duration::from_secs(5)).await;
    assert!(crowd.connections <= 40, "{crowd:?}");
    assert!(crowd.fewest >= 1 && crowd.most - crowd.fewest <= 8, "somebody starves: {crowd:?}");
}

async fn nap(data: &TenantData, tenant: &TenantContext) -> Result<(), EngineError> {
    let step = [Step::new("select pg_sleep(1.2)", &[])];
    with_tenant(tenant.clone(), data.round(&step)).await.map(drop)
}

fn why(outcome: Result<(), EngineError>) -> String {
    match outcome {
        Err(EngineError::Busy { message, remedy }) => format!("{message} {remedy}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tenant_drains_its_own_share_and_no_more() {
    let stage = stage::shared().await;
    let budget = Budget { connections: 4, wait: Duration::from_millis(400), ..Budget::default() };
    let data = stage.rungs.access(budget);
    let [greedy, other] = stage.rungs.on(Rung::Shared);
    let greedy = TenantContext::new(TenantFacts { pool_max: 2, ..TenantFacts::clone(greedy) });
    let napping: Vec<_> = (0..2)
        .map(|_| {
            let (data, greedy) = (data.clone(), greedy.clone());
            tokio::spawn(async move { nap(&data, &greedy).await })
        })
        .collect();
    let mut admin = stage.rungs.fleet.admin().await;
    until::found("it has two connections", async || {
        let naps = "select count(*) from pg_stat_activity where query like '%pg_sleep(1.2)%' and datname = current_database() and pid <> pg_backend_pid()";
        (sql::one(&mut admin, naps).await == "2").then_some(())
    })
    .await;
    let from = Instant::now();
    let third = why(nap(&data, &greedy).await);
    assert!(third.contains("2 connections that the tenant's tier allows"), "{third}");
    assert!(from.elapsed() >= Duration::from_millis(400), "it waited as long as it may");
    // the others do not notice
    let quick = with_tenant(other.clone(), data.round(&[Step::new("select 1", &[])])).await;
    assert!(quick.is_ok());
    for one in napping {
        one.await.unwrap().unwrap();
    }
    // all of them in use: another reason
    let naps: Vec<_> = stage
        .rungs
        .all()
        .take(4)
        .map(|tenant| {
            let (data, tenant) = (data.clone(), tenant.clone());
            tokio::spawn(async move { nap(&data, &tenant).await })
        })
        .collect();
    until::found("all are in use", async || (data.open_connections() == 4).then_some(())).await;
    let last = why(nap(&data, &stage.rungs.on(Rung::Instance)[0]).await);
    assert!(last.contains("all 4 connections are in use"), "{last}");
    for one in naps {
        one.await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_restarts_under_load_is_found_again() {
    let apart = Apart::new().await;
    let data = apart.access(apart.way.clone(), Budget { connections: 8, ..Budget::default() });
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let load: Vec<_> = (0..16)
        .map(|_| {
            let (data, tenant, stopped) = (data.clone(), apart.tenant.clone(), stopped.clone());
            tokio::spawn(async move {
                let (mut well, mut away) = (0_u32, 0_u32);
                while !*stopped.borrow() {
                    let step = [Step::new("select count(*) from public.users", &[])];
                    match with_tenant(tenant.clone(), data.round(&step)).await {
                        Ok(answers) => {
                            assert_eq!(answers[0].rows[0].get::<i64>(0).unwrap(), 4);
                            well += 1;
                        }
                        Err(EngineError::Unavailable(_) | EngineError::Busy { .. }) => away += 1,
                        Err(other) => panic!("{other:?}"),
                    }
                    tokio::task::yield_now().await;
                }
                (well, away)
            })
        })
        .collect();
    let ask = async || {
        let step = [Step::new("select 1", &[])];
        with_tenant(apart.tenant.clone(), data.round(&step)).await.is_ok()
    };
    until::found("it works", async || ask().await.then_some(())).await;
    let (dir, port) = (apart.ground.server.dir.clone(), apart.ground.server.port);
    assert!(Sandbox::down(&dir).await.unwrap());
    until::found("it is noticed", async || (!ask().await).then_some(())).await;
    Sandbox::up(SandboxOptions { dir: Some(dir), port: Some(port) }, &|_| {}).await.unwrap();
    let from = Instant::now();
    until::found("it is found again", async || ask().await.then_some(())).await;
    assert!(from.elapsed() < Duration::from_secs(10), "{:?}", from.elapsed());
    stop.send(true).unwrap();
    let mut all = (0, 0);
    for one in load {
        let (well, away) = one.await.unwrap();
        all = (all.0 + well, all.1 + away);
    }
    assert!(all.0 > 16 && all.1 > 0, "served and refused: {all:?}");
    assert!(data.open_connections() <= 8);
}
