//! One error for every command, cut by what the caller does next. No SQL, no row value and no secret is ever in it.

use serde::Serialize;
use ts_rs::TS;

use crate::views::words;

words! {
    /// What the caller does next: look elsewhere, ask for rights, correct a field, read again, meet a condition, wait,
    /// report, or nothing.
    ErrorCode { NotFound, Denied, Invalid, Conflict, Precondition, Unavailable, Inconsistent, Cancelled, Internal }
}

/// Why a command did not do it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CommandError {
    /// What the caller does next.
    pub code: ErrorCode,
    /// A whole sentence.
    pub message: String,
    /// The field that was meant, as the request names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    /// What would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub remedy: Option<String>,
}
