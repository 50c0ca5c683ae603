//! What the grid sorts by.

use std::fmt;
use std::str::FromStr;

use crate::refusal::{Refusal, suggest};

/// A sortable column of the grid; each has an index led by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the word of the grid's column")]
pub enum SortColumn {
    Name,
    Slug,
    Status,
    Tier,
    Rung,
    Region,
    Usage,
    Users,
    Projects,
    Storage,
    ApiCalls,
    Alarms,
    Activity,
    Created,
    Version,
}

impl SortColumn {
    /// Every column with its word.
    pub const ALL: [(Self, &'static str); 15] = [
        (Self::Name, "name"),
        (Self::Slug, "slug"),
        (Self::Status, "status"),
        (Self::Tier, "tier"),
        (Self::Rung, "rung"),
        (Self::Region, "region"),
        (Self::Usage, "usage"),
        (Self::Users, "users"),
        (Self::Projects, "projects"),
        (Self::Storage, "storage"),
        (Self::ApiCalls, "api"),
        (Self::Alarms, "alarms"),
        (Self::Activity, "activity"),
        (Self::Created, "created"),
        (Self::Version, "version"),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(column, _)| *column == self).map_or("", |(_, word)| word)
    }
}

/// Up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Direction {
    Ascending,
    Descending,
}

/// A column and a direction; ties are broken by id in the same direction, so the order is total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By which column.
    pub column: SortColumn,
    /// Which way.
    pub direction: Direction,
}

impl Default for Sort {
    fn default() -> Self {
        Self { column: SortColumn::Name, direction: Direction::Ascending }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.direction {
            Direction::Ascending => "",
            Direction::Descending => "-",
        };
        write!(f, "{sign}{}", self.column.word())
    }
}

impl FromStr for Sort {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let (direction, word) = match text.strip_prefix('-') {
            Some(word) => (Direction::Descending, word),
            None => (Direction::Ascending, text),
        };
        let column = SortColumn::ALL.iter().find(|(_, known)| *known == word).map(|(column, _)| *column);
        column.map(|column| Self { column, direction }).ok_or_else(|| {
            let known = SortColumn::ALL.map(|(_, known)| known);
            let message = format!("There is no column \"{}\" to sort by.", word.escape_debug());
            Refusal::new("sort", message, suggest(word, &known))
        })
    }
}
