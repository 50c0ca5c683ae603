//! The ladder of isolation: four rungs, and where a tenant's rows are on each.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::refusal::{Refusal, suggest};
use crate::{DbIdent, TenantId};

/// A rung of the ladder of isolation, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// Tables shared by many tenants, row-level security.
    Shared,
    /// The tenant's own schema in a shared database.
    Schema,
    /// The tenant's own database and login on a shared server.
    Database,
    /// The tenant's own server.
    Instance,
}

impl Rung {
    /// Every rung, weakest first.
    pub const ALL: [Self; 4] = [Self::Shared, Self::Schema, Self::Database, Self::Instance];

    /// The word for it, the same in every layer.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Schema => "schema",
            Self::Database => "database",
            Self::Instance => "instance",
        }
    }
}

impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Rung {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|rung| rung.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str);
            Refusal::new("rung", format!("There is no rung \"{text}\"."), suggest(text, &known))
        })
    }
}

/// Where a tenant's rows are. The generation is beside it (see [`crate::tenant::Tenant`]): it grows with every move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// In the shared tables of a cluster.
    Shared {
        /// The server.
        cluster: String,
    },
    /// In a schema of its own.
    Schema {
        /// The server.
        cluster: String,
        /// The schema, [`DbIdent::schema_of`] the tenant.
        schema: DbIdent,
    },
    /// In a database of its own.
    Database {
        /// The server.
        cluster: String,
        /// The database.
        database: DbIdent,
    },
    /// On a server of its own.
    Instance {
        /// The server, which holds this tenant alone.
        cluster: String,
    },
}

impl Placement {
    /// Builds the placement of `tenant` on `rung`, names derived from its id.
    pub fn of(tenant: TenantId, rung: Rung, cluster: String) -> Self {
        let own = DbIdent::schema_of(tenant);
        match rung {
            Rung::Shared => Self::Shared { cluster },
            Rung::Schema => Self::Schema { cluster, schema: own },
            Rung::Database => Self::Database { cluster, database: own },
            Rung::Instance => Self::Instance { cluster },
        }
    }

    /// The rung it stands on.
    pub const fn rung(&self) -> Rung {
        match self {
            Self::Shared { .. } => Rung::Shared,
            Self::Schema { .. } => Rung::Schema,
            Self::Database { .. } => Rung::Database,
            Self::Instance { .. } => Rung::Instance,
        }
    }

    /// The server's name in the directory.
    pub fn cluster(&self) -> &str {
        match self {
            Self::Shared { cluster }
            | Self::Schema { cluster, .. }
            | Self::Database { cluster, .. }
            | Self::Instance { cluster } => cluster,
        }
    }
}
