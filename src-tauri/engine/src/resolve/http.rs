//! The tenant of an HTTP request, as a `tower` layer for `axum`. It belongs around the outermost router, so that it sees
//! each path as the client sent it.
//!
//! What a request may name its tenant by, and in which order, is configuration ([`Strategy`]). The caller's token is the
//! truth: a request that names another tenant than its token is refused with 403 and written to the audit trail, unless
//! the token lists that tenant too. Without a token nothing is believed, except strategies that are trusted by name.
//! The handler runs inside [`with_tenant`](crate::context::with_tenant) and takes [`Tenant`] as an argument; a handler that
//! is reached outside of the layer is refused before it runs. A body that is streamed after the handler returned is
//! outside of the scope, and reads nothing, unless its work was [`carried`](crate::context::carried).
//!
//! | status | code | when |
//! |---|---|---|
//! | 400 | `tenant_missing` | nothing names a tenant |
//! | 400 | `tenant_invalid`, `host_invalid`, `path_invalid` | what names it is malformed |
//! | 400 | `tenant_ambiguous` | it is named twice, or two sources disagree and there is no token to say which |
//! | 401 | `token_missing`, `token_invalid`, `token_expired` | no token, or one that does not hold |
//! | 403 | `tenant_claim_missing`, `tenant_claim_invalid` | a good token that names no tenant |
//! | 403 | `tenant_conflict` | another source names another tenant than the token |
//! | 403 | `tenant_suspended`, `tenant_closed`, `subscription_expired` | it is known, and may not work now |
//! | 404 | `tenant_unknown` | there is no such tenant |
//! | 431 | `header_too_large` | a header that no tenant's name and no token needs |
//! | 503 | `directory_unavailable` | the directory cannot be asked |
//!
//! ```no_run
//! # use tenantry_engine::connect::Target;
//! # use tenantry_engine::resolve::Tenants;
//! # use tenantry_engine::resolve::http::{Keys, Resolution, SigningAlgorithm, Strategy, Tokens, USUAL_PUBLIC_ROUTES};
//! # fn example(target: &Target) -> Result<Resolution, tenantry_engine::EngineError> {
//! let keys = Keys::jwks_file("/etc/saas/jwks.json", &[SigningAlgorithm::Rs256, SigningAlgorithm::Es256])?;
//! let resolution = Resolution::builder(Tenants::open(target))
//!     .tokens(Tokens::new(keys, "https://login.example.com/", "https://api.example.com"))
//!     .strategies(&[Strategy::Subdomain, Strategy::Header, Strategy::Path])
//!     .base_domain("example.com")
//!     .public_routes(&USUAL_PUBLIC_ROUTES)
//!     .build()?;
//! // axum: Router::new().route("/documents", get(list)).layer(resolution)
//! # Ok(resolution) }
//! ```

mod builder;
mod claims;
mod decide;
mod extract;
mod host;
mod keys;
mod layer;
mod named;
mod path;
mod refusal;
mod tokens;

pub use builder::{RESERVED_SUBDOMAINS, ResolutionBuilder, USUAL_PUBLIC_ROUTES};
pub use extract::Tenant;
pub use keys::{Keys, SigningAlgorithm};
pub use layer::{Resolution, Resolved};
pub use named::Strategy;
pub use refusal::Refusal;
pub use tokens::Tokens;

/// The header that may name the tenant of a request, and that names it in every response.
pub const TENANT_HEADER: &str = "x-tenant-id";
