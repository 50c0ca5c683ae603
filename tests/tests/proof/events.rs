//! Events: in order, none lost and none twice, whoever is killed when; nobody starves; nobody speaks for another tenant.

mod forged;
mod kept_apart;

use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::join_all;
use rand::Rng as _;
use serde_json::json;
use tenantry_engine::EngineError;
use tenantry_engine::context::with_tenant;
use tenantry_engine::events::{Consumer, Event, Outbox, Received};
use tenantry_engine::scoped::{Budget, Step, TenantTransaction};
use tenantry_model::TenantContext;
use tenantry_tests::neighbours::Neighbours;
use tenantry_tests::until;

/// How many events all logs hold; the fleet's own entries are of other types.
pub(super) const LOGGED: &str =
    "select count(*) from public.audit_logs where entity_type in ('counted', 'changed', 'moved')";

/// Writes an event with a change, as a service does.
pub(super) async fn tell(
    stage: &Neighbours,
    tenant: &TenantContext,
    event: Event,
) -> Result<(), EngineError> {
    let outbox = Outbox::new(stage.data.clone());
    with_tenant(tenant.clone(), outbox.write(&[], &[event])).await.map(|_| ())
}

/// An event that says its number.
pub(super) fn numbered(number: i64) -> Event {
    Event::new("counted", "counter", "one", number, json!({ "number": number }))
}

/// Writes the event into the tenant's log, in the transaction that it is given.
pub(super) async fn log(event: &Received, transaction: &mut TenantTransaction) -> Result<(), EngineError> {
    let sql = "insert into public.audit_logs (tenant_id, action, entity_type, created_at) \
               values ($1, $2, $3, clock_timestamp())";
    let action = format!("{:06} {}", event.place, event.payload["number"]);
    transaction.round(&[Step::new(sql, &[&event.tenant.0, &action, &event.kind])]).await?;
    Ok(())
}

/// A consumer that writes a log.
pub(super) async fn logger(stage: &Neighbours, name: &str) -> Consumer {
    let consumer = Consumer::new(name, stage.data.clone(), stage.admission(), |event, transaction| {
        Box::pin(log(event, transaction))
    });
    consumer.watches(&stage.worker()).await.expect("the worker may watch")
}

/// Lets it work until nothing is left to do now.
pub(super) async fn drain(consumer: &Consumer) {
    loop {
        let pass = consumer.pass().await.expect("the database is there");
        if pass.handled + pass.aside == 0 {
            return;
        }
    }
}

/// Writes an event and holds its transaction open for a while, so that commits come late.
async fn slowly(
    stage: &Neighbours,
    tenant: &TenantContext,
    event: &Event,
    undone: bool,
) -> Result<(), EngineError> {
    let params = event.params();
    with_tenant(tenant.clone(), async {
        let mut transaction = stage.data.begin().await?;
        transaction.round(&[Event::step(&params)]).await?;
        let pause = rand::rng().random_range(0.0..0.003);
        transaction.round(&[Step::new("select pg_sleep($1)", &[&pause])]).await?;
        if undone { transaction.roll_back().await } else { transaction.commit().await }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_writers_of_a_tenant_are_read_in_the_order_of_their_commits() {
    let stage = Neighbours::of(2, Budget { connections: 20, ..Budget::default() }).await;
    let consumer = logger(&stage, "order").await.at_once(2);
    let reading = tokio::spawn(async move { consumer.run().await });
    let (own, other) = (&stage.tenants[0], &stage.tenants[1]);
    let writers = (0..16_i64).map(|writer| {
        let stage = &stage;
        async move {
            for number in 0..50 {
                let event = numbered(writer * 1_000 + number);
                // eight connections for sixteen writers: some wait longer than the pool lets them
                while let Err(busy) = slowly(stage, own, &event, number % 10 == 9).await {
                    assert!(matches!(busy, EngineError::Busy { .. }), "{busy}");
                }
            }
        }
    });
    join_all(writers).await;
    tell(&stage, other, numbered(0)).await.unwrap();
    let seen = until::found("all events are read", async || {
        let seen = stage.log(own).await;
        (seen.len() == 16 * 45).then_some(seen)
    })
    .await;
    reading.abort();
    let places: Vec<i64> = seen.iter().map(|action| action[..6].parse().unwrap()).collect();
    assert_eq!(places, (1..=16 * 45).collect::<Vec<i64>>(), "no gap, no event twice, in order");
    for writer in 0..16_i64 {
        let of = |action: &String| action[7..].parse::<i64>().ok().filter(|number| number / 1_000 == writer);
        let numbers: Vec<i64> = seen.iter().filter_map(of).collect();
        assert!(numbers.is_sorted() && numbers.len() == 45, "writer {writer} is read in his order");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consumer_killed_at_any_moment_loses_nothing_and_repeats_nothing() {
    const EVENTS: i64 = 120;
    let stage = Neighbours::of(4, Budget { connections: 24, ..Budget::default() }).await;
    for tenant in &stage.tenants {
        for number in 1..=EVENTS {
            tell(&stage, tenant, numbered(number)).await.unwrap();
        }
    }
    let kills = AtomicU64::new(0);
    let (fatal, mut fates) = tokio::sync::mpsc::unbounded_channel();
    // three of one name, each killed at a random moment of its work, and another takes its place
    let consumer =
        Consumer::new("mortal", stage.data.clone(), stage.admission(), move |event, transaction| {
            let fatal = fatal.clone();
            Box::pin(async move {
                if rand::rng().random_ratio(1, 20) {
                    let _ = fatal.send(rand::rng().random_range(0..200));
                }
                log(event, transaction).await
            })
        });
    let consumer = consumer.watches(&stage.worker()).await.unwrap().batch(8);
    let begin = || {
        let consumer = consumer.clone();
        tokio::spawn(async move { consumer.run().await })
    };
    let mut lives: Vec<_> = (0..3).map(|_| begin()).collect();
    until::found("everything is read", async || {
        while let Ok(after) = fates.try_recv() {
            for _ in 0..after {
                tokio::task::yield_now().await;
            }
            let victim = rand::rng().random_range(0..3);
            lives[victim].abort();
            lives[victim] = begin();
            kills.fetch_add(1, Ordering::Relaxed);
        }
        let done = stage.truth(LOGGED).await;
        (done.parse::<i64>().unwrap() >= EVENTS * 4).then_some(())
    })
    .await;
    lives.iter().for_each(tokio::task::JoinHandle::abort);
    drain(&logger(&stage, "mortal").await).await;
    for tenant in &stage.tenants {
        let wanted: Vec<String> = (1..=EVENTS).map(|number| format!("{number:06} {number}")).collect();
        assert_eq!(stage.log(tenant).await, wanted);
    }
    assert!(kills.load(Ordering::Relaxed) >= 6, "nobody was killed: the test shows nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_with_ten_thousand_events_lets_ninety_nine_others_go_first() {
    let stage = Neighbours::of(100, Budget { connections: 16, ..Budget::default() }).await;
    let consumer = logger(&stage, "fair").await.at_once(8);
    let busy = &stage.tenants[0];
    let outbox = Outbox::new(stage.data.clone());
    for start in 0..100 {
        let events: Vec<Event> = (1..=100).map(|number| numbered(start * 100 + number)).collect();
        with_tenant(busy.clone(), outbox.write(&[], &events)).await.unwrap();
    }
    for tenant in &stage.tenants[1..] {
        let events: Vec<Event> = (1..=10).map(numbered).collect();
        with_tenant(tenant.clone(), outbox.write(&[], &events)).await.unwrap();
    }
    let (id, began) = (busy.id, std::time::Instant::now());
    let of_others = format!("{LOGGED} and tenant_id <> '{id}'");
    let mut passes = 0;
    while stage.truth(&of_others).await != "990" {
        consumer.pass().await.unwrap();
        passes += 1;
        assert!(passes < 5, "the others wait behind the busy one");
    }
    let own = stage.truth(&format!("{LOGGED} and tenant_id = '{id}'")).await;
    assert!(own.parse::<i64>().unwrap() <= 64, "the busy one had {own} before the others were done");
    drain(&consumer).await;
    assert_eq!(stage.log(busy).await.len(), 10_000);
    let rate = 10_990.0 / began.elapsed().as_secs_f64();
    eprintln!("99 tenants done after {passes} pass(es); {rate:.0} events/s overall");
}
