//! An operation from the wizard to its end, in the real window, with the worker inside the app; then the way into
//! quarantine and back.

use tenantry_tests::server::shared;
use tenantry_tests::sql;
use tenantry_tests::window::{Window, play, testid};

use crate::of_tenant;

const SLUG: &str = "harbor-window";

async fn state(window: &Window, state: &str) {
    window.see(&format!("[data-testid=operation-page][data-state={state}]")).await;
}

#[tokio::test]
async fn a_tenant_is_provisioned_put_into_quarantine_and_restored() {
    play("operations", shared().await, async |stage| {
        let mut admin = stage.admin().await;
        let window = stage.open_as("ops").await;
        window.see_grid().await;
        window.press("New tenant").await;
        window.fill(&testid("act-name"), "Harbor Window").await;
        window.click(&testid("act-tier-pro")).await;
        window.fill(&testid("act-region"), "eu-central-1").await;
        window.click(&testid("rung-database")).await;
        window.fill(&testid("act-reason"), "Signed for a database of their own").await;
        window.click(&testid("act-submit")).await;
        state(&window, "done").await;
        window.see("[data-testid=step-verify][data-state=done]").await;
        assert_eq!(of_tenant(&mut admin, SLUG, "status").await, "active");
        let database = of_tenant(&mut admin, SLUG, "database_name").await;
        let made = format!("select count(*) from pg_database where datname = '{database}'");
        assert_eq!(sql::one(&mut admin, made.clone()).await, "1");

        window.go(&format!("/tenants/{SLUG}?tab=danger")).await;
        window.click(&testid("danger-delete")).await;
        let phrase = window.see_words(&testid("phrase-wanted"), "DELETE_DATABASE_").await;
        window.fill(&testid("act-reason"), "Their contract has ended").await;
        window.fill(&testid("act-phrase"), &phrase.replace("DELETE", "DELET\u{415}")).await;
        window.see_words(&testid("phrase-escaped"), "0415").await;
        window.fill(&testid("act-phrase"), &phrase).await;
        window.click(&testid("act-submit")).await;
        window.see("[data-testid=step-quarantine][data-state=done]").await;
        state(&window, "done").await;
        window.go(&format!("/tenants/{SLUG}?tab=danger")).await;
        window.see(&testid("quarantine-countdown")).await;
        assert_eq!(sql::one(&mut admin, made.clone()).await, "0", "it is put away");

        window.click(&testid("danger-restore")).await;
        window.fill(&testid("act-reason"), "They have signed again").await;
        window.click(&testid("act-submit")).await;
        window.see("[data-testid=step-reopen][data-state=done]").await;
        state(&window, "done").await;
        window.go(&format!("/tenants/{SLUG}?tab=danger")).await;
        window.see(&testid("danger-delete")).await;
        assert_eq!(sql::one(&mut admin, made).await, "1", "it is back");
        let login = "select string_agg(e.action || ' ' || e.login, ', ' order by e.number) from tenantry_control.audit_entries e \
                     join tenantry_control.tenants t on t.id = e.tenant_id";
        let trail = sql::one(&mut admin, format!("{login} where t.slug = '{SLUG}'")).await;
        assert_eq!(
            trail,
            "tenant.create ops, operation.done worker, tenant.delete ops, operation.done worker, tenant.restore ops, operation.done worker"
        );
    })
    .await;
}
