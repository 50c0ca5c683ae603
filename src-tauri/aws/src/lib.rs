//! What Tenantry asks of AWS: RDS instances and their snapshots, secrets, alarms. Start at [`Aws`].
//!
//! AWS's own rules are checked before a call ([`InstanceSpec::check`]). Nothing here waits for a state, tries a second
//! time (the SDK does, and alone), or knows what a tenant is. No error, log or command line carries a secret.

mod alarms;
mod client;
mod command_line;
mod error;
mod instances;
mod refused;
mod rules;
mod secrets;
mod snapshots;
mod spec;
#[cfg(test)]
mod tests;

pub use alarms::{Alarm, AlarmSpec, Comparison};
pub use client::{Aws, Login, Settings};
pub use error::{AwsError, Said};
pub use instances::Instance;
pub use secrets::{NewSecret, Secret, SecretEntry};
pub use snapshots::Snapshot;
pub use spec::{InstanceChange, InstanceSpec, MASTER_USER};

/// The tag that all of ours carries, and its value.
pub const MANAGED_BY: (&str, &str) = ("ManagedBy", "tenantry");

/// The value of a tag.
fn tag<'a>(tags: &'a [(String, String)], key: &str) -> Option<&'a str> {
    tags.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

/// Whether the tags say that it is ours.
fn is_ours(tags: &[(String, String)]) -> bool {
    tag(tags, MANAGED_BY.0) == Some(MANAGED_BY.1)
}

/// A moment as AWS gives it; `None` when it lies outside of what a calendar holds.
fn moment(at: &aws_sdk_rds::primitives::DateTime) -> Option<time::OffsetDateTime> {
    time::OffsetDateTime::from_unix_timestamp_nanos(at.as_nanos()).ok()
}
