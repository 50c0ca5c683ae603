//! The host of a request, and whom it names: one label below a base domain, or a tenant's own domain.

use http::header::HOST;
use http::{HeaderMap, Uri};

use super::refusal::Refusal;
use crate::resolve::{DOMAIN_MAX, Domain, TenantKey};

/// Which hosts are ours.
#[derive(Debug, Clone, Default)]
pub(super) struct Hosts {
    /// Longest first, so that `eu.example.com` is asked before `example.com`.
    pub(super) bases: Vec<Domain>,
    /// Labels below a base that are nobody's.
    pub(super) reserved: Vec<String>,
    /// Hosts that are the service's own.
    pub(super) own: Vec<String>,
}

/// The host, in lower case, without port and without the dot at its end; none: the request has none, or an IPv6 address.
/// Forwarding headers are not read: whoever terminates TLS passes `Host` on.
pub(super) fn host(uri: &Uri, headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let mut sent = headers.get_all(HOST).iter();
    let header = match (sent.next(), sent.next()) {
        (_, Some(_)) => return Err(Refusal::InvalidHost),
        (Some(value), None) => Some(plain(value.to_str().map_err(|_| Refusal::InvalidHost)?)?),
        (None, None) => None,
    };
    let authority = uri.authority().map(|authority| plain(authority.as_str())).transpose()?;
    match (header, authority) {
        // two hosts: whoever stands before us may have looked at the other
        (Some(header), Some(authority)) if header != authority => Err(Refusal::InvalidHost),
        (header, authority) => Ok(header.or(authority).flatten()),
    }
}

fn plain(text: &str) -> Result<Option<String>, Refusal> {
    if text.starts_with('[') {
        return Ok(None);
    }
    let (name, port) = text.split_once(':').unwrap_or((text, ""));
    let name = name.strip_suffix('.').unwrap_or(name);
    let byte = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let label = |label: &str| !label.is_empty() && label.bytes().all(byte);
    if name.len() > DOMAIN_MAX || !port.bytes().all(|b| b.is_ascii_digit()) || !name.split('.').all(label) {
        return Err(Refusal::InvalidHost);
    }
    Ok(Some(name.to_ascii_lowercase()))
}

impl Hosts {
    /// Whom one label below a base domain names. Reserved labels and the base itself name nobody; more than one label is
    /// refused, because a certificate for `*.example.com` does not cover it.
    pub(super) fn subdomain(&self, host: &str) -> Result<Option<TenantKey>, Refusal> {
        let Some(below) = self.bases.iter().find_map(|base| below(host, base)) else { return Ok(None) };
        if below.is_empty() || self.reserved.iter().any(|reserved| reserved == below) {
            return Ok(None);
        }
        below.parse().map(TenantKey::Slug).map(Some).map_err(|_| Refusal::InvalidHost)
    }

    /// The tenant's own domain that a host is, if it is none of ours and no address.
    pub(super) fn domain(&self, host: &str) -> Option<TenantKey> {
        let ours =
            self.own.iter().any(|own| own == host) || self.bases.iter().any(|b| below(host, b).is_some());
        if ours { None } else { host.parse().ok().map(TenantKey::Domain) }
    }
}

/// What stands before a base domain, without the dot; empty: the host is the base.
fn below<'a>(host: &'a str, base: &Domain) -> Option<&'a str> {
    let rest = host.strip_suffix(base.as_str())?;
    if rest.is_empty() { Some(rest) } else { rest.strip_suffix('.') }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn hosts() -> Hosts {
        Hosts {
            bases: ["eu.example.com", "example.com"].map(|base| base.parse().unwrap()).to_vec(),
            reserved: ["www", "app", "api"].map(str::to_owned).to_vec(),
            own: vec!["gateway.example.net".to_owned()],
        }
    }

    fn read(header: &str) -> Result<Option<String>, Refusal> {
        let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_bytes(header.as_bytes()).unwrap())]);
        host(&Uri::from_static("/"), &headers)
    }

    #[test]
    fn a_host_is_read_in_one_spelling() {
        for (sent, host) in [
            ("acme.example.com", "acme.example.com"),
            ("ACME.Example.com:8443", "acme.example.com"),
            ("acme.example.com.", "acme.example.com"),
            ("acme.example.com.:80", "acme.example.com"),
            ("localhost:3000", "localhost"),
        ] {
            assert_eq!(read(sent), Ok(Some(host.to_owned())), "{sent}");
        }
        assert_eq!(read("[::1]:80"), Ok(None));
        for bad in [
            "",
            ".",
            "a..example.com",
            ".example.com",
            "acme.example.com:80:80",
            "acme.example.com:a",
            "u@acme.example.com",
            "acme.example.com/x",
            "%61cme.example.com",
            "acme_.example.com",
            "açme.example.com",
            "acme.example.com,globex.example.com",
            "acme.example.com..",
        ] {
            assert_eq!(read(bad), Err(Refusal::InvalidHost), "{bad}");
        }
    }

    #[test]
    fn two_hosts_are_one_too_many() {
        let mut headers = HeaderMap::new();
        headers.append(HOST, HeaderValue::from_static("acme.example.com"));
        let same = Uri::from_static("http://ACME.example.com/x");
        let other = Uri::from_static("http://globex.example.com/x");
        assert_eq!(host(&same, &headers), Ok(Some("acme.example.com".to_owned())));
        assert_eq!(host(&other, &headers), Err(Refusal::InvalidHost));
        assert_eq!(host(&other, &HeaderMap::new()), Ok(Some("globex.example.com".to_owned())));
        headers.append(HOST, HeaderValue::from_static("acme.example.com"));
        assert_eq!(host(&Uri::from_static("/"), &headers), Err(Refusal::InvalidHost));
    }

    #[test]
    fn one_label_below_a_base_names_a_tenant() {
        let named = |host: &str| hosts().subdomain(host);
        let slug = |slug: &str| Ok(Some(TenantKey::Slug(slug.parse().unwrap())));
        assert_eq!(named("acme.example.com"), slug("acme"));
        assert_eq!(named("acme.eu.example.com"), slug("acme"));
        assert_eq!(named("xn--acm-epa.example.com"), slug("xn--acm-epa"), "an A-label is a slug of its own");
        for nobody in [
            "example.com",
            "eu.example.com",
            "www.example.com",
            "app.example.com",
            "api.eu.example.com",
            "acmeexample.com",
            "acme.example.com.evil.net",
            "localhost",
            "127.0.0.1",
        ] {
            assert_eq!(named(nobody), Ok(None), "{nobody}");
        }
        for bad in ["a.acme.example.com", "www.acme.example.com", "-acme.example.com", "a.b.eu.example.com"] {
            assert_eq!(named(bad), Err(Refusal::InvalidHost), "{bad}");
        }
    }

    #[test]
    fn a_domain_of_its_own_is_none_of_ours() {
        let named = |host: &str| hosts().domain(host);
        assert_eq!(named("shop.acme.test"), Some(TenantKey::Domain("shop.acme.test".parse().unwrap())));
        for ours in [
            "example.com",
            "acme.example.com",
            "a.b.example.com",
            "gateway.example.net",
            "localhost",
            "10.0.0.1",
        ] {
            assert_eq!(named(ours), None, "{ours}");
        }
    }
}
