//! Makes it so.
