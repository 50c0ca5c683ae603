//! What an operator does in a day: find, upgrade, raise until Friday, suspend. Each act is seen in the window and in
//! PostgreSQL, with an audit entry under his own login.

use tenantry_tests::server::shared;
use tenantry_tests::sql;
use tenantry_tests::window::{Window, play, testid};

use crate::{last_entry, of_tenant, open_tenant, own_tenant};

#[tokio::test]
async fn a_tenant_is_found_by_a_query_and_upgraded_with_its_plan_in_sight() {
    play("upgrade", shared().await, async |stage| {
        let mut admin = stage.admin().await;
        let slug = own_tenant(&mut admin, "tier = 'starter'", 0).await;
        let window = stage.open_as("ops").await;
        let all = window.see_grid().await;
        assert_eq!(
            all.to_string(),
            sql::one(&mut admin, "select count(*) from tenantry_control.tenants").await
        );

        window.fill(&testid("query-input"), &format!("tier:starter {slug}")).await;
        let row = format!("[data-testid=tenant-row][data-slug=\"{slug}\"]");
        window.see_words(&testid("range"), "1–1 of 1").await;
        window.click(&format!("{row} [data-open]")).await;
        window.see(&format!("[data-testid=tenant-page][data-slug=\"{slug}\"]")).await;

        window.press("Change tier").await;
        window.click(&testid("act-tier-pro")).await;
        let plan = window.see_words(&testid("act-plan"), "Users").await;
        assert!(plan.contains("20") && plan.contains("100"), "before and after: {plan}");
        window.see_words(&testid("act-facts"), "will move to schema").await;
        window.see_words(&testid("act-rehearsal"), "Rehearsed on").await;
        window.see_words(&testid("act-lack"), "Say why").await;
        commit(&window, "Signed the order form for more users").await;
        window.see_words(&testid("tenant-tier"), "pro").await;

        assert_eq!(of_tenant(&mut admin, &slug, "tier").await, "pro");
        let entry = last_entry(&mut admin, &slug, "tier").await;
        assert_eq!(entry, "ops|tenant.set_tier|Signed the order form for more users|starter|pro");
        window.click(&testid("rail-audit")).await;
        let newest = window.see_words(&testid("audit-entry"), &slug).await;
        assert!(newest.contains("Signed the order form"), "{newest}");
    })
    .await;
}

#[tokio::test]
async fn a_limit_is_raised_until_friday_evening_of_the_operators_zone() {
    play("override", shared().await, async |stage| {
        let mut admin = stage.admin().await;
        let slug = own_tenant(&mut admin, "tier = 'starter'", 1).await;
        stage.give("TZ", "Europe/Berlin");
        let window = stage.open_as("ops").await;
        open_tenant(&window, &slug).await;
        window.click(&testid("tab-limits")).await;
        let row = testid("limit-users");
        window.click(&format!("{row} button")).await;
        window.fill(&testid("act-value"), "-1").await;
        window.see(&testid("error-value")).await;
        window.fill(&testid("act-value"), "777").await;
        window.click(&testid("act-until-friday")).await;
        window.see_words(&testid("act-preview"), "777").await;
        commit(&window, "Stocktaking until Friday").await;
        window.see_words(&row, "777").await;
        window.see_words(&row, "Stocktaking until Friday").await;

        let query = format!(
            "select concat_ws('|', o.value, o.reason, o.set_by,
               to_char(o.until at time zone 'Europe/Berlin', 'Dy HH24:MI'), o.until > now(), o.until < now() + interval '8 days')
             from tenantry_control.overrides o join tenantry_control.tenants t on t.id = o.tenant_id
             where t.slug = '{slug}' and o.limit_name = 'users'"
        );
        let kept = sql::one(&mut admin, query).await;
        assert_eq!(kept, "777|Stocktaking until Friday|ops|Fri 18:00|t|t");
        let entry = last_entry(&mut admin, &slug, "value").await;
        assert!(entry.starts_with("ops|tenant.set_limit|Stocktaking until Friday"), "{entry}");
    })
    .await;
}

#[tokio::test]
async fn a_tenant_is_suspended_and_every_page_says_so() {
    play("suspend", shared().await, async |stage| {
        let mut admin = stage.admin().await;
        let slug = own_tenant(&mut admin, "tier = 'pro'", 0).await;
        let window = stage.open_as("ops").await;
        open_tenant(&window, &slug).await;
        // by keys alone
        window.type_keys("s").await;
        window.see(&testid("act-dialog")).await;
        commit(&window, "Invoice unpaid for 60 days").await;
        window.see_words(&testid("tenant-status"), "suspended").await;
        window.see_words(&testid("tenant-status-reason"), "Invoice unpaid for 60 days").await;

        assert_eq!(of_tenant(&mut admin, &slug, "status").await, "suspended");
        let entry = last_entry(&mut admin, &slug, "status").await;
        assert_eq!(entry, "ops|tenant.suspend|Invoice unpaid for 60 days|active|suspended");
        window.go(&format!("/tenants?query={slug}")).await;
        window.see_words(&format!("[data-slug=\"{slug}\"]"), "suspended").await;
    })
    .await;
}

/// Gives the reason and does it.
async fn commit(window: &Window, reason: &str) {
    window.fill(&testid("act-reason"), reason).await;
    window.click(&testid("act-submit")).await;
    window.see_gone(&testid("act-dialog")).await;
}
