//! Why a statement is refused.

use tenantry_model::refusal::shown;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Reject {
    /// What kind of thing is in the way.
    pub code: Code,
    /// A whole sentence that names it.
    pub reason: String,
}

/// What kind of thing is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// No text: invalid UTF-8, NUL, control characters, invisible characters outside of literals.
    Text,
    /// Too long, too deep, too many parts.
    Size,
    /// PostgreSQL's grammar does not know it.
    Syntax,
    /// None, or more than one.
    Count,
    /// Not a query.
    Statement,
    /// A query that writes or locks: INTO, FOR UPDATE, a changing statement in a WITH.
    Writes,
    /// A relation that may not be read.
    Relation,
    /// A function that is not on the list.
    Function,
    /// A type that is not on the list.
    Type,
    /// An operator or collation of another schema.
    Operator,
    /// A system column.
    Column,
    /// Who is logged in, and where.
    Identity,
    /// It makes very much out of nothing.
    Amplification,
    /// A part of the language that no list knows.
    Construct,
}

impl Code {
    /// The code as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Size => "size",
            Self::Syntax => "syntax",
            Self::Count => "count",
            Self::Statement => "statement",
            Self::Writes => "writes",
            Self::Relation => "relation",
            Self::Function => "function",
            Self::Type => "type",
            Self::Operator => "operator",
            Self::Column => "column",
            Self::Identity => "identity",
            Self::Amplification => "amplification",
            Self::Construct => "construct",
        }
    }
}

impl Reject {
    pub(crate) fn new(code: Code, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// The refusal of bytes that are no UTF-8.
    pub fn not_text() -> Self {
        Self::new(Code::Text, "The statement is no valid UTF-8 text.")
    }
}

/// A name in quotes, made printable and cut to a length that fits a sentence.
pub(crate) fn named(name: &str) -> String {
    let cut: String = name.chars().take(80).collect();
    format!("\"{}\"", shown(&cut))
}
