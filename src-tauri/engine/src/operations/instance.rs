//! A server of a tenant's own: beside the sandbox's on this machine, or an instance of AWS RDS. On it lies a database as
//! on the rung below; what is special is how the server comes, is reached, changes and goes.

mod local;
mod rds;

pub(super) use rds::{aws, refused, tags};

use serde::Deserialize;
use serde_json::{Value, json};
use tenantry_model::Rung;

use super::ground::Ground;
use super::ledger::{Ledger, Taken};
use super::purge::gone;
use super::steps::{Shop, Step, StepError, did};
use crate::EngineError;
use crate::connect::Target;

/// How servers are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Provider {
    /// Beside the sandbox's server.
    Local,
    /// AWS.
    Rds,
}

/// What an operation's plan says of the server.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wanted {
    pub(super) provider: Provider,
    pub(super) identifier: String,
    region: Option<String>,
    engine_version: Option<String>,
    subnet_group: Option<String>,
    #[serde(default)]
    security_groups: Vec<String>,
    alarm_topic: Option<String>,
    kms_key: Option<String>,
    class: Option<String>,
    cost_class: String,
    storage_gb: i32,
    wanted_iops: i32,
    backup_days: i32,
    multi_az: bool,
    deletion_protection: bool,
    insights_days: Option<i32>,
    /// What AWS called the server that is there.
    resource_id: Option<String>,
    /// Whether the server that is there was protected from deletion when it was last seen.
    protected: Option<bool>,
}

impl Wanted {
    pub(super) fn of(taken: &Taken) -> Result<Self, StepError> {
        serde_json::from_value(taken.plan["instance"].clone()).map_err(|error| {
            EngineError::Inconsistent(format!("The plan says nothing of a server: {error}.")).into()
        })
    }

    /// The server in words, with what it costs.
    fn said(&self) -> String {
        match self.provider {
            Provider::Local => format!("server {}", self.identifier),
            Provider::Rds => format!(
                "RDS instance {} ({}, cost class {})",
                self.identifier,
                self.class.as_deref().unwrap_or("of no class"),
                self.cost_class
            ),
        }
    }
}

/// Whether the operation's tenant has, or is to have, a server at AWS.
pub(super) fn is_on_rds(taken: &Taken) -> bool {
    taken.rung == Rung::Instance && taken.plan["instance"]["provider"] == "rds"
}

/// What is written down of a server.
fn seen(wanted: &Wanted, state: &str, more: Value) -> Value {
    let mut seen = json!({ "identifier": wanted.identifier, "state": state });
    if let (Some(seen), Value::Object(more)) = (seen.as_object_mut(), more) {
        seen.extend(more);
    }
    seen
}

/// The login that may do everything on the tenant's own server.
pub(super) async fn admin(ground: &Ground, taken: &Taken) -> Result<Target, StepError> {
    let wanted = Wanted::of(taken)?;
    match wanted.provider {
        Provider::Local => local::admin(ground, taken, &wanted).await,
        Provider::Rds => rds::admin(ground, taken, &wanted).await,
    }
}

/// Does a step of the server itself.
pub(super) async fn perform(shop: &Shop, ledger: &Ledger, taken: &Taken, name: &str) -> Step {
    let wanted = Wanted::of(taken)?;
    match wanted.provider {
        Provider::Local => local::perform(shop, ledger, taken, &wanted, name).await,
        Provider::Rds => rds::perform(shop, ledger, taken, &wanted, name).await,
    }
}

/// Takes a step of the server itself back.
pub(super) async fn undo(shop: &Shop, ledger: &Ledger, taken: &Taken, name: &str) -> Step {
    let wanted = Wanted::of(taken)?;
    match wanted.provider {
        Provider::Local if name == "create_instance" => {
            local::remove(&shop.ground, ledger, taken, &wanted).await
        }
        Provider::Rds => rds::undo(shop, ledger, taken, &wanted, name).await,
        Provider::Local => Ok(did("Nothing is to be taken back.")),
    }
}

/// Removes the server with all that belongs to it, for good: the end of a purge. Answers what is gone, and which backups
/// still hold the tenant, as a certificate lists them.
pub(super) async fn remove(
    shop: &Shop,
    ledger: &Ledger,
    taken: &Taken,
) -> Result<(Vec<Value>, Value), StepError> {
    let wanted = Wanted::of(taken)?;
    match wanted.provider {
        Provider::Local => {
            local::remove(&shop.ground, ledger, taken, &wanted).await?;
            let none = json!({ "lastExpires": null, "said": "A sandbox keeps no backups." });
            Ok((vec![gone("instance", wanted.said())], none))
        }
        Provider::Rds => rds::remove(shop, ledger, taken, &wanted).await,
    }
}
