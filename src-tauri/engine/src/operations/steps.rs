//! The steps by name: what each does, and how it is undone.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::json;
use tenantry_model::Rung;

use super::ground::Ground;
use super::ledger::{Ledger, Taken, Told};
use super::{archive, database, instance, purge, quarantine, schema, unarchive};
use crate::EngineError;

/// What steps work with.
#[derive(Debug, Clone)]
pub(super) struct Shop {
    pub(super) ground: Ground,
    /// This worker is to stop: what waits ends its wait.
    pub(super) stopping: Arc<AtomicBool>,
}

/// Why a step failed.
#[derive(Debug, Clone)]
pub(super) struct StepError {
    pub(super) error: EngineError,
    /// What is left behind, by its name on its server.
    pub(super) resource: Option<String>,
    /// What was done stays for now: somebody has to be let in, or a quota raised, and then it goes on from here.
    pub(super) pauses: bool,
}

impl From<EngineError> for StepError {
    fn from(error: EngineError) -> Self {
        Self { error, resource: None, pauses: false }
    }
}

impl From<sqlx::Error> for StepError {
    fn from(error: sqlx::Error) -> Self {
        EngineError::from(error).into()
    }
}

impl StepError {
    /// Names what is left behind when this is a step taken back.
    pub(super) fn leaving(error: impl Into<EngineError>, resource: String) -> Self {
        Self { resource: Some(resource), ..Self::from(error.into()) }
    }

    /// Whether the same may go well in a moment.
    pub(super) const fn may_pass(&self) -> bool {
        matches!(
            self.error,
            EngineError::Unavailable(_) | EngineError::Busy { .. } | EngineError::Conflict { .. }
        )
    }

    pub(super) fn remedy(&self) -> String {
        let remedy = match &self.error {
            EngineError::Invalid { remedy, .. }
            | EngineError::Conflict { remedy, .. }
            | EngineError::Precondition { remedy, .. }
            | EngineError::Busy { remedy, .. } => remedy.clone(),
            _ => "Mend the cause, and retry the operation.".to_owned(),
        };
        self.resource.as_ref().map_or(remedy.clone(), |left| format!("{remedy} Left behind: {left}."))
    }
}

pub(super) type Step<T = Told> = Result<T, StepError>;

/// Says what was done.
pub(super) fn did(detail: impl Into<String>) -> Told {
    Told { detail: Some(detail.into()), ..Told::default() }
}

/// Does a step. It may have been done before.
pub(super) async fn perform(shop: &Shop, ledger: &Ledger, taken: &Taken, name: &str) -> Step {
    match name {
        "find_archive" => unarchive::find(shop, taken).await,
        "load" => unarchive::load(shop, taken).await,
        "compare" => unarchive::compare(shop, taken).await,
        "make_schema" => schema::make(shop, taken).await,
        "draw_password" => database::draw_password(shop, taken).await,
        "make_login" => database::make_login(shop, taken).await,
        "make_database" => database::make(shop, taken).await,
        "install" => database::install(shop, taken).await,
        "place" => schema::place(shop, ledger, taken).await,
        "verify" => schema::verify(shop, taken).await,
        "close" => quarantine::close_services(shop, ledger, taken, false).await,
        "quarantine" => quarantine::put_away(shop, ledger, taken).await,
        "reopen" => quarantine::bring_back(shop, ledger, taken).await,
        "export" => archive::export(shop, taken).await,
        "check_archive" => archive::check(shop, ledger, taken).await,
        "drop" => purge::remove(shop, ledger, taken).await,
        "create_instance" | "await_instance" | "set_backups" | "raise_alarms" | "change_instance"
        | "final_snapshot" => instance::perform(shop, ledger, taken, name).await,
        unknown => Err(unknown_step(unknown)),
    }
}

/// Whether a step removes for good: when it fails half way, what was kept before it must stay as it is.
pub(super) fn cannot_be_undone(name: &str) -> bool {
    name == "drop"
}

/// Takes a step back. It may have been half done, or taken back before; what it did not make stays.
pub(super) async fn undo(shop: &Shop, ledger: &Ledger, taken: &Taken, name: &str) -> Step {
    match name {
        "load" => unarchive::unload(shop, taken).await,
        "make_schema" => schema::unmake(shop, taken).await,
        "make_login" => database::unmake_login(shop, taken).await,
        "make_database" => database::unmake(shop, taken).await,
        "create_instance" | "draw_password" | "raise_alarms" if taken.rung == Rung::Instance => {
            instance::undo(shop, ledger, taken, name).await
        }
        "close" => quarantine::close_services(shop, ledger, taken, true).await,
        "quarantine" => quarantine::bring_back(shop, ledger, taken).await,
        _ => Ok(did("Nothing is to be taken back.")),
    }
}

fn unknown_step(name: &str) -> StepError {
    EngineError::Precondition {
        field: "worker".to_owned(),
        message: format!("This worker is older than the operation: it does not know the step {name}."),
        remedy: "Run a worker of the version that requested it, and retry.".to_owned(),
    }
    .into()
}

/// Marks what an operation makes, so that it takes back its own alone.
pub(super) fn made_by(taken: &Taken) -> String {
    json!({ "madeBy": "tenantry", "operation": taken.id }).to_string()
}
