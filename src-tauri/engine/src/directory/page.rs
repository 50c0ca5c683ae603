//! One page of the grid: one statement, a walk of one index from a key. Ties are broken by id, so no row is shown twice
//! or left out. The limits of the rows are looked up for the page alone.

use std::sync::Arc;

use sqlx::{FromRow, Row};
use tenantry_model::TenantId;
use tenantry_model::query::{Direction, Sort, TenantQuery};
use time::OffsetDateTime;
use uuid::Uuid;

use super::filter::{Fragment, condition, sort_key, word};
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

/// What a row shows beside its own columns; `%key%` is the sort column.
const COLUMNS: &str = include_str!("row.sql");

impl Directory {
    /// One page, by one statement.
    pub async fn page(&self, request: &PageRequest) -> Result<Page, EngineError> {
        let (fragment, backwards) = render(request);
        let one_way = request.query.terms.is_empty() || matches!(request.at, At::Known(..));
        let reader = if one_way { &self.walks } else { &self.searches };
        let rows = reader.rows(self.pool(), fragment).await?;
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

/// The statement, and whether its rows come in the reverse order of the grid.
fn render(request: &PageRequest) -> (Fragment, bool) {
    let mut out = Fragment::default();
    let mut filter = condition(&request.query, &mut out);
    let (column, kind) = sort_key(request.sort.column);
    let backwards = matches!(request.at, At::End | At::Before(_));
    let direction = if backwards { opposite(request.sort.direction) } else { request.sort.direction };
    let mut skip = 0;
    let keyset = match &request.at {
        At::Start | At::End => None,
        At::Known(ids, from) => {
            let limit = request.limit as usize;
            let start = start_in(ids, *from, limit);
            let page: Vec<Uuid> = ids.iter().skip(start).take(limit + 1).copied().collect();
            filter.push_str(&format!(" and t.id = any ({})", out.bind(page)));
            None
        }
        At::Skip(rows) => {
            skip = *rows;
            None
        }
        At::After(cursor) | At::Before(cursor) => Some((cursor, "")),
        At::From(cursor, rows) => {
            skip = *rows;
            Some((cursor, "="))
        }
    };
    if let Some((cursor, or_equal)) = keyset {
        let sign = if direction == Direction::Ascending { ">" } else { "<" };
        let (key, id) = (out.bind(cursor.key.clone()), out.bind(cursor.id.0));
        filter.push_str(&format!(" and (t.{column}, t.id) {sign}{or_equal} ({key}::text::{kind}, {id})"));
    }
    let way = word(direction);
    // the limit is a part of the text: a plan that is kept must know that it is for few rows
    let mut limit = format!("limit {}", request.limit.saturating_add(1));
    if skip > 0 {
        limit.push_str(&format!(" offset {}", out.bind(i64::from(skip))));
    }
    let order = format!("t.{column} {way}, t.id {way}");
    out.sql = COLUMNS
        .replace("%key%", column)
        .replace("%filter%", &filter)
        .replace("%order%", &order)
        .replace("%limit%", &limit);
    (out, backwards)
}

/// Where a page begins among known ids.
fn start_in(ids: &[Uuid], from: u32, limit: usize) -> usize {
    let from = from as usize;
    if from < ids.len() { from } else { ids.len().saturating_sub(limit) }
}

/// The statement of an export: the same rows, all of them.
pub(super) fn render_all(query: &TenantQuery, sort: Sort) -> Fragment {
    let mut out = Fragment::default();
    let filter = condition(query, &mut out);
    let (column, way) = (sort_key(sort.column).0, word(sort.direction));
    out.sql = COLUMNS
        .replace("%key%", column)
        .replace("%filter%", &filter)
        .replace("%order%", &format!("t.{column} {way}, t.id {way}"))
        .replace("%limit%", "");
    out
}

const fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Ascending => Direction::Descending,
        Direction::Descending => Direction::Ascending,
    }
}

/// Reads the rows of any statement made of `row.sql`.
pub(super) fn read(row: &sqlx::postgres::PgRow) -> Result<DirectoryRow, EngineError> {
    debug_assert!(!row.is_empty());
    Ok(DirectoryRow::from_row(row)?)
}
