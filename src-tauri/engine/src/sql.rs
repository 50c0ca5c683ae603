//! The one door for SQL that is built at run time. What goes through it is made of constants, `DbIdent`s and numbered
//! parameters; values are always bound. Clippy bans every other use of `AssertSqlSafe`.

#[expect(clippy::disallowed_types, reason = "this is the one audited door")]
use sqlx::AssertSqlSafe;
use sqlx::{SqlSafeStr, SqlStr};

/// Declares that `text` holds no value from outside.
pub(crate) fn built(text: String) -> SqlStr {
    AssertSqlSafe(text).into_sql_str()
}
