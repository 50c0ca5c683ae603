//! Whom a request names, by each strategy that is allowed, in the configured order. Nothing is looked up here.

use std::fmt;

use http::{HeaderMap, Uri};

use super::host::{Hosts, host};
use super::refusal::Refusal;
use super::{TENANT_HEADER, path};
use crate::resolve::{DOMAIN_MAX, TenantKey};

/// A way in which a request may name its tenant. The claim of its token is none of these: it is the truth that they are
/// held against.
///
/// ```
/// # use tenantry_engine::resolve::http::Strategy;
/// assert_eq!(Strategy::Header.to_string(), "header");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// One label below a base domain: `acme.example.com`.
    Subdomain,
    /// A domain of the tenant's own: `shop.acme.test`.
    Domain,
    /// The header `X-Tenant-Id`, with an id or a slug.
    Header,
    /// The segment after a prefix: `/api/tenants/{id}/…`, with an id or a slug.
    Path,
    /// `?tenantId=` or `?tenant_id=`, with an id or a slug.
    Query,
}

impl Strategy {
    /// The word for it, the same in the audit trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subdomain => "subdomain",
            Self::Domain => "domain",
            Self::Header => "header",
            Self::Path => "path",
            Self::Query => "query",
        }
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A tenant, as a request names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) by: Strategy,
    pub(super) key: TenantKey,
}

/// Where names are looked for.
#[derive(Debug, Clone)]
pub(super) struct Sources {
    pub(super) strategies: Vec<Strategy>,
    pub(super) hosts: Hosts,
    pub(super) path_prefix: Vec<String>,
}

impl Sources {
    /// Every name, in the order of the strategies. One malformed name refuses the request, whatever the others say.
    pub(super) fn names(&self, uri: &Uri, headers: &HeaderMap) -> Result<Vec<Named>, Refusal> {
        let by_host = |by: &Strategy| matches!(by, Strategy::Subdomain | Strategy::Domain);
        let host = if self.strategies.iter().any(by_host) { host(uri, headers)? } else { None };
        let mut found = Vec::new();
        for by in self.strategies.iter().copied() {
            let key = match by {
                Strategy::Subdomain => host.as_deref().map_or(Ok(None), |host| self.hosts.subdomain(host)),
                Strategy::Domain => Ok(host.as_deref().and_then(|host| self.hosts.domain(host))),
                Strategy::Header => header(headers),
                Strategy::Path => path::tenant(uri.path(), &self.path_prefix),
                Strategy::Query => query(uri),
            }?;
            found.extend(key.map(|key| Named { by, key }));
        }
        Ok(found)
    }
}

/// An id or a slug, as a request writes it.
pub(super) fn key(text: &str) -> Result<TenantKey, Refusal> {
    text.parse().map_err(|_| Refusal::Invalid)
}

fn header(headers: &HeaderMap) -> Result<Option<TenantKey>, Refusal> {
    let mut sent = headers.get_all(TENANT_HEADER).iter();
    match (sent.next(), sent.next()) {
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Err(Refusal::Ambiguous),
        (Some(value), None) if value.len() > DOMAIN_MAX => Err(Refusal::TooLarge),
        (Some(value), None) => key(value.to_str().map_err(|_| Refusal::Invalid)?).map(Some),
    }
}

fn query(uri: &Uri) -> Result<Option<TenantKey>, Refusal> {
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut sent = pairs.filter(|(name, _)| name == "tenantId" || name == "tenant_id");
    match (sent.next(), sent.next()) {
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Err(Refusal::Ambiguous),
        (Some((_, value)), None) => key(&value).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn sources(strategies: &[Strategy]) -> Sources {
        let hosts = Hosts { bases: vec!["example.com".parse().unwrap()], ..Hosts::default() };
        let path_prefix = ["api", "tenants"].map(str::to_owned).to_vec();
        Sources { strategies: strategies.to_vec(), hosts, path_prefix }
    }

    fn headers(values: &[&[u8]]) -> HeaderMap {
        let name = || HeaderName::from_static(TENANT_HEADER);
        values.iter().map(|value| (name(), HeaderValue::from_bytes(value).unwrap())).collect()
    }

    fn slug(text: &str) -> TenantKey {
        TenantKey::Slug(text.parse().unwrap())
    }

    #[test]
    fn a_header_names_one_tenant() {
        assert_eq!(header(&headers(&[])), Ok(None));
        assert_eq!(header(&headers(&[b"acme"])), Ok(Some(slug("acme"))));
        assert_eq!(header(&headers(&[b"acme", b"acme"])), Err(Refusal::Ambiguous));
        for bad in [
            b"" as &[u8],
            b"acme, globex",
            b"ACME",
            b"acme%00",
            "\u{202e}acme".as_bytes(),
            b"\xff\xfe",
            b"' or 1=1 --",
        ] {
            assert_eq!(header(&headers(&[bad])), Err(Refusal::Invalid), "{bad:?}");
        }
        assert_eq!(header(&headers(&[&vec![b'a'; 10_000_000]])), Err(Refusal::TooLarge));
    }

    #[test]
    fn a_query_names_one_tenant_once() {
        let named = |uri: &'static str| query(&Uri::from_static(uri));
        for uri in ["/?tenantId=acme", "/?a=1&tenant_id=acme&b", "/?tenant%49d=acme", "/?tenantId=%61cme"] {
            assert_eq!(named(uri), Ok(Some(slug("acme"))), "{uri}");
        }
        for uri in ["/", "/?", "/?tenant=acme", "/?xtenantId=acme", "/?TENANTID=acme"] {
            assert_eq!(named(uri), Ok(None), "{uri}");
        }
        for uri in [
            "/?tenantId=acme&tenantId=acme",
            "/?tenantId=acme&tenant_id=acme",
            "/?tenantId=acme&tenant%5Fid=b",
        ] {
            assert_eq!(named(uri), Err(Refusal::Ambiguous), "{uri}");
        }
        for uri in
            ["/?tenantId=", "/?tenantId", "/?tenantId=acme%00", "/?tenantId=a+b", "/?tenantId=..%2Facme"]
        {
            assert_eq!(named(uri), Err(Refusal::Invalid), "{uri}");
        }
    }

    #[test]
    fn names_come_in_the_configured_order() {
        let uri = Uri::from_static("http://acme.example.com/api/tenants/globex?tenantId=initech");
        let headers = headers(&[b"umbrella"]);
        let order =
            [Strategy::Query, Strategy::Header, Strategy::Subdomain, Strategy::Domain, Strategy::Path];
        let found = sources(&order).names(&uri, &headers).unwrap();
        let found: Vec<_> = found.into_iter().map(|named| (named.by, named.key.to_string())).collect();
        let expected = [
            (Strategy::Query, "initech"),
            (Strategy::Header, "umbrella"),
            (Strategy::Subdomain, "acme"),
            (Strategy::Path, "globex"),
        ];
        assert_eq!(found, expected.map(|(by, name)| (by, name.to_owned())));
        assert_eq!(
            sources(&[]).names(&uri, &headers),
            Ok(Vec::new()),
            "what is not allowed is not looked at"
        );
    }
}
