//! Access to tenants' rows on all four rungs, as the services have it.

use tenantry_engine::EngineError;
use tenantry_engine::context::with_tenant;
use tenantry_engine::scoped::{Budget, Step};
use tenantry_model::TenantContext;
use tenantry_tests::rungs::{Rungs, instance};
use uuid::Uuid;

pub(crate) const INSERT: &str = "insert into %s.users (tenant_id, id, email, name, role, status, password_hash) \
                      values ($1, $2, $3, 'Somebody', 'member', 'active', 'x')";

/// Adds a user as the service does.
pub(crate) async fn add_user(
    rungs: &Rungs,
    tenant: &TenantContext,
    email: &str,
) -> Result<Uuid, EngineError> {
    let id = Uuid::now_v7();
    with_tenant(tenant.clone(), async {
        let sql = INSERT.replace("%s", &rungs.data.schema()?.quoted());
        let email = email.to_owned();
        rungs.data.round(&[Step::new(&sql, &[&tenant.id.0, &id, &email])]).await
    })
    .await?;
    Ok(id)
}

/// The e-mail addresses that a tenant's service sees, without any filter of its own.
pub(crate) async fn emails(rungs: &Rungs, tenant: &TenantContext) -> Result<Vec<String>, EngineError> {
    with_tenant(tenant.clone(), async {
        let sql = format!("select email from {}.users order by email", rungs.data.schema()?.quoted());
        let answers = rungs.data.round(&[Step::new(&sql, &[])]).await?;
        answers[0].rows.iter().map(|row| Ok(row.get(0)?)).collect()
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_rung_holds_its_tenants_apart() {
    let ground = instance().await;
    let rungs = Rungs::raise(&ground, Budget::default()).await;
    for [own, neighbour] in &rungs.tenants {
        let rung = own.placement.rung();
        add_user(&rungs, own, "own@example.org").await.unwrap_or_else(|error| panic!("{rung}: {error}"));
        add_user(&rungs, neighbour, "neighbour@example.org").await.unwrap();
        assert_eq!(emails(&rungs, own).await.unwrap(), ["own@example.org"], "{rung}");
        assert_eq!(emails(&rungs, neighbour).await.unwrap(), ["neighbour@example.org"], "{rung}");
        // on behalf of the neighbour, under one's own context
        let sql = INSERT.replace("%s", "public");
        let smuggled = with_tenant(own.clone(), async {
            let sql = sql.replace("public", &rungs.data.schema()?.quoted());
            let (id, email) = (Uuid::now_v7(), "smuggled@example.org".to_owned());
            rungs.data.round(&[Step::new(&sql, &[&neighbour.id.0, &id, &email])]).await
        })
        .await;
        assert!(matches!(smuggled, Err(EngineError::Denied(_))), "{rung}");
    }
}

#[tokio::test]
async fn without_a_tenant_nothing_is_reached() {
    let data = tenantry_engine::scoped::TenantData::new(Default::default(), Budget::default());
    assert!(matches!(data.round(&[Step::new("select 1", &[])]).await, Err(EngineError::NoTenant)));
    assert!(matches!(data.custom(Step::new("select 1", &[])).await, Err(EngineError::NoTenant)));
    assert!(matches!(data.begin().await, Err(EngineError::NoTenant)));
}
