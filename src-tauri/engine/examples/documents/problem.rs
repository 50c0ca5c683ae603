//! What a caller is told when something is refused.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tenantry_engine::EngineError;

/// A refusal with its status.
pub(crate) struct Problem(StatusCode, &'static str, String);

impl Problem {
    pub(crate) fn not_found() -> Self {
        Self(StatusCode::NOT_FOUND, "not_found", "There is no such document.".to_owned())
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        let (status, code) = match &error {
            EngineError::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            EngineError::Denied(_) => (StatusCode::FORBIDDEN, "denied"),
            EngineError::Invalid { .. } => (StatusCode::BAD_REQUEST, "invalid"),
            EngineError::Conflict { .. } => (StatusCode::CONFLICT, "conflict"),
            EngineError::Precondition { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "limit"),
            EngineError::Unavailable(_) | EngineError::Busy { .. } => {
                (StatusCode::SERVICE_UNAVAILABLE, "busy")
            }
            _ => (StatusCode::INTERNAL_SERVER_ERROR, "fault"),
        };
        if status.is_server_error() {
            tracing::warn!("{error}");
        }
        Self(status, code, error.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": { "code": self.1, "message": self.2 } }))).into_response()
    }
}
