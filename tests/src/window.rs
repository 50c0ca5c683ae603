//! The real window, driven as a person drives it: the app's own program under WebKitWebDriver, on a display that xtask
//! gives. One window at a time; every wait has a deadline; what failed leaves a picture, the page and the app's log.

mod driver;
mod page;
mod stage;

pub use driver::{program, run_ctl};
pub use page::{Window, testid};
pub use stage::{Stage, play};
