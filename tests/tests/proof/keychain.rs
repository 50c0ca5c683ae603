//! Passwords in the keychain: kept there, followed through a rename, forgotten with the profile. Where no keychain
//! answers, nothing is kept anywhere, and the sentence says so. `cargo xtask test` brings one, and it must be found.

use serde_json::{Value, json};
use tenantry_console::error::ErrorCode;
use tenantry_tests::{Fleet, Seat};

fn profile(fleet: &Fleet, name: &str) -> Value {
    json!({
        "name": name, "host": "127.0.0.1", "port": fleet.ground.server.port, "database": fleet.database,
        "login": "support", "loginMethod": "keychain", "tls": "off", "caFile": null, "awsProfile": null,
        "awsRegion": null, "environment": "development", "safeMode": "confirm",
    })
}

fn has_password(list: &Value, name: &str) -> Option<bool> {
    let mut entries = list["profiles"].as_array().into_iter().flatten();
    entries.find(|entry| entry["profile"]["name"] == name)?["hasPassword"].as_bool()
}

#[tokio::test]
async fn a_password_is_in_the_keychain_or_nowhere() {
    let fleet = Fleet::fresh().await;
    let seat = Seat::empty();
    let list = seat.must("profile_list", json!({})).await;
    let available = list["keychain"]["available"] == true;
    let promised = std::env::var("TENANTRY_KEYCHAIN").is_ok_and(|value| value == "1");
    assert!(available || !promised, "a keychain was promised, and none answers: {}", list["keychain"]);
    let url = fleet.url("support");
    let password = url.split(['@', ':']).nth(2).unwrap();
    if available {
        kept(&fleet, &seat, password).await;
    } else {
        refused(&fleet, &seat, password).await;
    }
    let file = std::fs::read_to_string(seat.folder().join("data/profiles.json")).unwrap_or_default();
    assert!(!file.contains(password), "the password is in a file");
}

async fn kept(fleet: &Fleet, seat: &Seat, password: &str) {
    // its names lie in the keychain of this machine: nobody else's profile may be met
    let (name, renamed) = (format!("proof {}", fleet.database), format!("proof {} renamed", fleet.database));
    let save = |name: &str, from: Option<&str>, password: Option<&str>| json!({ "profile": profile(fleet, name), "renameFrom": from, "password": password });
    let list = seat.must("profile_save", save(&name, None, Some(password))).await;
    assert_eq!(has_password(&list, &name), Some(true));
    let view = seat.must("connect", json!({ "profile": name, "password": null })).await;
    assert_eq!(view["server"]["login"], "support");
    let list = seat.must("profile_save", save(&renamed, Some(&name), None)).await;
    assert_eq!((has_password(&list, &renamed), has_password(&list, &name)), (Some(true), None));
    seat.must("connect", json!({ "profile": renamed, "password": null })).await;
    seat.must("profile_delete", json!({ "name": renamed })).await;
    let list = seat.must("profile_save", save(&renamed, None, None)).await;
    assert_eq!(has_password(&list, &renamed), Some(false), "the password went with the profile");
    let told = seat.must_not("connect", json!({ "profile": renamed, "password": null })).await;
    assert_eq!((told.code, told.field.as_deref()), (ErrorCode::Invalid, Some("password")));
    seat.must("profile_delete", json!({ "name": renamed })).await;
}

async fn refused(fleet: &Fleet, seat: &Seat, password: &str) {
    let save = json!({ "profile": profile(fleet, "proof"), "renameFrom": null, "password": password });
    let told = seat.must_not("profile_save", save).await;
    assert_eq!((told.code, told.field.as_deref()), (ErrorCode::Unavailable, Some("password")), "{told:?}");
    assert!(told.remedy.is_some_and(|remedy| remedy.contains("never written to a file")));
    let list = seat.must("profile_list", json!({})).await;
    assert_eq!(list["profiles"], json!([]), "nothing is half saved");
}
