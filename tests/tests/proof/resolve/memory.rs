//! What is remembered of tenants, and that it is forgotten when it should be.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tenantry_engine::connect::Target;
use tenantry_engine::resolve::{TenantKey, Tenants};
use tenantry_model::{LimitName, LimitValue};
use tenantry_tests::{sql, until};

use super::{Stage, made};

fn key(text: &str) -> TenantKey {
    text.parse().expect("the stage is as it was set")
}

/// Waits until changes are heard, as in a service that has run for a moment.
async fn hearing(tenants: &Tenants) {
    until::found("changes are heard", async || tenants.counts().hears.then_some(())).await;
}

#[tokio::test]
async fn a_change_is_seen_at_once_and_nothing_is_asked_twice() {
    let stage = Stage::set().await;
    hearing(&stage.tenants).await;
    for name in ["acme", &stage.acme] {
        assert_eq!(stage.tier(name).await, "free");
    }
    let before = stage.tenants.counts();
    assert_eq!(before.questions, 1, "its slug and its id share one answer");
    for _ in 0..1_000 {
        assert_eq!(stage.tier("acme").await, "free");
    }
    let after = stage.tenants.counts();
    assert_eq!((after.questions, after.look_ups - before.look_ups), (before.questions, 1_000));
    stage.operate("acme", "tenantry_control.set_tier(id, 'pro', 'They paid.', version)").await;
    let changed = Instant::now();
    until::found("the new tier", async || (stage.tier("acme").await == "pro").then_some(())).await;
    assert!(changed.elapsed() < Duration::from_secs(1), "{:?}", changed.elapsed());
    assert_eq!(stage.tenants.counts().questions, before.questions + 1);
    // a tier's limit is everybody's
    let mut ops = stage.fleet.enter_as("ops").await;
    let raise = "select tenantry_control.set_tier_limit('pro', 'users', 4321, 'A sale.', version) \
                 from tenantry_control.tiers where name = 'pro'";
    sql::must(&mut ops, raise).await;
    let limit = async || {
        let known = stage.tenants.look_up(&key("acme")).await.unwrap().unwrap();
        (known.context().limit(LimitName::Users) == LimitValue::AtMost(4321)).then_some(())
    };
    until::found("the tier's new limit", limit).await;
}

#[tokio::test]
async fn nobody_is_remembered_too_until_somebody_comes() {
    let stage = Stage::set().await;
    hearing(&stage.tenants).await;
    for _ in 0..100 {
        assert!(stage.tenants.look_up(&key("initech")).await.unwrap().is_none());
    }
    assert_eq!(stage.tenants.counts().questions, 1);
    made(&stage.fleet, "initech").await;
    let there = async || stage.tenants.look_up(&key("initech")).await.unwrap();
    let asked = Instant::now();
    until::found("the new tenant", there).await;
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn nobody_is_forgotten_after_seconds_though_nobody_said_a_word() {
    let stage = Stage::set().await;
    hearing(&stage.tenants).await;
    assert!(stage.tenants.look_up(&key("initech")).await.unwrap().is_none());
    stage.set_behind("globex", "slug = 'initech'").await;
    assert!(stage.tenants.look_up(&key("initech")).await.unwrap().is_none(), "it is remembered for a while");
    let there = async || stage.tenants.look_up(&key("initech")).await.unwrap();
    let asked = Instant::now();
    until::found("the tenant of that name", there).await;
    assert!(asked.elapsed() < Duration::from_secs(8), "{:?}", asked.elapsed());
    assert_eq!(stage.tenants.counts().questions, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_at_once_are_one_question() {
    let stage = Stage::set().await;
    hearing(&stage.tenants).await;
    for name in ["acme", "initech"] {
        let before = stage.tenants.counts().questions;
        let asked = (0..1_000).map(|_| {
            let tenants = stage.tenants.clone();
            tokio::spawn(async move { tenants.look_up(&key(name)).await.unwrap().is_some() })
        });
        let answers = join_all(asked).await;
        assert!(answers.into_iter().all(|found| found.unwrap() == (name == "acme")));
        assert_eq!(stage.tenants.counts().questions, before + 1, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_after_a_change_was_heard_never_sees_what_was_before() {
    let stage = Stage::set().await;
    hearing(&stage.tenants).await;
    let mut ops = stage.fleet.enter_as("ops").await;
    let mut seen_last = 0;
    for round in 1..=50_i64 {
        // a crowd asks all the time; some of their questions are under way while the limit changes
        let crowd = (0..20).map(|_| {
            let tenants = stage.tenants.clone();
            tokio::spawn(async move { tenants.look_up(&key("acme")).await.map(drop) })
        });
        let crowd: Vec<_> = crowd.collect();
        let set = format!(
            "select tenantry_control.set_limit(id, 'users', {round}, 'Round {round}.', null, version) \
             from tenantry_control.tenants where slug = 'acme'"
        );
        sql::must(&mut ops, set).await;
        let now = async || {
            let known = stage.tenants.look_up(&key("acme")).await.unwrap().unwrap();
            let LimitValue::AtMost(users) = known.context().limit(LimitName::Users) else {
                panic!("unlimited")
            };
            (users == round).then_some(users)
        };
        seen_last = until::found("the limit of the round", now).await;
        // from here on nothing older may come back, whoever was late with his answer
        join_all(crowd).await;
        assert_eq!(now().await, Some(round));
    }
    assert_eq!(seen_last, 50);
}

#[tokio::test]
async fn a_limit_lapses_by_the_clock_without_a_word() {
    let stage = Stage::set().await;
    hearing(&stage.tenants).await;
    let until_then = "tenantry_control.set_limit(id, 'users', 77, 'For a moment.', clock_timestamp() + interval '2 seconds', version)";
    stage.operate("acme", until_then).await;
    let users = async |value: i64| {
        let known = stage.tenants.look_up(&key("acme")).await.unwrap().unwrap();
        (known.context().limit(LimitName::Users) == LimitValue::AtMost(value)).then_some(())
    };
    until::found("the override", async || users(77).await).await;
    let before = stage.tenants.counts();
    until::found("the tier's limit again", async || users(5).await).await;
    assert_eq!(stage.tenants.counts().questions, before.questions + 1, "it was remembered until then");
}

#[tokio::test]
async fn what_happened_while_nobody_listened_is_made_good() {
    let stage = Stage::set().await;
    hearing(&stage.tenants).await;
    assert_eq!(stage.tier("acme").await, "free");
    let mut admin = stage.fleet.admin().await;
    let deaf = "select count(pg_terminate_backend(pid)) from pg_stat_activity \
                where usename = 'app' and datname = current_database()";
    assert_ne!(sql::one(&mut admin, deaf).await, "0");
    // the change is announced to nobody, and the pool's connections are dead as well
    stage.operate("acme", "tenantry_control.set_tier(id, 'pro', 'They paid.', version)").await;
    until::found("the new tier", async || (stage.tier("acme").await == "pro").then_some(())).await;
    hearing(&stage.tenants).await;
}

#[tokio::test]
async fn any_login_may_shout_and_nothing_breaks() {
    let stage = Stage::set().await;
    hearing(&stage.tenants).await;
    let mut nobody = stage.fleet.enter_as("nobody").await;
    for payload in [
        "",
        "{",
        "[]",
        "{\"nouns\":7}",
        "{\"nouns\":[\"tenants\"],\"tenant\":\"x\"}",
        "{\"nouns\":[],\"tenant\":null}",
    ] {
        sql::must(&mut nobody, format!("select pg_notify('tenantry_stale', '{payload}')")).await;
    }
    assert_eq!(stage.tier("acme").await, "free");
    stage.operate("acme", "tenantry_control.set_tier(id, 'pro', 'They paid.', version)").await;
    until::found("the new tier", async || (stage.tier("acme").await == "pro").then_some(())).await;
}

#[tokio::test]
async fn a_name_that_changes_hands_leads_to_its_new_owner() {
    let stage = Stage::set().await;
    hearing(&stage.tenants).await;
    let domain = TenantKey::Domain("shop.acme.test".parse().unwrap());
    let owner = async || stage.tenants.look_up(&domain).await.unwrap().map(|known| known.id().to_string());
    assert_eq!(owner().await.as_deref(), Some(stage.acme.as_str()));
    let tell = "select pg_notify('tenantry_stale', '{\"nouns\":[\"tenants\"],\"tenant\":\"%t\"}')";
    let mut admin = stage.fleet.admin().await;
    stage.set_behind("acme", "domain = null").await;
    stage.set_behind("globex", "domain = 'shop.acme.test'").await;
    // only the former owner's change is told
    sql::must(&mut admin, tell.replace("%t", &stage.acme)).await;
    until::found("the new owner", async || (owner().await.as_ref() == Some(&stage.globex)).then_some(()))
        .await;
}

#[tokio::test]
async fn a_directory_that_is_away_is_said_to_be_away() {
    let target = Target::from_url("postgres://app:x@127.0.0.1:1/nowhere").unwrap();
    let tenants = Tenants::open(&target);
    let error = tenants.look_up(&key("acme")).await.unwrap_err();
    let away = matches!(
        error,
        tenantry_engine::EngineError::Unavailable(_) | tenantry_engine::EngineError::Busy { .. }
    );
    assert!(away, "{error:?}");
    assert!(!tenants.counts().hears);
}
