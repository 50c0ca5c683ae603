//! Bearer tokens: signature, algorithm, issuer, audience and time are checked before a claim is read.

use std::time::Duration;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Validation, decode, decode_header};
use serde_json::Value;

use super::claims::{ClaimPath, Claims};
use super::keys::Keys;
use super::refusal::Refusal;

/// Longest header with a token, in bytes.
const TOKEN_MOST: usize = 16 * 1024;
/// How far clocks may differ, unless the caller says otherwise, and at most.
const LEEWAY: Duration = Duration::from_secs(30);
const LEEWAY_MOST: Duration = Duration::from_secs(300);
/// How old a key set may be, and how soon it is read again for a key that is not in it.
const KEYS_AGE: Duration = Duration::from_secs(60);
const KEYS_SOONEST: Duration = Duration::from_secs(10);

/// How bearer tokens (JWT) are checked, and which claim names the tenant: `tenant_id`, else `org_id`, else
/// `app_metadata.tenant_id`, unless [`Tokens::tenant_claims`] says otherwise.
///
/// A claim must be one that users cannot write: not Supabase's `user_metadata`, for instance.
///
/// ```
/// # use tenantry_engine::resolve::http::{Keys, SigningAlgorithm, Tokens};
/// # fn example() -> Result<Tokens, tenantry_engine::EngineError> {
/// let keys = Keys::secret(&"0123456789abcdef0123456789abcdef".into(), SigningAlgorithm::Hs256)?;
/// Ok(Tokens::new(keys, "https://login.example.com/", "https://api.example.com")
///     .tenant_claims(&[&["https://example.com/tenant"], &["app_metadata", "tenant_id"]])
///     .several_tenants_claim(&["app_metadata", "tenants"]))
/// # }
/// # example().unwrap();
/// ```
#[derive(Debug)]
pub struct Tokens {
    keys: Keys,
    issuer: String,
    audience: String,
    leeway: Duration,
    tenant: Vec<ClaimPath>,
    several: Option<ClaimPath>,
}

fn path(names: &[&str]) -> ClaimPath {
    names.iter().map(|name| (*name).to_owned()).collect()
}

impl Tokens {
    /// Tokens of one issuer (`iss`) for one audience (`aud`); both must be in each token, and `exp`.
    pub fn new(keys: Keys, issuer: &str, audience: &str) -> Self {
        let tenant = vec![path(&["tenant_id"]), path(&["org_id"]), path(&["app_metadata", "tenant_id"])];
        let (issuer, audience) = (issuer.to_owned(), audience.to_owned());
        Self { keys, issuer, audience, leeway: LEEWAY, tenant, several: None }
    }

    /// How far the clocks of issuer and service may differ: 30 seconds, at most 5 minutes.
    #[must_use]
    pub fn leeway(self, leeway: Duration) -> Self {
        Self { leeway: leeway.min(LEEWAY_MOST), ..self }
    }

    /// The claims that may name the tenant, each by its names from the outside in; the first that is there counts.
    #[must_use]
    pub fn tenant_claims(self, claims: &[&[&str]]) -> Self {
        Self { tenant: claims.iter().map(|claim| path(claim)).collect(), ..self }
    }

    /// The claim that lists tenants (ids or slugs) which its bearer may act for besides the token's own. The request then
    /// says which, by any strategy that is allowed.
    #[must_use]
    pub fn several_tenants_claim(self, claim: &[&str]) -> Self {
        Self { several: Some(path(claim)), ..self }
    }

    /// The claims of the request's token; none: it has no token.
    pub(super) async fn verify(&self, headers: &HeaderMap) -> Result<Option<Claims>, Refusal> {
        let Some(token) = bearer(headers)? else { return Ok(None) };
        let header = decode_header(token).map_err(|_| Refusal::TokenInvalid)?;
        if header.crit.is_some() {
            // an extension that must be understood, and is not (RFC 7515, 4.1.11)
            return Err(Refusal::TokenInvalid);
        }
        self.keys.refresh(KEYS_AGE).await;
        let mut key = self.keys.select(&header);
        if key.is_none() {
            self.keys.refresh(KEYS_SOONEST).await;
            key = self.keys.select(&header);
        }
        let key = key.ok_or(Refusal::TokenInvalid)?;
        let mut validation = Validation::new(key.algorithm);
        validation.leeway = self.leeway.as_secs();
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        let verified = decode::<Value>(token, &key.key, &validation).map_err(|error| match error.kind() {
            ErrorKind::ExpiredSignature => Refusal::TokenExpired,
            _ => Refusal::TokenInvalid,
        })?;
        Claims::read(&verified.claims, &self.tenant, self.several.as_ref()).map(Some)
    }
}

/// The token of `Authorization: Bearer …`, sent once.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut sent = headers.get_all(AUTHORIZATION).iter();
    let value = match (sent.next(), sent.next()) {
        (None, _) => return Ok(None),
        (Some(_), Some(_)) => return Err(Refusal::TokenInvalid),
        (Some(value), None) if value.len() > TOKEN_MOST => return Err(Refusal::TooLarge),
        (Some(value), None) => value.to_str().map_err(|_| Refusal::TokenInvalid)?,
    };
    let (scheme, token) = value.split_once(' ').ok_or(Refusal::TokenInvalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refusal::TokenInvalid);
    }
    Ok(Some(token))
}
