//! Statements that make very much out of nothing, by constants alone: long series, series times series, recursion without
//! an end, repeat('x', 1e9). What depends on the data is cut by the database; this is only the early no.

use std::collections::HashMap;

use pg_query::NodeEnum;
use pg_query::protobuf::{Node, RangeFunction, SelectStmt, SetOperation, WithClause, a_const};

use super::MAX_MADE_ROWS;
use super::reject::{Code, Reject, named};
use super::walk::{Passed, names_of};

/// Characters, or elements, that one call may make out of a constant.
const MOST_REPEATED: f64 = 1_000_000.0;
/// 1000! has 2,568 digits; 100,000! takes seconds.
const MOST_FACTORIAL: f64 = 1_000.0;

/// Refuses the statement when it makes too much.
pub(super) fn look_for(select: &SelectStmt) -> Passed {
    Estimate::default().rows(select).map(drop)
}

/// Rows that WITH queries make, by name.
#[derive(Debug, Default)]
struct Estimate {
    queries: HashMap<String, f64>,
}

impl Estimate {
    /// How many rows a query makes by constants alone; what depends on data counts as one.
    fn rows(&mut self, select: &SelectStmt) -> Result<f64, Reject> {
        if let Some(with) = &select.with_clause {
            self.with(with, select.limit_count.is_some())?;
        }
        let mut rows = 1.0;
        for item in &select.from_clause {
            rows *= self.item(item)?;
        }
        for target in &select.target_list {
            if let Some(NodeEnum::ResTarget(target)) = &target.node {
                rows *= target.val.as_deref().map_or(1.0, series);
            }
        }
        for side in [&select.larg, &select.rarg].into_iter().flatten() {
            let made = self.rows(side)?;
            rows = f64::max(rows, made);
        }
        calls(select)?;
        if rows > MAX_MADE_ROWS {
            let text = format!(
                "The statement makes about {rows:.0} rows out of nothing; {MAX_MADE_ROWS:.0} are allowed."
            );
            return Err(Reject::new(Code::Amplification, text));
        }
        Ok(select.limit_count.as_deref().and_then(constant).map_or(rows, |limit| rows.min(limit.max(1.0))))
    }

    fn with(&mut self, with: &WithClause, limited: bool) -> Passed {
        for node in &with.ctes {
            let Some(NodeEnum::CommonTableExpr(query)) = &node.node else { continue };
            let Some(NodeEnum::SelectStmt(select)) = query.ctequery.as_deref().and_then(|n| n.node.as_ref())
            else {
                continue;
            };
            if with.recursive && !limited && endless(select, &query.ctename) {
                let text = format!(
                    "The recursion {} has no end in sight: it has no LIMIT and no condition that is met soon.",
                    named(&query.ctename)
                );
                return Err(Reject::new(Code::Amplification, text));
            }
            let rows = self.rows(select)?;
            self.queries.insert(query.ctename.clone(), rows);
        }
        Ok(())
    }

    fn item(&mut self, item: &Node) -> Result<f64, Reject> {
        match &item.node {
            Some(NodeEnum::RangeVar(relation)) if relation.schemaname.is_empty() => {
                Ok(self.queries.get(&relation.relname).copied().unwrap_or(1.0))
            }
            Some(NodeEnum::JoinExpr(join)) => {
                let mut rows = 1.0;
                for side in [&join.larg, &join.rarg].into_iter().flatten() {
                    rows *= self.item(side)?;
                }
                Ok(rows)
            }
            Some(NodeEnum::RangeSubselect(part)) => {
                match part.subquery.as_deref().and_then(|node| node.node.as_ref()) {
                    Some(NodeEnum::SelectStmt(select)) => self.rows(select),
                    _ => Ok(1.0),
                }
            }
            Some(NodeEnum::RangeFunction(part)) => Ok(from_function(part)),
            _ => Ok(1.0),
        }
    }
}

fn from_function(part: &RangeFunction) -> f64 {
    let lists = part.functions.iter().filter_map(|node| match &node.node {
        Some(NodeEnum::List(pair)) => pair.items.first(),
        _ => None,
    });
    lists.map(series).fold(1.0, f64::max)
}

/// The rows of `generate_series(a, b, step)` with constants; 1 for all else.
fn series(node: &Node) -> f64 {
    let Some(NodeEnum::FuncCall(call)) = &node.node else { return 1.0 };
    if names_of(&call.funcname).last() != Some(&"generate_series") {
        return 1.0;
    }
    let bounds: Vec<Option<f64>> = call.args.iter().map(constant).collect();
    match bounds.as_slice() {
        [Some(from), Some(to)] => (to - from + 1.0).max(1.0),
        [Some(from), Some(to), Some(step)] if *step != 0.0 => ((to - from) / step + 1.0).max(1.0),
        _ => 1.0,
    }
}

/// A recursive term that reads nothing but itself, and has neither a LIMIT nor a condition that is met soon.
fn endless(select: &SelectStmt, name: &str) -> bool {
    let Some(again) = select.rarg.as_deref().filter(|_| select.op == SetOperation::SetopUnion as i32) else {
        return false;
    };
    let itself = match again.from_clause.as_slice() {
        [only] => matches!(&only.node, Some(NodeEnum::RangeVar(relation)) if relation.relname == name),
        _ => false,
    };
    let until = again.where_clause.as_deref();
    itself && until.is_none_or(far) && again.limit_count.is_none() && select.limit_count.is_none()
}

/// A bound such as `n < 1000000000`.
fn far(condition: &Node) -> bool {
    let Some(NodeEnum::AExpr(comparison)) = &condition.node else { return false };
    let bounds = [&comparison.lexpr, &comparison.rexpr];
    bounds.into_iter().flatten().filter_map(|side| constant(side)).any(|bound| bound.abs() > MAX_MADE_ROWS)
}

/// Calls that make a long value: in the select list and in its arguments.
fn calls(select: &SelectStmt) -> Passed {
    let targets = select.target_list.iter().filter_map(|target| match &target.node {
        Some(NodeEnum::ResTarget(target)) => target.val.as_deref(),
        _ => None,
    });
    let values = select.values_lists.iter().flat_map(|list| match &list.node {
        Some(NodeEnum::List(list)) => list.items.as_slice(),
        _ => &[],
    });
    targets.chain(values).chain(select.where_clause.as_deref()).try_for_each(|node| long_value(node, 1.0))
}

/// `times` is how often what stands around repeats it.
fn long_value(node: &Node, times: f64) -> Passed {
    match &node.node {
        Some(NodeEnum::FuncCall(call)) => {
            let name = names_of(&call.funcname).last().copied().unwrap_or_default().to_owned();
            let count = match name.as_str() {
                "repeat" | "lpad" | "rpad" => call.args.get(1).and_then(constant),
                "array_fill" => call.args.get(1).map(largest),
                "factorial" => {
                    call.args.first().and_then(constant).map(|n| n * MOST_REPEATED / MOST_FACTORIAL)
                }
                _ => None,
            };
            let times = times * count.unwrap_or(1.0).max(1.0);
            if times > MOST_REPEATED {
                let text = format!("The call of {} makes too long a value.", named(&name));
                return Err(Reject::new(Code::Amplification, text));
            }
            call.args.iter().try_for_each(|argument| long_value(argument, times))
        }
        Some(NodeEnum::TypeCast(cast)) => cast.arg.as_deref().map_or(Ok(()), |node| long_value(node, times)),
        Some(NodeEnum::SubLink(link)) => {
            match link.subselect.as_deref().and_then(|node| node.node.as_ref()) {
                Some(NodeEnum::SelectStmt(select)) => look_for(select),
                _ => Ok(()),
            }
        }
        Some(NodeEnum::CaseExpr(case)) => {
            let arms = case.args.iter().filter_map(|arm| match &arm.node {
                Some(NodeEnum::CaseWhen(when)) => when.result.as_deref(),
                _ => None,
            });
            arms.chain(case.defresult.as_deref()).try_for_each(|node| long_value(node, times))
        }
        Some(NodeEnum::AArrayExpr(list)) => list.elements.iter().try_for_each(|node| long_value(node, times)),
        Some(NodeEnum::CoalesceExpr(list)) => list.args.iter().try_for_each(|node| long_value(node, times)),
        Some(NodeEnum::BoolExpr(list)) => list.args.iter().try_for_each(|node| long_value(node, times)),
        Some(NodeEnum::AExpr(both)) => {
            [&both.lexpr, &both.rexpr].into_iter().flatten().try_for_each(|node| long_value(node, times))
        }
        _ => Ok(()),
    }
}

/// The product of an array of constants.
fn largest(node: &Node) -> f64 {
    match &node.node {
        Some(NodeEnum::AArrayExpr(array)) => array.elements.iter().filter_map(constant).product(),
        Some(NodeEnum::TypeCast(cast)) => cast.arg.as_deref().map_or(1.0, largest),
        _ => 1.0,
    }
}

/// The value of a number, of a number in a cast, and of simple arithmetic with them.
fn constant(node: &Node) -> Option<f64> {
    match node.node.as_ref()? {
        NodeEnum::AConst(value) => match value.val.as_ref()? {
            a_const::Val::Ival(number) => Some(f64::from(number.ival)),
            a_const::Val::Fval(number) => number.fval.replace('_', "").parse().ok(),
            _ => None,
        },
        NodeEnum::TypeCast(cast) => match cast.arg.as_deref()?.node.as_ref()? {
            NodeEnum::AConst(value) => match value.val.as_ref()? {
                a_const::Val::Sval(text) => text.sval.trim().parse().ok(),
                _ => constant(cast.arg.as_deref()?),
            },
            _ => constant(cast.arg.as_deref()?),
        },
        NodeEnum::AExpr(both) => {
            let right = constant(both.rexpr.as_deref()?)?;
            let left = both.lexpr.as_deref().map(constant);
            match (names_of(&both.name).as_slice(), left) {
                (["-"], None) => Some(-right),
                (["+"], Some(left)) => Some(left? + right),
                (["-"], Some(left)) => Some(left? - right),
                (["*"], Some(left)) => Some(left? * right),
                (["/"], Some(left)) => Some(left? / right),
                (["^"], Some(left)) => Some(left?.powf(right)),
                _ => None,
            }
        }
        _ => None,
    }
}
