//! A walk through each act, and what the trail holds of it afterwards: login, reason, before, after.

use serde_json::{Value, json};
use tenantry_tests::{Fleet, Seat, until};

use super::{newest, untouched};

/// What an entry must say; the rest of it (time, hash, number) is its own business.
fn assert_entry(entry: &Value, action: &str, reason: &str) {
    assert_eq!(entry["action"], action, "{entry}");
    assert_eq!(entry["login"], "ops", "{entry}");
    assert_eq!(entry["reason"], reason, "{entry}");
    assert!(entry["client"].as_str().is_some_and(|client| client.contains("tenantry ")), "{entry}");
    assert_eq!(entry["hash"].as_str().map(str::len), Some(64), "{entry}");
}

async fn limit(seat: &Seat, tenant: &str, name: &str) -> Value {
    let shown = seat.must("tenant_show", json!({ "tenant": tenant })).await;
    let limits = shown["limits"].as_array().cloned().unwrap_or_default();
    limits.into_iter().find(|limit| limit["name"] == name).expect("each tenant has each limit")
}

#[tokio::test]
async fn a_tier_is_changed() {
    let fleet = Fleet::fresh().await;
    let ops = fleet.seat("ops").await;
    let tenant = untouched(&fleet, "free").await;
    let plan = ops.must("tenant_plan_tier", json!({ "tenant": tenant, "tier": "pro" })).await;
    assert_eq!(
        (&plan["from"], &plan["to"], &plan["acknowledge"]),
        (&json!("free"), &json!("pro"), &json!([]))
    );
    let shown = ops.must("tenant_show", json!({ "tenant": tenant })).await;
    assert_eq!(shown["version"], "1", "a plan changes nothing");
    let request = json!({
        "tenant": tenant, "tier": "pro", "reason": "  Signed the order form.  ", "acknowledge": [], "version": "1",
    });
    let after = ops.must("tenant_set_tier", request).await;
    assert_eq!((&after["tier"], &after["version"]), (&json!("pro"), &json!("2")));
    let entry = newest(&ops, &tenant).await;
    assert_entry(&entry, "tenant.set_tier", "Signed the order form.");
    assert_eq!(
        entry["before"],
        json!({ "tier": "free", "status": "active", "statusReason": null, "version": 1 })
    );
    let became = json!({
        "tier": "pro", "status": "active", "statusReason": null, "version": 2, "acknowledged": [],
    });
    assert_eq!(entry["after"], became);
    assert_eq!(entry["chainSeq"], "1");
}

#[tokio::test]
async fn a_limit_is_raised_and_cleared() {
    let fleet = Fleet::fresh().await;
    let ops = fleet.seat("ops").await;
    let tenant = untouched(&fleet, "free").await;
    let set = json!({
        "tenant": tenant, "limit": "users", "value": "25", "reason": "Stocktaking.", "until": "2099-01-01T00:00:00Z",
        "version": "1",
    });
    ops.must("tenant_set_limit", set).await;
    let users = limit(&ops, &tenant, "users").await;
    assert_eq!((&users["effective"], &users["tierValue"]), (&json!("25"), &json!("5")), "{users}");
    assert_eq!(users["overrideDetail"]["setBy"], "ops");
    let entry = newest(&ops, &tenant).await;
    assert_entry(&entry, "tenant.set_limit", "Stocktaking.");
    assert_eq!(entry["before"], Value::Null);
    assert_eq!((&entry["after"]["limit"], &entry["after"]["value"]), (&json!("users"), &json!(25)));

    let clear = json!({ "tenant": tenant, "limit": "users", "reason": "It is done.", "version": "2" });
    ops.must("tenant_clear_limit", clear.clone()).await;
    assert_eq!(limit(&ops, &tenant, "users").await["effective"], "5");
    let cleared = newest(&ops, &tenant).await;
    assert_entry(&cleared, "tenant.clear_limit", "It is done.");
    assert_eq!((&cleared["before"], &cleared["after"]), (&entry["after"], &Value::Null));
    let mut again = clear;
    again["version"] = json!("3");
    assert_eq!(
        ops.must_not("tenant_clear_limit", again).await.message,
        "There is no override of users to clear."
    );
}

#[tokio::test]
async fn an_override_lapses_by_the_clock_of_the_database() {
    let fleet = Fleet::fresh().await;
    let ops = fleet.seat("ops").await;
    let tenant = untouched(&fleet, "free").await;
    let mut admin = fleet.admin().await;
    let soon = "to_char(clock_timestamp() at time zone 'UTC' + interval '1 second', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
    let soon = tenantry_tests::sql::one(&mut admin, format!("select {soon}")).await;
    let set = json!({
        "tenant": tenant, "limit": "projects", "value": "unlimited", "reason": "For a second.", "until": soon,
        "version": "1",
    });
    let set = ops.must("tenant_set_limit", set).await;
    assert!(
        set["limits"].as_array().is_some_and(|all| all.iter().any(|limit| limit["effective"] == "unlimited"))
    );
    until::found("the override lapses", async || {
        let projects = limit(&ops, &tenant, "projects").await;
        (projects["effective"] == "3" && projects["overrideDetail"].is_null()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_tenant_is_suspended_and_resumed() {
    let fleet = Fleet::fresh().await;
    let ops = fleet.seat("ops").await;
    let tenant = untouched(&fleet, "starter").await;
    let change =
        |reason: &str, version: &str| json!({ "tenant": tenant, "reason": reason, "version": version });
    let after = ops.must("tenant_suspend", change("Unpaid for 60 days.", "1")).await;
    assert_eq!(
        (&after["status"], &after["statusReason"]),
        (&json!("suspended"), &json!("Unpaid for 60 days."))
    );
    let entry = newest(&ops, &tenant).await;
    assert_entry(&entry, "tenant.suspend", "Unpaid for 60 days.");
    assert_eq!(
        (&entry["before"]["status"], &entry["after"]["status"]),
        (&json!("active"), &json!("suspended"))
    );
    let twice = ops.must_not("tenant_suspend", change("Once more.", "2")).await;
    assert_eq!(twice.message, format!("{tenant} is suspended already."));
    let after = ops.must("tenant_resume", change("Paid in full.", "2")).await;
    assert_eq!((&after["status"], &after["statusReason"]), (&json!("active"), &Value::Null));
    let entry = newest(&ops, &tenant).await;
    assert_entry(&entry, "tenant.resume", "Paid in full.");
    assert_eq!(entry["chainSeq"], "2");
}

#[tokio::test]
async fn a_tenant_is_created() {
    let fleet = Fleet::fresh().await;
    let ops = fleet.seat("ops").await;
    let made = ops.must(
        "tenant_create",
        json!({
            "slug": "harbor-clinic-2", "name": "  Harbor Clinic  ", "tier": "free", "region": "eu-central-1",
            "rung": null, "parent": null, "reason": "They signed up by phone.",
        }),
    );
    let made = made.await;
    assert_eq!((&made["name"], &made["status"]), (&json!("Harbor Clinic"), &json!("active")));
    assert_eq!(made["placement"]["rung"], "shared");
    let entry = newest(&ops, "harbor-clinic-2").await;
    assert_entry(&entry, "tenant.create", "They signed up by phone.");
    assert_eq!((&entry["before"], &entry["after"]["slug"]), (&Value::Null, &json!("harbor-clinic-2")));
}

#[tokio::test]
async fn a_tier_gets_another_limit_for_all_who_are_on_it() {
    let fleet = Fleet::fresh().await;
    let ops = fleet.seat("ops").await;
    let tenant = untouched(&fleet, "starter").await;
    let tiers = ops.must("tier_list", json!({})).await;
    let starter =
        tiers["tiers"].as_array().and_then(|all| all.iter().find(|tier| tier["name"] == "starter")).cloned();
    let version = starter.expect("starter is a tier")["version"].clone();
    let set = json!({
        "tier": "starter", "limit": "users", "value": "40", "reason": "Spring campaign.", "version": version,
    });
    ops.must("tier_set_limit", set.clone()).await;
    assert_eq!(limit(&ops, &tenant, "users").await["effective"], "40");
    let entries = ops.must("audit_list", json!({ "action": "tier.set_limit", "limit": 1 })).await;
    let entry = &entries["entries"][0];
    assert_entry(entry, "tier.set_limit", "Spring campaign.");
    assert_eq!((&entry["before"]["value"], &entry["after"]["value"]), (&json!(20), &json!(40)));
    assert_eq!(ops.must_not("tier_set_limit", set).await.message, "The tier starter was changed meanwhile.");
}

#[tokio::test]
async fn a_downgrade_below_use_is_acknowledged_limit_by_limit() {
    let fleet = Fleet::fresh().await;
    let ops = fleet.seat("ops").await;
    let condition = "status = 'active' and tier = 'pro' and users > 5 and projects > 3 and storage_bytes <= 1000000000 \
                     and api_calls_month <= 10000 and version = 1";
    let mut admin = fleet.admin().await;
    let shape = "update tenantry_control.tenants set storage_bytes = 5, api_calls_month = 5, users = 9, projects = 9 \
                 where slug = (select min(slug) from tenantry_control.tenants \
                               where tier = 'pro' and status = 'active' and version = 1)";
    tenantry_tests::sql::must(&mut admin, shape).await;
    let tenant = fleet.tenant_where(condition).await;
    let plan = ops.must("tenant_plan_tier", json!({ "tenant": tenant, "tier": "free" })).await;
    assert_eq!(plan["acknowledge"], json!(["users", "projects"]));
    let change = |acknowledge: &[&str]| json!({ "tenant": tenant, "tier": "free", "reason": "Downgrade.", "acknowledge": acknowledge, "version": "1" });
    for (acknowledged, missing) in [
        (&[][..], "users, projects"),
        (&["users"], "projects"),
        (&["projects", "storage_bytes", "api_calls_month"], "users"),
    ] {
        let refused = ops.must_not("tenant_set_tier", change(acknowledged)).await;
        assert_eq!(refused.message, format!("{tenant} already uses more than free allows: {missing}."));
        assert_eq!(refused.field.as_deref(), Some("acknowledge"));
    }
    let shown = ops.must("tenant_show", json!({ "tenant": tenant })).await;
    assert_eq!((&shown["tier"], &shown["version"]), (&json!("pro"), &json!("1")), "nothing is half done");
    let after = ops.must("tenant_set_tier", change(&["users", "projects"])).await;
    assert_eq!(after["tier"], "free");
    let entry = newest(&ops, &tenant).await;
    let mut kept: Vec<&str> =
        entry["after"]["acknowledged"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    kept.sort_unstable();
    assert_eq!(kept, ["projects", "users"]);
}
