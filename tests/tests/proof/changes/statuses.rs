//! The transitions of a tenant's status: all 49 pairs, in the database against the table of the model.

use sqlx::Connection as _;
use tenantry_model::TenantStatus;
use tenantry_tests::{Fleet, sql};

#[tokio::test]
async fn the_database_and_the_model_know_the_same_transitions() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    let slug = fleet.tenant_where("rung = 'shared'").await;
    for from in TenantStatus::ALL {
        for to in TenantStatus::ALL {
            let mut rolled_back = admin.begin().await.unwrap();
            // in the role of the owner, as the functions do it; the trigger is off only to reach the first status
            sql::must(
                &mut rolled_back,
                "alter table tenantry_control.tenants disable trigger keep_transitions",
            )
            .await;
            let set = |status: TenantStatus| {
                format!("update tenantry_control.tenants set status = '{status}' where slug = '{slug}'")
            };
            sql::must(&mut rolled_back, set(from)).await;
            sql::must(
                &mut rolled_back,
                "alter table tenantry_control.tenants enable trigger keep_transitions",
            )
            .await;
            sql::must(&mut rolled_back, "set local role tenantry_owner").await;
            let said =
                sql::one(&mut rolled_back, format!("select tenantry_control.may_become('{from}', '{to}')"))
                    .await;
            assert_eq!(said, from.may_become(to).to_string(), "{from} → {to}");
            let done = sql::run(&mut rolled_back, set(to)).await;
            match done {
                Ok(rows) => {
                    assert!(rows == 1 && (from == to || from.may_become(to)), "{from} → {to} was done")
                }
                Err(refused) => {
                    assert!(from != to && !from.may_become(to), "{from} → {to}: {refused:?}");
                    assert_eq!(refused.message, format!("A tenant that is {from} cannot become {to}."));
                }
            }
            rolled_back.rollback().await.unwrap();
        }
    }
}

#[tokio::test]
async fn suspend_and_resume_do_only_what_they_are_called() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    let slug = fleet.tenant_where("rung = 'shared' and version = 1").await;
    let set = "alter table tenantry_control.tenants disable trigger keep_transitions";
    sql::must(&mut admin, set).await;
    for from in TenantStatus::ALL {
        for (act, open_to) in [("suspend", TenantStatus::Active), ("resume", TenantStatus::Suspended)] {
            let stage = format!(
                "update tenantry_control.tenants set status = '{from}' where slug = '{slug}';
                 alter table tenantry_control.tenants enable trigger keep_transitions"
            );
            sql::must(&mut admin, stage).await;
            let mut ops = fleet.enter_as("ops").await;
            let call = format!(
                "select tenantry_control.{act}(id, 'A reason.', version) from tenantry_control.tenants where slug = '{slug}'"
            );
            let done = sql::run(&mut ops, call).await;
            assert_eq!(done.is_ok(), from == open_to, "{act} of a tenant that is {from}: {done:?}");
            if let Err(refused) = done {
                assert_eq!(refused.code, "TN412", "{act} of a tenant that is {from}: {refused:?}");
            }
            sql::must(&mut admin, set).await;
        }
    }
}
