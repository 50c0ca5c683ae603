//! axe on every page, in light and in dark: it finds nothing.

use serde_json::json;
use tenantry_tests::server::shared;
use tenantry_tests::tree;
use tenantry_tests::window::{Window, play, testid};

use crate::own_tenant;

#[tokio::test]
async fn axe_finds_nothing_on_any_page_in_light_or_dark() {
    play("accessible", shared().await, async |stage| {
        let mut admin = stage.admin().await;
        let slug = own_tenant(&mut admin, "tier = 'pro'", 3).await;
        let axe = std::fs::read_to_string(tree::root().join("ui/node_modules/axe-core/axe.min.js"));
        let axe = axe.expect("the UI's packages are installed: run `cargo xtask test`");
        let mut findings = Vec::new();

        let window = stage.open().await;
        window.see(&testid("welcome")).await;
        window.js(&axe, json!([])).await;
        look(&window, "first run", &mut findings).await;
        window.click(&testid("profile-new")).await;
        window.see(&testid("profile-save")).await;
        look(&window, "new profile", &mut findings).await;
        stage.close().await;

        let window = stage.open_as("ops").await;
        window.js(&axe, json!([])).await;
        window.see_grid().await;
        for (page, path, shown) in pages(&slug) {
            window.go(&path).await;
            window.see(&shown).await;
            look(&window, page, &mut findings).await;
        }
        for (dialog, path, key, shown) in [
            ("change tier", format!("/tenants/{slug}"), "e", "act-tier"),
            ("override", format!("/tenants/{slug}"), "o", "act-preview"),
            ("suspend", format!("/tenants/{slug}"), "s", "act-reason"),
            ("cheat sheet", "/fleet".to_owned(), "?", "cheat-sheet"),
        ] {
            window.go(&path).await;
            window.see(&testid(if path == "/fleet" { "fleet-page" } else { "tenant-page" })).await;
            window.type_keys(key).await;
            window.see(&testid(shown)).await;
            look(&window, dialog, &mut findings).await;
            window.type_keys("\u{E00C}").await;
            window.see_gone("[role=dialog]").await;
        }
        window.click(&testid("open-palette")).await;
        window.see(&testid("palette")).await;
        look(&window, "palette", &mut findings).await;
        assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
    })
    .await;
}

fn pages(slug: &str) -> Vec<(&'static str, String, String)> {
    let page = |name, path: String, shown: &str| (name, path, shown.to_owned());
    let mut pages = vec![
        page("fleet", "/fleet".into(), "[data-testid=fleet-hottest]"),
        page("tenants", "/tenants".into(), "[data-testid=tenant-row][data-slug]"),
        page("filtered", "/tenants?query=tier%3Apro".into(), "[data-testid=tenant-row][data-slug]"),
        page("refused query", "/tenants?query=teir%3Apro".into(), "[data-testid=query-error]"),
        page("empty", "/tenants?query=zzzzzzzz".into(), "[data-testid=empty-state]"),
        page("preview", format!("/tenants?preview={slug}"), "[data-testid=preview] footer"),
        page("audit", "/audit".into(), "[data-testid=audit-page]"),
        page("settings", "/settings".into(), "[data-testid=log]"),
        page("connect", "/connect".into(), "[data-testid=connect-go]"),
        page("operations", "/operations".into(), "[data-testid=operations-page]"),
        page("quarantine", "/operations?view=quarantine".into(), "[data-testid=empty-state]"),
        page("later", "/alarms".into(), "[data-testid=empty-state]"),
    ];
    for tab in ["overview", "usage", "limits", "data", "infrastructure", "access", "danger"] {
        pages.push(page(
            tab,
            format!("/tenants/{slug}?tab={tab}"),
            "[data-testid=tenant-page] [role=tabpanel]",
        ));
    }
    pages
}

/// Runs axe in both themes.
async fn look(window: &Window, page: &str, findings: &mut Vec<String>) {
    const RUN: &str = "const done = arguments[arguments.length - 1];
        axe.run(document, { resultTypes: ['violations'] }).then(
          ({ violations }) => done(violations.flatMap(({ id, impact, nodes }) =>
            nodes.map((node) => `${id} (${impact}): ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`))),
          (error) => done([String(error)]))";
    for theme in ["light", "dark"] {
        window.js("document.documentElement.dataset.theme = arguments[0]", json!([theme])).await;
        let found = window.js_later(RUN, json!([])).await;
        for finding in found.as_array().expect("a list of findings") {
            findings.push(format!("{page}, {theme}: {}", finding.as_str().unwrap_or_default()));
        }
    }
}
