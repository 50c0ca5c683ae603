//! What a service configures, checked as a whole before the first request.

use super::host::Hosts;
use super::layer::Resolution;
use super::named::{Sources, Strategy};
use super::path::PublicRoutes;
use super::tokens::Tokens;
use crate::EngineError;
use crate::resolve::{Domain, Tenants};

/// Labels below a base domain that are nobody's, unless [`ResolutionBuilder::reserved_subdomains`] says otherwise.
pub const RESERVED_SUBDOMAINS: [&str; 3] = ["www", "app", "api"];

/// Routes that most services have and that need no tenant; none is public unless it is named.
pub const USUAL_PUBLIC_ROUTES: [&str; 4] = ["/health", "/metrics", "/auth/login", "/auth/register"];

/// Configures a [`Resolution`]. Without [`tokens`](Self::tokens) or
/// [`trust_unauthenticated`](Self::trust_unauthenticated) it is refused: then nothing would say who may be whom.
///
/// ```no_run
/// # use tenantry_engine::connect::Target;
/// # use tenantry_engine::resolve::Tenants;
/// # use tenantry_engine::resolve::http::{Resolution, Strategy};
/// # fn example(target: &Target) -> Result<(), tenantry_engine::EngineError> {
/// // behind a gateway that authenticates and sets the header itself
/// let resolution = Resolution::builder(Tenants::open(target))
///     .strategies(&[Strategy::Header])
///     .trust_unauthenticated(&[Strategy::Header])
///     .public_tree("/assets")
///     .build()?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use]
pub struct ResolutionBuilder {
    tenants: Tenants,
    tokens: Option<Tokens>,
    strategies: Vec<Strategy>,
    trusted: Vec<Strategy>,
    bases: Vec<String>,
    reserved: Vec<String>,
    own: Vec<String>,
    path_prefix: String,
    public: PublicRoutes,
}

/// What was configured.
pub(super) struct Settings {
    pub(super) tokens: Option<Tokens>,
    pub(super) sources: Sources,
    pub(super) trusted: Vec<Strategy>,
    pub(super) public: PublicRoutes,
}

impl ResolutionBuilder {
    pub(super) fn new(tenants: Tenants) -> Self {
        Self {
            tenants,
            tokens: None,
            strategies: Vec::new(),
            trusted: Vec::new(),
            bases: Vec::new(),
            reserved: RESERVED_SUBDOMAINS.map(str::to_owned).to_vec(),
            own: Vec::new(),
            path_prefix: "/api/tenants".to_owned(),
            public: PublicRoutes::default(),
        }
    }

    /// Every request needs a bearer token, and its claim is the truth.
    pub fn tokens(self, tokens: Tokens) -> Self {
        Self { tokens: Some(tokens), ..self }
    }

    /// How a request may name its tenant, in this order; none, unless they are listed here.
    pub fn strategies(self, strategies: &[Strategy]) -> Self {
        Self { strategies: strategies.to_vec(), ..self }
    }

    /// Strategies that are believed without a token: anybody may then choose any tenant. For services behind something
    /// that authenticates and writes these itself, and for pages that are meant for everybody.
    pub fn trust_unauthenticated(self, strategies: &[Strategy]) -> Self {
        Self { trusted: strategies.to_vec(), ..self }
    }

    /// A domain below which each tenant has a label: `example.com` for `acme.example.com`. Call it for each.
    pub fn base_domain(mut self, domain: &str) -> Self {
        self.bases.push(domain.to_owned());
        self
    }

    /// Labels below a base domain that are nobody's, in place of [`RESERVED_SUBDOMAINS`].
    pub fn reserved_subdomains(self, labels: &[&str]) -> Self {
        Self { reserved: labels.iter().map(|label| label.to_ascii_lowercase()).collect(), ..self }
    }

    /// A host of the service's own that is no tenant's domain, such as that of its API. Call it for each.
    pub fn own_host(mut self, host: &str) -> Self {
        self.own.push(host.to_ascii_lowercase());
        self
    }

    /// What stands before the tenant in a path; `/api/tenants` unless it is changed here.
    pub fn path_prefix(self, prefix: &str) -> Self {
        Self { path_prefix: prefix.to_owned(), ..self }
    }

    /// Routes without a tenant, each to the letter: `/health` is neither `/health/` nor `/health/x`.
    pub fn public_routes(mut self, routes: &[&str]) -> Self {
        self.public.exact.extend(routes.iter().map(|route| (*route).to_owned()));
        self
    }

    /// A route without a tenant, and all below it: `/assets` is `/assets/logo.svg` too, and never `/assets-of-others`.
    pub fn public_tree(mut self, route: &str) -> Self {
        self.public.trees.push(route.trim_end_matches('/').to_owned());
        self
    }

    /// The layer.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] names the field that is wrong.
    pub fn build(self) -> Result<Resolution, EngineError> {
        if self.tokens.is_none() && self.trusted.is_empty() {
            return Err(invalid("tokens", "Nothing says which tenant a caller may be.", "Give tokens."));
        }
        if let Some(stray) = self.trusted.iter().find(|trusted| !self.strategies.contains(trusted)) {
            let message = format!("The strategy {stray} is trusted and not allowed.");
            return Err(invalid("trust_unauthenticated", &message, "List it among the strategies."));
        }
        if self.strategies.contains(&Strategy::Subdomain) && self.bases.is_empty() {
            return Err(invalid("base_domain", "There is no base domain for subdomains.", "Give one."));
        }
        let mut routes = self.public.exact.iter().chain(&self.public.trees);
        if let Some(route) = routes.find(|route| !route.starts_with('/') || !self.public.contains(route)) {
            let message = format!("The public route {} cannot be reached.", route.escape_debug());
            return Err(invalid("public_routes", &message, "Write it as the plain path, beginning with /."));
        }
        let mut bases = self.bases.iter().map(|base| base.parse()).collect::<Result<Vec<Domain>, _>>()?;
        bases.sort_by_key(|base| std::cmp::Reverse(base.as_str().len()));
        let hosts = Hosts { bases, reserved: self.reserved, own: self.own };
        let sources = Sources { strategies: self.strategies, hosts, path_prefix: prefix(&self.path_prefix)? };
        let (tokens, trusted, public) = (self.tokens, self.trusted, self.public);
        Ok(Resolution::new(self.tenants, Settings { tokens, sources, trusted, public }))
    }
}

/// The segments of the prefix.
fn prefix(text: &str) -> Result<Vec<String>, EngineError> {
    let word = |segment: &str| {
        !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let segments: Vec<String> = text.trim_matches('/').split('/').map(str::to_owned).collect();
    if text.starts_with('/') && segments.iter().all(|segment| word(segment)) {
        return Ok(segments);
    }
    Err(invalid("path_prefix", "This is no prefix of a path.", "Write it as /api/tenants."))
}

fn invalid(field: &str, message: &str, remedy: &str) -> EngineError {
    EngineError::Invalid { field: field.to_owned(), message: message.to_owned(), remedy: remedy.to_owned() }
}
