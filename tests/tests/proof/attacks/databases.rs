//! 32 and 33: the way to another tenant's database, or to one that took an address over.

use tenantry_engine::EngineError;
use tenantry_engine::connect::Target;
use tenantry_engine::context::with_tenant;
use tenantry_engine::install::{self, Sample};
use tenantry_engine::scoped::{Budget, Source, Sources, Step, TenantData};
use tenantry_model::{Rung, TenantContext};
use tenantry_tests::rungs::{placed, source};
use tenantry_tests::sql;
use tenantry_tests::stage::{self, Stage};

async fn asks(data: &TenantData, tenant: &TenantContext) -> Result<u64, EngineError> {
    let step = [Step::new("select count(*) from public.users", &[])];
    let answers = with_tenant(tenant.clone(), data.round(&step)).await?;
    let count: i64 = answers[0].rows[0].get(0)?;
    Ok(count.unsigned_abs())
}

/// It must be said that this is not the database that is meant, before any statement of the tenant's runs there.
fn another_one(what: &str, outcome: Result<u64, EngineError>) {
    match outcome {
        Err(EngineError::Inconsistent(why)) => {
            assert!(why.contains("not the one that is meant"), "{what}: {why}")
        }
        other => panic!("{what}: {other:?}"),
    }
}

#[tokio::test]
async fn attack_32_a_pool_has_another_tenants_address() {
    let stage = stage::shared().await;
    let own = |rung: Rung| &stage.rungs.on(rung)[0];
    for rung in [Rung::Database, Rung::Instance] {
        let [own, neighbour] = stage.rungs.on(rung);
        let swapped = Sources::new()
            .own(own.id, stage.rungs.way(neighbour).clone())
            .own(neighbour.id, stage.rungs.way(own).clone());
        let data = TenantData::new(swapped, Budget::default());
        another_one("a neighbour's database", asks(&data, own).await);
        another_one("a neighbour's database", asks(&data, neighbour).await);
        let shared = Sources::new().own(own.id, stage.rungs.shared.clone());
        another_one("the shared tables", asks(&TenantData::new(shared, Budget::default()), own).await);
        // the other way round
        let way = Source { cluster: "control".to_owned(), ..stage.rungs.way(own).clone() };
        let data = TenantData::new(Sources::new().shared(["control".to_owned()], way), Budget::default());
        another_one("one tenant's own", asks(&data, &stage.rungs.on(Rung::Shared)[0]).await);
    }
    let elsewhere = Source { cluster: "another".to_owned(), ..stage.rungs.shared.clone() };
    let data = TenantData::new(Sources::new().shared(["control".to_owned()], elsewhere), Budget::default());
    another_one("another cluster's", asks(&data, own(Rung::Shared)).await);
    // even with a right address, a tenant's own database takes no context of another
    let mut admin = stage.admin_of(own(Rung::Database)).await;
    let other = own(Rung::Shared).id;
    let place = format!("select tenantry.place('{other}', 1, null, null, '{{}}', null, '{{}}')");
    assert_eq!(sql::must_not(&mut admin, "anybody", place).await.code, "TN409");
}

/// Makes the tenant's database anew, as another's.
async fn reused(stage: &Stage, address: &TenantContext, cluster: &str, holder: Option<&TenantContext>) {
    let ground = stage.rungs.fleet.ground;
    let name = stage.database_of(address);
    let mut admin = ground.enter_as("tenantry_admin", "postgres").await;
    sql::must(&mut admin, format!("drop database {name} with (force)")).await;
    sql::must(&mut admin, format!("create database {name}")).await;
    let target = Target::from_url(&ground.url("tenantry_admin", &name)).expect("the stage is as it was set");
    install::install_data(&target, cluster, holder.map(|holder| holder.id), Sample::Included)
        .await
        .expect("the stage is as it was set");
    let mut admin = ground.enter_as("tenantry_admin", &name).await;
    if let Some(tenant) = holder {
        placed(&mut admin, tenant).await;
        stage::seed(&mut admin, tenant).await;
    }
    source(&ground.url("app", &name), cluster, &mut admin).await;
}

#[tokio::test]
async fn attack_33_an_address_was_given_to_somebody_else() {
    let stage = Stage::fresh().await;
    let [own, neighbour] = stage.rungs.on(Rung::Database);
    let data = stage.rungs.access(Budget::default());
    assert_eq!(asks(&data, own).await.unwrap(), 4);
    // the pool keeps a connection to what was there; behind the address there is another's now
    reused(&stage, own, "control", Some(neighbour)).await;
    another_one("another tenant's", asks(&data, own).await);
    another_one("another tenant's, again", asks(&data, own).await);
    reused(&stage, own, "control", None).await;
    another_one("many tenants'", asks(&data, own).await);
    reused(&stage, own, "elsewhere", Some(own)).await;
    another_one("another cluster's", asks(&data, own).await);
    // the mark cannot be changed by who is there
    let mut plain = stage.enter_as("app", own).await;
    for act in [
        "update tenantry.marker set cluster = 'control'",
        "delete from tenantry.marker",
        "select tenantry.mark('control', null)",
    ] {
        assert_eq!(sql::must_not(&mut plain, "app", act).await.code, "42501");
    }
}
