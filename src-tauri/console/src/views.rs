//! The shapes that cross the wire: the only types that are both Serialize and TypeScript.
//! Ids, counts of bytes and limits cross as strings, times as RFC 3339. No rule lives here.

mod audit;
mod certificate;
mod connection;
mod fleet;
mod infrastructure;
mod operation;
mod profile;
mod scrub;
mod tenant;
mod tenant_change;
mod tenant_list;
mod tier;

pub use audit::*;
pub use certificate::*;
pub use connection::*;
pub use fleet::*;
pub use infrastructure::*;
pub use operation::*;
pub use profile::*;
pub use scrub::*;
pub use tenant::*;
pub use tenant_change::*;
pub use tenant_list::*;
pub use tier::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A moment, RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct Timestamp(#[serde(with = "time::serde::rfc3339")] pub time::OffsetDateTime);

impl From<time::OffsetDateTime> for Timestamp {
    fn from(moment: time::OffsetDateTime) -> Self {
        Self(moment.to_offset(time::UtcOffset::UTC))
    }
}

/// A calendar day, `2026-11-21`, UTC.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct Day(pub String);

impl From<time::Date> for Day {
    fn from(day: time::Date) -> Self {
        Self(day.to_string())
    }
}

/// A whole number that may not fit a JavaScript number: decimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct Quantity(pub String);

impl From<i64> for Quantity {
    fn from(n: i64) -> Self {
        Self(n.to_string())
    }
}

/// A limit's value: decimal digits or `unlimited`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct LimitText(pub String);

impl From<tenantry_model::LimitValue> for LimitText {
    fn from(value: tenantry_model::LimitValue) -> Self {
        Self(value.to_string())
    }
}

/// Nothing is asked.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// An enum of words, as it crosses.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[serde(rename_all = "snake_case")]
        #[expect(missing_docs, reason = "the words say it")]
        pub enum $name { $($variant),+ }
    };
}
pub(crate) use words;

/// The same words as an enum of the model, with the way there and back.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident { $($variant:ident),+ } from $module:ident :: $model:ident) => {
        words! { $(#[$doc])* $name { $($variant),+ } }
        impl From<$module::$model> for $name {
            fn from(value: $module::$model) -> Self {
                match value { $($module::$model::$variant => Self::$variant),+ }
            }
        }
        impl From<$name> for $module::$model {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant),+ }
            }
        }
    };
}

mirror! {
    /// Where a tenant stands in its life.
    StatusName { Provisioning, Active, Suspended, Migrating, Deleting, Deleted, Failed } from tenantry_model::TenantStatus
}
mirror! {
    /// A rung of the ladder of isolation, weakest first.
    RungName { Shared, Schema, Database, Instance } from tenantry_model::Rung
}
mirror! {
    /// What a tier limits.
    LimitKey { Users, Projects, StorageBytes, ApiCallsMonth } from tenantry_model::LimitName
}
mirror! {
    /// A group role an operator can be a member of.
    RoleName { Support, Ops, Approver, Auditor } from tenantry_model::OperatorRole
}
