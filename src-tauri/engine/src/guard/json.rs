//! The JSON parts of SQL (16 to 18): constructors, IS JSON, JSON_VALUE and its like, JSON_TABLE. The last link of the
//! chain of expressions: what is not here either is refused.

use pg_query::NodeEnum;
use pg_query::protobuf::{
    JsonAggConstructor, JsonBehavior, JsonFuncExpr, JsonKeyValue, JsonOutput, JsonTable, JsonTableColumn,
    JsonTablePathSpec, JsonValueExpr, Node,
};

use super::text::unknown;
use super::walk::{Passed, Walk};

impl Walk<'_> {
    pub(super) fn json(&mut self, node: &NodeEnum) -> Passed {
        match node {
            NodeEnum::JsonIsPredicate(test) => self.maybe(test.expr.as_deref()),
            NodeEnum::JsonValueExpr(value) => self.json_value(Some(value)),
            NodeEnum::JsonArgument(argument) => self.json_value(argument.val.as_deref()),
            NodeEnum::JsonKeyValue(pair) => self.json_pair(Some(pair)),
            NodeEnum::JsonFuncExpr(call) => self.json_call(call),
            NodeEnum::JsonParseExpr(call) => {
                self.json_output(call.output.as_ref())?;
                self.json_value(call.expr.as_deref())
            }
            NodeEnum::JsonScalarExpr(call) => {
                self.json_output(call.output.as_ref())?;
                self.maybe(call.expr.as_deref())
            }
            NodeEnum::JsonSerializeExpr(call) => {
                self.json_output(call.output.as_ref())?;
                self.json_value(call.expr.as_deref())
            }
            NodeEnum::JsonObjectConstructor(made) => {
                self.json_output(made.output.as_ref())?;
                self.each(&made.exprs)
            }
            NodeEnum::JsonArrayConstructor(made) => {
                self.json_output(made.output.as_ref())?;
                self.each(&made.exprs)
            }
            NodeEnum::JsonArrayQueryConstructor(made) => {
                self.json_output(made.output.as_ref())?;
                match made.query.as_deref().and_then(|node| node.node.as_ref()) {
                    Some(NodeEnum::SelectStmt(select)) => self.select(select),
                    _ => Err(unknown("This JSON_ARRAY")),
                }
            }
            NodeEnum::JsonObjectAgg(made) => {
                self.json_aggregate(made.constructor.as_deref())?;
                self.json_pair(made.arg.as_deref())
            }
            NodeEnum::JsonArrayAgg(made) => {
                self.json_aggregate(made.constructor.as_deref())?;
                self.json_value(made.arg.as_deref())
            }
            _ => Err(unknown("This construct")),
        }
    }

    fn json_value(&mut self, value: Option<&JsonValueExpr>) -> Passed {
        let Some(value) = value else { return Ok(()) };
        self.maybe(value.raw_expr.as_deref())?;
        self.maybe(value.formatted_expr.as_deref())
    }

    fn json_pair(&mut self, pair: Option<&JsonKeyValue>) -> Passed {
        let Some(pair) = pair else { return Ok(()) };
        self.maybe(pair.key.as_deref())?;
        self.json_value(pair.value.as_deref())
    }

    fn json_output(&mut self, output: Option<&JsonOutput>) -> Passed {
        match output.and_then(|output| output.type_name.as_ref()) {
            Some(type_name) => self.type_name(type_name),
            None => Ok(()),
        }
    }

    fn json_behavior(&mut self, behavior: Option<&JsonBehavior>) -> Passed {
        self.maybe(behavior.and_then(|behavior| behavior.expr.as_deref()))
    }

    fn json_aggregate(&mut self, made: Option<&JsonAggConstructor>) -> Passed {
        let Some(made) = made else { return Ok(()) };
        self.json_output(made.output.as_ref())?;
        self.maybe(made.agg_filter.as_deref())?;
        self.each(&made.agg_order)?;
        made.over.as_deref().map_or(Ok(()), |window| self.window(window))
    }

    fn json_call(&mut self, call: &JsonFuncExpr) -> Passed {
        self.json_value(call.context_item.as_deref())?;
        self.maybe(call.pathspec.as_deref())?;
        self.each(&call.passing)?;
        self.json_output(call.output.as_ref())?;
        self.json_behavior(call.on_empty.as_deref())?;
        self.json_behavior(call.on_error.as_deref())
    }

    pub(super) fn json_table(&mut self, table: &JsonTable) -> Passed {
        self.json_value(table.context_item.as_deref())?;
        self.json_path(table.pathspec.as_deref())?;
        self.each(&table.passing)?;
        table.columns.iter().try_for_each(|column| self.json_column(column))?;
        self.json_behavior(table.on_error.as_deref())
    }

    fn json_column(&mut self, column: &Node) -> Passed {
        self.count()?;
        let Some(NodeEnum::JsonTableColumn(column)) = &column.node else {
            return Err(unknown("This column"));
        };
        let JsonTableColumn { type_name, pathspec, columns, on_empty, on_error, .. } = column.as_ref();
        if let Some(type_name) = type_name {
            self.type_name(type_name)?;
        }
        self.json_path(pathspec.as_deref())?;
        columns.iter().try_for_each(|column| self.json_column(column))?;
        self.json_behavior(on_empty.as_deref())?;
        self.json_behavior(on_error.as_deref())
    }

    fn json_path(&mut self, path: Option<&JsonTablePathSpec>) -> Passed {
        self.maybe(path.and_then(|path| path.string.as_deref()))
    }
}
