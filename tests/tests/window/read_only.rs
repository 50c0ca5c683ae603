//! Safe mode `read-only`: nothing in the window changes anything, and the server would not let it.

use serde_json::json;
use tenantry_engine::connect::{Target, Writes};
use tenantry_tests::server::shared;
use tenantry_tests::window::{play, testid};
use tenantry_tests::{Fleet, sql};

use crate::{of_tenant, open_tenant, own_tenant, refusal};

#[tokio::test]
async fn a_read_only_profile_changes_nothing() {
    play("read_only", shared().await, async |stage| {
        let mut admin = stage.admin().await;
        let slug = own_tenant(&mut admin, "tier = 'pro'", 2).await;
        let before = of_tenant(&mut admin, &slug, "version").await;
        let url = stage.url("ops");
        let password = url.split(['/', ':', '@']).nth(4).expect("the URL holds a password").to_owned();
        let window = stage.open().await;
        let profile = json!({
            "name": "Careful", "host": "127.0.0.1", "port": stage.ground.server.port,
            "database": stage.ground.server.database(), "login": "ops", "loginMethod": "ask", "tls": "off",
            "caFile": null, "awsProfile": null, "awsRegion": null, "environment": "production", "safeMode": "read_only",
        });
        let save = json!({ "request": { "profile": profile, "renameFrom": null, "password": null } });
        window.invoke("profile_save", save).await.expect("it is a whole profile");
        stage.close().await;

        // read from the file again: the mode is kept before anything is connected
        let window = stage.open().await;
        window.choose("Careful").await;
        window.fill(&format!("{} input", testid("field-password")), &password).await;
        window.click(&testid("connect-go")).await;
        window.see_words(&testid("safe-mode"), "read-only").await;
        let environment = window.js("return document.documentElement.dataset.environment", json!([])).await;
        assert_eq!(environment, "production");
        open_tenant(&window, &slug).await;
        window.see_words(&testid("tenant-page"), "This profile is read-only").await;
        let change = json!({ "tenant": slug, "reason": "in spite of it", "version": before });
        assert_eq!(refusal(&window, "tenant_suspend", change).await, "denied");

        assert_eq!(of_tenant(&mut admin, &slug, "version || status::text").await, format!("{before}active"));
    })
    .await;
}

/// Past the console's own check, on the very pool that a read-only profile gets: the server is the one that refuses.
#[tokio::test]
async fn the_server_refuses_what_a_read_only_session_asks() {
    let fleet = Fleet::fresh().await;
    let tenant = fleet.tenant_where("status = 'active'").await;
    let target = Target::from_url(&fleet.url("ops")).expect("the fleet's URL is one");
    let change = format!(
        "select tenantry_control.suspend(id, 'past the console', version) from tenantry_control.tenants where slug = '{tenant}'"
    );
    for (writes, refused) in [(Writes::Refused, Some("25006")), (Writes::Allowed, None)] {
        let pool = target.pool(writes);
        let mut session = pool.acquire().await.expect("ops may enter");
        let outcome = sql::run(&mut session, change.clone()).await;
        assert_eq!(outcome.err().map(|refused| refused.code).as_deref(), refused);
    }
}
