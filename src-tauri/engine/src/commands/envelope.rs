//! The envelope of a command.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use tenantry_model::TenantId;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::events::names_another_tenant;
use crate::{EngineError, context};

/// Something to do for a tenant. As JSON: `{"id", "kind", "issued_at", "payload"}` and, when written, `"tenant"`; read, it
/// takes the scope's tenant, and one that names another at any depth is refused. Outside of a scope nothing is read.
///
/// ```
/// # use tenantry_engine::commands::Command;
/// # use tenantry_engine::{EngineError, context::with_tenant};
/// # use tenantry_model::{Placement, TenantContext, TenantFacts, TenantId, TenantStatus};
/// # fn acme() -> TenantContext { TenantContext::new(TenantFacts {
/// #     id: TenantId("0190a6b2-0000-7000-8000-000000000001".parse().unwrap()), slug: "acme".parse().unwrap(),
/// #     name: "Acme".to_owned(), tier: "pro".to_owned(), status: TenantStatus::Active, subscription_ends: None,
/// #     limits: Vec::new(), region: "eu-west".to_owned(), features: Vec::new(),
/// #     placement: Placement::Shared { cluster: "local".to_owned() }, generation: 1, pool_max: 4,
/// #     statement_timeout_ms: 5_000, encryption_key_ref: None,
/// # }) }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let body = br#"{"id": "0190a6b2-0000-7000-8000-00000000000c", "kind": "rename", "payload": {"title": "Offer"}}"#;
/// assert!(matches!(Command::<serde_json::Value>::read(body), Err(EngineError::NoTenant)));
/// with_tenant(acme(), async {
///     assert_eq!(Command::<serde_json::Value>::read(body).unwrap().tenant(), acme().id);
///     let foreign = r#"{"id": "0190a6b2-0000-7000-8000-00000000000c", "kind": "rename",
///                       "payload": {"a": [{"tenantId": "0190a6b2-0000-7000-8000-000000000002"}]}}"#;
///     assert!(Command::<serde_json::Value>::read(foreign.as_bytes()).is_err());
/// }).await;
/// # });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Command<T> {
    /// Its id: the same one again is the same command.
    pub id: Uuid,
    /// What to do.
    pub kind: String,
    tenant: TenantId,
    /// When it was asked for; when it was read, if the sender does not say.
    #[serde(with = "time::serde::rfc3339")]
    pub issued_at: OffsetDateTime,
    /// With what.
    pub payload: T,
}

/// What a sender may say; the tenant is read past, because it was looked at before.
#[derive(Deserialize)]
struct Sent {
    id: Uuid,
    kind: String,
    #[serde(default, with = "time::serde::rfc3339::option")]
    issued_at: Option<OffsetDateTime>,
    #[serde(default)]
    payload: Value,
}

impl<T> Command<T> {
    /// A command of the scope's tenant.
    ///
    /// # Errors
    /// [`EngineError::NoTenant`] outside of a scope.
    pub fn new(kind: impl Into<String>, payload: T) -> Result<Self, EngineError> {
        let tenant = context::require()?.id;
        Ok(Self {
            id: Uuid::now_v7(),
            kind: kind.into(),
            tenant,
            issued_at: OffsetDateTime::now_utc(),
            payload,
        })
    }

    /// The tenant: that of the scope in which it was made or read.
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }
}

impl Command<Value> {
    /// Looks at what was sent, inside the tenant's scope.
    pub(super) fn admit(sent: Value) -> Result<Self, EngineError> {
        let tenant = context::require()?.id;
        if names_another_tenant(&sent, tenant) {
            tracing::warn!("a command was refused: it names another tenant");
            return Err(EngineError::Denied("The command names another tenant.".to_owned()));
        }
        let sent =
            Sent::deserialize(sent).map_err(|_| invalid("The command is not of the expected shape."))?;
        let issued_at = sent.issued_at.unwrap_or_else(OffsetDateTime::now_utc);
        Ok(Self { id: sent.id, kind: sent.kind, tenant, issued_at, payload: sent.payload })
    }
}

impl<T: DeserializeOwned> Command<T> {
    /// Reads a command as JSON, inside the tenant's scope.
    ///
    /// # Errors
    /// [`EngineError::NoTenant`] outside of a scope, [`EngineError::Denied`] when it names another tenant,
    /// [`EngineError::Invalid`] with the field `command` when it is none.
    pub fn read(body: &[u8]) -> Result<Self, EngineError> {
        context::require()?;
        let sent = serde_json::from_slice(body).map_err(|_| invalid("The command is not JSON."))?;
        Command::admit(sent)?.typed()
    }
}

impl Command<Value> {
    pub(super) fn typed<T: DeserializeOwned>(self) -> Result<Command<T>, EngineError> {
        let payload = T::deserialize(self.payload)
            .map_err(|_| invalid("The payload is not what a command of this kind takes."))?;
        let Self { id, kind, tenant, issued_at, .. } = self;
        Ok(Command { id, kind, tenant, issued_at, payload })
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Command<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sent = Value::deserialize(deserializer)?;
        Command::admit(sent).and_then(Command::typed).map_err(D::Error::custom)
    }
}

fn invalid(message: &str) -> EngineError {
    EngineError::Invalid {
        field: "command".to_owned(),
        message: message.to_owned(),
        remedy: "Send {\"id\", \"kind\", \"payload\"} with the payload of the kind.".to_owned(),
    }
}
