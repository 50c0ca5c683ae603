//! What provisioning makes: a tenant that is active and apart from all others.

use tenantry_engine::context::with_tenant;
use tenantry_engine::repository::Values;
use tenantry_engine::resolve::{TenantKey, Tenants};
use tenantry_engine::sample::Documents;
use tenantry_engine::scoped::{Budget, ContextKey, Source, Sources, TenantData, WireTarget};
use tenantry_tests::rungs::SECRET;
use tenantry_tests::{sql, stage};

use super::floor::{Floor, Guest};

/// The service's way to the databases of these guests.
async fn service(floor: &mut Floor, guests: &[Guest]) -> TenantData {
    let shared = source(floor, None, "control").await;
    let clusters =
        sql::one(&mut floor.admin, "select string_agg(name, ',') from tenantry_control.clusters").await;
    let mut sources = Sources::new().shared(clusters.split(',').map(str::to_owned), shared);
    for guest in guests.iter().filter(|guest| matches!(guest.rung, "database" | "instance")) {
        let cluster = format!("select cluster from tenantry_control.tenants where id = '{}'", guest.id);
        let cluster = sql::one(&mut floor.admin, cluster).await;
        let own = source(floor, Some(guest), &cluster).await;
        sources = sources.own(guest.id.parse().expect("an id"), own);
    }
    TenantData::new(sources, Budget::default())
}

async fn source(floor: &Floor, guest: Option<&Guest>, cluster: &str) -> Source {
    let (mut admin, login, url) = match guest {
        None => (floor.fleet.admin().await, "app".to_owned(), Some(floor.fleet.url("app"))),
        Some(guest) => {
            let own = floor.name(guest);
            (floor.inside(guest).await, own.clone(), floor.url_of(guest, &own, &own).await)
        }
    };
    let key = stage::add_key(&mut admin, &login).await;
    let url = url.expect("its server is there");
    Source {
        target: WireTarget::from_url(&url).expect("a URL"),
        key: ContextKey::new(&key, &SECRET).expect("a key"),
        cluster: cluster.to_owned(),
        tenant: None,
        schema: "public".parse().expect("a name"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_tenant_is_active_and_apart() {
    let mut floor = Floor::new().await;
    let mut guests = Vec::new();
    for rung in ["shared", "schema", "database", "instance", "schema", "database", "instance"] {
        guests.push(floor.guest(rung).await);
    }
    floor.work().await;
    let data = service(&mut floor, &guests).await;
    let (documents, tenants) = (Documents::new(data), Tenants::open(&floor.directory()));
    let mut made = Vec::new();
    for guest in &guests {
        floor.author(guest).await;
        let id = guest.id.parse().expect("an id");
        let context = tenants.admit(&TenantKey::Id(id)).await;
        let context = context.unwrap_or_else(|_| panic!("{guest:?} is not admitted"));
        let values = Values::new().with("title", format!("of {}", guest.id)).with("content", "x");
        let values = values.with("created_by", floor.author_id(guest));
        let document = with_tenant(context.clone(), documents.create(values)).await;
        made.push((context, document.unwrap_or_else(|error| panic!("{guest:?}: {error}")).id));
    }
    for (reader, _) in &made {
        for (owner, document) in &made {
            let found = with_tenant(reader.clone(), documents.find(*document)).await.expect("it is answered");
            assert_eq!(found.is_some(), reader.id == owner.id, "{} reads of {}", reader.id, owner.id);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_the_name_already_is_not_touched() {
    let mut floor = Floor::new().await;
    let (schema, database) = (floor.guest("schema").await, floor.guest("database").await);
    let (its_schema, its_database) = (floor.name(&schema), floor.name(&database));
    let mut postgres = floor.fleet.ground.enter_as("tenantry_admin", "postgres").await;
    sql::must(
        &mut floor.admin,
        format!("create schema {its_schema}; create table {its_schema}.precious (a int)"),
    )
    .await;
    sql::must(&mut postgres, format!("create database {its_database}")).await;
    sql::must(&mut postgres, format!("comment on database {its_database} is 'precious'")).await;
    floor.work().await;
    for guest in [&schema, &database] {
        let state = format!(
            "select state || ' ' || error from tenantry_control.operations where tenant_id = '{}'",
            guest.id
        );
        let state = sql::one(&mut floor.admin, state).await;
        assert!(state.contains("is there already"), "{state}");
    }
    assert_eq!(sql::one(&mut floor.admin, format!("select count(*) from {its_schema}.precious")).await, "0");
    let kept = format!("select count(*) from pg_database where datname = '{its_database}'");
    assert_eq!(sql::one(&mut floor.admin, kept).await, "1");
    let login = format!("select count(*) from pg_roles where rolname = '{its_database}'");
    assert_eq!(sql::one(&mut floor.admin, login).await, "0", "the login that it made is taken back");
    // what was in the way is removed, and the operations are retried
    sql::must(&mut floor.admin, format!("drop schema {its_schema} cascade")).await;
    sql::must(&mut postgres, format!("drop database {its_database}")).await;
    for guest in [&schema, &database] {
        let retry = format!(
            "select tenantry_control.retry_operation(id, 'it is gone') from tenantry_control.operations where tenant_id = '{}'",
            guest.id
        );
        sql::must(&mut floor.ops, retry).await;
    }
    floor.work().await;
    for guest in [&schema, &database] {
        let status = format!("select status from tenantry_control.tenants where id = '{}'", guest.id);
        assert_eq!(sql::one(&mut floor.admin, status).await, "active");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_creation_leaves_nothing() {
    let mut floor = Floor::new().await;
    let guest = floor.guest("database").await;
    let operation = floor.request("create", &guest).await;
    floor.kill_at(&operation, 5, "running").await;
    sql::must(
        &mut floor.ops,
        format!("select tenantry_control.cancel_operation('{operation}', 'not wanted')"),
    )
    .await;
    floor.work().await;
    let print = floor.footprint(&guest).await;
    assert!(print.contains("tenant failed") && print.contains("cancelled"), "{print}");
    let name = floor.name(&guest);
    let left = format!(
        "select (select count(*) from pg_database where datname = '{name}') + (select count(*) from pg_roles where rolname = '{name}')"
    );
    assert_eq!(sql::one(&mut floor.admin, left).await, "0", "{print}");
    // twice changes nothing, and what came back can be made again
    sql::must(
        &mut floor.ops,
        format!("select tenantry_control.retry_operation('{operation}', 'wanted after all')"),
    )
    .await;
    floor.work().await;
    assert!(floor.footprint(&guest).await.contains("tenant active"));
}
