//! The grid: pages by key, a position in a million, exports, saved views.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{LimitText, Quantity, RungName, StatusName, Timestamp, words};

/// Asks for one page of the grid.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct TenantListRequest {
    /// The query language; empty: all.
    pub query: String,
    /// Column, with `-` before it for descending; empty: `name`.
    pub sort: String,
    /// At most this many rows, 1 to 500; none: 50.
    pub limit: Option<u32>,
    /// Where the page begins.
    pub at: PagePosition,
}

/// Where a page begins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "from")]
pub enum PagePosition {
    /// The first row.
    #[default]
    Start,
    /// The last page.
    End,
    /// After the row of this cursor.
    After {
        /// A `next` of an earlier page.
        cursor: String,
    },
    /// Before the row of this cursor; rows come in the order of the grid all the same.
    Before {
        /// A `previous` of an earlier page.
        cursor: String,
    },
    /// At this position, counted from 0.
    Position {
        /// The position.
        index: u32,
    },
}

/// One page of the grid.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantPage {
    /// The rows, in the grid's order.
    pub rows: Vec<TenantRow>,
    /// Cursor for the page after; none: this is the last.
    pub next: Option<String>,
    /// Cursor for the page before; none: this is the first.
    pub previous: Option<String>,
    /// When it was read, by the database's clock.
    pub as_of: Timestamp,
}

/// How many tenants a query finds.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantTotal {
    /// That many.
    pub total: u32,
    /// When it was counted.
    pub as_of: Timestamp,
}

/// Counts what a query finds.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantCount {
    /// The query language.
    pub query: String,
    /// The sort that the grid shows: positions are laid out in it.
    pub sort: String,
}

/// A tenant as a row of the grid.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantRow {
    /// Id.
    pub id: String,
    /// Slug.
    pub slug: String,
    /// Name: hostile text is text.
    pub name: String,
    /// Status.
    pub status: StatusName,
    /// Tier.
    pub tier: String,
    /// Rung.
    pub rung: RungName,
    /// Region.
    pub region: String,
    /// Users in use and in force.
    pub users: Gauge,
    /// Projects in use and in force.
    pub projects: Gauge,
    /// Bytes in use and in force.
    pub storage_bytes: Gauge,
    /// API calls this month and in force.
    pub api_calls_month: Gauge,
    /// The nearest limit, in thousandths of it; over 1000 is past it.
    pub usage_permille: i32,
    /// Conditions that want a look: limits at 80 % and more, an ended subscription.
    pub alarms: i32,
    /// End of the subscription; none: open.
    pub subscription_ends: Option<Timestamp>,
    /// Last activity seen in the tenant's data.
    pub last_activity: Option<Timestamp>,
    /// Created.
    pub created_at: Timestamp,
    /// When its usage was sampled.
    pub sampled_at: Option<Timestamp>,
    /// Grows with every change.
    pub version: Quantity,
}

/// A use against a limit.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Gauge {
    /// In use.
    pub used: Quantity,
    /// In force.
    pub limit: LimitText,
    /// The limit is an override.
    pub overridden: bool,
}

words! {
    /// The format of an export.
    ExportFormat { Csv, JsonLines }
}

/// Writes what a query finds to a file, streamed; the file appears under its name only when whole.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantExport {
    /// The query language.
    pub query: String,
    /// The sort.
    pub sort: String,
    /// CSV (formulas neutralised) or JSON Lines.
    pub format: ExportFormat,
    /// The file's full path; its folder exists.
    pub path: String,
    /// An id for progress and cancel, chosen by the caller.
    pub task: String,
}

/// A finished export.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportDone {
    /// The file.
    pub path: String,
    /// Rows in it.
    pub rows: u32,
    /// Bytes in it.
    pub bytes: Quantity,
}

/// A saved view of the grid.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedView {
    /// Its name, unique for its owner.
    pub name: String,
    /// Query.
    pub query: String,
    /// Sort.
    pub sort: String,
    /// Columns in order; empty: the default ones.
    pub columns: Vec<String>,
    /// Others see it too.
    pub shared: bool,
    /// The login that owns it.
    pub owner: String,
    /// It is the caller's own.
    pub mine: bool,
}

/// The saved views that the caller sees.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ViewList {
    /// Own ones first, then by name.
    pub views: Vec<SavedView>,
}

/// Saves a view of the caller's own; one of the same name is replaced.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ViewSave {
    /// 1 to 80 characters.
    pub name: String,
    /// Query.
    pub query: String,
    /// Sort.
    pub sort: String,
    /// Columns in order.
    pub columns: Vec<String>,
    /// Others may see it.
    pub shared: bool,
}

/// Names a view of the caller's own.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ViewName {
    /// Its name.
    pub name: String,
}
