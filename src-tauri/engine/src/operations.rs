//! Durable operations: what takes long, is watched, and survives whoever began it.
//!
//! Operators request; the control database decides, writes it down and puts it on the queue ([`crate::directory`] calls
//! it). A [`Worker`] executes: it takes an operation under a number (its fence), does step after step, and shows that
//! number with each. A worker that was given up for dead finds that another number is in force, and stops.
//!
//! Each step may run again: killed after it was done and before that was written down, it is done once more. So every step
//! looks first, and undoes nothing that it did not make.

#[cfg(feature = "jobs")]
mod archive;
mod certificate;
#[cfg(feature = "jobs")]
mod database;
#[cfg(feature = "jobs")]
mod ground;
#[cfg(feature = "jobs")]
mod ledger;
#[cfg(feature = "jobs")]
mod purge;
#[cfg(feature = "jobs")]
mod quarantine;
mod read;
mod request;
#[cfg(feature = "jobs")]
mod saga;
#[cfg(feature = "jobs")]
mod schema;
#[cfg(feature = "jobs")]
mod scrub;
mod scrubs;
#[cfg(feature = "jobs")]
mod steps;
#[cfg(feature = "jobs")]
mod unarchive;
#[cfg(feature = "jobs")]
mod worker;

pub use certificate::{CertificateRow, certificate_digest, verify_certificate};
pub use read::{OperationFilter, OperationRow, OperationShown, StepRow};
pub use scrubs::{ScrubFindingRow, ScrubPlaceRow, ScrubRow};
pub use request::{DeletionPlanned, PlannedTable, PlannedTenant, QuarantineRow};
#[cfg(feature = "jobs")]
pub use worker::{Worker, WorkerConfig, default_archives};
