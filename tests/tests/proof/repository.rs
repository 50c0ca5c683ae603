//! The repository on all four rungs: what it finds, changes and refuses, and what it costs.

use serde_json::json;
use tenantry_engine::EngineError;
use tenantry_engine::context::with_tenant;
use tenantry_engine::repository::{Compare, Filter, List, Value, Values};
use tenantry_engine::sample::{Document, Documents, Settings, User, Users};
use tenantry_engine::scoped::{Budget, Step};
use tenantry_model::{Rung, TenantContext};
use tenantry_tests::rungs::{Rungs, instance};
use uuid::Uuid;

/// Somebody, with an address of its own.
fn person(n: u32) -> Values {
    let name = format!("Person {n:03}");
    let values = Values::new().with("email", format!("p{n}@example.org")).with("name", name);
    values.with("role", "member").with("status", "active").with("password_hash", "x")
}

async fn write_three(rungs: &Rungs, tenant: &TenantContext) -> (User, Vec<Document>) {
    let (users, documents) = (Users::new(rungs.data.clone()), Documents::new(rungs.data.clone()));
    with_tenant(tenant.clone(), async {
        let user = users.create(person(1)).await.expect("the stage is as it was set");
        let mut written = Vec::new();
        for title in ["Offer 100%", "offer_2", "Minutes'; drop table users; --"] {
            let values =
                Values::new().with("title", title).with("content", "text").with("created_by", user.id);
            written.push(documents.create(values).await.expect("the stage is as it was set"));
        }
        (user, written)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_reaches_its_own_rows_on_every_rung() {
    let ground = instance().await;
    let rungs = Rungs::raise(&ground, Budget::default()).await;
    for [own, neighbour] in &rungs.tenants {
        let (user, written) = write_three(&rungs, own).await;
        let documents = Documents::new(rungs.data.clone());
        let theirs = with_tenant(neighbour.clone(), async {
            for document in &written {
                assert_eq!(documents.find(document.id).await.unwrap(), None);
                assert_eq!(
                    documents.update(document.id, Values::new().with("title", "taken")).await.unwrap(),
                    None
                );
                assert!(!documents.delete(document.id).await.unwrap());
            }
            let forged = Values::new().with("title", "theirs").with("created_by", user.id);
            assert!(
                matches!(documents.create(forged).await, Err(EngineError::Conflict { .. })),
                "a foreign author"
            );
            documents.count(&[]).await.unwrap()
        });
        assert_eq!(theirs.await, 0);
        with_tenant(own.clone(), mine(&documents, &written)).await;
    }
}

async fn mine(documents: &Documents, written: &[Document]) {
    assert_eq!(
        documents.find(written[0].id).await.expect("the stage is as it was set").as_ref(),
        Some(&written[0])
    );
    for (needle, found) in
        [("OFFER", 2), ("100%", 1), ("r_2", 1), ("%", 1), ("' or true --", 0), ("drop table", 1)]
    {
        let filter = Filter::new("title", Compare::Contains, needle);
        assert_eq!(documents.count(&[filter]).await.expect("the stage is as it was set"), found, "{needle}");
    }
    let changed = documents
        .update(written[0].id, Values::new().with("title", "Order"))
        .await
        .expect("the stage is as it was set");
    assert_eq!(changed.map(|document| document.title).as_deref(), Some("Order"));
    let any = Filter::new("id", Compare::AnyOf, vec![written[1].id, written[2].id]);
    assert_eq!(documents.count(&[any]).await.expect("the stage is as it was set"), 2);
    assert!(documents.delete(written[2].id).await.expect("the stage is as it was set"));
    assert_eq!(documents.count(&[]).await.expect("the stage is as it was set"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_whatever_is_equal() {
    let ground = instance().await;
    let rungs = Rungs::raise(&ground, Budget::default()).await;
    let users = Users::new(rungs.data.clone());
    with_tenant(rungs.on(Rung::Schema)[0].clone(), async {
        for n in 0..25 {
            users.create(person(n).with("name", format!("Same {}", n % 3))).await.unwrap();
        }
        for list in [
            List::default().sorted("name").limited(4),
            List::default().sorted("name").descending().limited(7),
        ] {
            let (mut seen, mut wanted) = (Vec::new(), list.clone());
            loop {
                let page = users.list(&wanted).await.unwrap();
                seen.extend(page.rows.into_iter().map(|user| (user.name, user.id)));
                let Some(next) = page.next else { break };
                wanted = list.clone().after(next);
            }
            let mut sorted = seen.clone();
            sorted.sort();
            sorted.dedup();
            assert_eq!(sorted.len(), 25);
            assert!(seen.is_sorted() || seen.iter().rev().is_sorted());
        }
        let second = users.list(&List::default().sorted("email").limited(10).offset(10)).await.unwrap();
        assert_eq!(second.rows.len(), 10);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_on_the_list_is_refused_before_it_is_sent() {
    let ground = instance().await;
    let rungs = Rungs::raise(&ground, Budget::default()).await;
    let users = Users::new(rungs.data.clone());
    let refused = |outcome: Result<(), EngineError>, field: &str| match outcome {
        Err(EngineError::Invalid { field: named, .. }) => assert_eq!(named, field),
        other => panic!("{other:?}"),
    };
    with_tenant(rungs.on(Rung::Shared)[0].clone(), async {
        let other = rungs.on(Rung::Shared)[1].id.0;
        for column in ["tenant_id", "password_hash", "emial", "1; drop table users"] {
            let filter = Filter::new(column, Compare::Is, "x");
            refused(users.count(&[filter]).await.map(drop), "filter");
            refused(users.list(&List::default().sorted(column)).await.map(drop), "sort");
        }
        refused(users.create(person(1).with("tenant_id", other)).await.map(drop), "values");
        refused(users.update(Uuid::now_v7(), Values::new().with("id", other)).await.map(drop), "values");
        refused(users.update(Uuid::now_v7(), Values::new()).await.map(drop), "values");
        refused(users.upsert(Values::new().with("name", "x")).await.map(drop), "email");
        let wrong = Filter::new("created_at", Compare::Above, "yesterday");
        refused(users.count(&[wrong]).await.map(drop), "");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upsert_makes_and_then_changes_one_row() {
    let ground = instance().await;
    let rungs = Rungs::raise(&ground, Budget::default()).await;
    let settings = Settings::new(rungs.data.clone());
    for pair in &rungs.tenants {
        for (tenant, colour) in pair.iter().zip(["red", "blue"]) {
            with_tenant(tenant.clone(), async {
                for value in [json!("green"), json!(colour)] {
                    settings.upsert(Values::new().with("key", "colour").with("value", value)).await.unwrap();
                }
                let all = settings.list(&List::default()).await.unwrap().rows;
                assert_eq!(all.len(), 1, "the same key in two tenants is two rows");
                assert_eq!(all[0].value, json!(colour));
            })
            .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scoped_operation_is_one_round_trip() {
    let ground = instance().await;
    let one = Budget { connections: 1, ..Budget::default() };
    let rungs = Rungs::raise(&ground, one).await;
    let users = Users::new(rungs.data.clone());
    with_tenant(rungs.on(Rung::Shared)[0].clone(), async {
        let trips = async |user: Uuid| {
            let mut trips = vec![("none", rungs.data.round_trips())];
            let mut done = |what| trips.push((what, rungs.data.round_trips()));
            users.create(person(2)).await.unwrap();
            done("create");
            users.find(user).await.unwrap();
            done("find");
            users.list(&List::default()).await.unwrap();
            done("list");
            users.count(&[]).await.unwrap();
            done("count");
            users.update(user, Values::new().with("name", "Other")).await.unwrap();
            done("update");
            users.upsert(person(1)).await.unwrap();
            done("upsert");
            let gone = Filter::new("email", Compare::Is, "p2@example.org");
            let gone = users.list(&List::default().filtered(gone)).await.unwrap().rows[0].id;
            done("filtered list");
            users.delete(gone).await.unwrap();
            done("delete");
            let mut transaction = rungs.data.begin().await.unwrap();
            transaction.round(&[Step::new("select 1", &[])]).await.unwrap();
            transaction.commit().await.unwrap();
            done("transaction");
            trips.windows(2).map(|pair| (pair[1].0, pair[1].1 - pair[0].1)).collect::<Vec<_>>()
        };
        let user = users.create(person(1)).await.unwrap().id;
        // statements are prepared the first time
        trips(user).await;
        for (what, trips) in trips(user).await {
            let wanted = if what == "transaction" { 2 } else { 1 };
            assert_eq!(trips, wanted, "{what}");
        }
        // a query of one's own is prepared each time: what it leaves behind is discarded, and all plans with it
        let before = rungs.data.round_trips();
        users.query("select * from users where name = $1", &[Value::from("Other")]).await.unwrap();
        assert!(rungs.data.round_trips() - before <= 3);
    })
    .await;
}
