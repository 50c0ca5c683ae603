//! The wire to tenant data: PostgreSQL's extended protocol with one Sync for several statements, so that a context and
//! what is asked under it are one round trip and one implicit transaction. `wire` alone opens tenants' connections.
//!
//! The drivers that exist send a Sync after each statement, which makes of each a transaction of its own: a context for
//! the transaction would be gone before the question. `docs/decisions/0005` has the figures.

mod auth;
mod connection;
mod error;
mod round;
mod row;
mod statements;
mod target;
mod tls;

pub use connection::Connection;
pub use error::WireError;
pub use round::{Answer, Caps, Step};
pub use row::Row;
pub use target::WireTarget;

/// What may be bound to a parameter.
pub type Param<'a> = &'a (dyn postgres_types::ToSql + Sync);
