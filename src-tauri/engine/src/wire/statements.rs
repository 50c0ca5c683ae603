//! Statements prepared on a connection, by their text. The least used is forgotten when there are too many.

use std::collections::HashMap;
use std::sync::Arc;

use postgres_types::Type;

use super::row::Column;

/// Most statements that a connection keeps: a tenant's schema has some tens, and a server keeps a plan for each.
const KEPT: usize = 256;

/// A statement that the server knows by name.
#[derive(Clone)]
pub(super) struct Statement {
    pub(super) name: Arc<str>,
    pub(super) parameters: Arc<[Type]>,
    pub(super) columns: Arc<[Column]>,
}

/// What is prepared.
#[derive(Default)]
pub(super) struct Statements {
    known: HashMap<Arc<str>, (Statement, u64)>,
    clock: u64,
    named: u64,
}

impl Statements {
    /// The statement of a text, if it is prepared.
    pub(super) fn find(&mut self, sql: &str) -> Option<Statement> {
        self.clock += 1;
        let (statement, used) = self.known.get_mut(sql)?;
        *used = self.clock;
        Some(statement.clone())
    }

    /// A name that was never used on this connection.
    pub(super) fn next_name(&mut self) -> Arc<str> {
        self.named += 1;
        format!("s{}", self.named).into()
    }

    /// Keeps a statement; answers the name of one that has to be closed for it.
    pub(super) fn keep(&mut self, sql: &str, statement: Statement) -> Option<Arc<str>> {
        self.clock += 1;
        let least = || self.known.iter().min_by_key(|(_, (_, used))| *used).map(|(sql, _)| Arc::clone(sql));
        let least = if self.known.len() >= KEPT { least() } else { None };
        let closed = least.and_then(|sql| self.known.remove(&sql)).map(|(statement, _)| statement.name);
        self.known.insert(sql.into(), (statement, self.clock));
        closed
    }

    /// Forgets all; answers the names that have to be closed.
    pub(super) fn forget(&mut self) -> Vec<Arc<str>> {
        self.known.drain().map(|(_, (statement, _))| statement.name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(statements: &mut Statements) -> Statement {
        Statement { name: statements.next_name(), parameters: Arc::new([]), columns: Arc::new([]) }
    }

    #[test]
    fn the_least_used_is_forgotten_first() {
        let mut statements = Statements::default();
        for n in 0..KEPT {
            let statement = some(&mut statements);
            assert_eq!(statements.keep(&n.to_string(), statement), None);
        }
        assert!(statements.find("0").is_some());
        let statement = some(&mut statements);
        assert_eq!(statements.keep("new", statement).as_deref(), Some("s2"));
        assert!(statements.find("0").is_some() && statements.find("1").is_none());
    }
}
