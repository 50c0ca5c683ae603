//! Plain SQL, as anybody with a login and psql could type it.

use sqlx::postgres::{PgConnection, PgDatabaseError};

/// SQL that a test wrote at run time. Product code has one audited door for it; tests say what they like, so their text
/// lives as long as the program.
pub fn text(statement: impl Into<String>) -> &'static str {
    Box::leak(statement.into().into_boxed_str())
}

/// Runs statements, all of them or up to the first that is refused.
pub async fn run(connection: &mut PgConnection, statement: impl Into<String>) -> Result<u64, Refused> {
    let done = sqlx::raw_sql(text(statement)).execute(connection).await;
    done.map(|done| done.rows_affected()).map_err(|error| Refused::from(&error))
}

/// Runs statements that must succeed.
///
/// # Panics
/// When one is refused.
pub async fn must(connection: &mut PgConnection, statement: impl Into<String>) -> u64 {
    let statement = statement.into();
    match run(connection, statement.clone()).await {
        Ok(rows) => rows,
        Err(refused) => panic!("{statement}\n{refused:?}"),
    }
}

/// Runs statements that must be refused.
///
/// # Panics
/// When they are not.
pub async fn must_not(connection: &mut PgConnection, who: &str, statement: impl Into<String>) -> Refused {
    let statement = statement.into();
    match run(connection, statement.clone()).await {
        Ok(rows) => panic!("{who} was let do this ({rows} rows): {statement}"),
        Err(refused) => refused,
    }
}

/// The one value of a query, as text.
///
/// # Panics
/// When the query is refused or finds no row.
pub async fn one(connection: &mut PgConnection, query: impl Into<String>) -> String {
    let query = query.into();
    let found: Result<Option<String>, _> =
        sqlx::query_scalar(text(format!("select ({query})::text"))).fetch_one(connection).await;
    found.unwrap_or_else(|error| panic!("{query}\n{error}")).unwrap_or_default()
}

/// What the server said when it refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// SQLSTATE.
    pub code: String,
    /// Its sentence.
    pub message: String,
    /// The field that is meant.
    pub field: Option<String>,
}

impl From<&sqlx::Error> for Refused {
    fn from(error: &sqlx::Error) -> Self {
        match error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>()) {
            Some(error) => Self {
                code: error.code().to_owned(),
                message: error.message().to_owned(),
                field: error.column().map(str::to_owned),
            },
            None => Self { code: "none".to_owned(), message: error.to_string(), field: None },
        }
    }
}
