//! The way through a tree: what was counted and found so far. Each kind of node has a function in `select`, `from`,
//! `expressions`, `calls` or `json`; a node without one is refused.

use std::collections::BTreeSet;

use pg_query::NodeEnum;
use pg_query::protobuf::{Node, SelectStmt};

use super::reject::{Code, Reject};
use super::scope::Scope;
use super::text::too_many_parts;
use super::{Checked, MAX_PARTS, MAX_RELATIONS};

/// What a function of the walk answers.
pub(super) type Passed = Result<(), Reject>;

/// A place where the statement names a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Where the name begins, in bytes.
    pub(crate) start: usize,
    /// The bare name.
    pub(crate) name: String,
    /// Whether the schema stands before it.
    pub(crate) qualified: bool,
    /// Whether it has an alias.
    pub(crate) aliased: bool,
    /// ONLY, a star after the name, or TABLESAMPLE: more than a name.
    pub(crate) adorned: bool,
}

pub(super) struct Walk<'a> {
    pub(super) schema: &'a str,
    pub(super) allowed: Option<&'a BTreeSet<String>>,
    pub(super) scope: Scope,
    pub(super) references: Vec<Reference>,
    pub(super) names_schema_in_columns: bool,
    parts: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(schema: &'a str, allowed: Option<&'a BTreeSet<String>>) -> Self {
        Self {
            schema,
            allowed,
            scope: Scope::default(),
            references: Vec::new(),
            names_schema_in_columns: false,
            parts: 0,
        }
    }

    pub(super) fn statement(&mut self, select: &SelectStmt) -> Passed {
        self.select(select)
    }

    pub(super) fn done(self) -> Checked {
        Checked {
            relations: self.references.iter().map(|reference| reference.name.clone()).collect(),
            references: self.references,
            names_schema_in_columns: self.names_schema_in_columns,
        }
    }

    /// One part more.
    pub(super) fn count(&mut self) -> Passed {
        self.parts += 1;
        if self.parts > MAX_PARTS { Err(too_many_parts()) } else { Ok(()) }
    }

    pub(super) fn read(&mut self, reference: Reference) -> Passed {
        self.references.push(reference);
        if self.references.len() > MAX_RELATIONS {
            let text = format!("The statement names relations in more than {MAX_RELATIONS} places.");
            return Err(Reject::new(Code::Size, text));
        }
        Ok(())
    }

    /// A list of expressions.
    pub(super) fn each(&mut self, nodes: &[Node]) -> Passed {
        nodes.iter().try_for_each(|node| self.expression(node))
    }

    /// An expression that may be left out.
    pub(super) fn maybe(&mut self, node: Option<&Node>) -> Passed {
        node.map_or(Ok(()), |node| self.expression(node))
    }
}

/// The text of a name in a list of names.
pub(super) fn name_of(node: &Node) -> Option<&str> {
    match &node.node {
        Some(NodeEnum::String(name)) => Some(&name.sval),
        _ => None,
    }
}

/// A list of names; what is no name is the empty one, which is on no list.
pub(super) fn names_of(nodes: &[Node]) -> Vec<&str> {
    nodes.iter().map(|node| name_of(node).unwrap_or_default()).collect()
}
