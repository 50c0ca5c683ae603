//! Durable operations, and the deletions that are some of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Quantity, RungName, StatusName, TenantRef, Timestamp, words};

words! {
    /// Where an operation stands. `failed` and `cancelled`: what it made was taken back; `stuck`: not all of it could be.
    OperationState { Queued, Running, Cancelling, Done, Failed, Cancelled, Stuck }
}
words! {
    /// Where a step stands.
    OperationStepState { Waiting, Running, Done, Failed, Undoing, Undone, Stuck }
}
words! {
    /// What an operation does to its tenant.
    OperationKind { Create, Resize, Delete, Restore, Purge, Unarchive }
}
words! {
    /// The two halves of a deletion: into quarantine, and out of the world.
    DeletionAct { Delete, Purge }
}

/// Asks for operations, newest first.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct OperationListRequest {
    /// Only these states; empty: all.
    pub states: Vec<OperationState>,
    /// Only this tenant's: id or slug.
    pub tenant: Option<String>,
    /// Older than this one: `next` of the page before.
    pub before: Option<String>,
    /// At most this many, 1 to 200; none: 50.
    pub limit: Option<u32>,
}

/// A page of operations.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OperationList {
    /// Newest first.
    pub rows: Vec<OperationLine>,
    /// `before` of the next page; none: this is the last.
    pub next: Option<String>,
    /// Workers that were seen lately; none: nothing is executed.
    pub workers: u32,
    /// When this was read.
    pub as_of: Timestamp,
}

/// An operation in one line.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OperationLine {
    /// Its id.
    pub id: String,
    /// What it does.
    pub kind: OperationKind,
    /// The same, as a sentence's beginning: "Provision acme on the rung schema".
    pub title: String,
    /// The tenant.
    pub tenant: TenantRef,
    /// The tenant's rung.
    pub rung: RungName,
    /// Where it stands.
    pub state: OperationState,
    /// The step it is at, for people: "Make the schema".
    pub step: Option<String>,
    /// Steps that are done.
    pub steps_done: u32,
    /// All its steps.
    pub steps_total: u32,
    /// Why it was requested.
    pub reason: String,
    /// The login that requested it.
    pub requested_by: String,
    /// When.
    pub requested_at: Timestamp,
    /// When a worker first took it.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it does not go on now.
    pub waiting: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// What to do about it.
    pub remedy: Option<String>,
    /// What such an operation took in the past, in the middle; seconds.
    pub expected_seconds: Option<f64>,
    /// Whether it can be cancelled now.
    pub can_cancel: bool,
    /// Whether it can be retried now.
    pub can_retry: bool,
}

/// Names an operation.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OperationKey {
    /// Its id.
    pub operation: String,
}

/// Does something to an operation.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OperationAct {
    /// Its id.
    pub operation: String,
    /// Why.
    pub reason: String,
}

/// An operation, whole.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OperationView {
    /// In one line.
    #[serde(flatten)]
    pub line: OperationLine,
    /// Its steps, in their order.
    pub steps: Vec<OperationStep>,
    /// How often it was put on the queue: first, retried, taken over.
    pub run: u32,
    /// The worker that has it, or had it last.
    pub worker: Option<String>,
    /// When this was read.
    pub as_of: Timestamp,
}

/// A step.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OperationStep {
    /// Its name: `make_schema`.
    pub name: String,
    /// For people: "Make the schema".
    pub title: String,
    /// Where it stands.
    pub state: OperationStepState,
    /// How often it was begun.
    pub attempt: u32,
    /// When it was first begun.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// What it did.
    pub detail: Option<String>,
    /// What went wrong, last.
    pub error: Option<String>,
    /// What it left behind, when it is stuck.
    pub resource: Option<String>,
    /// What it asked of AWS, as a line to copy.
    pub call: Option<String>,
    /// What it took in the past, in the middle; seconds.
    pub expected_seconds: Option<f64>,
}

/// Asks what a deletion would do, and for the phrase to type.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeletionPlanRequest {
    /// Id or slug.
    pub tenant: String,
    /// Which half.
    pub act: DeletionAct,
}

/// What a deletion would do.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeletionPlan {
    /// Which half.
    pub act: DeletionAct,
    /// Whose.
    pub tenant: TenantRef,
    /// On which rung.
    pub rung: RungName,
    /// The phrase to type, exactly.
    pub phrase: String,
    /// Given back with the phrase, once, by the same login.
    pub challenge: String,
    /// Until when the challenge holds.
    pub expires_at: Timestamp,
    /// What is there.
    pub inventory: Inventory,
    /// What will happen, a sentence each.
    pub consequences: Vec<String>,
    /// How to undo it.
    pub undo: String,
    /// Why it would be refused now, a sentence each; empty: it would not.
    pub blockers: Vec<String>,
    /// The version that this was read on.
    pub version: Quantity,
}

/// What is there of a tenant.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Inventory {
    /// What holds it: "schema tenant_…", "rows in the shared tables".
    pub container: String,
    /// Whether the container exists at all.
    pub exists: bool,
    /// Its tables.
    pub tables: Vec<InventoryTable>,
    /// All rows; none: they are counted when it is put away.
    pub rows: Option<Quantity>,
    /// All bytes, indexes included; none: they are shared with other tenants.
    pub bytes: Option<Quantity>,
    /// What elsewhere depends on it: views, functions, foreign keys.
    pub outside: Vec<String>,
}

/// A table in an inventory.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InventoryTable {
    /// Its name.
    pub name: String,
    /// Rows of the tenant.
    pub rows: Option<Quantity>,
    /// Bytes, indexes included; none: shared.
    pub bytes: Option<Quantity>,
}

/// Requests a deletion.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeletionRequest {
    /// Id or slug.
    pub tenant: String,
    /// Why.
    pub reason: String,
    /// The plan's challenge.
    pub challenge: String,
    /// What was typed.
    pub phrase: String,
}

/// Tenants in quarantine.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuarantineList {
    /// Those that may be purged first come first.
    pub rows: Vec<QuarantineLine>,
    /// When this was read.
    pub as_of: Timestamp,
}

/// A tenant in quarantine.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuarantineLine {
    /// Whose.
    pub tenant: TenantRef,
    /// On which rung.
    pub rung: RungName,
    /// What it was before.
    pub was: StatusName,
    /// Since when.
    pub since: Timestamp,
    /// From then on it may be purged.
    pub until: Timestamp,
    /// The login that asked for the deletion; it may not purge.
    pub deleted_by: String,
    /// Why.
    pub reason: String,
    /// What is kept: "schema zz_q_…".
    pub kept: String,
    /// Its rows.
    pub rows: Option<Quantity>,
    /// Its bytes.
    pub bytes: Option<Quantity>,
}
