//! Two operators at one tenant: the second is told who changed what, and nothing is lost.

use tenantry_tests::server::shared;
use tenantry_tests::window::{play, run_ctl, testid};

use crate::{last_entry, of_tenant, open_tenant, own_tenant};

#[tokio::test]
async fn a_change_made_meanwhile_is_told_with_who_and_what() {
    play("operators", shared().await, async |stage| {
        let mut admin = stage.admin().await;
        let slug = own_tenant(&mut admin, "tier = 'starter'", 2).await;
        let window = stage.open_as("ops").await;
        open_tenant(&window, &slug).await;
        window.press("Change tier").await;
        window.click(&testid("act-tier-pro")).await;
        window.see(&testid("act-plan")).await;
        window.fill(&testid("act-reason"), "Wants more").await;

        run_ctl(
            &stage.url("ops2"),
            &["tenant", "set-limit", &slug, "users", "4321", "--reason", "Asked by phone"],
        );
        window.see_words(&testid("act-conflict"), "Users: 20 → 4,321").await;
        let told = window.see_words(&testid("act-conflict"), "ops2").await;
        assert!(told.contains("Asked by phone"), "why: {told}");
        window.click(&testid("act-submit")).await;
        assert_eq!(
            of_tenant(&mut admin, &slug, "tier").await,
            "starter",
            "nothing happens before it was looked at"
        );

        window.click(&testid("act-reload")).await;
        window.see_gone(&testid("act-conflict")).await;
        window.see_words(&testid("act-plan"), "an override stands").await;
        window.click(&testid("act-submit")).await;
        window.see_gone(&testid("act-dialog")).await;
        assert_eq!(of_tenant(&mut admin, &slug, "tier").await, "pro");
        let entry = last_entry(&mut admin, &slug, "tier").await;
        assert_eq!(entry, "ops|tenant.set_tier|Wants more|starter|pro", "the typed reason was not lost");
    })
    .await;
}
