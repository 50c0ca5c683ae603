//! Values that are bound, whatever their column's type is.

use std::error::Error;

use bytes::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use time::OffsetDateTime;
use uuid::Uuid;

/// A value for a column. Text is text: nothing in it is ever read as SQL.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// `boolean`.
    Bool(bool),
    /// `smallint`, `integer`, `bigint`.
    Int(i64),
    /// `double precision`.
    Float(f64),
    /// `text`, `varchar`.
    Text(String),
    /// `uuid`.
    Uuid(Uuid),
    /// `timestamptz`.
    Time(OffsetDateTime),
    /// `json`, `jsonb`.
    Json(serde_json::Value),
    /// `text[]`: for [`super::Compare::AnyOf`].
    Texts(Vec<String>),
    /// `uuid[]`: for [`super::Compare::AnyOf`].
    Uuids(Vec<Uuid>),
}

macro_rules! from {
    ($($given:ty => $variant:ident),+ $(,)?) => {
        $(impl From<$given> for Value {
            fn from(given: $given) -> Self {
                Self::$variant(given.into())
            }
        })+
    };
}
from!(bool => Bool, i64 => Int, i32 => Int, f64 => Float, String => Text, &str => Text, Uuid => Uuid,
      OffsetDateTime => Time, serde_json::Value => Json, Vec<String> => Texts, Vec<Uuid> => Uuids);

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(given: Option<T>) -> Self {
        given.map_or(Self::Null, Into::into)
    }
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql_checked(kind, out),
            Self::Int(number) if *kind == Type::INT2 => i16::try_from(*number)?.to_sql_checked(kind, out),
            Self::Int(number) => number.to_sql_checked(kind, out),
            Self::Bool(value) => value.to_sql_checked(kind, out),
            Self::Float(value) => value.to_sql_checked(kind, out),
            Self::Text(value) => value.to_sql_checked(kind, out),
            Self::Uuid(value) => value.to_sql_checked(kind, out),
            Self::Time(value) => value.to_sql_checked(kind, out),
            Self::Json(value) => value.to_sql_checked(kind, out),
            Self::Texts(value) => value.to_sql_checked(kind, out),
            Self::Uuids(value) => value.to_sql_checked(kind, out),
        }
    }

    /// Whether it fits is said by the value itself.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *kind {
            Type::BOOL => Self::Bool(bool::from_sql(kind, raw)?),
            Type::INT2 => Self::Int(i16::from_sql(kind, raw)?.into()),
            Type::INT4 => Self::Int(i32::from_sql(kind, raw)?.into()),
            Type::INT8 => Self::Int(i64::from_sql(kind, raw)?),
            Type::FLOAT8 => Self::Float(f64::from_sql(kind, raw)?),
            Type::UUID => Self::Uuid(Uuid::from_sql(kind, raw)?),
            Type::TIMESTAMPTZ => Self::Time(OffsetDateTime::from_sql(kind, raw)?),
            Type::JSON | Type::JSONB => Self::Json(serde_json::Value::from_sql(kind, raw)?),
            _ => Self::Text(String::from_sql(kind, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(kind: &Type) -> bool {
        matches!(
            *kind,
            Type::BOOL
                | Type::INT2
                | Type::INT4
                | Type::INT8
                | Type::FLOAT8
                | Type::UUID
                | Type::TIMESTAMPTZ
                | Type::JSON
                | Type::JSONB
        ) || <String as FromSql>::accepts(kind)
    }
}

/// Values by column, in the order they were given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(Vec<(String, Value)>);

impl Values {
    /// None yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// With a value for a column; the last one given for it counts.
    #[must_use]
    pub fn with(mut self, column: &str, value: impl Into<Value>) -> Self {
        self.0.retain(|(named, _)| named != column);
        self.0.push((column.to_owned(), value.into()));
        self
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(column, _)| column.as_str())
    }

    pub(super) fn bound(self) -> Vec<Value> {
        self.0.into_iter().map(|(_, value)| value).collect()
    }
}
