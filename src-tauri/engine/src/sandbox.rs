//! The sandbox's own PostgreSQL server: found, made, started, stopped and reset in a folder that nothing else uses.
//! It listens on loopback and a unix socket only and never runs as root. What lies in the database is not known here.
//! Start at [`Sandbox::up`].

mod account;
mod binaries;
mod birth;
mod copy;
mod error;
mod fill;
mod furnish;
mod home;
mod launch;
mod logins;
mod port;
mod postmaster;
mod server;
mod settings;
mod state;
#[cfg(test)]
mod tests;
mod version;

pub use error::SandboxError;
pub use home::{SandboxHold, default_dir};
pub use logins::LOGINS;
pub use server::{Sandbox, SandboxOptions, SandboxServer, SandboxStatus};
