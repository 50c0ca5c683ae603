//! Makes it so: PostgreSQL now, AWS later. It imports neither the console nor Tauri.
//! `connect` alone opens connections, `directory` alone writes the control tables (by calling their functions).
//! Start at [`directory`].

pub mod connect;
pub mod context;
pub mod directory;
pub mod error;
pub mod install;
pub mod listen;
pub mod probe;
pub mod sandbox;
mod sql;
pub mod version;

pub use error::EngineError;
