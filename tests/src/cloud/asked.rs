//! What a call asks for: its action and what it is about, whichever of AWS's protocols it speaks.

use axum::http::request::Parts;
use ciborium::Value;

/// A call, as far as a proof looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// AWS's name of the action: `CreateDBInstance`.
    pub action: String,
    /// The instance, snapshot, secret or alarm that it names, if any.
    pub of: Option<String>,
    pub(super) protocol: Protocol,
}

/// How a service is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// Forms, answered in XML: RDS.
    Query,
    /// JSON: Secrets Manager.
    Json,
    /// CBOR: CloudWatch.
    Cbor,
}

/// The names of what calls are about, the more telling ones first.
const ABOUT: [&str; 7] = [
    "DBSnapshotIdentifier",
    "DBInstanceIdentifier",
    "ResourceName",
    "SecretId",
    "Name",
    "AlarmName",
    "AlarmNamePrefix",
];

impl Call {
    pub(super) fn read(head: &Parts, body: &[u8]) -> Self {
        if let Some(target) = head.headers.get("x-amz-target").and_then(|target| target.to_str().ok()) {
            let asked: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
            let of = ABOUT.iter().find_map(|name| asked[*name].as_str().map(str::to_owned));
            return Self { action: last(target, '.'), of, protocol: Protocol::Json };
        }
        if head.uri.path().contains("/operation/") {
            let asked: Value = ciborium::from_reader(body).unwrap_or(Value::Null);
            let of = ABOUT.iter().find_map(|name| text(&asked, name)).or_else(|| first(&asked, "AlarmNames"));
            return Self { action: last(head.uri.path(), '/'), of, protocol: Protocol::Cbor };
        }
        let form: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
        let value = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let of = ABOUT.iter().find_map(|name| value(name));
        Self { action: value("Action").unwrap_or_default(), of, protocol: Protocol::Query }
    }
}

fn last(text: &str, separator: char) -> String {
    text.rsplit(separator).next().unwrap_or_default().to_owned()
}

fn entry<'a>(map: &'a Value, name: &str) -> Option<&'a Value> {
    map.as_map()?.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
}

fn text(map: &Value, name: &str) -> Option<String> {
    entry(map, name)?.as_text().map(str::to_owned)
}

fn first(map: &Value, name: &str) -> Option<String> {
    entry(map, name)?.as_array()?.first()?.as_text().map(str::to_owned)
}
