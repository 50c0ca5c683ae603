//! The Test button: what is wrong with a profile is said precisely, at the step that failed, with what to do.

use serde_json::{Value, json};
use tenantry_tests::server::{NOBODY, shared};
use tenantry_tests::window::{Window, play, testid};

#[tokio::test]
async fn a_test_names_the_step_that_failed_and_its_remedy() {
    play("profiles", shared().await, async |stage| {
        let server = &stage.ground.server;
        let ops = password(&stage.url("ops"));
        let nobody = password(&stage.url(NOBODY));
        let good = json!({
            "host": "127.0.0.1", "port": server.port, "database": server.database(), "login": "ops",
            "loginMethod": "ask", "tls": "off", "caFile": null, "awsProfile": null, "awsRegion": null,
            "environment": "development", "safeMode": "confirm",
        });
        let cases: [(&str, Value, &str, &str, &str); 8] = [
            ("Good", json!({}), &ops, "", ""),
            ("Wrong password", json!({}), "wrong", "Log in", "password"),
            ("Wrong port", json!({ "port": 1 }), &ops, "Reach the server", "port"),
            (
                "Wrong host",
                json!({ "host": "no.such.host.invalid", "tls": "verify_full" }),
                &ops,
                "Reach the server",
                "host",
            ),
            ("No TLS there", json!({ "tls": "verify_full" }), &ops, "Encrypt", "tls off"),
            ("Wrong database", json!({ "database": "nowhere" }), &ops, "", "database"),
            ("Not Tenantry", json!({ "database": "postgres" }), &ops, "Tenantry", "install"),
            ("No group", json!({ "login": NOBODY }), &nobody, "", "grant"),
        ];
        let window = stage.open().await;
        for (name, wrong, ..) in &cases {
            let mut profile = good.clone();
            profile["name"] = json!(name);
            for (field, value) in wrong.as_object().expect("an object was written") {
                profile[field] = value.clone();
            }
            let request = json!({ "profile": profile, "renameFrom": null, "password": null });
            window
                .invoke("profile_save", json!({ "request": request }))
                .await
                .expect("it is a whole profile");
        }
        window.reload().await;
        for (name, _, password, step, remedy) in &cases {
            let (failed, words) = test(&window, name, password).await;
            if step.is_empty() && remedy.is_empty() {
                assert_eq!(failed, "", "{name}: {words}");
                continue;
            }
            assert!(
                failed.to_lowercase().contains(&step.to_lowercase()),
                "{name} failed at {failed:?}: {words}"
            );
            assert!(words.to_lowercase().contains(remedy), "{name} says what to do: {words}");
            assert!(!words.contains(password), "{name} repeats the password");
        }
    })
    .await;
}

/// The step that failed, and all that it says; empty when none did.
async fn test(window: &Window, profile: &str, password: &str) -> (String, String) {
    window.choose(profile).await;
    window.fill(&format!("{} input", testid("field-password")), password).await;
    window.click(&testid("profile-test")).await;
    window.see("[data-testid=profile-report][data-ok]:not([aria-busy=true])").await;
    let script = "const failed = document.querySelector('[data-testid=profile-report] [data-state=failed]');
        return failed ? [failed.children[1].textContent, failed.textContent] : ['', '']";
    let said = window.js(script, json!([])).await;
    let word = |at: usize| said[at].as_str().unwrap_or_default().to_owned();
    (word(0), word(1))
}

fn password(url: &str) -> String {
    let (_, rest) = url.split_once("://").expect("a URL has a scheme");
    let (account, _) = rest.split_once('@').expect("the URL holds an account");
    account.split_once(':').expect("the account has a password").1.to_owned()
}
