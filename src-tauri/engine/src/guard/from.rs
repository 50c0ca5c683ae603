//! What stands in FROM: relations, sub-selects, functions, joins, samples.

use pg_query::NodeEnum;
use pg_query::protobuf::{ColumnDef, JoinExpr, Node, RangeFunction, RangeTableSample, RangeVar};

use super::reject::{Code, Reject, named};
use super::text::unknown;
use super::walk::{Passed, Reference, Walk, names_of};

impl Walk<'_> {
    pub(super) fn item(&mut self, item: &Node) -> Passed {
        self.count()?;
        match &item.node {
            Some(NodeEnum::RangeVar(relation)) => self.relation(relation, false),
            Some(NodeEnum::JoinExpr(join)) => self.join(join),
            Some(NodeEnum::RangeSubselect(part)) => {
                match part.subquery.as_deref().and_then(|node| node.node.as_ref()) {
                    Some(NodeEnum::SelectStmt(select)) => self.select(select),
                    _ => Err(unknown("This part of FROM")),
                }
            }
            Some(NodeEnum::RangeFunction(part)) => self.functions(part),
            Some(NodeEnum::RangeTableSample(sample)) => self.sample(sample),
            Some(NodeEnum::JsonTable(table)) => self.json_table(table),
            Some(NodeEnum::RangeTableFunc(_)) => Err(unknown("XMLTABLE")),
            _ => Err(unknown("This part of FROM")),
        }
    }

    /// A relation, or the name of a WITH query: those have no schema.
    fn relation(&mut self, relation: &RangeVar, sampled: bool) -> Passed {
        let RangeVar { catalogname, schemaname, relname, inh, relpersistence: _, alias, location } = relation;
        if !catalogname.is_empty() {
            return Err(relation_refused("Another database cannot be named", relname));
        }
        let qualified = !schemaname.is_empty();
        if qualified && schemaname != self.schema {
            return Err(Reject::new(
                Code::Relation,
                format!("The schema {} is not yours: only {} is.", named(schemaname), named(self.schema)),
            ));
        }
        if !qualified && self.scope.knows(relname) {
            return Ok(());
        }
        // every relation of pg_catalog is named so, and nobody else's can be
        if relname.starts_with("pg_") {
            return Err(relation_refused("A system catalog is not to be read", relname));
        }
        if self.allowed.is_some_and(|allowed| !allowed.contains(relname)) {
            return Err(relation_refused("This relation is not on the list", relname));
        }
        self.read(Reference {
            start: usize::try_from(*location).unwrap_or(usize::MAX),
            name: relname.clone(),
            qualified,
            aliased: alias.is_some(),
            adorned: !inh || sampled,
        })
    }

    fn join(&mut self, join: &JoinExpr) -> Passed {
        for side in [&join.larg, &join.rarg].into_iter().flatten() {
            self.item(side)?;
        }
        self.maybe(join.quals.as_deref())
    }

    /// `f(…)`, ROWS FROM, WITH ORDINALITY: each a list of the call and its column definitions.
    fn functions(&mut self, part: &RangeFunction) -> Passed {
        for function in &part.functions {
            let Some(NodeEnum::List(pair)) = &function.node else {
                return Err(unknown("This function in FROM"));
            };
            for (n, node) in pair.items.iter().enumerate() {
                match &node.node {
                    Some(NodeEnum::List(columns)) if n > 0 => self.columns(&columns.items)?,
                    None => {}
                    Some(_) => self.expression(node)?,
                }
            }
        }
        self.columns(&part.coldeflist)
    }

    /// `AS t(a int, b text)`.
    fn columns(&mut self, columns: &[Node]) -> Passed {
        for column in columns {
            let Some(NodeEnum::ColumnDef(column)) = &column.node else {
                return Err(unknown("This column list"));
            };
            let ColumnDef { type_name, coll_clause, constraints, raw_default, .. } = column.as_ref();
            if raw_default.is_some() || !constraints.is_empty() {
                return Err(unknown("A column with a default or constraint"));
            }
            if let Some(collation) = coll_clause {
                self.collation(&names_of(&collation.collname))?;
            }
            match type_name {
                Some(type_name) => self.type_name(type_name)?,
                None => return Err(unknown("A column without a type")),
            }
        }
        Ok(())
    }

    fn sample(&mut self, sample: &RangeTableSample) -> Passed {
        let method = names_of(&sample.method);
        if !matches!(method.as_slice(), ["bernoulli" | "system"]) {
            return Err(Reject::new(Code::Function, "Only the samples BERNOULLI and SYSTEM are allowed."));
        }
        match sample.relation.as_deref().and_then(|node| node.node.as_ref()) {
            Some(NodeEnum::RangeVar(relation)) => self.relation(relation, true)?,
            _ => return Err(unknown("A sample of what is no relation")),
        }
        self.each(&sample.args)?;
        self.maybe(sample.repeatable.as_deref())
    }
}

fn relation_refused(why: &str, name: &str) -> Reject {
    Reject::new(Code::Relation, format!("{why}: {}.", named(name)))
}
