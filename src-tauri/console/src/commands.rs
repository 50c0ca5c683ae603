//! One function for each line of the registry. Each takes the console and a request, and answers with a view or with an
//! error that says what the caller does next. The database decides; what is checked here is checked for comfort.

mod app;
mod audit;
mod certificate;
mod change;
mod connect;
mod export;
mod fleet;
mod infrastructure;
mod operations;
mod plan;
mod profiles;
mod sandbox;
mod scrub;
mod tenants;
mod tiers;
mod views;

pub use app::*;
pub use audit::*;
pub use certificate::*;
pub use change::*;
pub use connect::*;
pub use export::*;
pub use fleet::*;
pub use infrastructure::*;
pub use operations::*;
pub use plan::*;
pub use profiles::*;
pub use sandbox::*;
pub use scrub::*;
pub use tenants::*;
pub use tiers::*;
pub use views::*;

use crate::error::CommandError;

/// What every command answers with.
pub type Answer<T> = Result<T, CommandError>;
