//! A place in a sorted grid: the sort, the key and the id of a row. Opaque to callers, checked when it comes back.

use std::fmt;
use std::str::FromStr;

use tenantry_model::query::Sort;
use tenantry_model::{Refusal, TenantId};

/// A row's place in a sort; keyset pages begin after or before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The sort it belongs to.
    pub sort: Sort,
    /// The row's id, which breaks ties.
    pub id: TenantId,
    /// The row's key, as PostgreSQL prints it.
    pub key: String,
}

impl Cursor {
    /// Refuses a cursor of another sort: its key would mean nothing.
    pub fn of_sort(self, sort: Sort) -> Result<Self, Refusal> {
        if self.sort == sort { Ok(self) } else { Err(refusal()) }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.sort, self.id, self.key)
    }
}

impl FromStr for Cursor {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let mut parts = text.splitn(3, '/');
        let (Some(sort), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(refusal());
        };
        let sort = sort.parse().map_err(|_| refusal())?;
        let id = id.parse().map_err(|_| refusal())?;
        Ok(Self { sort, id, key: key.to_owned() })
    }
}

fn refusal() -> Refusal {
    Refusal::new(
        "cursor",
        "The cursor is not one of this list.",
        "Use \"next\" or \"previous\" of a page with the same sort, or begin at the start.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_way_out_and_back() {
        let cursor = Cursor {
            sort: "-storage".parse().unwrap(),
            id: "0190a6b2-0000-7000-8000-000000000001".parse().unwrap(),
            key: "a/b / c".to_owned(),
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor.clone()));
        assert!(cursor.of_sort(Sort::default()).is_err());
        for bad in ["", "name", "name/x/y", "nope/0190a6b2-0000-7000-8000-000000000001/k"] {
            assert!(bad.parse::<Cursor>().is_err(), "{bad:?}");
        }
    }
}
