//! Proof in the real window: the app as it ships, on the real sandbox, driven by clicks and keys, and what it claims
//! checked by plain SQL. `cargo xtask test` gives the display, the bus and the keychain.

mod accessible;
mod acts;
mod export;
mod first_run;
mod grid;
mod hostile;
mod keychain;
mod lost;
mod operations;
mod operators;
mod profiles;
mod read_only;
mod support;
mod walls;

use serde_json::json;
use sqlx::PgConnection;
use tenantry_tests::sql;
use tenantry_tests::window::Window;

/// The slug of an active tenant without overrides that fits, and that no other test changes: each gives its own number.
async fn own_tenant(admin: &mut PgConnection, condition: &str, number: u32) -> String {
    let query = format!(
        "select slug from tenantry_control.tenants t where status = 'active' and name ~ '^[A-Za-z ]+$' and {condition}
         and not exists (select from tenantry_control.overrides o where o.tenant_id = t.id)
         order by slug offset {number} limit 1"
    );
    let slug = sql::one(admin, query).await;
    assert!(!slug.is_empty(), "the sample fleet has such a tenant: {condition}");
    slug
}

/// A field of a tenant's row.
async fn of_tenant(admin: &mut PgConnection, slug: &str, expression: &str) -> String {
    sql::one(admin, format!("select {expression} from tenantry_control.tenants t where slug = '{slug}'"))
        .await
}

/// The newest audit entry of a tenant: `login|action|reason|part of before|part of after`.
async fn last_entry(admin: &mut PgConnection, slug: &str, part: &str) -> String {
    let query = format!(
        "select concat_ws('|', e.login, e.action, e.reason, e.before #>> '{{{part}}}', e.after #>> '{{{part}}}')
         from tenantry_control.audit_entries e join tenantry_control.tenants t on t.id = e.tenant_id
         where t.slug = '{slug}' order by e.number desc limit 1"
    );
    sql::one(admin, query).await
}

/// Opens the page of a tenant.
async fn open_tenant(window: &Window, slug: &str) {
    window.go(&format!("/tenants/{slug}")).await;
    window.see(&format!("[data-testid=tenant-page][data-slug=\"{slug}\"]")).await;
}

/// The code of a refusal.
async fn refusal(window: &Window, command: &str, request: serde_json::Value) -> String {
    match window.invoke(command, json!({ "request": request })).await {
        Ok(answer) => panic!("{command} was let through: {answer}"),
        Err(refused) => refused["code"].as_str().map_or_else(|| refused.to_string(), str::to_owned),
    }
}
