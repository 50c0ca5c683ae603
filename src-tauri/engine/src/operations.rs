//! Durable operations: what takes long, is watched, and survives whoever began it.
//!
//! Operators request; the control database decides, writes it down and puts it on the queue ([`crate::directory`] calls
//! it). A [`Worker`] executes: it takes an operation under a number (its fence), does step after step, and shows that
//! number with each. A worker that was given up for dead finds that another number is in force, and stops.
//!
//! Each step may run again: killed after it was done and before that was written down, it is done once more. So every step
//! looks first, and undoes nothing that it did not make.

#[cfg(feature = "worker")]
mod archive;
mod certificate;
#[cfg(feature = "worker")]
mod database;
#[cfg(feature = "worker")]
mod ground;
mod infrastructure;
#[cfg(feature = "worker")]
mod instance;
#[cfg(feature = "worker")]
mod ledger;
#[cfg(feature = "worker")]
mod purge;
#[cfg(feature = "worker")]
mod quarantine;
mod read;
mod request;
#[cfg(feature = "worker")]
mod saga;
#[cfg(feature = "worker")]
mod schema;
#[cfg(feature = "worker")]
mod scrub;
mod scrubs;
#[cfg(feature = "worker")]
mod secret;
#[cfg(feature = "worker")]
mod steps;
#[cfg(feature = "worker")]
mod unarchive;
#[cfg(feature = "worker")]
mod worker;

pub use certificate::{CertificateRow, certificate_digest, verify_certificate};
pub use infrastructure::{ClusterSettingsRow, InfrastructureRow, InstanceRow, InstanceSettings};
pub use read::{OperationFilter, OperationRow, OperationShown, StepRow};
pub use request::{DeletionPlanned, PlannedTable, PlannedTenant, QuarantineRow};
pub use scrubs::{ScrubFindingRow, ScrubPlaceRow, ScrubRow};
#[cfg(feature = "worker")]
pub use worker::{Worker, WorkerConfig, default_archives};
