//! Which tenant a request is for. [`Tenants`] looks one up by what names it and remembers the answer until the directory
//! says that it changed; [`http`] (feature `http`) finds the name in a request, holds it against the caller's token, and
//! runs the handler inside the tenant's scope.
//!
//! A service cannot list tenants: the database answers for one exact name at a time.
//!
//! ```no_run
//! # use tenantry_engine::connect::Target;
//! # use tenantry_engine::resolve::{TenantKey, Tenants};
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let tenants = Tenants::open(&Target::from_url("postgres://app:secret@localhost/saas")?);
//! let acme = tenants.admit(&"acme".parse::<TenantKey>()?).await?;
//! assert_eq!(acme.slug.as_str(), "acme");
//! # Ok(()) }
//! ```

mod announced;
mod asking;
#[cfg(feature = "http")]
pub mod http;
mod key;
mod known;
mod remembered;
mod tenants;

pub use key::{DOMAIN_MAX, Domain, TenantKey};
pub use known::{Known, NotAdmitted};
pub use tenants::{Counts, Tenants};
