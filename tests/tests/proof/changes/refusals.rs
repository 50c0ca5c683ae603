//! Bad input of changes: each is refused with the field, a sentence and a remedy, and nothing is half done.

use serde_json::{Value, json};
use tenantry_console::error::ErrorCode;
use tenantry_tests::{Fleet, Seat, sql};

use super::untouched;

/// All that a change could leave behind.
async fn state(fleet: &Fleet) -> String {
    let mut admin = fleet.admin().await;
    let all = "select md5(concat((select string_agg(t::text, '|' order by id) from tenantry_control.tenants t), \
        (select string_agg(o::text, '|' order by o) from tenantry_control.overrides o), \
        (select string_agg(i::text, '|' order by i) from tenantry_control.tiers i), \
        (select count(*) from tenantry_control.audit_entries), (select count(*) from tenantry_control.audit_chains)))";
    sql::one(&mut admin, all).await
}

struct Bad {
    command: &'static str,
    field: &'static str,
    value: Value,
    told: (&'static str, ErrorCode),
}

const fn bad(command: &'static str, field: &'static str, value: Value, about: &'static str) -> Bad {
    Bad { command, field, value, told: (about, ErrorCode::Invalid) }
}

fn long(length: usize) -> Value {
    json!("x".repeat(length))
}

fn all() -> Vec<Bad> {
    let mut all = Vec::new();
    for command in [
        "tenant_set_tier",
        "tenant_set_limit",
        "tenant_clear_limit",
        "tenant_suspend",
        "tenant_resume",
        "tenant_create",
        "tier_set_limit",
    ] {
        for reason in ["", "  ", "ab", " \u{a0} "] {
            all.push(bad(command, "reason", json!(reason), "reason"));
        }
        all.push(bad(command, "reason", long(501), "reason"));
    }
    for command in ["tenant_set_limit", "tier_set_limit"] {
        for value in
            ["-1", "1000000000000000000000000000000", "1e30", "1000000000000000001", "5.5", "", "many", "٥"]
        {
            all.push(bad(command, "value", json!(value), "value"));
        }
    }
    for until in ["2001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T00:00:00Z"] {
        all.push(bad("tenant_set_limit", "until", json!(until), "until"));
    }
    for tier in ["platinum", "", "free'; drop table tenants; --", "FREE"] {
        all.push(bad("tenant_set_tier", "tier", json!(tier), "tier"));
        all.push(bad("tenant_create", "tier", json!(tier), "tier"));
        all.push(bad("tenant_plan_tier", "tier", json!(tier), "tier"));
        all.push(bad("tier_set_limit", "tier", json!(tier), "tier"));
    }
    for slug in ["", "-a", "a-", "A", "a b", "a.b", "ä", "a'b"] {
        all.push(bad("tenant_create", "slug", json!(slug), "slug"));
    }
    all.push(bad("tenant_create", "slug", long(64), "slug"));
    all.push(bad("tenant_create", "name", json!("  "), "name"));
    all.push(bad("tenant_create", "name", long(201), "name"));
    for region in ["", "Europe", "eu central", "eu-"] {
        all.push(bad("tenant_create", "region", json!(region), "region"));
    }
    for version in ["", "one", "1.0", "99999999999999999999"] {
        all.push(bad("tenant_suspend", "version", json!(version), "version"));
    }
    let unknown = ErrorCode::NotFound;
    for command in ["tenant_set_tier", "tenant_set_limit", "tenant_suspend", "tenant_show", "tenant_usage"] {
        for tenant in ["no-such-tenant", "0190a6b2-0000-7000-8000-000000000001", "", "' or true --"] {
            all.push(Bad { command, field: "tenant", value: json!(tenant), told: ("", unknown) });
        }
    }
    all.push(Bad {
        command: "tenant_create",
        field: "parent",
        value: json!("nobody"),
        told: ("parent", unknown),
    });
    let condition = ErrorCode::Precondition;
    all.push(Bad {
        command: "tenant_create",
        field: "rung",
        value: json!("instance"),
        // of a free tenant: what is wrong is the tier
        told: ("tier", condition),
    });
    all.push(Bad {
        command: "tenant_set_tier",
        field: "tier",
        value: json!("starter"),
        told: ("tier", condition),
    });
    all
}

/// A request that would be done as it stands.
fn good(command: &str, tenant: &str) -> Value {
    let reason = "A good reason.";
    match command {
        "tenant_create" => json!({
            "slug": "brand-new", "name": "Brand new", "tier": "free", "region": "eu-central-1", "rung": "shared",
            "parent": null, "reason": reason,
        }),
        "tier_set_limit" => {
            json!({ "tier": "pro", "limit": "users", "value": "101", "reason": reason, "version": "1" })
        }
        "tenant_set_limit" => json!({
            "tenant": tenant, "limit": "users", "value": "30", "reason": reason, "until": null, "version": "1",
        }),
        "tenant_clear_limit" => {
            json!({ "tenant": tenant, "limit": "users", "reason": reason, "version": "1" })
        }
        "tenant_set_tier" => {
            json!({ "tenant": tenant, "tier": "pro", "reason": reason, "acknowledge": [], "version": "1" })
        }
        _ => json!({ "tenant": tenant, "tier": "pro", "reason": reason, "version": "1", "days": 30 }),
    }
}

#[tokio::test]
async fn each_bad_field_is_named_and_nothing_is_done() {
    let fleet = Fleet::fresh().await;
    let ops = fleet.seat("ops").await;
    let tenant = untouched(&fleet, "starter").await;
    let before = state(&fleet).await;
    for Bad { command, field, value, told: (about, code) } in all() {
        let mut request = good(command, &tenant);
        request[field] = value.clone();
        let told = ops.must_not(command, request).await;
        let said = format!("{command} {field} = {value}: {told:?}");
        assert_eq!((told.code, told.field.as_deref().unwrap_or_default()), (code, about), "{said}");
        assert!(told.message.ends_with('.') && told.message.len() > 10, "a sentence: {said}");
        assert!(told.remedy.is_some() || code == ErrorCode::NotFound, "a remedy: {said}");
        let quoted = value.as_str().is_some_and(|text| text.contains("drop table"));
        assert!(quoted || !told.message.to_lowercase().contains("select "), "no SQL: {said}");
    }
    assert_eq!(state(&fleet).await, before, "nothing is half done");
}

#[tokio::test]
async fn a_slug_that_is_taken_is_refused() {
    let fleet = Fleet::fresh().await;
    let ops = fleet.seat("ops").await;
    let taken = untouched(&fleet, "free").await;
    let before = state(&fleet).await;
    let mut request = good("tenant_create", "");
    request["slug"] = json!(taken);
    let told = ops.must_not("tenant_create", request).await;
    assert_eq!((told.code, told.field.as_deref()), (ErrorCode::Invalid, Some("slug")));
    assert_eq!(told.message, format!("The slug \"{taken}\" is taken."));
    assert_eq!(state(&fleet).await, before);
}

#[tokio::test]
async fn the_database_refuses_by_itself_what_the_console_stops_early() {
    let fleet = Fleet::fresh().await;
    let before = state(&fleet).await;
    let mut ops = fleet.enter_as("ops").await;
    let slug = untouched(&fleet, "starter").await;
    let id =
        sql::one(&mut ops, format!("select id from tenantry_control.tenants where slug = '{slug}'")).await;
    for (call, code, field) in [
        (format!("set_limit('{id}', 'users', -1, 'A reason.', null, 1)"), "TN400", "value"),
        (format!("set_limit('{id}', 'users', 1000000000000000001, 'A reason.', null, 1)"), "TN400", "value"),
        (format!("set_limit('{id}', 'seats', 1, 'A reason.', null, 1)"), "TN400", "limit"),
        (format!("set_limit('{id}', null, 1, 'A reason.', null, 1)"), "TN400", "limit"),
        (format!("set_limit('{id}', 'users', 1, 'A reason.', clock_timestamp(), 1)"), "TN400", "until"),
        (format!("set_limit('{id}', 'users', 1, 'A reason.', '-infinity', 1)"), "TN400", "until"),
        (format!("set_limit('{id}', 'users', 1, '', null, 1)"), "TN400", "reason"),
        (format!("set_limit('{id}', 'users', 1, null, null, 1)"), "TN400", "reason"),
        (format!("suspend('{id}', 'A reason.', null)"), "TN409", "version"),
        (format!("suspend('{id}', 'A reason.', 2)"), "TN409", "version"),
        ("suspend(null, 'A reason.', 1)".to_owned(), "TN404", "tenant"),
        (format!("set_tier('{id}', null, 'A reason.', 1)"), "TN400", "tier"),
        (format!("set_tier('{id}', 'platinum', 'A reason.', 1)"), "TN400", "tier"),
        (
            "create_tenant('new', null, 'free', 'eu-central-1', 'shared', null, 'A reason.')".to_owned(),
            "TN400",
            "name",
        ),
        (
            format!("create_tenant('new', 'New', 'free', 'eu-central-1', 'shared', '{TENANT}', 'A reason.')"),
            "TN400",
            "parent",
        ),
        ("set_tier_limit('pro', 'users', -1, 'A reason.', 1)".to_owned(), "TN400", "value"),
    ] {
        let refused = sql::must_not(&mut ops, "ops", format!("select tenantry_control.{call}")).await;
        assert_eq!(
            (refused.code.as_str(), refused.field.as_deref()),
            (code, Some(field)),
            "{call}: {refused:?}"
        );
    }
    assert_eq!(state(&fleet).await, before, "nothing is half done");
}

const TENANT: &str = "0190a6b2-0000-7000-8000-000000000001";

#[tokio::test]
async fn a_tenant_that_is_being_deleted_is_not_changed() {
    let fleet = Fleet::fresh().await;
    let ops = fleet.seat("ops").await;
    for status in ["deleting", "deleted"] {
        let tenant =
            fleet.tenant_where(&format!("status = '{status}' and version = 1 and tier <> 'pro'")).await;
        for command in ["tenant_set_tier", "tenant_set_limit", "tenant_clear_limit", "tenant_suspend"] {
            let told = ops.must_not(command, good(command, &tenant)).await;
            assert_eq!(told.message, format!("{tenant} is {status}."), "{command}");
        }
    }
}

#[tokio::test]
async fn a_read_only_profile_changes_nothing_whatever_the_role() {
    let fleet = Fleet::fresh().await;
    let before = state(&fleet).await;
    let seat = Seat::empty();
    let url = fleet.url("ops");
    let profile = json!({
        "name": "careful", "host": "127.0.0.1", "port": fleet.ground.server.port, "database": fleet.database,
        "login": "ops", "loginMethod": "ask", "tls": "off", "caFile": null, "awsProfile": null, "awsRegion": null,
        "environment": "production", "safeMode": "read_only",
    });
    seat.must("profile_save", json!({ "profile": profile, "renameFrom": null, "password": null })).await;
    let password = url.split(['@', ':']).nth(2).unwrap();
    seat.must("connect", json!({ "profile": "careful", "password": password })).await;
    let tenant = untouched(&fleet, "starter").await;
    for command in
        ["tenant_set_tier", "tenant_set_limit", "tenant_suspend", "tenant_create", "tier_set_limit"]
    {
        let told = seat.must_not(command, good(command, &tenant)).await;
        assert_eq!(told.code, ErrorCode::Denied, "{command}: {told:?}");
    }
    assert_eq!(state(&fleet).await, before);
}
