//! The statement of a page: which rows, in which order, with what they show. Only constants and numbers become SQL.

use tenantry_model::query::{Direction, Sort, TenantQuery, Term};
use uuid::Uuid;

use super::filter::{Fragment, condition, sort_key, word};
use super::page::{At, PageRequest};

/// What a row shows beside its own columns; `%rows%` are the tenants, `%key%` is the sort column.
const COLUMNS: &str = include_str!("row.sql");
/// The rows along the index of the sort, or as the planner likes it.
const WALK: &str =
    "select * from tenantry_control.tenants t where %place% and %filter% order by %order% %limit%";
/// The rows of a search.
const SEARCH: &str = include_str!("search.sql");
/// Rows that a search looks at along the index of the sort, before it looks up all that it finds.
const NEAR: u32 = 200;

/// Whether the rows come in the reverse order of the grid.
pub(super) const fn is_backwards(at: &At) -> bool {
    matches!(at, At::End | At::Before(_))
}

/// Where a page begins among known ids.
pub(super) fn start_in(ids: &[Uuid], from: u32, limit: usize) -> usize {
    let from = from as usize;
    if from < ids.len() { from } else { ids.len().saturating_sub(limit) }
}

/// The statement of a page, for one row more than that: so it is known whether there is another page.
pub(super) fn render(request: &PageRequest) -> Fragment {
    let mut out = Fragment::default();
    let filter = condition(&request.query, &mut out);
    let direction = direction(request);
    let (place, skip) = place(request, direction, &mut out);
    // the limit is a part of the text: a plan that is kept must know that it is for few rows
    let rows = request.limit.saturating_add(1);
    let mut limit = format!("limit {rows}");
    if skip > 0 {
        limit.push_str(&format!(" offset {}", out.bind(i64::from(skip))));
    }
    let searches = is_search(&request.query) && skip == 0 && !matches!(request.at, At::Known(..));
    let inner = if searches { SEARCH } else { WALK };
    let inner = inner.replace("%rows%", &rows.to_string()).replace("%near%", &NEAR.max(rows).to_string());
    out.sql = whole(&inner, request.sort, direction, &place, &filter).replace("%limit%", &limit);
    out
}

/// The statement of an export: the same rows, all of them.
pub(super) fn render_all(query: &TenantQuery, sort: Sort) -> Fragment {
    let mut out = Fragment::default();
    let filter = condition(query, &mut out);
    out.sql = whole(WALK, sort, sort.direction, "true", &filter).replace("%limit%", "");
    out
}

fn whole(inner: &str, sort: Sort, direction: Direction, place: &str, filter: &str) -> String {
    let (column, way) = (sort_key(sort.column).0, word(direction));
    COLUMNS
        .replace("%rows%", inner)
        .replace("%key%", column)
        .replace("%order%", &format!("t.{column} {way}, t.id {way}"))
        .replace("%place%", place)
        .replace("%filter%", filter)
}

const fn direction(request: &PageRequest) -> Direction {
    match (is_backwards(&request.at), request.sort.direction) {
        (false, direction) => direction,
        (true, Direction::Ascending) => Direction::Descending,
        (true, Direction::Descending) => Direction::Ascending,
    }
}

/// The condition for where a page begins, and how many of its rows are passed by.
fn place(request: &PageRequest, direction: Direction, out: &mut Fragment) -> (String, u32) {
    let (cursor, or_equal, skip) = match &request.at {
        At::Start | At::End => return ("true".to_owned(), 0),
        At::Skip(rows) => return ("true".to_owned(), *rows),
        At::Known(ids, from) => {
            let limit = request.limit as usize;
            let page = ids.iter().skip(start_in(ids, *from, limit)).take(limit + 1);
            return (format!("t.id = any ({})", out.bind(page.copied().collect::<Vec<Uuid>>())), 0);
        }
        At::After(cursor) | At::Before(cursor) => (cursor, "", 0),
        At::From(cursor, rows) => (cursor, "=", *rows),
    };
    let (column, kind) = sort_key(request.sort.column);
    let sign = if direction == Direction::Ascending { ">" } else { "<" };
    let (key, id) = (out.bind(cursor.key.clone()), out.bind(cursor.id.0));
    (format!("(t.{column}, t.id) {sign}{or_equal} ({key}::text::{kind}, {id})"), skip)
}

/// A text is looked for: where along the sort it occurs is beyond the planner's guess.
fn is_search(query: &TenantQuery) -> bool {
    query.terms.iter().any(|term| matches!(term, Term::Text { negated: false, .. }))
}
