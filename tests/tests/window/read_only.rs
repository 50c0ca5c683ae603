//! Safe mode `read-only`: nothing in the window changes anything, and the server would not let it.

use serde_json::json;
use tenantry_tests::server::shared;
use tenantry_tests::sql;
use tenantry_tests::window::{play, testid};

use crate::{of_tenant, open_tenant, own_tenant, refusal};

#[tokio::test]
async fn a_read_only_profile_changes_nothing_and_the_servers_session_is_read_only() {
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

        let sessions = "select count(*) from pg_stat_activity where usename = 'ops' and application_name like 'tenantry%'";
        assert_ne!(sql::one(&mut admin, sessions).await, "0", "it is this server");
        assert_eq!(of_tenant(&mut admin, &slug, "version || status::text").await, format!("{before}active"));
    })
    .await;
}
