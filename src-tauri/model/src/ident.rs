//! Identifiers, parsed at the door: a tenant's id, its slug, and names that may be spliced into SQL.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Refusal;

/// A tenant's id (UUIDv7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TenantId(pub Uuid);

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TenantId {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Uuid::parse_str(text).map(Self).map_err(|_| {
            Refusal::new(
                "tenant",
                format!("\"{text}\" is not a tenant id."),
                "Give a UUID such as 0190a6b2-….",
            )
        })
    }
}

/// A tenant's slug: a DNS label (RFC 1035: 1 to 63 of `a-z 0-9 -`, no hyphen at either end).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

/// Longest slug, in bytes: a DNS label.
pub const SLUG_MAX: usize = 63;

impl Slug {
    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let label = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fits = !text.is_empty() && text.len() <= SLUG_MAX && text.chars().all(label);
        if !fits || text.starts_with('-') || text.ends_with('-') {
            return Err(Refusal::new(
                "slug",
                format!("\"{}\" is not a slug.", text.escape_debug()),
                "Use 1 to 63 of a-z, 0-9 and -, with no hyphen at either end.",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

/// A PostgreSQL identifier that may be spliced into SQL: `[a-z_][a-z0-9_]*`, at most 63 bytes, never truncated.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DbIdent(String);

impl DbIdent {
    /// The name, ready to be spliced: it needs no quotes, and is quoted all the same (a key word is a legal name).
    pub fn quoted(&self) -> String {
        format!("\"{}\"", self.0)
    }

    /// The bare name, as catalogs hold it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The schema of a tenant on the schema rung: `tenant_<uuid with _>`; the way back is [`DbIdent::tenant`].
    pub fn schema_of(tenant: TenantId) -> Self {
        Self(format!("tenant_{}", tenant.0.hyphenated().to_string().replace('-', "_")))
    }

    /// The tenant whose schema this names, if it names one.
    pub fn tenant(&self) -> Option<TenantId> {
        let id: TenantId = self.0.strip_prefix("tenant_")?.replace('_', "-").parse().ok()?;
        (Self::schema_of(id) == *self).then_some(id)
    }
}

impl FromStr for DbIdent {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let begins = text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
        let goes_on = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if begins && goes_on && text.len() <= 63 && !text.starts_with("pg_") {
            return Ok(Self(text.to_owned()));
        }
        Err(Refusal::new(
            "name",
            format!("\"{}\" cannot name a database object.", text.escape_debug()),
            "Use 1 to 63 of a-z, 0-9 and _, not beginning with a digit or pg_.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_are_refused() {
        let long = "a".repeat(64);
        for bad in ["", "a\"b", "a.b", "a\nb", "\u{202e}a", "pg_catalog", "Tenant_A", "1a", long.as_str()] {
            assert!(bad.parse::<DbIdent>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_slug_is_a_dns_label() {
        assert!("acme-2".parse::<Slug>().is_ok());
        let long = "a".repeat(64);
        for bad in ["", "-a", "a-", "A", "a_b", "ä", "a b", long.as_str()] {
            assert!(bad.parse::<Slug>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_tenants_schema_leads_back_to_it() {
        let id = TenantId(Uuid::from_u128(7));
        assert_eq!(DbIdent::schema_of(id).tenant(), Some(id));
        assert_eq!("tenant_a_archive".parse::<DbIdent>().unwrap().tenant(), None);
    }
}
