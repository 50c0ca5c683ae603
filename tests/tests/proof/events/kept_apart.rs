//! What cannot be handled is set aside with the reason, and nothing else waits for it longer than it must.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;
use tenantry_engine::EngineError;
use tenantry_engine::connect::Target;
use tenantry_engine::events::{Consumer, Event, SetAside};
use tenantry_engine::resolve::NotAdmitted;
use tenantry_engine::scoped::Budget;
use tenantry_model::{TenantId, TenantStatus};
use tenantry_tests::neighbours::Neighbours;
use tenantry_tests::{sql, until};

use super::{LOGGED, drain, log, logger, numbered, tell};

fn about(thing: &str, number: i64) -> Event {
    Event::new("changed", "thing", thing, number, json!({ "number": number }))
}

/// A consumer that cannot take number 3 for as long as `sick` is set, by `how`.
async fn picky(stage: &Neighbours, sick: &Arc<AtomicBool>, how: &'static str) -> Consumer {
    let sick = Arc::clone(sick);
    let consumer =
        Consumer::new("picky", stage.data.clone(), stage.admission(), move |event, transaction| {
            let bad = event.payload["number"] == 3 && sick.load(Ordering::SeqCst);
            Box::pin(async move {
                log(event, transaction).await?;
                match how {
                    _ if !bad => Ok(()),
                    "error" => Err(EngineError::Internal("It does not fit.".to_owned())),
                    "panic" => panic!("a handler that panics"),
                    "slow" => std::future::pending().await,
                    // the transaction is broken, and the handler does not say so
                    _ => {
                        let nonsense = tenantry_engine::scoped::Step::new("select 1 / 0", &[]);
                        let _ = transaction.round(&[nonsense]).await;
                        Ok(())
                    }
                }
            })
        });
    let consumer = consumer.watches(&stage.worker()).await.expect("the stage is as it was set");
    consumer.attempts(2, Duration::from_millis(1)).patience(Duration::from_millis(300))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_poisonous_event_is_set_aside_and_tried_again_on_request() {
    for how in ["error", "panic", "slow", "swallowed"] {
        let stage = Neighbours::of(1, Budget::default()).await;
        let tenant = &stage.tenants[0];
        let sick = Arc::new(AtomicBool::new(true));
        let consumer = picky(&stage, &sick, how).await;
        for number in 1..=3 {
            tell(&stage, tenant, about("a", number)).await.unwrap();
        }
        tell(&stage, tenant, about("a", 4)).await.unwrap();
        tell(&stage, tenant, about("b", 5)).await.unwrap();
        let worker = SetAside::open(&stage.worker());
        let aside = until::found("it is set aside", async || {
            consumer.pass().await.unwrap();
            let aside = worker.list(10).await.unwrap();
            (aside.len() == 2).then_some(aside)
        })
        .await;
        drain(&consumer).await;
        // its own aggregate waits behind it, everything else went on
        assert_eq!(stage.log(tenant).await, ["000001 1", "000002 2", "000005 5"], "{how}");
        let (later, first) = (&aside[0], &aside[1]);
        assert_eq!((first.place, first.attempts, first.again), (Some(3), 2, false), "{how}");
        assert_eq!((later.place, later.attempts), (Some(4), 1), "{how}");
        assert_eq!(later.why, "An earlier event of the same aggregate is set aside.");
        let why = match how {
            "error" => "It does not fit.",
            "panic" => "The handler panicked.",
            "slow" => "The handler took too long.",
            _ => "The database refused with SQLSTATE 25P02.",
        };
        assert_eq!(first.why, why);

        // still sick: it stays aside. Then well: both go through, in order. One more is given up.
        assert!(worker.retry("picky", tenant.id, 3).await.unwrap());
        drain(&consumer).await;
        assert_eq!(worker.list(10).await.unwrap()[1].attempts, 3);
        sick.store(false, Ordering::SeqCst);
        assert!(worker.retry("picky", tenant.id, 3).await.unwrap());
        assert!(worker.discard("picky", tenant.id, 4).await.unwrap());
        assert!(!worker.discard("picky", tenant.id, 4).await.unwrap());
        drain(&consumer).await;
        assert_eq!(worker.list(10).await.unwrap(), []);
        assert_eq!(stage.log(tenant).await, ["000001 1", "000002 2", "000005 5", "000003 3"], "{how}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_event_holds_up_its_own_tenant_alone() {
    let stage = Neighbours::of(2, Budget::default()).await;
    let sick = Arc::new(AtomicBool::new(true));
    let consumer = picky(&stage, &sick, "error").await.attempts(1_000, Duration::from_millis(1));
    for tenant in &stage.tenants {
        let other = tenant.id != stage.tenants[0].id;
        for number in [2, if other { 7 } else { 3 }, 4] {
            tell(&stage, tenant, numbered(number)).await.unwrap();
        }
    }
    for _ in 0..5 {
        consumer.pass().await.unwrap();
    }
    assert_eq!(stage.log(&stage.tenants[0]).await, ["000001 2"]);
    assert_eq!(stage.log(&stage.tenants[1]).await.len(), 3);
    sick.store(false, Ordering::SeqCst);
    until::found("it went on", async || {
        consumer.pass().await.unwrap();
        (stage.log(&stage.tenants[0]).await.len() == 3).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_an_unknown_tenant_are_set_aside_and_those_of_a_closed_one_wait() {
    let stage = Neighbours::of(3, Budget::default()).await;
    let consumer = logger(&stage, "strict").await;
    for tenant in &stage.tenants {
        tell(&stage, tenant, numbered(1)).await.unwrap();
    }
    let closed = Err(NotAdmitted::Closed(TenantStatus::Suspended));
    stage.known.lock().unwrap().insert(stage.tenants[1].id, closed);
    stage.known.lock().unwrap().remove(&stage.tenants[2].id);
    drain(&consumer).await;
    assert_eq!(stage.truth(LOGGED).await, "1");
    let support = SetAside::open(&Target::from_url(&stage.fleet.url("support")).unwrap());
    let aside = support.list(10).await.unwrap();
    assert_eq!(aside.len(), 1);
    assert_eq!(
        (aside[0].tenant, aside[0].why.as_str()),
        (stage.tenants[2].id, "The directory knows no such tenant.")
    );
    // opened again, it catches up; found again, it is tried again
    for tenant in &stage.tenants {
        stage.known.lock().unwrap().insert(tenant.id, Ok(tenant.clone()));
    }
    let ops = SetAside::open(&Target::from_url(&stage.fleet.url("ops")).unwrap());
    assert!(
        support.retry("strict", stage.tenants[2].id, 1).await.is_err(),
        "support looks and does not decide"
    );
    assert!(ops.retry("strict", stage.tenants[2].id, 1).await.unwrap());
    drain(&consumer).await;
    assert_eq!(stage.truth(&LOGGED.replace("*", "distinct tenant_id")).await, "3");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_came_by_another_way_with_a_foreign_payload_is_set_aside() {
    let stage = Neighbours::of(2, Budget::default()).await;
    let consumer = logger(&stage, "strict").await;
    let (own, other) = (stage.tenants[0].id, stage.tenants[1].id);
    for number in 1..=3 {
        tell(&stage, &stage.tenants[0], numbered(number)).await.unwrap();
    }
    let plant = format!(
        "update tenantry.events set aggregate_id = 'planted', payload = '{{\"number\": 2, \"a\": {{\"tenantId\": \"{other}\"}}}}' \
         where tenant_id = '{own}' and place = 2"
    );
    sql::must(&mut stage.fleet.admin().await, plant).await;
    drain(&consumer).await;
    let log = stage.log(&stage.tenants[0]).await;
    assert_eq!(log, ["000001 1", "000003 3"]);
    let aside = SetAside::open(&stage.worker()).list(10).await.unwrap();
    assert_eq!((aside[0].tenant, aside[0].why.as_str()), (own, "Its payload names another tenant."));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_stay_until_every_consumer_is_past_them() {
    let stage = Neighbours::of(1, Budget::default()).await;
    let (first, second) = (logger(&stage, "first").await, logger(&stage, "second").await);
    for number in 1..=4 {
        tell(&stage, &stage.tenants[0], numbered(number)).await.unwrap();
    }
    let worker = SetAside::open(&stage.worker());
    let later = time::OffsetDateTime::now_utc() + time::Duration::HOUR;
    drain(&first).await;
    assert_eq!(worker.prune(later, 100).await.unwrap(), 0);
    drain(&second).await;
    assert_eq!(worker.prune(time::OffsetDateTime::UNIX_EPOCH, 100).await.unwrap(), 0);
    assert_eq!(worker.prune(later, 3).await.unwrap(), 3);
    assert_eq!(worker.prune(later, 100).await.unwrap(), 1);
    tell(&stage, &stage.tenants[0], numbered(5)).await.unwrap();
    drain(&first).await;
    assert_eq!(stage.log(&stage.tenants[0]).await.last().unwrap(), "000005 5", "places go on");
    assert!(!worker.retry("first", TenantId(uuid::Uuid::nil()), 1).await.unwrap());
}
