//! Durable operations: what they make, what a killed worker leaves to the next, what faults come to, and what nobody may.

mod certificate;
mod deletion;
mod faults;
mod floor;
mod kill;
mod may;
mod provision;
mod scrub;
mod unarchive;
