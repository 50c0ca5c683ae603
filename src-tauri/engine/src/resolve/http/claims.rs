//! What a verified token says of tenants.

use serde_json::Value;

use super::refusal::Refusal;
use crate::resolve::TenantKey;

/// Tenants that one token may list at most.
const LISTED_MOST: usize = 1_000;

/// Where in a token's claims something stands: the names from the outside in.
pub(super) type ClaimPath = Vec<String>;

/// The tenants of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claims {
    /// The one that it is for.
    pub(super) tenant: Option<TenantKey>,
    /// Others that its bearer may act for.
    pub(super) listed: Vec<TenantKey>,
}

impl Claims {
    /// The first of `tenant` that is there counts; one that is no name of a tenant is refused, never passed over.
    pub(super) fn read(
        claims: &Value,
        tenant: &[ClaimPath],
        listed: Option<&ClaimPath>,
    ) -> Result<Self, Refusal> {
        let tenant = tenant.iter().find_map(|path| at(claims, path)).map(one).transpose()?;
        let listed = match listed.and_then(|path| at(claims, path)) {
            None => Vec::new(),
            Some(Value::Array(names)) if names.len() <= LISTED_MOST => {
                names.iter().map(one).collect::<Result<_, _>>()?
            }
            Some(_) => return Err(Refusal::ClaimInvalid),
        };
        Ok(Self { tenant, listed })
    }
}

fn at<'a>(claims: &'a Value, path: &ClaimPath) -> Option<&'a Value> {
    path.iter().try_fold(claims, |value, name| value.get(name)).filter(|value| !value.is_null())
}

fn one(value: &Value) -> Result<TenantKey, Refusal> {
    value.as_str().and_then(|text| text.parse().ok()).ok_or(Refusal::ClaimInvalid)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(claims: &Value) -> Result<Claims, Refusal> {
        let path = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let tenant: [ClaimPath; 3] =
            [path(&["tenant_id"]), path(&["org_id"]), path(&["app_metadata", "tenant_id"])];
        Claims::read(claims, &tenant, Some(&path(&["tenants"])))
    }

    #[test]
    fn the_first_claim_that_is_there_counts() {
        for (claims, name) in [
            (json!({ "tenant_id": "acme" }), "acme"),
            (json!({ "org_id": "acme", "tenant_id": null }), "acme"),
            (json!({ "app_metadata": { "tenant_id": "acme" } }), "acme"),
            (json!({ "tenant_id": "acme", "org_id": "globex" }), "acme"),
        ] {
            assert_eq!(read(&claims).unwrap().tenant, Some(name.parse().unwrap()), "{claims}");
        }
        for claims in [
            json!({}),
            json!({ "app_metadata": "acme" }),
            json!({ "user_metadata": { "tenant_id": "acme" } }),
        ] {
            assert_eq!(read(&claims).unwrap().tenant, None, "{claims}");
        }
    }

    #[test]
    fn a_claim_that_names_no_tenant_is_refused() {
        for bad in [
            json!(""),
            json!(7),
            json!(true),
            json!(["acme"]),
            json!({ "id": "acme" }),
            json!("ACME"),
            json!("a/b"),
        ] {
            let claims = json!({ "tenant_id": bad, "org_id": "acme" });
            assert_eq!(read(&claims), Err(Refusal::ClaimInvalid), "{claims}");
            assert_eq!(read(&json!({ "tenants": [bad] })), Err(Refusal::ClaimInvalid));
        }
        assert_eq!(read(&json!({ "tenants": "acme" })), Err(Refusal::ClaimInvalid));
        assert_eq!(read(&json!({ "tenants": vec!["acme"; 1_001] })), Err(Refusal::ClaimInvalid));
        assert_eq!(read(&json!({ "tenants": ["acme", "globex"] })).unwrap().listed.len(), 2);
    }
}
