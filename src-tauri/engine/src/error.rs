//! One error for the engine, cut by what the caller does next, and the one table from SQLSTATE to it.
//! `DETAIL` holds row values: it is never read.

use sqlx::postgres::PgDatabaseError;

/// Why the engine did not do it. Messages are whole sentences without SQL and without row values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// The database does not let this login do it.
    #[error("{0}")]
    Denied(String),
    /// A field is wrong.
    #[error("{message}")]
    Invalid {
        /// Which field; empty when none is meant.
        field: String,
        /// What was wrong.
        message: String,
        /// What would be right.
        remedy: String,
    },
    /// It was changed meanwhile.
    #[error("{message}")]
    Conflict {
        /// What changed, and by whom.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// A condition is not met.
    #[error("{message}")]
    Precondition {
        /// Which field; empty when none is meant.
        field: String,
        /// Which condition.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// The server is away or too busy; the same call may work later.
    #[error("{0}")]
    Unavailable(String),
    /// The server is there but cannot do this now: too many connections, a full disk, a statement that took too long.
    #[error("{message}")]
    Busy {
        /// What it lacks.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// What is stored contradicts itself.
    #[error("{0}")]
    Inconsistent(String),
    /// No tenant was entered: tenant data is reached only inside a scope.
    #[error("No tenant: this code runs outside of every tenant's scope.")]
    NoTenant,
    /// Cancelled on request.
    #[error("Cancelled.")]
    Cancelled,
    /// A fault of ours; the text carries the SQLSTATE and no values.
    #[error("{0}")]
    Internal(String),
}

impl From<tenantry_model::Refusal> for EngineError {
    fn from(refusal: tenantry_model::Refusal) -> Self {
        Self::Invalid { field: refusal.field.to_owned(), message: refusal.message, remedy: refusal.remedy }
    }
}

impl From<sqlx::Error> for EngineError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(db) => match db.try_downcast::<PgDatabaseError>() {
                Ok(pg) => from_postgres(&pg),
                Err(other) => Self::Internal(format!("The database refused: {}.", other.message())),
            },
            sqlx::Error::RowNotFound => Self::NotFound("There is no such row.".to_owned()),
            sqlx::Error::PoolTimedOut => {
                busy("No connection to the database became free in time.", "Try again in a moment.")
            }
            sqlx::Error::Io(io) => {
                Self::Unavailable(format!("The database cannot be reached: {}.", io.kind()))
            }
            sqlx::Error::Tls(tls) => Self::Unavailable(format!("The TLS connection failed: {tls}.")),
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Protocol(_) => {
                Self::Unavailable("The connection to the database was lost.".to_owned())
            }
            other => {
                Self::Internal(format!("The database answered in a way that was not expected: {other}."))
            }
        }
    }
}

fn from_postgres(error: &PgDatabaseError) -> EngineError {
    from_sqlstate(
        error.code(),
        error.message(),
        error.hint().unwrap_or_default(),
        error.column().unwrap_or_default(),
    )
}

/// What the caller does next, from what the server said.
pub(crate) fn from_sqlstate(code: &str, message: &str, hint: &str, column: &str) -> EngineError {
    // our functions quote what they were given
    let message = tenantry_model::refusal::shown(message);
    let (remedy, field) = (hint.to_owned(), column.to_owned());
    match code {
        "TN400" => EngineError::Invalid { field, message, remedy },
        "TN404" => EngineError::NotFound(message),
        "TN409" => EngineError::Conflict { message, remedy },
        "TN412" => EngineError::Precondition { field, message, remedy },
        "TN403" => EngineError::Denied(message),
        // a context that the isolation kit refused
        "28000" if message.ends_with('.') => EngineError::Denied(message),
        "23505" => EngineError::Conflict {
            message: "There is one with the same key already.".to_owned(),
            remedy: "Give another key, or change the one that is there.".to_owned(),
        },
        "23503" => EngineError::Conflict {
            message: "Another row refers to it, or what it refers to does not exist.".to_owned(),
            remedy: "Look at both.".to_owned(),
        },
        "2BP01" => EngineError::Precondition {
            field,
            message: "Something else depends on it.".to_owned(),
            remedy: "Look at what that is, and remove it first.".to_owned(),
        },
        "23502" | "23514" => EngineError::Invalid {
            field,
            message: "A value is missing, or not one of those that are allowed.".to_owned(),
            remedy: "Correct it.".to_owned(),
        },
        "42501" => EngineError::Denied(denied(&message)),
        "25006" => EngineError::Denied("This connection is read-only: the server refuses every change.".to_owned()),
        "55P03" | "40001" | "40P01" => EngineError::Conflict {
            message: "Another change of the same thing is going on.".to_owned(),
            remedy: "Try again in a moment.".to_owned(),
        },
        "22021" | "22P05" => EngineError::Invalid {
            field,
            message: "The text holds a character that cannot be stored.".to_owned(),
            remedy: "Remove NUL and other characters that are no text.".to_owned(),
        },
        "57014" => busy("It took longer than the server allows (60 s).", "Narrow the query and try again."),
        "53100" => busy("The server's disk is full; nothing was changed.", "Free disk space on the server."),
        "22P02" | "22003" | "22007" | "22008" => EngineError::Invalid {
            field,
            message: "A value is out of range, or not of the kind that is expected there.".to_owned(),
            remedy: "Correct it.".to_owned(),
        },
        "28P01" => EngineError::Denied("The server refused the password.".to_owned()),
        "28000" => EngineError::Denied("The server does not let this login in.".to_owned()),
        "3D000" => EngineError::NotFound("There is no such database on the server.".to_owned()),
        "42P01" | "3F000" | "42883" => EngineError::Inconsistent(
            "Tenantry's control schema is missing or older than this program; run \"tenantryctl db install\"."
                .to_owned(),
        ),
        code if code.starts_with("53") => {
            busy("The server is out of connections or memory.", "Try again in a moment.")
        }
        code if code.starts_with("08") || code.starts_with("57P") => {
            EngineError::Unavailable("The server is starting or stopping.".to_owned())
        }
        code => EngineError::Internal(format!("The database refused with SQLSTATE {code}.")),
    }
}

fn busy(message: &str, remedy: &str) -> EngineError {
    EngineError::Busy { message: message.to_owned(), remedy: remedy.to_owned() }
}

/// Our own refusals are sentences; PostgreSQL's name an object and are put into words.
fn denied(message: &str) -> String {
    if message.ends_with('.') {
        return message.to_owned();
    }
    "Your login is not allowed to do this. Ask for membership of the group role that may.".to_owned()
}
