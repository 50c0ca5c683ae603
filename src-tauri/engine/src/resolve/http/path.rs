//! Paths: which name a tenant, and which are public. Both are read as they were sent; a path that would say something
//! else after decoding or tidying is refused, because whoever stands behind us may decode or tidy it.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::named::key;
use super::refusal::Refusal;
use crate::resolve::TenantKey;

/// Routes that need no tenant.
#[derive(Debug, Clone, Default)]
pub(super) struct PublicRoutes {
    /// Exactly these.
    pub(super) exact: Vec<String>,
    /// These and all below them, by whole segments.
    pub(super) trees: Vec<String>,
}

impl PublicRoutes {
    /// Whether a path is public. One with anything that could be read in two ways is not.
    pub(super) fn contains(&self, path: &str) -> bool {
        let below =
            |tree: &str| path.strip_prefix(tree).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        is_plain(path)
            && (self.exact.iter().any(|route| route == path) || self.trees.iter().any(|tree| below(tree)))
    }
}

fn is_plain(path: &str) -> bool {
    let odd = |b: u8| matches!(b, b'%' | b'\\' | b';') || !b.is_ascii_graphic();
    !path.bytes().any(odd) && !path.contains("//") && !has_dots(path)
}

/// A segment that is `.` or `..`, or begins like the second: some servers cut off what follows.
fn has_dots(path: &str) -> bool {
    path.split(['/', '\\']).any(|segment| segment == "." || segment.starts_with(".."))
}

/// Whom the segment after `prefix` names. A path that ends with the prefix names nobody.
pub(super) fn tenant(path: &str, prefix: &[String]) -> Result<Option<TenantKey>, Refusal> {
    if path.contains('\\') || has_dots(path) || has_dots(&decoded(path)) {
        return Err(Refusal::InvalidPath);
    }
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/');
    let mut disguised = false;
    for wanted in prefix {
        // an empty segment here is one that others may leave out
        let segment = match segments.next() {
            Some("") if segments.clone().next().is_some() => return hidden(path, prefix),
            Some(segment) => segment,
            None => return Ok(None),
        };
        if segment != wanted {
            if !decoded(segment).eq_ignore_ascii_case(wanted) {
                return Ok(None);
            }
            disguised = true;
        }
    }
    if disguised {
        return Err(Refusal::InvalidPath);
    }
    match segments.next() {
        None => Ok(None),
        Some("") if segments.next().is_none() => Ok(None),
        Some("") => Err(Refusal::InvalidPath),
        Some(segment) => key(segment).map(Some),
    }
}

/// Refuses a path with empty segments if it would name a tenant without them.
fn hidden(path: &str, prefix: &[String]) -> Result<Option<TenantKey>, Refusal> {
    let full = path.split('/').filter(|segment| !segment.is_empty());
    let alike =
        full.zip(prefix).filter(|(segment, wanted)| decoded(segment).eq_ignore_ascii_case(wanted)).count();
    if alike == prefix.len() { Err(Refusal::InvalidPath) } else { Ok(None) }
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(path: &str) -> Result<Option<TenantKey>, Refusal> {
        tenant(path, &["api".to_owned(), "tenants".to_owned()])
    }

    #[test]
    fn the_segment_after_the_prefix_names_a_tenant() {
        let acme = Ok(Some(TenantKey::Slug("acme".parse().unwrap())));
        for path in [
            "/api/tenants/acme",
            "/api/tenants/acme/",
            "/api/tenants/acme/documents/a%2Fb",
            "/api/tenants/acme//x",
        ] {
            assert_eq!(named(path), acme, "{path}");
        }
        let id = "/api/tenants/0190A6B2-0000-7000-8000-000000000001/x";
        assert!(matches!(named(id), Ok(Some(TenantKey::Id(_)))));
        for path in [
            "/",
            "",
            "/api",
            "/api/tenants",
            "/api/tenants/",
            "/api/tenantsx/acme",
            "/x/api/tenants/acme",
            "//x",
        ] {
            assert_eq!(named(path), Ok(None), "{path}");
        }
    }

    #[test]
    fn a_path_in_disguise_is_refused() {
        for path in [
            "/api/%74enants/acme",
            "/API/tenants/acme",
            "/api//tenants/acme",
            "//api/tenants/acme",
            "/api/tenants//acme",
            "/api/tenants/x/../acme",
            "/api/x/../tenants/acme",
            "/x/%2e%2e/api/tenants/acme",
            "/./api/tenants/acme",
            "/api/tenants/acme/..;/globex",
            "/api\\tenants\\acme",
            "/api/tenants/%2e%2e/acme",
            "/%2Fapi/../x",
        ] {
            assert_eq!(named(path), Err(Refusal::InvalidPath), "{path}");
        }
        for path in
            ["/api/tenants/%61cme", "/api/tenants/ACME", "/api/tenants/acme%00", "/api/tenants/acme;x/y"]
        {
            assert_eq!(named(path), Err(Refusal::Invalid), "{path}");
        }
    }

    #[test]
    fn public_routes_are_meant_to_the_letter() {
        let routes =
            PublicRoutes { exact: vec!["/health".to_owned()], trees: vec!["/auth/public".to_owned()] };
        for path in ["/health", "/auth/public", "/auth/public/", "/auth/public/login/now"] {
            assert!(routes.contains(path), "{path}");
        }
        for path in [
            "/",
            "/health/",
            "/healthz",
            "/Health",
            "/health/x",
            "//health",
            "/x/health",
            "/%68ealth",
            "/health%2f..",
            "/auth/publicly",
            "/auth",
            "/auth/public/../documents",
            "/auth/public/%2e%2e/documents",
            "/auth/public//documents",
            "/auth/public/..;/documents",
            "/auth/public/./x",
            "/auth/public/x;y",
            "/auth/public\\..\\documents",
            "/auth/public/\u{e9}",
        ] {
            assert!(!routes.contains(path), "{path}");
        }
    }
}
