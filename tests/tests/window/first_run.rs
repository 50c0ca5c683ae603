//! Somebody who has just installed it: nothing is there, and one click shows a fleet.

use serde_json::json;
use tenantry_tests::server::shared;
use tenantry_tests::until;
use tenantry_tests::window::{play, testid};

#[tokio::test]
async fn one_click_leads_from_nothing_into_a_filled_grid() {
    play("first_run", shared().await, async |stage| {
        let window = stage.open().await;
        window.see(&testid("welcome")).await;
        assert_eq!(window.title().await, "Tenantry");
        window.click(&testid("sandbox-start")).await;
        window.see(&testid("sandbox-steps")).await;
        assert_eq!(window.see_grid().await, 2000, "the sandbox's fleet");
        assert_eq!(window.title().await, "Tenants · Tenantry · sandbox");
        window.see_words(&testid("operator"), "ops").await;

        let info = window.invoke("app_info", json!({ "request": {} })).await.expect("everybody may ask");
        assert_eq!(info["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(info["dataDir"], stage.data().display().to_string());

        // it started the server, so it stops it
        let postmaster = stage.data().join("sandbox/data/postmaster.pid");
        assert!(postmaster.exists());
        stage.close().await;
        until::found("the sandbox's server is stopped", async || (!postmaster.exists()).then_some(())).await;

        // and the second start finds it again, with what was in it
        let window = stage.open().await;
        window.see(&testid("sandbox-start")).await;
        window.click(&testid("sandbox-start")).await;
        assert_eq!(window.see_grid().await, 2000);
    })
    .await;
}
