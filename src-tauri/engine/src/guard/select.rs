//! SELECT, VALUES, TABLE, set operations and WITH.

use pg_query::NodeEnum;
use pg_query::protobuf::{CommonTableExpr, Node, SelectStmt, SetOperation, WindowDef, WithClause};

use super::reject::{Code, Reject, named};
use super::text::unknown;
use super::walk::{Passed, Walk, names_of};

impl Walk<'_> {
    /// A query. Every field is named, so that a new one in the grammar is noticed when this is built.
    pub(super) fn select(&mut self, select: &SelectStmt) -> Passed {
        self.count()?;
        let SelectStmt {
            distinct_clause,
            into_clause,
            target_list,
            from_clause,
            where_clause,
            group_clause,
            group_distinct: _,
            having_clause,
            window_clause,
            values_lists,
            sort_clause,
            limit_offset,
            limit_count,
            limit_option: _,
            locking_clause,
            with_clause,
            op: _,
            all: _,
            larg,
            rarg,
        } = select;
        if into_clause.is_some() {
            return Err(Reject::new(Code::Writes, "SELECT INTO makes a table."));
        }
        if !locking_clause.is_empty() {
            return Err(Reject::new(Code::Writes, "FOR UPDATE and FOR SHARE lock rows."));
        }
        let before = self.scope.mark();
        if let Some(with) = with_clause {
            self.with(with)?;
        }
        for side in [larg, rarg].into_iter().flatten() {
            self.select(side)?;
        }
        // DISTINCT without ON is a list with one empty node
        distinct_clause
            .iter()
            .filter(|node| node.node.is_some())
            .try_for_each(|node| self.expression(node))?;
        target_list.iter().try_for_each(|target| self.target(target))?;
        from_clause.iter().try_for_each(|part| self.item(part))?;
        self.maybe(where_clause.as_deref())?;
        self.each(group_clause)?;
        self.maybe(having_clause.as_deref())?;
        window_clause.iter().try_for_each(|window| self.window_node(window))?;
        self.each(values_lists)?;
        self.each(sort_clause)?;
        self.maybe(limit_offset.as_deref())?;
        self.maybe(limit_count.as_deref())?;
        self.scope.back_to(before);
        Ok(())
    }

    fn target(&mut self, target: &Node) -> Passed {
        match &target.node {
            Some(NodeEnum::ResTarget(target)) if target.indirection.is_empty() => {
                self.count()?;
                self.maybe(target.val.as_deref())
            }
            _ => Err(unknown("An assignment")),
        }
    }

    fn with(&mut self, with: &WithClause) -> Passed {
        let queries = with.ctes.iter().map(|node| match &node.node {
            Some(NodeEnum::CommonTableExpr(query)) => Ok(query),
            _ => Err(unknown("This part of WITH")),
        });
        let queries: Vec<_> = queries.collect::<Result<_, _>>()?;
        for query in &queries {
            if with.recursive {
                self.named_query_names(query)?;
            }
        }
        for query in queries {
            self.named_query(query)?;
            if !with.recursive {
                self.scope.name(&query.ctename);
            }
        }
        Ok(())
    }

    /// In WITH RECURSIVE all names are known from the start. One that is no UNION cannot mean itself.
    fn named_query_names(&mut self, query: &CommonTableExpr) -> Passed {
        let union = match query.ctequery.as_deref().and_then(|node| node.node.as_ref()) {
            Some(NodeEnum::SelectStmt(select)) => select.op == SetOperation::SetopUnion as i32,
            _ => false,
        };
        if !union && query.ctename.starts_with("pg_") {
            let text = format!("{} is the name of a system catalog.", named(&query.ctename));
            return Err(Reject::new(Code::Relation, text));
        }
        self.scope.name(&query.ctename);
        Ok(())
    }

    fn named_query(&mut self, query: &CommonTableExpr) -> Passed {
        self.count()?;
        match query.ctequery.as_deref().and_then(|node| node.node.as_ref()) {
            Some(NodeEnum::SelectStmt(select)) => self.select(select)?,
            _ => {
                let text = format!("The WITH query {} changes rows.", named(&query.ctename));
                return Err(Reject::new(Code::Writes, text));
            }
        }
        if let Some(cycle) = &query.cycle_clause {
            self.maybe(cycle.cycle_mark_value.as_deref())?;
            self.maybe(cycle.cycle_mark_default.as_deref())?;
        }
        Ok(())
    }

    fn window_node(&mut self, window: &Node) -> Passed {
        match &window.node {
            Some(NodeEnum::WindowDef(window)) => self.window(window),
            _ => Err(unknown("This window")),
        }
    }

    pub(super) fn window(&mut self, window: &WindowDef) -> Passed {
        self.count()?;
        self.each(&window.partition_clause)?;
        self.each(&window.order_clause)?;
        self.maybe(window.start_offset.as_deref())?;
        self.maybe(window.end_offset.as_deref())
    }

    pub(super) fn sort(&mut self, sort: &pg_query::protobuf::SortBy) -> Passed {
        if !sort.use_op.is_empty() {
            self.operator(&names_of(&sort.use_op))?;
        }
        self.maybe(sort.node.as_deref())
    }
}
