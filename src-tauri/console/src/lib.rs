//! What may be asked: one function per command, request and view types, authorisation shown early, error codes.
//! It never imports sqlx, AWS or Tauri. Start at [`registry`]; [`commands`] holds a function for each of its lines.

pub mod commands;
mod connection;
mod console;
pub mod error;
pub mod events;
mod keychain;
mod log_tail;
mod present;
mod profiles;
pub mod registry;
mod tasks;
pub mod views;
mod watch;
mod worker;

pub use console::{Console, Places};
pub use log_tail::LogTail;
