//! What the proofs share: one sandbox server for a test program, a database of its own for each test that changes
//! something, a console that a login sits at, and the tree of sources. Nothing here decides whether a proof holds.

pub mod agreement;
pub mod apart;
pub mod cloud;
pub mod crowd;
pub mod fleet;
pub mod gallery;
pub mod neighbours;
pub mod queries;
pub mod rungs;
pub mod seat;
pub mod server;
pub mod sql;
pub mod stage;
pub mod statements;
pub mod storm;
pub mod tree;
pub mod until;
pub mod window;

pub use fleet::Fleet;
pub use seat::Seat;
