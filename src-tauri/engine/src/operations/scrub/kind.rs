//! What the scrubber knows to look for. A new kind is a line here and functions in a file of its own.

use uuid::Uuid;

use super::super::steps::StepError;
use super::site::Site;
use super::{databases, entries, rows, schemas};

/// A kind of thing. In the order in which they go: what others hang on goes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Schema,
    Database,
    Login,
    Rows,
    SchemaEntry,
    Placement,
    RowCount,
    Archive,
    MissingSchema,
    MissingDatabase,
    MissingLogin,
}

/// A thing as a list of its kind gives it.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    pub(super) name: String,
    pub(super) oid: Option<i64>,
    /// Whose it says it is.
    pub(super) tenant: Option<Uuid>,
    /// The operation that it says made it.
    pub(super) operation: Option<Uuid>,
}

/// What must be the same when a thing goes; and its rows and bytes, as far as they can be counted.
pub(super) type Mark = (String, Option<i64>, Option<i64>);

impl Kind {
    /// Those that lie on servers.
    pub(super) const ON_SERVERS: [Self; 7] = [
        Self::Schema,
        Self::Database,
        Self::Login,
        Self::Rows,
        Self::SchemaEntry,
        Self::Placement,
        Self::RowCount,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Database => "database",
            Self::Login => "login",
            Self::Rows => "rows",
            Self::SchemaEntry => "schema_entry",
            Self::Placement => "placement",
            Self::RowCount => "row_count",
            Self::Archive => "archive",
            Self::MissingSchema => "missing_schema",
            Self::MissingDatabase => "missing_database",
            Self::MissingLogin => "missing_login",
        }
    }

    pub(super) fn known(name: &str) -> Option<Self> {
        Self::ON_SERVERS.into_iter().chain([Self::Archive]).find(|kind| kind.as_str() == name)
    }

    /// All of this kind on a server; or the one with this name.
    pub(super) async fn list(self, site: &Site, only: Option<&str>) -> Result<Vec<Thing>, StepError> {
        match self {
            Self::Schema => schemas::list(site, only).await,
            Self::Database => databases::list(site, only).await,
            Self::Login => databases::logins(site, only).await,
            Self::Rows => rows::list(site, only).await,
            Self::SchemaEntry | Self::Placement | Self::RowCount => entries::list(self, site, only).await,
            Self::Archive | Self::MissingSchema | Self::MissingDatabase | Self::MissingLogin => {
                Ok(Vec::new())
            }
        }
    }

    /// What a thing is like now.
    pub(super) async fn mark(self, site: &Site, thing: &Thing) -> Result<Mark, StepError> {
        match self {
            Self::Schema => schemas::mark(site, thing).await,
            Self::Database => databases::mark(site, thing).await,
            Self::Login => databases::login_mark(site, thing).await,
            Self::Rows => rows::mark(site, thing).await,
            Self::SchemaEntry | Self::Placement | Self::RowCount => entries::mark(self, site, thing).await,
            Self::Archive | Self::MissingSchema | Self::MissingDatabase | Self::MissingLogin => {
                Ok((String::new(), None, None))
            }
        }
    }

    /// Removes a thing for good. What something else depends on is refused.
    pub(super) async fn purge(self, site: &Site, thing: &Thing) -> Result<(), StepError> {
        match self {
            Self::Schema => schemas::purge(site, thing).await,
            Self::Database => databases::purge(site, thing).await,
            Self::Login => databases::purge_login(site, thing).await,
            Self::Rows => rows::purge(site, thing).await,
            Self::SchemaEntry | Self::Placement | Self::RowCount => entries::purge(self, site, thing).await,
            Self::Archive | Self::MissingSchema | Self::MissingDatabase | Self::MissingLogin => Ok(()),
        }
    }
}
