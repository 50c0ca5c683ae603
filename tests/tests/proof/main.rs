//! Proof across the rooms, in one program: what the wall keeps out, who may what, what changes do, how the directory is
//! walked, what bad input is told, and whether the lists and the sources agree with each other.

mod attacks;
mod audit_chain;
mod cache;
mod canary;
mod changes;
mod cloud;
mod commands;
mod connecting;
mod contract;
mod directory;
mod events;
mod export;
mod guard;
mod hostile;
mod isolation_matrix;
mod jobs;
mod keychain;
mod lint;
mod matrix;
mod mutation;
mod operations;
mod policies;
mod pressure;
mod races;
mod repository;
mod resolve;
mod scoped;
mod tidy;
mod versions;
mod wall;
