//! Why a request is refused: one closed list, with the status and the code that clients may rely on. What the client sent
//! is never repeated.

use axum_core::body::Body;
use axum_core::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use tenantry_model::TenantStatus;

use crate::EngineError;
use crate::resolve::NotAdmitted;

/// Why a request is refused before its handler runs. As a response it is
/// `{"error":{"code":"tenant_unknown","message":"There is no such tenant."}}`.
///
/// ```
/// # use tenantry_engine::resolve::http::Refusal;
/// assert_eq!((Refusal::Unknown.status().as_u16(), Refusal::Unknown.code()), (404, "tenant_unknown"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing names a tenant.
    Missing,
    /// What should name a tenant is neither an id nor a slug.
    Invalid,
    /// The host is malformed, is sent twice, or has too many labels.
    InvalidHost,
    /// The path hides what it names: dot segments, encoded words, empty segments.
    InvalidPath,
    /// It is named more than once, or two sources disagree and no token says which is right.
    Ambiguous,
    /// There is no token.
    TokenMissing,
    /// The token does not hold.
    TokenInvalid,
    /// The token has expired.
    TokenExpired,
    /// The token names no tenant.
    ClaimMissing,
    /// The token's claim is neither an id nor a slug.
    ClaimInvalid,
    /// Another source names another tenant than the token.
    Conflict,
    /// There is no such tenant.
    Unknown,
    /// An operator has stopped it.
    Suspended,
    /// It is being made, being deleted, or failed.
    Closed,
    /// Its subscription has ended.
    Expired,
    /// A header is longer than any that is right.
    TooLarge,
    /// The directory cannot be asked.
    Unavailable,
    /// A fault of ours: a handler that needs a tenant is not behind the layer, or the directory refuses this login.
    Fault,
}

impl Refusal {
    const fn parts(self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::Missing => (S::BAD_REQUEST, "tenant_missing", "The request names no tenant."),
            Self::Invalid => (S::BAD_REQUEST, "tenant_invalid", "The tenant's id or slug is malformed."),
            Self::InvalidHost => (S::BAD_REQUEST, "host_invalid", "The host names no tenant."),
            Self::InvalidPath => (S::BAD_REQUEST, "path_invalid", "The path is not in its plain form."),
            Self::Ambiguous => {
                (S::BAD_REQUEST, "tenant_ambiguous", "The request names its tenant more than once.")
            }
            Self::TokenMissing => (S::UNAUTHORIZED, "token_missing", "A bearer token is needed."),
            Self::TokenInvalid => (S::UNAUTHORIZED, "token_invalid", "The token is not valid here."),
            Self::TokenExpired => (S::UNAUTHORIZED, "token_expired", "The token has expired."),
            Self::ClaimMissing => (S::FORBIDDEN, "tenant_claim_missing", "The token names no tenant."),
            Self::ClaimInvalid => (S::FORBIDDEN, "tenant_claim_invalid", "The token's tenant is malformed."),
            Self::Conflict => (S::FORBIDDEN, "tenant_conflict", "The request is not for the token's tenant."),
            Self::Unknown => (S::NOT_FOUND, "tenant_unknown", "There is no such tenant."),
            Self::Suspended => (S::FORBIDDEN, "tenant_suspended", "The tenant is suspended."),
            Self::Closed => (S::FORBIDDEN, "tenant_closed", "The tenant is not open."),
            Self::Expired => (S::FORBIDDEN, "subscription_expired", "The tenant's subscription has ended."),
            Self::TooLarge => {
                (S::REQUEST_HEADER_FIELDS_TOO_LARGE, "header_too_large", "A header is too large.")
            }
            Self::Unavailable => {
                (S::SERVICE_UNAVAILABLE, "directory_unavailable", "Tenants cannot be looked up now.")
            }
            Self::Fault => {
                (S::INTERNAL_SERVER_ERROR, "tenant_not_resolved", "The service did not resolve a tenant.")
            }
        }
    }

    /// The status of the response.
    pub const fn status(self) -> StatusCode {
        self.parts().0
    }

    /// The code in its body: it stays the same in every version.
    pub const fn code(self) -> &'static str {
        self.parts().1
    }
}

impl From<NotAdmitted> for Refusal {
    fn from(why: NotAdmitted) -> Self {
        match why {
            NotAdmitted::Unknown => Self::Unknown,
            NotAdmitted::Closed(TenantStatus::Suspended) => Self::Suspended,
            NotAdmitted::Closed(_) => Self::Closed,
            NotAdmitted::Expired => Self::Expired,
            NotAdmitted::Failed(error) => Self::from(error),
        }
    }
}

impl From<EngineError> for Refusal {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Unavailable(_) | EngineError::Busy { .. } => {
                tracing::warn!("a tenant was not looked up: {error}");
                Self::Unavailable
            }
            _ => {
                tracing::error!("a tenant was not looked up: {error}");
                Self::Fault
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, message) = self.parts();
        let body = serde_json::json!({ "error": { "code": code, "message": message } });
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::TokenMissing => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::TokenInvalid | Self::TokenExpired => {
                let why = HeaderValue::from_static("Bearer error=\"invalid_token\"");
                headers.insert(WWW_AUTHENTICATE, why);
            }
            Self::Unavailable => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response
    }
}
