//! The server is killed under the open grid, and comes back: the window says what it knows and since when, refuses to
//! change anything meanwhile, and recovers by itself.

use std::process::Command;

use serde_json::json;
use tenantry_engine::sandbox::{Sandbox, SandboxOptions};
use tenantry_tests::server::Ground;
use tenantry_tests::until;
use tenantry_tests::window::{play, run_ctl, testid};

use crate::refusal;

#[tokio::test]
async fn a_killed_server_is_told_of_and_found_again() {
    // a server of its own: nobody else's is killed
    let ground: &'static Ground = Box::leak(Box::new(Ground::new(60, |_| {}).await));
    play("lost", ground, async |stage| {
        let window = stage.open_as("ops").await;
        assert_eq!(window.see_grid().await, 60);
        let slug = window.attribute("[data-row-index=\"0\"]", "data-slug").await.expect("a row that was read");

        let pid = std::fs::read_to_string(stage.ground.server.dir.join("data/postmaster.pid"));
        let pid = pid.expect("the server runs").lines().next().expect("its first line is the id").to_owned();
        let killed = Command::new("kill").args(["-KILL", &pid]).status();
        assert!(killed.is_ok_and(|status| status.success()));

        let banner = window.see_words(&testid("lost-banner"), "Sandbox · ops was lost").await;
        assert!(banner.contains("changes are refused until it is back"), "{banner}");
        window.see(&format!("{} time", testid("lost-banner"))).await;
        window.see_words(&testid("connection-state"), "Lost").await;
        window.see(&format!("[data-slug=\"{slug}\"]")).await;
        let change = json!({ "tenant": slug, "reason": "while it is away", "version": null });
        assert_eq!(refusal(&window, "tenant_suspend", change).await, "unavailable");
        let newer = "return [...document.querySelectorAll('button')].find((b) => b.textContent.startsWith('New tenant'))?.getAttribute('aria-disabled')";
        assert_eq!(window.js(newer, json!([])).await, "true", "what changes is disabled");

        let dir = Some(stage.ground.server.dir.clone());
        let again = Sandbox::up(SandboxOptions { dir, port: None }, &|_| {}).await.expect("it starts again");
        assert_eq!(again.port, stage.ground.server.port, "where everybody looks for it");
        window.see_gone(&testid("lost-banner")).await;
        window.see_words(&testid("connection-state"), "Connected").await;
        // fresh: what others do is heard again
        let status = window.text(&format!("[data-slug=\"{slug}\"]")).await.unwrap_or_default();
        assert!(!status.contains("77"), "{status}");
        run_ctl(&stage.url("ops2"), &["tenant", "create", "--slug", "aa-after-the-loss", "--name", "00 After the loss", "--tier", "free", "--region", "eu-central-1"]);
        until::found("the grid shows what was made since", async || {
            (window.see_grid().await == 61).then_some(())
        })
        .await;
    })
    .await;
}
