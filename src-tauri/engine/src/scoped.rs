//! Access to a tenant's rows, from inside its scope only. The tenant comes from the context and never from an argument;
//! the context is signed for each transaction and verified by the database; where the rows are is nobody's concern.
//!
//! [`TenantData`] is where to start. One round trip is one implicit transaction ([`TenantData::round`]); more than one
//! is a [`TenantTransaction`].

mod data;
mod greeting;
mod key;
mod pool;
mod slots;
mod source;
mod transaction;

pub use data::TenantData;
pub use key::ContextKey;
pub use pool::Budget;
pub use source::{Source, Sources};
pub use transaction::TenantTransaction;

pub use crate::wire::{Answer, Caps, Param, Row, Step, WireTarget};
