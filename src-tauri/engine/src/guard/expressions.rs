//! Expressions. A list of kinds that are known to be harmless; whatever is not on it is refused.

use pg_query::NodeEnum;
use pg_query::protobuf::{
    AExpr, AIndirection, CaseExpr, CaseWhen, ColumnRef, Node, SqlValueFunction, SqlValueFunctionOp, SubLink,
};

use super::fields;
use super::reject::{Code, Reject, named};
use super::text::unknown;
use super::walk::{Passed, Walk, name_of, names_of};

/// Of every relation, in no list of columns; they tell where rows lie and which transaction wrote them.
const SYSTEM_COLUMNS: [&str; 6] = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"];

impl Walk<'_> {
    pub(super) fn expression(&mut self, node: &Node) -> Passed {
        self.count()?;
        let Some(node) = &node.node else { return Err(unknown("An empty expression")) };
        match node {
            NodeEnum::AConst(_) | NodeEnum::AStar(_) => Ok(()),
            NodeEnum::ColumnRef(column) => self.column(column),
            NodeEnum::AExpr(expression) => self.operation(expression),
            NodeEnum::BoolExpr(expression) => self.each(&expression.args),
            NodeEnum::FuncCall(call) => self.call(call),
            NodeEnum::TypeCast(cast) => {
                match &cast.type_name {
                    Some(type_name) => self.type_name(type_name)?,
                    None => return Err(unknown("A cast without a type")),
                }
                self.maybe(cast.arg.as_deref())
            }
            NodeEnum::SubLink(link) => self.sub_link(link),
            NodeEnum::NullTest(test) => self.maybe(test.arg.as_deref()),
            NodeEnum::BooleanTest(test) => self.maybe(test.arg.as_deref()),
            NodeEnum::CaseExpr(case) => self.case(case),
            NodeEnum::CaseWhen(when) => self.when(when),
            NodeEnum::CoalesceExpr(list) => self.each(&list.args),
            NodeEnum::MinMaxExpr(list) => self.each(&list.args),
            NodeEnum::RowExpr(row) => self.each(&row.args),
            NodeEnum::AArrayExpr(array) => self.each(&array.elements),
            NodeEnum::AIndirection(part) => self.indirection(part),
            NodeEnum::AIndices(indices) => {
                self.maybe(indices.lidx.as_deref())?;
                self.maybe(indices.uidx.as_deref())
            }
            NodeEnum::CollateClause(clause) => {
                self.collation(&names_of(&clause.collname))?;
                self.maybe(clause.arg.as_deref())
            }
            NodeEnum::NamedArgExpr(argument) => self.maybe(argument.arg.as_deref()),
            NodeEnum::GroupingFunc(grouping) => self.each(&grouping.args),
            NodeEnum::GroupingSet(set) => self.each(&set.content),
            NodeEnum::List(list) => self.each(&list.items),
            NodeEnum::SortBy(sort) => self.sort(sort),
            NodeEnum::SqlvalueFunction(value) => value_of_the_session(value),
            NodeEnum::ParamRef(_) => Err(unknown("A parameter such as $1")),
            NodeEnum::SetToDefault(_) => Err(unknown("DEFAULT")),
            NodeEnum::XmlExpr(_) | NodeEnum::XmlSerialize(_) => Err(unknown("XML")),
            other => self.json(other),
        }
    }

    /// `a`, `t.a`, `t.*`, `schema.t.a`. After a point may also stand a function: `g.pg_sleep` calls it with `g`.
    fn column(&mut self, column: &ColumnRef) -> Passed {
        let names: Vec<&str> = column.fields.iter().filter_map(name_of).collect();
        if column.fields.len() > 3 {
            return Err(Reject::new(Code::Column, "A column with four parts names another database."));
        }
        if column.fields.len() == 3 {
            if names[0] != self.schema {
                let text =
                    format!("The schema {} is not yours: only {} is.", named(names[0]), named(self.schema));
                return Err(Reject::new(Code::Relation, text));
            }
            self.names_schema_in_columns = true;
        }
        let star = names.len() < column.fields.len();
        let Some(last) = names.last().filter(|_| !star) else { return Ok(()) };
        if SYSTEM_COLUMNS.contains(last) {
            return Err(Reject::new(
                Code::Column,
                format!("The system column {} is not to be read.", named(last)),
            ));
        }
        if names.len() > 1 { fields::check(last) } else { Ok(()) }
    }

    /// `(x).a`, `(x).*`, `x[1]`. A function may stand where a field does.
    fn indirection(&mut self, part: &AIndirection) -> Passed {
        self.maybe(part.arg.as_deref())?;
        for step in &part.indirection {
            match name_of(step) {
                Some(field) => {
                    self.count()?;
                    fields::check(field)?;
                }
                None => self.expression(step)?,
            }
        }
        Ok(())
    }

    fn operation(&mut self, expression: &AExpr) -> Passed {
        self.operator(&names_of(&expression.name))?;
        self.maybe(expression.lexpr.as_deref())?;
        self.maybe(expression.rexpr.as_deref())
    }

    fn sub_link(&mut self, link: &SubLink) -> Passed {
        if !link.oper_name.is_empty() {
            self.operator(&names_of(&link.oper_name))?;
        }
        self.maybe(link.testexpr.as_deref())?;
        match link.subselect.as_deref().and_then(|node| node.node.as_ref()) {
            Some(NodeEnum::SelectStmt(select)) => self.select(select),
            _ => Err(unknown("This sub-select")),
        }
    }

    fn case(&mut self, case: &CaseExpr) -> Passed {
        self.maybe(case.arg.as_deref())?;
        self.each(&case.args)?;
        self.maybe(case.defresult.as_deref())
    }

    fn when(&mut self, when: &CaseWhen) -> Passed {
        self.maybe(when.expr.as_deref())?;
        self.maybe(when.result.as_deref())
    }
}

/// CURRENT_DATE and its like are the time; CURRENT_USER and its like are who asks, which is nobody's data.
fn value_of_the_session(value: &SqlValueFunction) -> Passed {
    use SqlValueFunctionOp as Op;
    match Op::try_from(value.op) {
        Ok(
            Op::SvfopCurrentDate
            | Op::SvfopCurrentTime
            | Op::SvfopCurrentTimeN
            | Op::SvfopCurrentTimestamp
            | Op::SvfopCurrentTimestampN
            | Op::SvfopLocaltime
            | Op::SvfopLocaltimeN
            | Op::SvfopLocaltimestamp
            | Op::SvfopLocaltimestampN,
        ) => Ok(()),
        _ => Err(Reject::new(
            Code::Identity,
            "Who is logged in, and to which database and schema, is not to be read.",
        )),
    }
}
