//! The same window in the hands of support: it sees everything, and changes nothing, whatever the page is made to ask.

use serde_json::json;
use tenantry_tests::server::shared;
use tenantry_tests::window::{play, testid};

use crate::{of_tenant, open_tenant, own_tenant, refusal};

const WHY: &str = "Only operators of the group ops may change tenants";

#[tokio::test]
async fn support_sees_why_each_button_is_disabled_and_its_calls_are_refused() {
    play("support", shared().await, async |stage| {
        let mut admin = stage.admin().await;
        let slug = own_tenant(&mut admin, "tier = 'pro'", 1).await;
        let before = of_tenant(&mut admin, &slug, "version").await;
        let window = stage.open_as("support").await;
        open_tenant(&window, &slug).await;
        for label in ["Change tier", "Override a limit", "Suspend"] {
            let script = "return [...document.querySelectorAll('[data-testid=tenant-page] button')]
                .filter((button) => button.textContent.startsWith(arguments[0]))
                .map((button) => [button.getAttribute('aria-disabled'), button.textContent])";
            let buttons = window.js(script, json!([label])).await;
            let said = buttons[0][1].as_str().unwrap_or_default();
            assert!(buttons[0][0] == "true" && said.contains(WHY), "{label}: {buttons}");
            window.press(label).await;
        }
        assert_eq!(window.text(&testid("act-dialog")).await, None, "no dialog opened");

        let why = json!({ "tenant": slug, "reason": "because I can", "version": before });
        assert_eq!(refusal(&window, "tenant_suspend", why).await, "denied");
        let tier = json!({ "tenant": slug, "tier": "free", "reason": "because I can", "acknowledge": [], "version": before });
        assert_eq!(refusal(&window, "tenant_set_tier", tier).await, "denied");
        let limit = json!({ "tenant": slug, "limit": "users", "value": "9", "reason": "because I can", "until": null, "version": before });
        assert_eq!(refusal(&window, "tenant_set_limit", limit).await, "denied");
        assert_eq!(of_tenant(&mut admin, &slug, "version || status::text || tier").await, format!("{before}activepro"));
    })
    .await;
}
