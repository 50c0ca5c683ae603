//! The names that WITH gives: where one hides a relation, and where it does not yet. In `WITH x AS (SELECT * FROM x)` the
//! inner x is the relation; in WITH RECURSIVE every name is known to all of its queries.

/// The names in force, innermost last.
#[derive(Debug, Default)]
pub(super) struct Scope {
    names: Vec<String>,
}

/// A place to come back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(usize);

impl Scope {
    pub(super) fn mark(&self) -> Mark {
        Mark(self.names.len())
    }

    pub(super) fn name(&mut self, name: &str) {
        self.names.push(name.to_owned());
    }

    pub(super) fn back_to(&mut self, mark: Mark) {
        self.names.truncate(mark.0);
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }
}
