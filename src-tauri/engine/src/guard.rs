//! The guard for raw SQL: reports, and SQL that a language model wrote. PostgreSQL's own grammar reads the statement, and
//! only what is on a list gets through: one SELECT, this schema's relations, harmless functions and types. It is the
//! early and clear no; the wall is the database (`tenantry.read_gated`, row security, a role with nothing but SELECT).
//! What no list knows is refused, never let through. Start at [`Guard::check`].
//!
//! ```
//! use tenantry_engine::guard::{Code, Guard};
//! let guard = Guard::for_schema("tenant_a").unwrap();
//! assert!(guard.check("select status, count(*) from projects group by status").is_ok());
//! let refused = guard.check("with pg_shadow as (select * from pg_shadow) select * from pg_shadow").unwrap_err();
//! assert_eq!(refused.code, Code::Relation);
//! assert_eq!(guard.check("select pg_sleep(10)").unwrap_err().code, Code::Function);
//! ```

mod bombs;
mod calls;
mod expressions;
mod fields;
mod from;
mod functions;
mod json;
mod names;
mod predicate;
mod reject;
mod scope;
mod select;
mod text;
mod types;
mod walk;

use std::collections::BTreeSet;

use crate::EngineError;

pub use predicate::TenantPredicate;
pub use reject::{Code, Reject};

/// Bytes of a statement, at most: 64 KiB. A report of 4 KB is a long one.
pub const MAX_BYTES: usize = 64 * 1024;
/// Brackets within brackets, at most. Expressions end before that, at a depth of about 45 in the tree.
pub const MAX_NESTING: usize = 200;
/// Parts of a statement (names, constants, operators, calls), at most.
pub const MAX_PARTS: usize = 20_000;
/// Places where a statement names a relation, at most.
pub const MAX_RELATIONS: usize = 100;
/// Rows that a statement may make out of nothing, by constants alone: `generate_series(1, 1000000)`.
pub const MAX_MADE_ROWS: f64 = 1_000_000.0;

/// Decides which statements may read one schema.
#[derive(Debug, Clone)]
pub struct Guard {
    schema: String,
    relations: Option<BTreeSet<String>>,
}

/// A statement that may run.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The relations it reads, without the schema, in the order of the alphabet.
    pub relations: BTreeSet<String>,
    pub(crate) references: Vec<walk::Reference>,
    pub(crate) names_schema_in_columns: bool,
}

impl Guard {
    /// Guards a schema: every relation in it may be read, named alone or with exactly this schema.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when no tenant's tables can be there: a system schema, or no name at all.
    pub fn for_schema(schema: &str) -> Result<Self, EngineError> {
        let ours = ["information_schema", "tenantry", "tenantry_control"];
        let unfit = schema.is_empty() || schema.len() > 63 || schema.contains('\0');
        if unfit || schema.starts_with("pg_") || ours.contains(&schema) {
            return Err(EngineError::Invalid {
                field: "schema".to_owned(),
                message: format!("\"{}\" is no schema of a tenant.", tenantry_model::refusal::shown(schema)),
                remedy: "Name the schema that holds the tenant's tables.".to_owned(),
            });
        }
        Ok(Self { schema: schema.to_owned(), relations: None })
    }

    /// Lets only these relations be read, by their bare names as the catalog holds them.
    #[must_use]
    pub fn only(mut self, relations: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.relations = Some(relations.into_iter().map(Into::into).collect());
        self
    }

    /// Decides one statement.
    ///
    /// # Errors
    /// [`Reject`] with the reason as a sentence.
    pub fn check(&self, statement: &str) -> Result<Checked, Reject> {
        let select = text::parse(statement)?;
        let mut walk = walk::Walk::new(&self.schema, self.relations.as_ref());
        walk.statement(&select)?;
        bombs::look_for(&select)?;
        Ok(walk.done())
    }

    /// Decides one statement of which it is not known that it is text.
    ///
    /// # Errors
    /// [`Reject`], also when it is no UTF-8.
    pub fn check_bytes(&self, statement: &[u8]) -> Result<Checked, Reject> {
        self.check(std::str::from_utf8(statement).map_err(|_| Reject::not_text())?)
    }

    /// Adds the tenant to every relation that a statement reads, as text: for systems without row security. Each becomes
    /// a sub-select of its own, so that outer joins keep their meaning.
    ///
    /// # Errors
    /// [`Reject`] as [`Guard::check`], and for what cannot be rewritten.
    pub fn with_predicate(&self, statement: &str, predicate: &TenantPredicate) -> Result<String, Reject> {
        predicate::add(self, statement, predicate)
    }
}

/// The functions that a statement may call, by their bare names in the order of the alphabet.
pub fn allowed_functions() -> &'static [&'static str] {
    &functions::ALLOWED
}

/// Those of them that do not answer the same to the same arguments; nothing is left behind by them.
pub fn volatile_functions() -> &'static [&'static str] {
    &functions::VOLATILE
}

/// The types that a statement may name, in the order of the alphabet.
pub fn allowed_types() -> &'static [&'static str] {
    &types::ALLOWED
}

/// How many statements PostgreSQL's parser sees in a text, or why it cannot read it: for comparing it with a server.
///
/// # Errors
/// The parser's own sentence.
pub fn count_statements(statement: &str) -> Result<usize, String> {
    match pg_query::parse(statement, 0) {
        Ok(tree) => Ok(tree.protobuf.stmts.len()),
        Err(pg_query::Error::Parse(text)) => Err(text),
        Err(other) => Err(other.to_string()),
    }
}
