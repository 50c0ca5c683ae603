//! The directory of tenants: pages by key, one tenant whole, the fleet's counts, and every change, each by calling the
//! function of the control schema that authorises and audits it. One statement answers for all; nothing loops over the
//! fleet. Start at [`Directory`].

mod audit;
mod change;
mod cursor;
mod export;
mod filter;
mod fleet;
mod layout;
mod page;
mod reader;
mod show;
mod statement;
mod tiers;
mod usage;
mod views;

pub use audit::{AuditFilter, AuditRow};
pub use change::NewTenant;
pub use cursor::Cursor;
pub use export::TenantStream;
pub use fleet::{ClusterRow, Count, FleetRow};
pub use layout::Layout;
pub use page::{At, DirectoryRow, Page, PageRequest};
pub use show::{Link, ShownTenant};
pub use tiers::TierRow;
pub use usage::{UsageDayRow, UsageRows};
pub use views::ViewRow;

use reader::{Plans, Reader};
use sqlx::PgPool;
use time::OffsetDateTime;

use crate::EngineError;
use crate::connect::{Target, Writes};
use crate::version::ServerVersion;

/// A console's way to the directory: a small pool of connections, all of one operator's login.
#[derive(Clone)]
pub struct Directory {
    pool: PgPool,
    /// One connection of its own: a busy pool must not look like a lost server.
    listener: PgPool,
    /// Pages along one index.
    walks: Reader,
    /// Pages of a query.
    searches: Reader,
}

/// Who the database says we are, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Identity {
    /// The login.
    pub login: String,
    /// `server_version_num`.
    pub version: i32,
    /// Member of `tenantry_support`, `_ops`, `_approver`, `_auditor`.
    pub support: bool,
    /// See `support`.
    pub ops: bool,
    /// See `support`.
    pub approver: bool,
    /// See `support`.
    pub auditor: bool,
    /// The connection is encrypted.
    pub encrypted: bool,
    /// Outside the promise: a superuser, or a login with BYPASSRLS or CREATEROLE.
    pub powerful: bool,
}

impl Identity {
    /// The server's version.
    pub fn server(&self) -> ServerVersion {
        ServerVersion(self.version)
    }
}

impl Directory {
    /// Opens lazily: the first call connects.
    pub fn new(target: &Target, writes: Writes) -> Self {
        let (walks, searches) = (Reader::new(Plans::Kept), Reader::new(Plans::Fresh));
        Self { pool: target.pool(writes), listener: target.listener_pool(), walks, searches }
    }

    /// The connection for announcements.
    pub fn listener(&self) -> &PgPool {
        &self.listener
    }

    /// Has the database recompute what changed by its clock alone; returns how many tenants were due.
    pub async fn refresh_due_pressure(&self) -> Result<i32, EngineError> {
        Ok(sqlx::query_scalar("select tenantry_control.refresh_due_pressure()").fetch_one(&self.pool).await?)
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Who the database says we are.
    pub async fn identity(&self) -> Result<Identity, EngineError> {
        Ok(sqlx::query_as(include_str!("directory/identity.sql")).fetch_one(&self.pool).await?)
    }

    /// The newest migration of the control schema; it is refused when Tenantry is not installed.
    pub async fn schema_version(&self) -> Result<i64, EngineError> {
        Ok(sqlx::query_scalar("select max(version) from tenantry_control.migrations where success")
            .fetch_one(&self.pool)
            .await?)
    }

    /// The database's clock.
    pub async fn now(&self) -> Result<OffsetDateTime, EngineError> {
        Ok(sqlx::query_scalar("select clock_timestamp()").fetch_one(&self.pool).await?)
    }

    /// Lets go of the connections held for pages: the server was away, and they are of its former life.
    pub fn let_go(&self) {
        self.walks.let_go();
        self.searches.let_go();
    }

    /// Ends every connection.
    pub async fn close(&self) {
        self.walks.close().await;
        self.searches.close().await;
        self.listener.close().await;
        self.pool.close().await;
    }
}
