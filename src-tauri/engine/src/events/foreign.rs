//! Whether data names a tenant that is not meant. The kit looks with the same rules (`tenantry.names_another_tenant`).

use serde_json::Value;
use tenantry_model::TenantId;
use uuid::Uuid;

/// What a value stands for, by the keys that lead to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Under {
    /// A key `tenant_id` is above it.
    TenantId,
    /// Its key is `tenant`.
    Tenant,
    Other,
}

/// Whether `data` names another tenant than `tenant`: at any depth, a key `tenant_id` in any spelling (`tenantId`,
/// `Tenant-ID`) that holds anything but this tenant's id, or a key `tenant` that holds another id or an object with one.
///
/// ```
/// # use serde_json::json;
/// # use tenantry_engine::events::names_another_tenant;
/// # let acme = tenantry_model::TenantId("0190a6b2-0000-7000-8000-000000000001".parse().unwrap());
/// assert!(!names_another_tenant(&json!({ "title": "x", "tenant_id": acme.to_string() }), acme));
/// let globex = "0190a6b2-0000-7000-8000-000000000002";
/// assert!(names_another_tenant(&json!({ "lines": [{ "meta": { "tenantId": globex } }] }), acme));
/// ```
pub fn names_another_tenant(data: &Value, tenant: TenantId) -> bool {
    looks_foreign(data, Under::Other, tenant)
}

fn looks_foreign(data: &Value, under: Under, tenant: TenantId) -> bool {
    match data {
        Value::Object(members) => {
            members.iter().any(|(key, value)| looks_foreign(value, below(under, key), tenant))
        }
        Value::Array(items) => items.iter().any(|item| looks_foreign(item, under, tenant)),
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => under == Under::TenantId,
        Value::String(text) => match under {
            Under::TenantId => id(text) != Some(tenant.0),
            Under::Tenant => id(text).is_some_and(|id| id != tenant.0),
            Under::Other => false,
        },
    }
}

fn below(under: Under, key: &str) -> Under {
    let letters: String = key.to_ascii_lowercase().chars().filter(char::is_ascii_lowercase).take(9).collect();
    match letters.as_str() {
        _ if under == Under::TenantId => Under::TenantId,
        "id" if under == Under::Tenant => Under::TenantId,
        "tenantid" => Under::TenantId,
        "tenant" => Under::Tenant,
        _ => Under::Other,
    }
}

/// A UUID in any spelling that PostgreSQL reads as one.
fn id(text: &str) -> Option<Uuid> {
    let lower = text.to_ascii_lowercase();
    let bare = lower.strip_prefix("urn:uuid:").unwrap_or(&lower);
    let between = ['{', '}', '-', ' ', '\t', '\n', '\r', '\u{b}', '\u{c}'];
    let hex: String = bare.chars().filter(|c| !between.contains(c)).collect();
    if hex.len() == 32 { Uuid::try_parse(&hex).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn another_tenant_is_found_wherever_it_hides() {
        let (own, other) = (TenantId(Uuid::from_u128(1)), TenantId(Uuid::from_u128(2)));
        let (mine, theirs) = (own.to_string(), other.to_string());
        let simple = other.0.simple().to_string().to_uppercase();
        for bad in [
            json!({ "tenant_id": theirs }),
            json!({ "tenantId": theirs }),
            json!({ "TENANT-ID": simple }),
            json!({ "tenant": theirs }),
            json!({ "tenant": { "id": theirs } }),
            json!({ "tenant": [{ "id": theirs }] }),
            json!({ "tenant_id": { "value": theirs } }),
            json!({ "tenant_id": [mine, theirs] }),
            json!({ "a": [{ "b": { "tenant_id": format!("{{{theirs}}}") } }] }),
            json!({ "tenant_id": format!("urn:uuid:{theirs}") }),
            json!({ "tenant_id": format!(" {theirs} ") }),
            json!({ "tenant_id": 2 }),
            json!({ "tenant_id": true }),
            json!({ "tenant_id": "globex" }),
            json!({ "tenant_id": "" }),
        ] {
            assert!(names_another_tenant(&bad, own), "{bad}");
        }
        for good in [
            json!(null),
            json!({ "tenant_id": mine }),
            json!({ "tenantId": mine.to_uppercase(), "tenant": { "id": mine, "name": "Acme" } }),
            json!({ "tenant_id": null }),
            json!({ "tenant": "acme", "lieutenant": theirs, "customer_id": theirs }),
            json!({ "text": format!("tenant_id: {theirs}") }),
            json!([theirs, { "id": theirs }]),
        ] {
            assert!(!names_another_tenant(&good, own), "{good}");
        }
    }
}
