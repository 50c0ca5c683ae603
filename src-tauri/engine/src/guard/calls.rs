//! Calls of functions, aggregates and windows.

use pg_query::protobuf::FuncCall;

use super::walk::{Passed, Walk, names_of};

impl Walk<'_> {
    pub(super) fn call(&mut self, call: &FuncCall) -> Passed {
        let FuncCall {
            funcname,
            args,
            agg_order,
            agg_filter,
            over,
            agg_within_group: _,
            agg_star: _,
            agg_distinct: _,
            func_variadic: _,
            funcformat: _,
            location: _,
        } = call;
        self.function(&names_of(funcname))?;
        self.each(args)?;
        self.each(agg_order)?;
        self.maybe(agg_filter.as_deref())?;
        over.as_deref().map_or(Ok(()), |window| self.window(window))
    }
}
