//! A row that came over the wire.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use fallible_iterator::FallibleIterator as _;
use postgres_protocol::message::backend::DataRowBody;
use postgres_types::{FromSql, Type};

use super::WireError;

/// A column of an answer.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Type,
}

/// A row: values by position or name.
#[derive(Clone)]
pub struct Row {
    columns: Arc<[Column]>,
    values: Vec<Option<Range<usize>>>,
    body: Bytes,
}

impl Row {
    pub(super) fn new(columns: &Arc<[Column]>, body: &DataRowBody) -> Result<Self, WireError> {
        let values: Vec<_> = body.ranges().collect()?;
        if values.len() != columns.len() {
            return Err(WireError::Protocol("a row with another number of columns"));
        }
        Ok(Self { columns: Arc::clone(columns), values, body: body.buffer_bytes().clone() })
    }

    /// The value at a position, from 0.
    ///
    /// # Errors
    /// [`WireError::Value`] when there is none, or it is not of the type that is asked for.
    pub fn get<'a, T: FromSql<'a>>(&'a self, at: usize) -> Result<T, WireError> {
        let wrong = |why: String| WireError::Value { position: at + 1, why };
        let column = self.columns.get(at).ok_or_else(|| wrong("there is no such column".to_owned()))?;
        if !T::accepts(&column.kind) {
            return Err(wrong(format!("the column is of type {}", column.kind)));
        }
        let raw = self.values[at].clone().map(|range| &self.body[range]);
        T::from_sql_nullable(&column.kind, raw).map_err(|error| wrong(error.to_string()))
    }

    /// The value of a named column.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn named<'a, T: FromSql<'a>>(&'a self, name: &str) -> Result<T, WireError> {
        let at = self.columns.iter().position(|column| column.name == name);
        let missing = || WireError::Value { position: 0, why: format!("there is no column {name}") };
        self.get(at.ok_or_else(missing)?)
    }

    /// The names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }
}
