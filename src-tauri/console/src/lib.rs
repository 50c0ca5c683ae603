//! What may be asked: one function per command, request and view types, authorisation shown early, error codes.
//! It never imports sqlx, AWS or Tauri. Start at [`registry`].

pub mod error;
pub mod registry;
pub mod views;
