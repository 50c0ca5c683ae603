//! What is true about tenants. Pure: no IO, no clock, no randomness; time and identity are arguments.
//! It must never import a crate that talks to the outside. Start at [`tenant`].

pub mod context;
pub mod ident;
pub mod isolation;
pub mod limit;
pub mod operator;
pub mod query;
pub mod refusal;
pub mod status;
pub mod tenant;
pub mod tier;

pub use context::{TenantContext, TenantFacts};
pub use ident::{DbIdent, Slug, TenantId};
pub use isolation::{Placement, Rung};
pub use limit::{LimitName, LimitValue};
pub use operator::OperatorRole;
pub use refusal::Refusal;
pub use status::TenantStatus;
