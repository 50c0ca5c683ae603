//! What happened before the pictures were taken: a few acts by several people, and a few profiles.

use serde_json::json;
use tenantry_tests::server::Ground;
use tenantry_tests::sql;
use tenantry_tests::window::{Stage, Window, run_ctl};

/// Who plays in the pictures.
pub(crate) struct Scene {
    /// A tenant to which much has happened.
    pub(crate) busy: String,
    /// One that is suspended.
    pub(crate) suspended: String,
    /// One whose name would run a script.
    pub(crate) hostile: String,
    /// The number of an audit entry of the busy one.
    pub(crate) entry: String,
}

/// Lets it happen.
pub(crate) async fn set(stage: &Stage) -> Scene {
    let mut admin = stage.admin().await;
    let pro = "select slug from tenantry_control.tenants where tier = 'pro' and status = 'active'
               and name ~ '^[A-Za-z ]{8,40}$' order by slug offset 3 limit 1";
    let busy = sql::one(&mut admin, pro).await;
    let suspended = sql::one(&mut admin, pro.replace("offset 3", "offset 9")).await;
    let hostile = "select slug from tenantry_control.tenants where name like '%<img%' order by slug limit 1";
    let hostile = sql::one(&mut admin, hostile).await;
    let (ops, ops2) = (stage.url("ops"), stage.url("ops2"));
    let friday = sql::one(&mut admin, "select to_char(date_trunc('week', now()) + interval '11 days 17 hours', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')").await;
    for (who, what) in [
        (
            &ops,
            vec![
                "tenant",
                "set-limit",
                &busy,
                "users",
                "250",
                "--reason",
                "Season staff, agreed by mail",
                "--until",
                &friday,
            ],
        ),
        (
            &ops2,
            vec![
                "tenant",
                "set-limit",
                &busy,
                "api_calls_month",
                "2000000",
                "--reason",
                "Migration of their shop",
            ],
        ),
        (&ops2, vec!["tenant", "suspend", &busy, "--reason", "Payment failed three times"]),
        (&ops, vec!["tenant", "resume", &busy, "--reason", "Paid by transfer, receipt seen"]),
        (
            &ops,
            vec![
                "tenant",
                "suspend",
                &suspended,
                "--reason",
                "Invoice 2214 unpaid for 60 days; reminder sent twice",
            ],
        ),
    ] {
        run_ctl(who, &what);
    }
    let newest = format!(
        "select max(number) from tenantry_control.audit_entries where tenant_id = (select id from tenantry_control.tenants where slug = '{busy}')"
    );
    let entry = sql::one(&mut admin, newest).await;
    stage.lend_sandbox();
    Scene { busy, suspended, hostile, entry }
}

/// Profiles as somebody has who looks after three installations.
pub(crate) async fn save_profiles(window: &Window, ground: &Ground) {
    let server = &ground.server;
    for (name, host, port, environment, safe_mode, method) in [
        ("Production EU", "control.eu.db.example", 5432, "production", "confirm", "keychain"),
        ("Production EU, looking only", "control.eu.db.example", 5432, "production", "read_only", "ask"),
        ("Staging", "127.0.0.1", server.port, "staging", "open", "ask"),
    ] {
        let tls = if port == 5432 { "verify_full" } else { "off" };
        let profile = json!({
            "name": name, "host": host, "port": port, "database": "tenantry", "login": "ada", "loginMethod": method,
            "tls": tls, "caFile": null, "awsProfile": null, "awsRegion": null, "environment": environment,
            "safeMode": safe_mode,
        });
        let request = json!({ "request": { "profile": profile, "renameFrom": null, "password": null } });
        window.invoke("profile_save", request).await.expect("it is a whole profile");
    }
    window.reload().await;
}
