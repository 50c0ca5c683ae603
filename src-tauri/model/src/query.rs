//! The query language of the fleet: `tier:pro usage>90% region:eu -status:suspended "harbor clinic"`.
//! Terms are joined by *and*; `a,b` is *or* inside one term; `-` before a term negates it; bare words are searched as
//! substrings of name, slug, domain and id. It never touches SQL: the engine renders it with bound values.

mod field;
mod lex;
mod parse;
mod sort;

pub use field::{Field, FieldKind};
pub use parse::{Vocabulary, parse};
pub use sort::{Direction, Sort, SortColumn};

use crate::{Rung, TenantId, TenantStatus};

/// A parsed query: all terms must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TenantQuery {
    /// The terms, in the order written.
    pub terms: Vec<Term>,
}

/// One term of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A substring of name, slug, domain or id, lower case.
    Text {
        /// What is looked for.
        needle: String,
        /// Must not occur.
        negated: bool,
    },
    /// A condition on a field.
    Filter {
        /// On which field.
        field: Field,
        /// How it compares.
        comparison: Comparison,
        /// With which values; more than one only for [`Comparison::Is`].
        values: Vec<Value>,
        /// Must not hold.
        negated: bool,
    },
}

/// How a field compares with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `:` or `=`: equal (for a region and for texts: begins with).
    Is,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `<`
    Below,
    /// `<=`
    AtMost,
}

/// A typed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A status.
    Status(TenantStatus),
    /// A rung.
    Rung(Rung),
    /// A word: tier, region, slug, name, domain, cluster.
    Word(String),
    /// A tenant's id.
    Id(TenantId),
    /// A share of a limit in thousandths: `90%` is 900.
    Permille(i64),
    /// A count or bytes.
    Number(i64),
    /// A day, from its beginning, UTC.
    Day(time::Date),
    /// This many seconds before (or, for what lies ahead, after) now, by the database's clock.
    Distance(i64),
}
