//! The directory against slower ways to the same answer: a plain ORDER BY, and a reading of the filters in Rust.

mod filters;
mod paging;

use tenantry_engine::connect::{Target, Writes};
use tenantry_engine::directory::Directory;
use tenantry_tests::Fleet;

/// The directory as `support` sees it.
fn directory(fleet: &Fleet) -> Directory {
    let target = Target::from_url(&fleet.url("support")).expect("a URL of ours");
    Directory::new(&target, Writes::Refused)
}
