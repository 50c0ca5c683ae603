//! Connecting with bad input: each mistake has its step, its field, its sentence and its remedy; and a server that goes
//! away is found again without anybody's help.

use std::net::{Ipv4Addr, TcpListener};

use serde_json::{Value, json};
use tenantry_console::error::ErrorCode;
use tenantry_engine::install::Sample;
use tenantry_engine::sandbox::{Sandbox, SandboxOptions};
use tenantry_tests::server::Ground;
use tenantry_tests::{Fleet, Seat, sql, until};

/// A profile that works for `support`, and its password.
fn good(fleet: &Fleet) -> (Value, String) {
    let url = fleet.url("support");
    let password = url.split(['@', ':']).nth(2).expect("a URL of ours holds a password");
    let profile = json!({
        "name": "proof", "host": "127.0.0.1", "port": fleet.ground.server.port, "database": fleet.database,
        "login": "support", "loginMethod": "ask", "tls": "off", "caFile": null, "awsProfile": null, "awsRegion": null,
        "environment": "staging", "safeMode": "confirm",
    });
    (profile, password.to_owned())
}

/// What a mistake must be told as.
struct Mistake {
    profile: Value,
    password: String,
    field: Option<&'static str>,
    code: ErrorCode,
    says: &'static str,
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}

fn mistakes(fleet: &Fleet) -> Vec<Mistake> {
    let with = |changes: Value, field, code, says| {
        let (mut profile, password) = good(fleet);
        for (key, value) in changes.as_object().into_iter().flatten() {
            profile[key] = value.clone();
        }
        Mistake { profile, password, field: Some(field), code, says }
    };
    let (away, denied, missing) = (ErrorCode::Unavailable, ErrorCode::Denied, ErrorCode::NotFound);
    let mut all = vec![
        with(
            json!({ "host": "no-such-host.invalid", "tls": "verify_full" }),
            "host",
            away,
            "There is no host named",
        ),
        with(json!({ "port": free_port() }), "port", away, "refuses connections on port"),
        with(
            json!({ "database": "nowhere" }),
            "database",
            missing,
            "There is no such database on the server.",
        ),
        with(
            json!({ "login": "stranger" }),
            "password",
            denied,
            "The server refused the password of stranger.",
        ),
        with(json!({ "tls": "require" }), "tls", away, "The server does not offer TLS."),
        with(json!({ "tls": "verify_full" }), "tls", away, "The server does not offer TLS."),
        with(
            json!({ "database": "template1" }),
            "database",
            missing,
            "Tenantry is not installed in this database.",
        ),
    ];
    let (profile, _) = good(fleet);
    let wrong = "not the password".to_owned();
    let says = "The server refused the password of support.";
    all.push(Mistake { profile, password: wrong, field: Some("password"), code: denied, says });
    let mut nobody =
        with(json!({ "login": "nobody" }), "login", denied, "nobody is a member of no group role");
    let url = fleet.url("nobody");
    nobody.password = url.split(['@', ':']).nth(2).expect("a URL of ours holds a password").to_owned();
    all.push(nobody);
    all
}

#[tokio::test]
async fn each_mistake_is_named_by_the_test_and_by_connecting() {
    let fleet = Fleet::fresh().await;
    for mistake in mistakes(&fleet) {
        let Mistake { profile, password, field, code, says } = mistake;
        let seat = Seat::empty();
        let report = seat.must("profile_test", json!({ "profile": profile, "password": password })).await;
        assert_eq!(report["ok"], false, "{says}");
        let failed = report["steps"].as_array().and_then(|steps| steps.last()).cloned().unwrap_or_default();
        assert_eq!(failed["state"], "failed", "{report}");
        assert_eq!(failed["field"].as_str(), field, "{failed}");
        assert!(failed["message"].as_str().is_some_and(|text| text.contains(says)), "{says}: {failed}");
        assert!(failed["remedy"].as_str().is_some_and(|text| text.ends_with('.')), "{failed}");

        seat.must("profile_save", json!({ "profile": profile, "renameFrom": null, "password": null })).await;
        let told = seat.must_not("connect", json!({ "profile": "proof", "password": password })).await;
        assert_eq!((told.code, told.field.as_deref()), (code, field), "{told:?}");
        assert!(told.message.contains(says) && told.remedy.is_some(), "{told:?}");
        assert!(!format!("{told:?} {report}").contains(&password), "the password is never repeated");
        let status = seat.must("connection_status", json!({})).await;
        assert_eq!((&status["state"], &status["server"]), (&json!("disconnected"), &Value::Null));
        assert_eq!(seat.must_not("tenant_list", json!({})).await.code, ErrorCode::Unavailable);
    }
}

#[tokio::test]
async fn a_good_profile_passes_every_step() {
    let fleet = Fleet::fresh().await;
    let seat = Seat::empty();
    let (profile, password) = good(&fleet);
    let report = seat.must("profile_test", json!({ "profile": profile, "password": password })).await;
    assert_eq!(report["ok"], true, "{report}");
    let names: Vec<&str> =
        report["steps"].as_array().into_iter().flatten().filter_map(|step| step["name"].as_str()).collect();
    assert_eq!(names, ["Reach the server", "Log in", "Server version", "Find Tenantry", "Group roles"]);
}

#[tokio::test]
async fn what_answers_is_not_always_postgresql() {
    let fleet = Fleet::fresh().await;
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ =
                tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let seat = Seat::empty();
    let (mut profile, password) = good(&fleet);
    profile["port"] = json!(port);
    let report = seat.must("profile_test", json!({ "profile": profile, "password": password })).await;
    let failed = report["steps"].as_array().and_then(|steps| steps.last()).cloned().unwrap_or_default();
    assert_eq!((&failed["name"], &failed["state"]), (&json!("Log in"), &json!("failed")), "{report}");
}

#[tokio::test]
async fn bad_fields_of_a_profile_are_named_before_anything_is_tried() {
    let fleet = Fleet::fresh().await;
    let seat = Seat::empty();
    for (field, value) in [
        ("name", json!(" ")),
        ("host", json!("")),
        ("host", json!("a\nb")),
        ("port", json!(0)),
        ("database", json!("")),
        ("login", json!("\u{0}")),
        ("caFile", json!("/no/such/file.pem")),
        ("loginMethod", json!("iam_token")),
    ] {
        let (mut profile, password) = good(&fleet);
        profile[field] = value.clone();
        for (command, request) in [
            ("profile_test", json!({ "profile": profile, "password": password })),
            ("profile_save", json!({ "profile": profile, "renameFrom": null, "password": null })),
        ] {
            let told = seat.must_not(command, request).await;
            assert_eq!(told.field.as_deref(), Some(field), "{command} {value}: {told:?}");
            assert!(told.remedy.is_some());
        }
    }
    let (mut profile, _) = good(&fleet);
    profile["host"] = json!("db.example");
    let told = seat.must_not("profile_test", json!({ "profile": profile, "password": "x" })).await;
    assert_eq!(
        (told.field.as_deref(), told.message.contains("unencrypted")),
        (Some("tls"), true),
        "{told:?}"
    );
    let told = seat.must_not("connect", json!({ "profile": "never saved", "password": "x" })).await;
    assert_eq!((told.code, told.field.as_deref()), (ErrorCode::NotFound, Some("profile")));
    let told = seat.console.connect_url("not a url").await.unwrap_err();
    assert_eq!(told.field.as_deref(), Some("url"));
}

#[tokio::test]
async fn a_database_that_lost_its_tenantry_says_so() {
    let fleet = Fleet::empty().await;
    let seat = Seat::empty();
    let told = seat.console.connect_url(&fleet.url("ops")).await.unwrap_err();
    assert_eq!((told.code, told.field.as_deref()), (ErrorCode::NotFound, Some("database")));
    assert!(told.remedy.is_some_and(|remedy| remedy.contains("tenantryctl db install")));
    // installed, it is a directory without tenants; installed again, it is the same
    let admin = tenantry_engine::connect::Target::from_url(&fleet.url("tenantry_admin")).unwrap();
    let first = tenantry_engine::install::install(&admin, Sample::Included).await.unwrap();
    assert_eq!(tenantry_engine::install::install(&admin, Sample::Included).await.unwrap(), first);
    assert!(first.iter().all(|folder| folder.pending.is_empty()), "{first:?}");
    seat.console.connect_url(&fleet.url("ops")).await.unwrap();
    let page = seat.must("tenant_list", json!({})).await;
    assert_eq!(page["rows"], json!([]));
}

async fn state(seat: &Seat, wanted: &str) {
    until::found(wanted, async || {
        let status = seat.must("connection_status", json!({})).await;
        (status["state"] == wanted).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_away_is_found_again_by_itself() {
    let ground = Ground::new(20, |_| {}).await;
    let seat = Seat::empty();
    seat.console.connect_url(&ground.url("ops", ground.server.database())).await.unwrap();
    let list = json!({ "query": "", "sort": "", "limit": 5, "at": { "from": "start" } });
    let before = seat.must("tenant_list", list.clone()).await;

    assert!(Sandbox::down(&ground.server.dir).await.unwrap());
    // nobody asks anything: the console notices by itself
    state(&seat, "lost").await;
    let told = seat.must_not("tenant_list", list.clone()).await;
    assert_eq!(told.code, ErrorCode::Unavailable, "{told:?}");
    let status = seat.must("connection_status", json!({})).await;
    assert_eq!(status["server"]["login"], "ops", "it still says to what");
    assert!(status["problem"].as_str().is_some_and(|text| text.ends_with('.')), "{status}");

    let options = SandboxOptions { dir: Some(ground.server.dir.clone()), port: Some(ground.server.port) };
    Sandbox::up(options, &|_| {}).await.unwrap();
    state(&seat, "connected").await;
    let after = seat.must("tenant_list", list).await;
    assert_eq!(after["rows"], before["rows"]);
    assert_eq!(seat.told.states(), ["connected", "lost", "connected"], "each change of state is told once");
    until::found("all that was shown is told to be stale", async || {
        let all = seat.told.all();
        let stale = all.iter().filter_map(|told| told["stale"]["nouns"].as_array());
        stale.into_iter().find(|nouns| nouns.len() == 6).map(drop)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_by_somebody_else_is_heard() {
    let fleet = Fleet::fresh().await;
    let support = fleet.seat("support").await;
    let ops = fleet.seat("ops").await;
    let tenant = fleet.tenant_where("status = 'active' and version = 1").await;
    let mut admin = fleet.admin().await;
    let id = sql::one(&mut admin, format!("select id from tenantry_control.tenants where slug = '{tenant}'"))
        .await;
    until::found("the console listens", async || {
        let listens = "select count(*) from pg_stat_activity where usename = 'support' and query ilike 'listen%' \
                       and datname = current_database()";
        (sql::one(&mut admin, listens).await != "0").then_some(())
    })
    .await;
    ops.must("tenant_suspend", json!({ "tenant": tenant, "reason": "A reason.", "version": "1" })).await;
    until::found("support is told what became stale", async || {
        let all = support.told.all();
        all.iter().find(|told| told["stale"]["tenant"] == id.as_str()).map(drop)
    })
    .await;
}
