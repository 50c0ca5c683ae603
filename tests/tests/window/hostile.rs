//! Names, reasons and slugs are text wherever they stand, whatever they say.

use fantoccini::error::CmdError;
use serde_json::json;
use tenantry_tests::server::shared;
use tenantry_tests::sql;
use tenantry_tests::window::{Window, play, run_ctl, testid};

use crate::open_tenant;

const NAME: &str = "<img src=x onerror=\"window.__xss=1\"><script>window.__xss=2</script>";

#[tokio::test]
async fn hostile_names_are_text_on_every_page() {
    play("hostile", shared().await, async |stage| {
        let slug = "hostile-in-the-window";
        let ops = stage.url("ops2");
        let create = [
            "tenant",
            "create",
            "--slug",
            slug,
            "--tier",
            "free",
            "--region",
            "eu-central-1",
            "--reason",
            NAME,
        ];
        run_ctl(&ops, &[&create[..], &["--name", NAME]].concat());
        run_ctl(&ops, &["tenant", "set-limit", slug, "users", "9", "--reason", NAME]);
        let window = stage.open_as("ops").await;

        window.go(&format!("/tenants?query={slug}")).await;
        window.see_words(&format!("[data-slug=\"{slug}\"]"), NAME).await;
        window.go(&format!("/tenants?query={slug}&preview={slug}")).await;
        window.see_words(&testid("preview"), NAME).await;
        nothing_ran(&window).await;

        open_tenant(&window, slug).await;
        window.see_words("h1", NAME).await;
        for tab in ["limits", "access", "danger"] {
            window.click(&testid(&format!("tab-{tab}"))).await;
            window.see("[role=tabpanel]").await;
        }
        for (label, done) in
            [("Change tier", "act-tier"), ("Override a limit", "act-preview"), ("Suspend", "act-reason")]
        {
            window.press(label).await;
            window.see(&testid(done)).await;
            window.see_words(&testid("act-dialog"), NAME).await;
            window.press("Cancel").await;
            window.see_gone(&testid("act-dialog")).await;
        }
        nothing_ran(&window).await;

        window.go(&format!("/audit?tenant={slug}")).await;
        window.see_words(&testid("audit-page"), NAME).await;
        window.click(&testid("audit-entry")).await;
        window.see_words(&testid("audit-drawer"), NAME).await;
        nothing_ran(&window).await;

        window.click(&testid("open-palette")).await;
        window.type_keys(slug).await;
        window.see_words(&testid("palette"), NAME).await;
        nothing_ran(&window).await;
    })
    .await;
}

#[tokio::test]
async fn every_name_of_the_fleet_is_shown_as_it_is() {
    play("names", shared().await, async |stage| {
        let mut admin = stage.admin().await;
        let window = stage.open_as("support").await;
        let many = "select json_agg(json_build_array(slug, name)) from
            (select slug, name from tenantry_control.tenants where name !~ '^[A-Za-z ]+$' order by slug limit 40) t";
        let known: Vec<(String, String)> =
            serde_json::from_str(&sql::one(&mut admin, many).await).expect("json_agg writes JSON");
        assert!(known.len() > 20, "the fleet has awkward names");
        for (slug, name) in known {
            window.go(&format!("/tenants/{slug}")).await;
            let page = format!("[data-testid=tenant-page][data-slug=\"{slug}\"]");
            window.see(&page).await;
            let shown = window.text(&format!("{page} h1")).await;
            assert_eq!(shown.as_deref(), Some(name.as_str()), "{slug}");
        }
        nothing_ran(&window).await;
    })
    .await;
}

/// No script of a name ran, and no element was made of one.
async fn nothing_ran(window: &Window) {
    let script = "return [window.__xss ?? null, document.querySelectorAll('img, iframe, object, embed, script:not([src])').length]";
    assert_eq!(window.js(script, json!([])).await, json!([null, 0]));
    let dialog = window.client().get_alert_text().await;
    assert!(
        matches!(&dialog, Err(CmdError::Standard(error)) if error.error() == "no such alert"),
        "{dialog:?}"
    );
}
