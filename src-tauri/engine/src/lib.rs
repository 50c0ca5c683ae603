//! Makes it so: PostgreSQL now, AWS later. It imports neither the console nor Tauri.
//! `connect` alone opens connections, `directory` alone writes the control tables (by calling their functions).
//! Start at [`directory`].

pub mod cache;
pub mod commands;
pub mod connect;
pub mod context;
pub mod directory;
pub mod error;
pub mod events;
#[cfg(feature = "guard")]
pub mod guard;
pub mod install;
pub mod isolation;
pub mod jobs;
pub mod listen;
pub mod operations;
pub mod probe;
pub mod repository;
pub mod resolve;
pub mod sample;
pub mod sandbox;
pub mod scoped;
mod sql;
pub mod version;
pub mod wire;

pub use error::EngineError;
