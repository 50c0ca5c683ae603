//! What goes wrong on the way, when, and how each protocol tells it.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use ciborium::Value;

use super::asked::Protocol;

/// Every action, in [`super::Between::plan`].
pub const ANY: &str = "*";

/// What happens to a call instead of its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Too many calls; it is not passed on.
    Throttled,
    /// The credentials do not allow it; it is not passed on.
    Denied,
    /// The credentials have run out; it is not passed on.
    Expired,
    /// AWS itself is broken; it is not passed on.
    Broken,
    /// Any other error of AWS; it is not passed on.
    Refused {
        /// The HTTP status.
        status: u16,
        /// AWS's code.
        code: &'static str,
    },
    /// It is not passed on, and nothing is answered until the client gives up.
    Hang,
    /// It takes effect, and the connection ends before the answer.
    Lost,
    /// It is passed on after a while.
    Late(Duration),
}

/// Which calls it happens to, counted from when it was planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// All of them.
    Every,
    /// The first, the third, the fifth and so on.
    EveryOther,
    /// The n-th alone, from 1 on.
    Nth(usize),
    /// The first n.
    First(usize),
}

impl When {
    pub(super) fn meets(self, number: usize) -> bool {
        match self {
            Self::Every => true,
            Self::EveryOther => number % 2 == 1,
            Self::Nth(nth) => number == nth,
            Self::First(count) => number <= count,
        }
    }
}

impl Fault {
    /// The error that AWS would answer with, if this is one.
    pub(super) fn answer(self, protocol: Protocol) -> Option<Response<Body>> {
        let (status, code) = match (self, protocol) {
            (Self::Throttled, Protocol::Query) => (400, "Throttling"),
            (Self::Throttled, _) => (400, "ThrottlingException"),
            (Self::Denied, Protocol::Query) => (403, "AccessDenied"),
            (Self::Denied, _) => (400, "AccessDeniedException"),
            (Self::Expired, Protocol::Query) => (403, "ExpiredToken"),
            (Self::Expired, _) => (400, "ExpiredTokenException"),
            (Self::Broken, Protocol::Query | Protocol::Cbor) => (500, "InternalFailure"),
            (Self::Broken, Protocol::Json) => (500, "InternalServiceError"),
            (Self::Refused { status, code }, _) => (status, code),
            (Self::Hang | Self::Lost | Self::Late(_), _) => return None,
        };
        Some(error(protocol, status, code))
    }
}

fn error(protocol: Protocol, status: u16, code: &str) -> Response<Body> {
    const MESSAGE: &str = "Said by the proxy in the way.";
    let (kind, body) = match protocol {
        Protocol::Query => (
            "text/xml",
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{MESSAGE}</Message></Error></ErrorResponse>"
            )
            .into_bytes(),
        ),
        Protocol::Json => (
            "application/x-amz-json-1.1",
            serde_json::json!({ "__type": code, "message": MESSAGE }).to_string().into_bytes(),
        ),
        Protocol::Cbor => {
            let pair = |key: &str, value: &str| (Value::from(key), Value::from(value));
            let said = Value::Map(vec![pair("__type", code), pair("message", MESSAGE)]);
            let mut body = Vec::new();
            ciborium::into_writer(&said, &mut body).expect("memory can be written");
            ("application/cbor", body)
        }
    };
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = StatusCode::from_u16(status).expect("it is a status");
    let headers = answer.headers_mut();
    let value = |text: &str| text.parse().expect("it is a header's value");
    headers.insert("content-type", value(kind));
    headers.insert("x-amzn-requestid", value(&uuid::Uuid::now_v7().to_string()));
    if protocol == Protocol::Cbor {
        headers.insert("smithy-protocol", value("rpc-v2-cbor"));
    }
    answer
}
