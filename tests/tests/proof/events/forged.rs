//! Nobody speaks for another tenant, and nobody reads what another tenant's events say.

use futures_util::FutureExt as _;
use serde_json::json;
use sqlx::Row as _;
use tenantry_engine::EngineError;
use tenantry_engine::context::with_tenant;
use tenantry_engine::events::{Consumer, Event, Outbox, SetAside, names_another_tenant};
use tenantry_engine::scoped::{Budget, Sources, Step, TenantData};
use tenantry_tests::neighbours::Neighbours;
use tenantry_tests::{sql, until};
use uuid::Uuid;

use super::{LOGGED, numbered, tell};

const TABLES: [&str; 6] =
    ["events", "event_places", "event_cursors", "event_consumers", "events_aside", "refused_events"];

#[tokio::test(flavor = "multi_thread")]
async fn no_login_reaches_the_outbox_by_plain_sql() {
    let stage = Neighbours::of(2, Budget::default()).await;
    tell(&stage, &stage.tenants[0], numbered(1)).await.unwrap();
    let other = stage.tenants[1].id;
    for login in ["app", "worker", "support", "ops", "approver", "auditor"] {
        let mut connection = stage.fleet.enter_as(login).await;
        for table in TABLES {
            for statement in [
                format!("select * from tenantry.{table}"),
                format!("delete from tenantry.{table}"),
                format!("insert into tenantry.{table} default values"),
            ] {
                let refused = sql::must_not(&mut connection, login, statement).await;
                assert_eq!(refused.code, "42501", "{login} {table}: {}", refused.message);
            }
        }
        let forged = format!(
            "insert into tenantry.events (tenant_id, place, id, kind, aggregate, aggregate_id, version, payload, at) \
             values ('{other}', 1, gen_random_uuid(), 'x', 'x', 'x', 1, '{{}}', now())"
        );
        assert_eq!(sql::must_not(&mut connection, login, forged).await.code, "42501", "{login}");
        // without a signed context there is no tenant to speak for
        let emit = "select tenantry.emit(gen_random_uuid(), 'x', 'x', 'x', 1, '{}')";
        assert!(
            ["42501", "28000"].contains(&sql::must_not(&mut connection, login, emit).await.code.as_str())
        );
        let forged =
            format!("select set_config('tenantry.context', '{:0>138}', false); {emit}", other.0.simple());
        assert!(
            ["42501", "28000"].contains(&sql::must_not(&mut connection, login, forged).await.code.as_str())
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn under_ones_own_context_another_tenants_events_are_out_of_reach() {
    let stage = Neighbours::of(2, Budget::default()).await;
    let [own, other] = [&stage.tenants[0], &stage.tenants[1]];
    tell(&stage, other, numbered(1)).await.unwrap();
    let consumer =
        Consumer::new("mine", stage.data.clone(), stage.admission(), |_, _| async { Ok(()) }.boxed());
    drop(consumer.watches(&stage.worker()).await.unwrap());
    let mut worker = stage.fleet.enter_as("worker").await;
    let due =
        sql::one(&mut worker, "select array_agg(tenant_id) from tenantry.tenants_with_events('mine', 10)")
            .await;
    assert_eq!(due, format!("{{{}}}", other.id));
    // every function that reads or moves takes the tenant from the context
    let claim = "select count(*) from tenantry.claim_events('mine', 10)";
    let finish = "select tenantry.finish_events('mine', '{1}')";
    let fail = "select tenantry.fail_event('mine', 1, 'x', '1 day', 0)";
    with_tenant(own.clone(), async {
        let answers =
            stage.data.round(&[Step::new(claim, &[]), Step::new(finish, &[]), Step::new(fail, &[])]).await;
        let answers = answers.unwrap();
        assert_eq!(answers[0].rows[0].get::<i64>(0).unwrap(), 0);
        assert!(!answers[2].rows[0].get::<bool>(0).unwrap());
    })
    .await;
    let cursor = format!(
        "select place || ' ' || attempts from tenantry.event_cursors where tenant_id = '{}'",
        other.id
    );
    assert_eq!(stage.truth(&cursor).await, "0 0");
    assert_eq!(SetAside::open(&stage.worker()).list(10).await.unwrap(), []);
    // the worker, who sees everybody's ids, is given nothing to read
    for call in [claim, finish, fail, "select tenantry.emit(gen_random_uuid(), 'x', 'x', 'x', 1, '{}')"] {
        assert_eq!(sql::must_not(&mut worker, "worker", call).await.code, "42501", "{call}");
    }
    // and the service, who reads, cannot ask who else is there
    let mut app = stage.fleet.enter_as("app").await;
    for call in [
        "select tenantry.tenants_with_events('mine', 10)",
        "select tenantry.list_events_aside(10)",
        "select tenantry.prune_events(now(), 10)",
        "select tenantry.add_event_consumer('x')",
    ] {
        assert_eq!(sql::must_not(&mut app, "app", call).await.code, "42501", "{call}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payload_that_names_another_tenant_is_refused_with_its_change_and_visible() {
    let stage = Neighbours::of(2, Budget::default()).await;
    let [own, other] = [&stage.tenants[0], &stage.tenants[1]];
    let outbox = Outbox::new(stage.data.clone());
    let event = Event::new("moved", "thing", 1, 1, json!({ "to": [{ "tenantId": other.id.to_string() }] }));
    let sql = "insert into public.audit_logs (tenant_id, action, entity_type) values ($1, 'moved', 'moved')";
    let mine: [tenantry_engine::scoped::Param<'_>; 1] = [&own.id.0];
    let change = Step::new(sql, &mine);
    let refused =
        with_tenant(own.clone(), outbox.write(&[change], std::slice::from_ref(&event))).await.map(drop);
    assert!(
        matches!(refused, Err(EngineError::Invalid { ref field, .. }) if field == "payload"),
        "{refused:?}"
    );
    // around our check, the database's
    let params = event.params();
    let refused = with_tenant(own.clone(), stage.data.round(&[change, Event::step(&params)])).await;
    assert!(matches!(refused, Err(EngineError::Invalid { ref field, .. }) if field == "payload"));
    assert_eq!(stage.truth(LOGGED).await, "0", "all or nothing");
    assert_eq!(stage.truth("select count(*) from tenantry.events").await, "0");
    let seen = SetAside::open(&stage.worker()).list(10).await.unwrap();
    assert_eq!(
        (seen.len(), seen[0].tenant, seen[0].place, seen[0].kind.as_str()),
        (1, own.id, None, "moved")
    );
    assert_eq!(seen[0].why, "The payload of the event names another tenant.");
    // an id of one's own: the second time is refused, with the change
    let once = numbered(1).with_id(Uuid::now_v7());
    with_tenant(own.clone(), outbox.write(&[change], std::slice::from_ref(&once))).await.unwrap();
    let twice = with_tenant(own.clone(), outbox.write(&[change], &[once])).await.map(drop);
    assert!(matches!(twice, Err(EngineError::Conflict { .. })), "{twice:?}");
    assert_eq!(stage.log(own).await, ["moved"]);
}

#[tokio::test]
async fn without_a_scope_nothing_is_told() {
    let outbox = Outbox::new(TenantData::new(Sources::new(), Budget::default()));
    assert!(matches!(outbox.write(&[], &[numbered(1)]).await, Err(EngineError::NoTenant)));
}

/// The program and the kit must agree on every payload: thousands of generated ones, and those that were thought of.
#[tokio::test(flavor = "multi_thread")]
async fn program_and_kit_agree_on_what_names_another_tenant() {
    use rand::seq::IndexedRandom as _;
    let stage = Neighbours::of(2, Budget::default()).await;
    let (own, other) = (stage.tenants[0].id, stage.tenants[1].id);
    let keys = [
        "tenant_id",
        "tenantId",
        "TENANT-ID",
        "tenant",
        "Tenant",
        "te nant",
        "id",
        "name",
        "lieutenant",
        "tenant_ids",
        "tenantİd",
        "x",
    ];
    let leaves = [
        json!(own.to_string()),
        json!(other.to_string()),
        json!(other.0.simple().to_string().to_uppercase()),
        json!(format!("{{{own}}}")),
        json!(format!("urn:uuid:{other}")),
        json!(format!(" {own}\u{a0}")),
        json!(null),
        json!(7),
        json!(true),
        json!("acme"),
        json!(""),
        json!([]),
        json!({}),
    ];
    fn tree(depth: u32, keys: &[&str], leaves: &[serde_json::Value]) -> serde_json::Value {
        use rand::Rng as _;
        let mut rng = rand::rng();
        match if depth == 0 { 0 } else { rng.random_range(0..4) } {
            0 => leaves.choose(&mut rng).unwrap().clone(),
            1 => (0..2).map(|_| tree(depth - 1, keys, leaves)).collect(),
            _ => {
                let member =
                    |_| (keys.choose(&mut rand::rng()).unwrap().to_string(), tree(depth - 1, keys, leaves));
                serde_json::Value::Object((0..2).map(member).collect())
            }
        }
    }
    let payloads: Vec<serde_json::Value> = (0..5_000).map(|_| tree(4, &keys, &leaves)).collect();
    let mut admin = stage.fleet.admin().await;
    let rows = sqlx::query("select tenantry.names_another_tenant(p, $1) from unnest($2::jsonb[]) with ordinality u (p, n) order by n")
        .bind(own.0)
        .bind(&payloads)
        .fetch_all(&mut admin)
        .await
        .unwrap();
    let mut foreign = 0;
    for (payload, row) in payloads.iter().zip(&rows) {
        let kit: bool = row.get(0);
        assert_eq!(names_another_tenant(payload, own), kit, "{payload}");
        foreign += u32::from(kit);
    }
    assert!((500..4_500).contains(&foreign), "{foreign} of 5,000: the samples are one-sided");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_announces_the_tenants_channel_and_says_nothing() {
    let stage = Neighbours::of(1, Budget::default()).await;
    let pool = sqlx::PgPool::connect(&stage.fleet.url("app")).await.unwrap();
    let mut listener = sqlx::postgres::PgListener::connect_with(&pool).await.unwrap();
    listener.listen(&format!("tenant-{}", stage.tenants[0].id)).await.unwrap();
    tell(&stage, &stage.tenants[0], numbered(1)).await.unwrap();
    let heard = until::found("the hint", async || listener.try_recv().await.unwrap()).await;
    assert_eq!(heard.payload(), "1");
}
