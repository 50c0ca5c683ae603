//! Commands: the tenant is the scope's, a second sending changes nothing, and what fails leaves nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tenantry_engine::EngineError;
use tenantry_engine::commands::{Command, CommandBus};
use tenantry_engine::context::with_tenant;
use tenantry_engine::scoped::{Budget, Step};
use tenantry_tests::neighbours::Neighbours;
use tenantry_tests::sql;
use uuid::Uuid;

/// What a note takes: words, and nothing else.
type Note = BTreeMap<String, String>;

const LOG: &str = "insert into public.audit_logs (tenant_id, action, entity_type) values ($1, $2, 'command')";

fn bus(stage: &Neighbours) -> CommandBus {
    CommandBus::new(stage.data.clone()).on::<Note, _>("note", |command, transaction| {
        async move {
            let (tenant, text) = (command.tenant(), command.payload["text"].clone());
            transaction.round(&[Step::new(LOG, &[&tenant.0, &text])]).await?;
            if text == "fail" {
                return Err(EngineError::Internal("It does not fit.".to_owned()));
            }
            Ok(json!({ "noted": text }))
        }
        .boxed()
    })
}

fn body(id: Uuid, text: &str) -> Vec<u8> {
    json!({ "id": id, "kind": "note", "payload": { "text": text } }).to_string().into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_is_sent_often_is_carried_out_once() {
    // those who come second wait for the first, on a slow machine longer than a service would
    let patient = Budget { wait: Duration::from_secs(60), ..Budget::default() };
    let stage = Neighbours::of(2, patient).await;
    let [own, other] = [&stage.tenants[0], &stage.tenants[1]];
    let (here, there) = (bus(&stage), bus(&stage));
    let id = Uuid::now_v7();
    let sent = body(id, "once");
    let runs = (0..16).map(|n| with_tenant(own.clone(), [&here, &there][n % 2].run(&sent)));
    for answer in join_all(runs).await {
        assert_eq!(answer.unwrap(), json!({ "noted": "once" }));
    }
    assert_eq!(stage.log(own).await, ["once"]);
    // the same id with other words, and the same id of another tenant
    let other_words = body(id, "twice");
    let conflict = with_tenant(own.clone(), here.run(&other_words)).await;
    assert!(matches!(conflict, Err(EngineError::Conflict { .. })), "{conflict:?}");
    with_tenant(other.clone(), here.run(&other_words)).await.unwrap();
    assert_eq!(stage.log(other).await, ["twice"]);
    // what failed is not remembered: it may be sent again
    let failing = body(Uuid::now_v7(), "fail");
    for _ in 0..2 {
        assert!(with_tenant(own.clone(), here.run(&failing)).await.is_err());
    }
    assert_eq!(stage.log(own).await, ["once"]);
    let mut worker = stage.fleet.enter_as("worker").await;
    assert_eq!(sql::one(&mut worker, "tenantry.prune_commands(now() + interval '1 hour', 100)").await, "2");
    for login in ["app", "worker", "ops"] {
        let mut connection = stage.fleet.enter_as(login).await;
        let refused = sql::must_not(&mut connection, login, "select * from tenantry.commands").await;
        assert_eq!(refused.code, "42501");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_cannot_name_another_tenant_and_has_none_outside_of_a_scope() {
    let stage = Neighbours::of(2, Budget::default()).await;
    let [own, other] = [&stage.tenants[0], &stage.tenants[1]];
    let bus = bus(&stage);
    let id = Uuid::now_v7();
    let theirs = other.id.to_string();
    for envelope in [
        json!({ "id": id, "kind": "note", "tenant": theirs, "payload": { "text": "x" } }),
        json!({ "id": id, "kind": "note", "tenantId": theirs, "payload": { "text": "x" } }),
        json!({ "id": id, "kind": "note", "payload": { "text": "x", "tenant_id": theirs } }),
        json!({ "id": id, "kind": "note", "payload": { "text": "x", "a": [{ "b": { "Tenant-Id": theirs } }] } }),
    ] {
        let refused = with_tenant(own.clone(), bus.run(envelope.to_string().as_bytes())).await;
        assert!(matches!(refused, Err(EngineError::Denied(_))), "{envelope}: {refused:?}");
        let read =
            with_tenant(own.clone(), async { serde_json::from_value::<Command<Value>>(envelope) }).await;
        assert!(read.is_err());
    }
    let fine = body(id, "x");
    assert!(matches!(bus.run(&fine).await, Err(EngineError::NoTenant)));
    assert!(serde_json::from_slice::<Command<Value>>(&fine).is_err());
    assert!(matches!(Command::new("note", ()), Err(EngineError::NoTenant)));
    // made in one scope, carried into another
    let made = with_tenant(own.clone(), async {
        Command::new("note", Note::from([("text".to_owned(), "x".to_owned())]))
    })
    .await
    .unwrap();
    assert!(matches!(with_tenant(other.clone(), bus.carry_out(made)).await, Err(EngineError::Denied(_))));
    for nonsense in ["", "[]", "{\"id\": 1}", "{\"id\": \"x\", \"kind\": \"note\"}"] {
        let refused = with_tenant(own.clone(), bus.run(nonsense.as_bytes())).await;
        assert!(matches!(refused, Err(EngineError::Invalid { .. })), "{nonsense}");
    }
    let unknown = json!({ "id": id, "kind": "drop everything" }).to_string();
    assert!(matches!(
        with_tenant(own.clone(), bus.run(unknown.as_bytes())).await,
        Err(EngineError::NotFound(_))
    ));
    assert_eq!(
        stage.truth("select count(*) from public.audit_logs where entity_type = 'command'").await,
        "0"
    );
}
