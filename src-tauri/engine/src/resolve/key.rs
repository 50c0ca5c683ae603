//! What names a tenant, parsed at the door: an id, a slug or a domain of its own. Nothing longer than a domain name ever
//! gets as far as a look-up or a cache.

use std::fmt;
use std::str::FromStr;

use tenantry_model::{Refusal, Slug, TenantId};
use uuid::Uuid;

/// Longest domain name, in bytes.
pub const DOMAIN_MAX: usize = 253;
/// A UUID as it is written with hyphens; its other spellings are not taken.
const ID_LENGTH: usize = 36;

/// A tenant's own domain: lower case, ASCII (`xn--…` for others), at least two labels, no dot at the end.
///
/// ```
/// # use tenantry_engine::resolve::Domain;
/// assert_eq!("Shop.Example.COM.".parse::<Domain>().unwrap().as_str(), "shop.example.com");
/// assert!("localhost".parse::<Domain>().is_err());
/// assert!("192.0.2.7".parse::<Domain>().is_err());
/// assert!("a..example.com".parse::<Domain>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Domain(String);

impl Domain {
    /// The domain as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Domain {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let bare = text.strip_suffix('.').unwrap_or(text);
        let label = |label: &str| {
            let byte = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
            (1..=63).contains(&label.len())
                && label.bytes().all(byte)
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        // a top level of digits is an address, not a name
        let named = bare.rsplit('.').next().is_some_and(|top| top.bytes().any(|b| b.is_ascii_alphabetic()));
        if bare.len() <= DOMAIN_MAX && bare.contains('.') && named && bare.split('.').all(label) {
            return Ok(Self(bare.to_ascii_lowercase()));
        }
        Err(Refusal::new("domain", "This is not a domain name.", "Give one such as shop.example.com."))
    }
}

/// What names one tenant, exactly. Parsed from text it is an id (a UUID with hyphens) or a slug; a domain is named only
/// by a request's host.
///
/// ```
/// # use tenantry_engine::resolve::TenantKey;
/// assert!(matches!("acme".parse(), Ok(TenantKey::Slug(_))));
/// assert!(matches!("0190A6B2-0000-7000-8000-000000000001".parse(), Ok(TenantKey::Id(_))));
/// // a UUID in another spelling is read as a slug, or not at all
/// assert!("{0190a6b2-0000-7000-8000-000000000001}".parse::<TenantKey>().is_err());
/// assert!("Acme".parse::<TenantKey>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TenantKey {
    /// By its id.
    Id(TenantId),
    /// By its slug.
    Slug(Slug),
    /// By its own domain.
    Domain(Domain),
}

impl TenantKey {
    /// The kind, as the database's function names it.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Id(_) => "id",
            Self::Slug(_) => "slug",
            Self::Domain(_) => "domain",
        }
    }
}

impl fmt::Display for TenantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Slug(slug) => f.write_str(slug.as_str()),
            Self::Domain(domain) => f.write_str(domain.as_str()),
        }
    }
}

impl From<TenantId> for TenantKey {
    fn from(id: TenantId) -> Self {
        Self::Id(id)
    }
}

impl FromStr for TenantKey {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        if text.len() == ID_LENGTH
            && let Ok(id) = Uuid::try_parse(text)
        {
            return Ok(Self::Id(TenantId(id)));
        }
        text.parse().map(Self::Slug).map_err(|_| {
            // hostile text is not repeated
            Refusal::new("tenant", "This names no tenant.", "Give a tenant's id (a UUID) or its slug.")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_names_no_tenant() {
        let long = "a".repeat(64);
        let huge = "a".repeat(10_000_000);
        for bad in [
            "",
            " ",
            "acme ",
            " acme",
            "acme,globex",
            "acme\0",
            "acme\n",
            "a/b",
            "..",
            "%61cme",
            "ACME",
            "açme",
            "acme'--",
            "-acme",
            "urn:uuid:0190a6b2-0000-7000-8000-000000000001",
            long.as_str(),
            huge.as_str(),
        ] {
            assert!(bad.parse::<TenantKey>().is_err(), "{:?}", bad.get(..20).unwrap_or(bad));
        }
    }

    #[test]
    fn a_uuid_is_an_id_before_it_is_a_slug() {
        let id = "0190a6b2-0000-7000-8000-000000000001";
        assert_eq!(id.parse(), Ok(TenantKey::Id(id.parse().unwrap())));
        // 32 hexadecimal digits are a legal slug, and nothing else
        assert!(matches!("0190a6b2000070008000000000000001".parse(), Ok(TenantKey::Slug(_))));
    }

    #[test]
    fn domains_are_names_in_one_spelling() {
        for (text, domain) in [
            ("shop.example.com", "shop.example.com"),
            ("SHOP.example.com.", "shop.example.com"),
            ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ] {
            assert_eq!(text.parse::<Domain>().unwrap().as_str(), domain);
        }
        let long = format!("{}.example", "a.".repeat(130));
        for bad in [
            "",
            ".",
            "..",
            "example",
            "example.",
            "a..b",
            ".example.com",
            "example.com..",
            "münchen.example",
            "a_b.example",
            "-a.example",
            "a-.example",
            "10.0.0.1",
            "[::1]",
            "a.example:80",
            "u@a.example",
            "a.example/b",
            long.as_str(),
        ] {
            assert!(bad.parse::<Domain>().is_err(), "{bad:?}");
        }
    }
}
