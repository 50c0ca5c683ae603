//! One error for every command, cut by what the caller does next. No SQL, no row value and no secret is ever in it.

use serde::Serialize;
use tenantry_engine::EngineError;
use tenantry_model::Refusal;
use ts_rs::TS;

use crate::views::words;

words! {
    /// What the caller does next: look elsewhere, ask for rights, correct a field, read again, meet a condition, wait,
    /// report, or nothing.
    ErrorCode { NotFound, Denied, Invalid, Conflict, Precondition, Unavailable, Inconsistent, Cancelled, Internal }
}

impl std::fmt::Display for CommandError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
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

impl CommandError {
    /// An error that means no field.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None, remedy: None }
    }

    /// A refused field, with what would be right.
    pub fn invalid(field: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(ErrorCode::Invalid, message).about(field).remedied(remedy)
    }

    /// Names the field that is meant; an empty name means none.
    pub fn about(mut self, field: &str) -> Self {
        self.field = (!field.is_empty()).then(|| field.to_owned());
        self
    }

    /// Says what to do; an empty sentence says nothing.
    pub fn remedied(mut self, remedy: impl Into<String>) -> Self {
        let remedy = remedy.into();
        self.remedy = (!remedy.is_empty()).then_some(remedy);
        self
    }
}

impl From<EngineError> for CommandError {
    fn from(error: EngineError) -> Self {
        let message = error.to_string();
        match error {
            EngineError::NotFound(_) => Self::new(ErrorCode::NotFound, message),
            EngineError::Denied(_) => Self::new(ErrorCode::Denied, message),
            EngineError::Invalid { field, remedy, .. } => Self::invalid(&field, message, remedy),
            EngineError::Conflict { remedy, .. } => Self::new(ErrorCode::Conflict, message).remedied(remedy),
            EngineError::Precondition { field, remedy, .. } => {
                Self::new(ErrorCode::Precondition, message).about(&field).remedied(remedy)
            }
            EngineError::Unavailable(_) => Self::new(ErrorCode::Unavailable, message)
                .remedied("The console tries again by itself; what you see is the last that was read."),
            EngineError::Busy { remedy, .. } => Self::new(ErrorCode::Unavailable, message).remedied(remedy),
            EngineError::Inconsistent(_) => Self::new(ErrorCode::Inconsistent, message),
            EngineError::Cancelled => Self::new(ErrorCode::Cancelled, message),
            EngineError::NoTenant | EngineError::Internal(_) => Self::new(ErrorCode::Internal, message),
        }
    }
}

impl From<Refusal> for CommandError {
    fn from(refusal: Refusal) -> Self {
        Self::invalid(refusal.field, refusal.message, refusal.remedy)
    }
}
