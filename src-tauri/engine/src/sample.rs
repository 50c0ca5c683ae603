//! The rows of the sample product, which the sandbox fills and the tests use. A product of one's own has a file like
//! this one.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::repository::{TenantRepository, TenantRow};
use crate::scoped::Row;
use crate::wire::WireError;

/// A person who uses the product.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// Its id.
    pub id: Uuid,
    /// Unique in the tenant.
    pub email: String,
    /// Its name.
    pub name: String,
    /// `owner`, `admin`, `member` or `viewer`.
    pub role: String,
    /// `active`, `invited` or `disabled`.
    pub status: String,
    /// When it logged in last.
    pub last_login_at: Option<OffsetDateTime>,
    /// Its settings.
    pub settings: serde_json::Value,
    /// When it was made.
    pub created_at: OffsetDateTime,
}

/// The users of a tenant.
pub type Users = TenantRepository<User>;

impl TenantRow for User {
    const TABLE: &'static str = "users";
    // a password's hash is written and never read back
    const COLUMNS: &'static [&'static str] =
        &["id", "email", "name", "role", "status", "last_login_at", "settings", "created_at"];
    const WRITABLE: &'static [&'static str] =
        &["email", "name", "role", "status", "password_hash", "last_login_at", "settings"];
    const SORTABLE: &'static [&'static str] = &["id", "email", "name", "created_at"];
    const KEY: &'static [&'static str] = &["email"];

    fn read(row: &Row) -> Result<Self, WireError> {
        Ok(Self {
            id: row.named("id")?,
            email: row.named("email")?,
            name: row.named("name")?,
            role: row.named("role")?,
            status: row.named("status")?,
            last_login_at: row.named("last_login_at")?,
            settings: row.named("settings")?,
            created_at: row.named("created_at")?,
        })
    }
}

/// A project.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// A user of the same tenant.
    pub owner_id: Uuid,
    /// `active` or `archived`.
    pub status: String,
    /// Its settings.
    pub settings: serde_json::Value,
    /// When it was made.
    pub created_at: OffsetDateTime,
}

/// The projects of a tenant.
pub type Projects = TenantRepository<Project>;

impl TenantRow for Project {
    const TABLE: &'static str = "projects";
    const COLUMNS: &'static [&'static str] =
        &["id", "name", "description", "owner_id", "status", "settings", "created_at"];
    const WRITABLE: &'static [&'static str] = &["name", "description", "owner_id", "status", "settings"];
    const SORTABLE: &'static [&'static str] = &["id", "name", "created_at"];
    const KEY: &'static [&'static str] = &["id"];

    fn read(row: &Row) -> Result<Self, WireError> {
        Ok(Self {
            id: row.named("id")?,
            name: row.named("name")?,
            description: row.named("description")?,
            owner_id: row.named("owner_id")?,
            status: row.named("status")?,
            settings: row.named("settings")?,
            created_at: row.named("created_at")?,
        })
    }
}

/// A document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its id.
    pub id: Uuid,
    /// At most 500 characters.
    pub title: String,
    /// Its text.
    pub content: String,
    /// A user of the same tenant.
    pub created_by: Uuid,
    /// When it was made.
    pub created_at: OffsetDateTime,
}

/// The documents of a tenant.
pub type Documents = TenantRepository<Document>;

impl TenantRow for Document {
    const TABLE: &'static str = "documents";
    const COLUMNS: &'static [&'static str] = &["id", "title", "content", "created_by", "created_at"];
    const WRITABLE: &'static [&'static str] = &["title", "content", "created_by"];
    const SORTABLE: &'static [&'static str] = &["id", "title", "created_at"];
    const KEY: &'static [&'static str] = &["id"];

    fn read(row: &Row) -> Result<Self, WireError> {
        Ok(Self {
            id: row.named("id")?,
            title: row.named("title")?,
            content: row.named("content")?,
            created_by: row.named("created_by")?,
            created_at: row.named("created_at")?,
        })
    }
}

/// A setting of a tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Its id.
    pub id: Uuid,
    /// Unique in the tenant.
    pub key: String,
    /// Its value.
    pub value: serde_json::Value,
}

/// The settings of a tenant.
pub type Settings = TenantRepository<Setting>;

impl TenantRow for Setting {
    const TABLE: &'static str = "settings";
    const COLUMNS: &'static [&'static str] = &["id", "key", "value"];
    const WRITABLE: &'static [&'static str] = &["key", "value"];
    const SORTABLE: &'static [&'static str] = &["id", "key"];
    const KEY: &'static [&'static str] = &["key"];

    fn read(row: &Row) -> Result<Self, WireError> {
        Ok(Self { id: row.named("id")?, key: row.named("key")?, value: row.named("value")? })
    }
}
