//! Hostile text in every text field of every command: it is text, stored as it was given and given back as it was
//! stored, or refused with a sentence. The only SQL that runs is ours.

use serde_json::{Value, json};
use tenantry_console::error::ErrorCode;
use tenantry_tests::{Fleet, Seat, sql};

const HOSTILE: [&str; 16] = [
    "'; drop table tenantry_control.tenants; --",
    "\"; select pg_sleep(60); --",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}${7*7}#{7*7}",
    "javascript:alert(1)",
    "=HYPERLINK(\"https://collector.example\")",
    "\u{202e}txt.exe",
    "zero\u{200b}width\u{feff}",
    "%s%n%x $(id) `id`",
    "../../etc/passwd",
    "$1 $2 :name ?",
    "\\'; select 1; --\\",
    "E'\\x00'",
    "a\u{0}b",
    "👩‍👩‍👧‍👦 ﷽ ேீ",
    "line\r\nbreak\ttab",
];

async fn count(fleet: &Fleet) -> String {
    sql::one(&mut fleet.admin().await, "select count(*) from tenantry_control.tenants").await
}

#[tokio::test]
async fn what_is_stored_comes_back_as_it_was_given() {
    let fleet = Fleet::fresh().await;
    let ops = fleet.seat("ops").await;
    for (n, text) in HOSTILE.iter().enumerate() {
        let slug = format!("hostile-{n}");
        let create = json!({
            "slug": slug, "name": text, "tier": "free", "region": "eu-central-1", "rung": "shared", "parent": null,
            "reason": format!("Reason {text}"),
        });
        if text.contains('\0') {
            let told = ops.must_not("tenant_create", create).await;
            assert_eq!(told.code, ErrorCode::Invalid, "PostgreSQL cannot store NUL: {told:?}");
            continue;
        }
        let made = ops.must("tenant_create", create).await;
        assert_eq!(made["name"].as_str(), Some(text.trim_matches(' ')), "name {n}");
        let reason = format!("Because {text} said so");
        let suspend = json!({ "tenant": slug, "reason": reason, "version": "1" });
        let shown = ops.must("tenant_suspend", suspend).await;
        assert_eq!(shown["statusReason"], reason.as_str());
        let trail = ops.must("audit_list", json!({ "tenant": slug })).await;
        assert_eq!(trail["entries"][0]["reason"], reason.as_str());
        assert_eq!(trail["entries"][1]["reason"], format!("Reason {text}").as_str());
        let piece = text.split('"').max_by_key(|piece| piece.len()).unwrap_or_default();
        let found = json!({ "query": format!("\"{piece}\" slug:{slug}"), "sort": "name" });
        let found = ops.must("tenant_list", found).await;
        assert_eq!(found["rows"].as_array().map(Vec::len), Some(1), "found by its own name: {text:?}");
        let save = json!({ "name": text, "query": "", "sort": "", "columns": ["name"], "shared": true });
        let views = ops.must("view_save", save).await;
        let mine = views["views"].as_array().cloned().unwrap_or_default();
        let kept = mine.iter().any(|view| view["name"] == text.trim_matches(' '));
        assert!(kept, "the view was saved: {text:?}");
        ops.must("view_delete", json!({ "name": text.trim_matches(' ') })).await;
    }
}

/// A request whose text fields are all good.
fn good(command: &str) -> Option<Value> {
    let profile = json!({
        "name": "p", "host": "127.0.0.1", "port": 1, "database": "d", "login": "l", "loginMethod": "ask",
        "tls": "off", "caFile": "", "awsProfile": "", "awsRegion": "", "environment": "staging", "safeMode": "confirm",
    });
    let change = json!({ "tenant": "t", "reason": "A reason.", "version": "1" });
    let with = |extra: Value| {
        let mut request = change.clone();
        for (key, value) in extra.as_object().into_iter().flatten() {
            request[key] = value.clone();
        }
        request
    };
    Some(match command {
        "profile_save" | "profile_test" => json!({ "profile": profile, "password": "", "renameFrom": "" }),
        "profile_delete" | "view_delete" => json!({ "name": "n" }),
        "connect" => json!({ "profile": "p", "password": "x" }),
        "task_cancel" => json!({ "task": "t" }),
        "tenant_list" => {
            json!({ "query": "", "sort": "name", "limit": 1, "at": { "from": "after", "cursor": "c" } })
        }
        "tenant_count" => json!({ "query": "", "sort": "name" }),
        "tenant_show" | "tenant_certificate" | "tenant_infrastructure" => json!({ "tenant": "t" }),
        "tenant_usage" => json!({ "tenant": "t", "days": 1 }),
        "tenant_export" => {
            json!({ "query": "", "sort": "name", "format": "csv", "path": "/no/such/folder/x", "task": "t" })
        }
        "tenant_plan_tier" | "tenant_rehearse" => json!({ "tenant": "t", "tier": "pro", "days": 1 }),
        "tenant_create" => json!({
            "slug": "s s", "name": "n", "tier": "free", "region": "eu-central-1", "rung": "shared", "parent": "p",
            "reason": "A reason.",
        }),
        "tenant_set_tier" => with(json!({ "tier": "pro", "acknowledge": [] })),
        "tenant_set_limit" => {
            with(json!({ "limit": "users", "value": "1", "until": "2999-01-01T00:00:00Z" }))
        }
        "tenant_clear_limit" => with(json!({ "limit": "users" })),
        "tenant_suspend" | "tenant_resume" => change,
        "tier_set_limit" => with(json!({ "tier": "none", "limit": "users", "value": "1" })),
        "view_save" => json!({ "name": "n", "query": "", "sort": "name", "columns": ["c"], "shared": false }),
        "audit_list" => json!({
            "tenant": "", "who": "w", "action": "a", "ticket": "t", "since": "2026-01-01T00:00:00Z",
            "until": "2026-01-01T00:00:00Z", "before": "9", "limit": 1,
        }),
        "tenant_restore" => change,
        "tenant_resize" => json!({ "tenant": "t", "reason": "A reason.", "atOnce": false }),
        "cluster_set_instances" => json!({
            "cluster": "eu-west-shared-1", "provider": "rds", "region": "eu-central-1", "engineVersion": "18.4",
            "environment": "e", "subnetGroup": "s", "securityGroups": ["sg-1"], "alarmTopic": "arn:aws:sns:x",
            "kmsKey": "k", "reason": "A reason.",
        }),
        "tenant_plan_deletion" => json!({ "tenant": "t", "act": "delete" }),
        "tenant_delete" | "tenant_purge" => {
            with(json!({ "challenge": "0190a6b2-0000-7000-8000-000000000001", "phrase": "p" }))
        }
        "operation_list" => json!({ "states": [], "tenant": "t", "before": "b", "limit": 1 }),
        "scrub_request" => json!({ "reason": "A reason." }),
        "scrub_show" => json!({ "scrub": "s" }),
        "scrub_decide" => json!({ "scrub": "s", "numbers": [1], "decision": "keep", "reason": "A reason." }),
        "scrub_purge" => json!({ "scrub": "s", "reason": "A reason." }),
        "operation_show" => json!({ "operation": "o" }),
        "operation_cancel" | "operation_retry" => json!({ "operation": "o", "reason": "A reason." }),
        // they take no text, or would touch another sandbox than ours
        "profile_list" | "disconnect" | "connection_status" | "sandbox_up" | "sandbox_status"
        | "sandbox_down" | "sandbox_reset" | "app_info" | "app_ready" | "fleet_status" | "tier_list"
        | "view_list" | "quarantine_list" | "cluster_list" => return None,
        other => panic!("add a good request of {other} to tests/tests/proof/hostile.rs"),
    })
}

/// Each text of a request replaced in turn.
fn poisoned(request: &Value, text: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for (key, value) in request.as_object().into_iter().flatten() {
        match value {
            Value::String(_) => {
                let mut one = request.clone();
                one[key] = json!(text);
                all.push(one);
            }
            Value::Object(_) => all.extend(poisoned(value, text).into_iter().map(|inner| {
                let mut one = request.clone();
                one[key] = inner;
                one
            })),
            _ => {}
        }
    }
    all
}

async fn answer(seat: &Seat, command: &str, request: Value) {
    if let Err(told) = seat.ask(command, request.clone()).await {
        let said = format!("{command} {request}: {told:?}");
        assert!(!matches!(told.code, ErrorCode::Internal | ErrorCode::Unavailable), "{said}");
        assert!(
            !told.message.contains('\u{0}') && !told.message.contains('\u{202e}'),
            "shown escaped: {said}"
        );
        assert!(!told.message.contains("SQLSTATE"), "{said}");
    }
}

#[tokio::test]
async fn hostile_text_in_any_field_is_answered_with_a_sentence() {
    let fleet = Fleet::fresh().await;
    let ops = fleet.seat("ops").await;
    let before = count(&fleet).await;
    let mut tried = 0;
    for spec in tenantry_console::registry::commands() {
        let Some(request) = good(spec.name) else { continue };
        if matches!(spec.name, "profile_test" | "connect") {
            continue;
        }
        for text in HOSTILE {
            for request in poisoned(&request, text) {
                answer(&ops, spec.name, request).await;
                tried += 1;
            }
        }
    }
    assert!(tried > 800, "only {tried} requests were made");
    assert_eq!(count(&fleet).await, before);
    let alive = ops.must("connection_status", json!({})).await;
    assert_eq!(alive["state"], "connected", "nothing made the console believe that the server was away");
}

#[tokio::test]
async fn requests_of_another_shape_are_refused() {
    let ops = Fleet::fresh().await.seat("ops").await;
    for spec in tenantry_console::registry::commands() {
        for wrong in [json!(null), json!(7), json!("text"), json!([[]])] {
            let told = ops.must_not(spec.name, wrong.clone()).await;
            assert_eq!(told.code, ErrorCode::Invalid, "{} {wrong}: {told:?}", spec.name);
        }
    }
    let told = ops.must_not("no_such_command", json!({})).await;
    assert_eq!(told.code, ErrorCode::NotFound);
}
