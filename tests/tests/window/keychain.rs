//! Passwords: in the operating system's keychain, or asked for each time; never in a file, a log or a list of processes.

use std::path::Path;

use serde_json::json;
use tenantry_tests::server::shared;
use tenantry_tests::sql;
use tenantry_tests::window::{Stage, Window, play, testid};

/// A word that can come from nowhere but the password.
const CANARY: &str = "Kanarienvogel-7f3a91c5";

#[tokio::test]
async fn a_password_is_kept_by_the_keychain_and_by_nothing_else() {
    play("keychain", shared().await, async |stage| {
        let login = "keychain_operator";
        hire(stage, login).await;
        stage.give("TENANTRY_LOG", "trace");
        let window = stage.open().await;
        window.click(&testid("profile-new")).await;
        for (field, value) in [
            ("name", "Proof"),
            ("host", "127.0.0.1"),
            ("port", &stage.ground.server.port.to_string()),
            ("database", stage.ground.server.database()),
            ("login", login),
        ] {
            window.fill(&format!("{} input", testid(&format!("field-{field}"))), value).await;
        }
        window.click(&format!("{} button", testid("field-tls"))).await;
        window.choose_option("Off").await;
        window.fill(&password_field(), "not the password").await;
        window.click(&testid("profile-test")).await;
        window.see("[data-testid=profile-report][data-ok=false]").await;
        window.fill(&password_field(), CANARY).await;
        window.click(&testid("profile-test")).await;
        window.see("[data-testid=profile-report][data-ok=true]").await;
        window.click(&testid("profile-save")).await;
        window.see("[data-profile=Proof][aria-pressed=true]").await;
        assert_eq!(window.text(&testid("field-password")).await, None, "the keychain has it");
        no_trace(stage, &window).await;
        stage.close().await;

        // the next day
        let window = stage.open().await;
        window.enter("Proof").await;
        window.see_words(&testid("operator"), login).await;
        window.see_grid().await;
        no_trace(stage, &window).await;
    })
    .await;
}

#[tokio::test]
async fn without_a_keychain_it_says_so_and_asks() {
    play("no_keychain", shared().await, async |stage| {
        let login = "stranger_to_keychains";
        hire(stage, login).await;
        stage.give("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        let window = stage.open().await;
        let profile = profile(stage, login);
        let kept = json!({ "request": { "profile": profile, "renameFrom": null, "password": CANARY } });
        let refused = window.invoke("profile_save", kept).await.expect_err("there is nowhere to keep it");
        assert_eq!(
            (&refused["code"], &refused["field"]),
            (&json!("unavailable"), &json!("password")),
            "{refused}"
        );
        let asked = json!({ "request": { "profile": profile, "renameFrom": null, "password": null } });
        window.invoke("profile_save", asked).await.expect("a profile without a password is kept");
        window.reload().await;
        let banner = window.see_words(&testid("keychain-banner"), "No keychain.").await;
        assert!(banner.contains("passwords are asked for each time"), "{banner}");
        window.choose("Proof").await;
        window.fill(&password_field(), CANARY).await;
        window.click(&testid("connect-go")).await;
        window.see_words(&testid("operator"), login).await;
        no_trace(stage, &window).await;
    })
    .await;
}

fn password_field() -> String {
    format!("{} input", testid("field-password"))
}

fn profile(stage: &Stage, login: &str) -> serde_json::Value {
    json!({
        "name": "Proof", "host": "127.0.0.1", "port": stage.ground.server.port,
        "database": stage.ground.server.database(), "login": login, "loginMethod": "keychain", "tls": "off",
        "caFile": null, "awsProfile": null, "awsRegion": null, "environment": "staging", "safeMode": "confirm",
    })
}

/// A login of ops whose password is the canary.
async fn hire(stage: &Stage, login: &str) {
    let mut admin = stage.admin().await;
    sql::must(&mut admin, format!("create role {login} login password '{CANARY}'")).await;
    sql::must(&mut admin, format!("grant tenantry_ops to {login}")).await;
}

/// The canary is nowhere: not in the log, in whatever the app wrote, in its log viewer, or in anybody's command line.
async fn no_trace(stage: &Stage, window: &Window) {
    let info = window.invoke("app_info", json!({ "request": {} })).await.expect("everybody may ask");
    assert!(!info.to_string().contains(CANARY), "in the log viewer");
    assert!(stage.log().metadata().expect("the app logs").len() > 0, "an empty log proves nothing");
    search(&stage.folder);
    for process in std::fs::read_dir("/proc").expect("this is Linux").flatten() {
        for list in ["cmdline", "environ"] {
            let said = std::fs::read(process.path().join(list)).unwrap_or_default();
            assert!(!holds(&said), "in {list} of process {:?}", process.file_name());
        }
    }
}

fn search(folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("the folder is ours").flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => search(&path),
            Ok(kind) if kind.is_file() => {
                let bytes = std::fs::read(&path).unwrap_or_default();
                assert!(!holds(&bytes), "in {}", path.display());
            }
            _ => {}
        }
    }
}

fn holds(bytes: &[u8]) -> bool {
    bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes())
}
