//! Whether the guard's parser and the server's see the same statements in a text. The server is asked with a Parse
//! message: it reads the whole text, counts, and only then looks at what the names mean; nothing runs.

use sqlx::postgres::PgDatabaseError;
use sqlx::{Executor as _, PgConnection};
use tenantry_engine::guard::{Code, Guard, count_statements};

use crate::sql;

/// A text that the two see differently.
#[derive(Debug, Clone)]
pub struct Disagreement {
    /// The text.
    pub text: String,
    /// What the guard's parser says: how many statements there are, or its error.
    pub parser: String,
    /// What the server says.
    pub server: String,
}

/// What came of a comparison.
#[derive(Debug, Default)]
pub struct Compared {
    /// Texts that both read alike, by how: one statement, none, several, refused.
    pub alike: [usize; 4],
    /// The others.
    pub differing: Vec<Disagreement>,
}

/// What the server sees in a text.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    OneOrNone,
    Several,
    Refused(String),
}

fn names_a_parameter(text: &str) -> bool {
    let checked = Guard::for_schema("public").map(|guard| guard.check(text));
    matches!(checked, Ok(Err(reject)) if reject.code == Code::Construct && reject.reason.contains("parameter"))
}

/// Compares one text.
///
/// # Panics
/// When the server is gone.
pub async fn compare(connection: &mut PgConnection, text: &str, compared: &mut Compared) {
    let parser = count_statements(text);
    let server = seen(connection, text).await;
    let how = match (&parser, &server) {
        (Ok(1), Seen::OneOrNone) => Some(0),
        (Ok(0), Seen::OneOrNone) => Some(1),
        (Ok(_), Seen::Several) => Some(2),
        (Err(_), Seen::Refused(_)) => Some(3),
        // the parser knows parameters in more places than a server does, and the guard none at all
        (Ok(_), Seen::Refused(_)) if names_a_parameter(text) => Some(3),
        _ => None,
    };
    match how {
        Some(how) => compared.alike[how] += 1,
        None => compared.differing.push(Disagreement {
            text: text.to_owned(),
            parser: format!("{parser:?}"),
            server: format!("{server:?}"),
        }),
    }
}

async fn seen(connection: &mut PgConnection, text: &str) -> Seen {
    let error = match connection.prepare(sqlx::SqlStr::from_static(sql::text(text))).await {
        Ok(_) => return Seen::OneOrNone,
        Err(error) => error,
    };
    let told = match &error {
        sqlx::Error::Database(told) => told.downcast_ref::<PgDatabaseError>(),
        // prepared, and the driver does not know a type that is answered
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::TypeNotFound { .. } => {
            return Seen::OneOrNone;
        }
        gone => panic!("{text}\n{gone}"),
    };
    match told.file() {
        Some("postgres.c") if told.message().starts_with("cannot insert multiple commands") => Seen::Several,
        // the type in a text such as 'int'::regtype, read long after
        _ if told.r#where().is_some_and(|place| place.starts_with("invalid type name")) => Seen::OneOrNone,
        // the lexer, the grammar, and what they ask: bytes of other encodings, code points
        Some("scan.l" | "gram.y" | "parser.c" | "scansup.c" | "mbutils.c") => {
            Seen::Refused(told.message().to_owned())
        }
        // read, and not understood: which names there are is another question
        _ => Seen::OneOrNone,
    }
}
