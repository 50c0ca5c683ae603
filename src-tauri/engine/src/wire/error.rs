//! What can go wrong on the wire.

use fallible_iterator::FallibleIterator as _;
use postgres_protocol::message::backend::ErrorResponseBody;

use crate::EngineError;
use crate::error::from_sqlstate;

/// Why a round trip failed. `DETAIL` holds row values: it is never read.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The server refused a statement; the connection goes on.
    #[error("{message}")]
    Refused {
        /// SQLSTATE.
        code: String,
        /// What the server says.
        message: String,
        /// Its hint.
        hint: String,
        /// The column or field that is meant.
        column: String,
    },
    /// The connection is gone or cannot be made.
    #[error("The connection to the database was lost: {0}.")]
    Lost(#[from] std::io::Error),
    /// TLS could not be agreed on, or the certificate is not the server's.
    #[error("The TLS connection failed: {0}.")]
    Tls(String),
    /// The server said what it may not say.
    #[error("The server answered in a way that was not expected: {0}.")]
    Protocol(&'static str),
    /// A value does not fit its parameter.
    #[error("A value does not fit parameter {position}: {why}.")]
    Value {
        /// Which, from 1.
        position: usize,
        /// Why not.
        why: String,
    },
    /// The answer is larger than is allowed; the connection is closed.
    #[error("The answer is larger than {0}.")]
    TooLarge(String),
}

impl WireError {
    /// What the server refused with.
    pub(super) fn refused(body: &ErrorResponseBody) -> Self {
        let (mut code, mut message, mut hint, mut column) = Default::default();
        let mut fields = body.fields();
        while let Ok(Some(field)) = fields.next() {
            let into: &mut String = match field.type_() {
                b'C' => &mut code,
                b'M' => &mut message,
                b'H' => &mut hint,
                b'c' => &mut column,
                _ => continue,
            };
            *into = String::from_utf8_lossy(field.value_bytes()).into_owned();
        }
        Self::Refused { code, message, hint, column }
    }

    /// Whether the connection can be used after it: the server refused, and said that it is ready again.
    pub(super) const fn is_survived(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Value { .. })
    }

    /// Whether a statement that was prepared has to be prepared again: a table changed meanwhile.
    pub(super) fn is_stale_plan(&self) -> bool {
        let Self::Refused { code, message, .. } = self else { return false };
        code == "26000" || (code == "0A000" && message.contains("cached plan"))
    }
}

impl From<WireError> for EngineError {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Refused { code, message, hint, column } => {
                from_sqlstate(&code, &message, &hint, &column)
            }
            WireError::Lost(_) | WireError::Tls(_) => Self::Unavailable(error.to_string()),
            WireError::Protocol(_) => Self::Internal(error.to_string()),
            WireError::Value { .. } => Self::Invalid {
                field: String::new(),
                message: error.to_string(),
                remedy: "Give a value of the column's type.".to_owned(),
            },
            WireError::TooLarge(_) => {
                Self::Busy { message: error.to_string(), remedy: "Ask for fewer rows or columns.".to_owned() }
            }
        }
    }
}
