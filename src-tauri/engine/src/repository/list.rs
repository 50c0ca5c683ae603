//! What a list shows: filters, order, and where it begins.

use crate::EngineError;
use crate::scoped::{Answer, Row};

use super::{TenantRow, Value};

/// Most rows of a page.
pub(super) const MOST: u32 = 1_000;

/// How a column compares with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// The same; null is the same as null.
    Is,
    /// Not the same.
    IsNot,
    /// Less.
    Below,
    /// Less or the same.
    AtMost,
    /// More.
    Above,
    /// More or the same.
    AtLeast,
    /// A text that contains it, in whatever case; `%` and `_` are themselves.
    Contains,
    /// One of a list: [`Value::Texts`] or [`Value::Uuids`].
    AnyOf,
}

/// A condition on a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    pub(super) column: String,
    pub(super) compare: Compare,
    pub(super) value: Value,
}

impl Filter {
    /// `column` compares with `value`.
    pub fn new(column: &str, compare: Compare, value: impl Into<Value>) -> Self {
        Self { column: column.to_owned(), compare, value: value.into() }
    }
}

/// Where a page ended: the next begins after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    pub(super) key: Value,
    pub(super) id: Value,
}

/// Which rows, in which order.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    pub(super) filters: Vec<Filter>,
    pub(super) sort: String,
    pub(super) descending: bool,
    pub(super) limit: u32,
    pub(super) offset: u32,
    pub(super) after: Option<Cursor>,
}

impl Default for List {
    /// The first 50 by id.
    fn default() -> Self {
        let (filters, sort) = (Vec::new(), "id".to_owned());
        Self { filters, sort, descending: false, limit: 50, offset: 0, after: None }
    }
}

impl List {
    /// Only rows for which this holds, too.
    #[must_use]
    pub fn filtered(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    /// By this column, the least first.
    #[must_use]
    pub fn sorted(mut self, column: &str) -> Self {
        column.clone_into(&mut self.sort);
        self
    }

    /// The other way round.
    #[must_use]
    pub const fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// At most so many rows; at most 1,000.
    #[must_use]
    pub const fn limited(mut self, rows: u32) -> Self {
        self.limit = if rows > MOST { MOST } else { rows };
        self
    }

    /// Beginning after so many rows: each of them is walked; [`List::after`] is not slower at the end.
    #[must_use]
    pub const fn offset(mut self, rows: u32) -> Self {
        self.offset = rows;
        self
    }

    /// Beginning where a page of the same list ended.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// Takes an answer for one row more than the limit as a page.
    pub(super) fn page<T: TenantRow>(&self, answer: Answer) -> Result<Page<T>, EngineError> {
        let limit = self.limit as usize;
        let more = answer.rows.len() > limit;
        let shown = &answer.rows[..answer.rows.len().min(limit)];
        let rows = shown.iter().map(T::read).collect::<Result<_, _>>()?;
        let next = if more { shown.last().map(|row| self.cursor(row)).transpose()? } else { None };
        Ok(Page { rows, next })
    }

    fn cursor(&self, row: &Row) -> Result<Cursor, EngineError> {
        Ok(Cursor { key: row.named(&self.sort)?, id: row.named("id")? })
    }
}

/// Rows, and where the next page begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// In the order of the list.
    pub rows: Vec<T>,
    /// None: this is the last.
    pub next: Option<Cursor>,
}
