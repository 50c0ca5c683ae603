//! One page of the grid: one statement, a walk of one index from a key. Ties are broken by id, so no row is shown twice
//! or left out. The limits of the rows are looked up for the page alone.

use std::sync::Arc;

use sqlx::{FromRow, Row};
use tenantry_model::TenantId;
use tenantry_model::query::{Sort, TenantQuery};
use time::OffsetDateTime;
use uuid::Uuid;

use super::statement::{is_backwards, render, start_in};
use super::{Cursor, Directory};
use crate::EngineError;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// Which tenants.
    pub query: TenantQuery,
    /// In which order.
    pub sort: Sort,
    /// At most this many.
    pub limit: u32,
    /// Where the page begins.
    pub at: At,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// The first row.
    Start,
    /// The last page.
    End,
    /// After this row.
    After(Cursor),
    /// Before this row.
    Before(Cursor),
    /// `skip` rows from this row on (itself counted): how a position is reached from an anchor.
    From(Cursor, u32),
    /// So many rows from the start; for positions without an anchor.
    Skip(u32),
    /// The rows of these ids from this place among them on; past their end, the last page of them. A row that the query
    /// does not find any more is left out.
    Known(Arc<[Uuid]>, u32),
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The rows, in the order of the grid.
    pub rows: Vec<DirectoryRow>,
    /// Where the next page begins after; none: this is the last.
    pub next: Option<Cursor>,
    /// Where the previous page ends before; none: this is the first.
    pub previous: Option<Cursor>,
    /// By the database's clock.
    pub as_of: Option<OffsetDateTime>,
}

/// A row of the grid.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
#[expect(missing_docs, reason = "the columns of the grid, documented where they are shown")]
pub struct DirectoryRow {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub status: String,
    pub tier: String,
    pub rung: String,
    pub region: String,
    pub users: i64,
    pub projects: i64,
    pub storage_bytes: i64,
    pub api_calls_month: i64,
    pub users_limit: Option<i64>,
    pub projects_limit: Option<i64>,
    pub storage_limit: Option<i64>,
    pub api_limit: Option<i64>,
    /// Names of the limits that are overridden.
    pub overridden: Vec<String>,
    pub usage_permille: i32,
    pub alarms: i32,
    pub subscription_ends: Option<OffsetDateTime>,
    pub last_activity: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    pub sampled_at: Option<OffsetDateTime>,
    pub version: i64,
    /// The key it is sorted by, as PostgreSQL prints it.
    pub sort_key: String,
    pub as_of: OffsetDateTime,
}

impl DirectoryRow {
    fn cursor(&self, sort: Sort) -> Cursor {
        Cursor { sort, id: TenantId(self.id), key: self.sort_key.clone() }
    }
}

impl Directory {
    /// One page, by one statement.
    pub async fn page(&self, request: &PageRequest) -> Result<Page, EngineError> {
        let backwards = is_backwards(&request.at);
        let one_way = request.query.terms.is_empty() || matches!(request.at, At::Known(..));
        let reader = if one_way { &self.walks } else { &self.searches };
        let rows = reader.rows(self.pool(), render(request)).await?;
        let mut rows = rows.iter().map(DirectoryRow::from_row).collect::<Result<Vec<_>, _>>()?;
        let limit = request.limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        if backwards {
            rows.reverse();
        }
        let at_start = match &request.at {
            At::Start | At::Skip(0) => true,
            At::Known(ids, from) => start_in(ids, *from, limit) == 0,
            _ => backwards && !more,
        };
        let at_end = match &request.at {
            At::End => true,
            At::Known(ids, from) => start_in(ids, *from, limit) + limit >= ids.len(),
            _ => !backwards && !more,
        };
        Ok(Page {
            next: rows.last().filter(|_| !at_end).map(|row| row.cursor(request.sort)),
            previous: rows.first().filter(|_| !at_start).map(|row| row.cursor(request.sort)),
            as_of: rows.first().map(|row| row.as_of),
            rows,
        })
    }
}

/// Reads the rows of any statement made of `row.sql`.
pub(super) fn read(row: &sqlx::postgres::PgRow) -> Result<DirectoryRow, EngineError> {
    debug_assert!(!row.is_empty());
    Ok(DirectoryRow::from_row(row)?)
}
