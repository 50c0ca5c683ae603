//! Durable operations: what they make, what a killed worker leaves to the next, what faults come to, and what nobody may.

mod certificate;
mod deletion;
mod faults;
mod floor;
mod kill;
mod many;
mod may;
mod provision;
mod rds;
mod scrub;
mod unarchive;
