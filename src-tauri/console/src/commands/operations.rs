//! Durable operations: watched, cancelled, retried; and the deletions that are some of them.

use tenantry_engine::operations::{DeletionPlanned, OperationFilter, OperationRow, OperationShown, StepRow};
use tenantry_model::Rung;
use uuid::Uuid;

use super::Answer;
use super::change::{made, reason, writable};
use crate::Console;
use crate::error::CommandError;
use crate::present::word;
use crate::views::{
    DeletionAct, DeletionPlan, DeletionPlanRequest, DeletionRequest, Inventory, InventoryTable, Nothing,
    OperationAct, OperationKey, OperationKind, OperationLine, OperationList, OperationListRequest,
    OperationStep, OperationView, QuarantineLine, QuarantineList, StatusChange, TenantRef,
};

/// Operations, newest first.
pub async fn operation_list(console: &Console, request: OperationListRequest) -> Answer<OperationList> {
    let live = console.live()?;
    let tenant = match request.tenant.as_deref().map(str::trim).filter(|key| !key.is_empty()) {
        Some(key) => Some(console.ask(&live, live.directory.find(key)).await?),
        None => None,
    };
    let limit = i64::from(request.limit.unwrap_or(50).clamp(1, 200));
    let filter = OperationFilter {
        states: request.states.iter().map(spelled).collect(),
        tenant,
        before: request.before.as_deref().map(id).transpose()?,
        limit: limit + 1,
    };
    let mut rows = console.ask(&live, live.directory.operations(&filter)).await?;
    let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(OperationList {
        next: rows.last().filter(|_| more).map(|row| row.id.to_string()),
        rows: rows.into_iter().map(line).collect::<Answer<_>>()?,
        workers: u32::try_from(console.ask(&live, live.directory.workers()).await?).unwrap_or(u32::MAX),
        as_of: console.ask(&live, live.directory.now()).await?.into(),
    })
}

/// One operation, whole.
pub async fn operation_show(console: &Console, request: OperationKey) -> Answer<OperationView> {
    show(console, id(&request.operation)?).await
}

/// Asks an operation to stop and to take back what it did.
pub async fn operation_cancel(console: &Console, request: OperationAct) -> Answer<OperationView> {
    let (live, id) = (writable(console)?, id(&request.operation)?);
    made(console, &live, live.directory.cancel_operation(id, reason(&request.reason)?)).await?;
    show(console, id).await
}

/// Begins an operation anew where it stopped.
pub async fn operation_retry(console: &Console, request: OperationAct) -> Answer<OperationView> {
    let (live, id) = (writable(console)?, id(&request.operation)?);
    made(console, &live, live.directory.retry_operation(id, reason(&request.reason)?)).await?;
    show(console, id).await
}

/// What a deletion would do, with the phrase to type.
pub async fn tenant_plan_deletion(console: &Console, request: DeletionPlanRequest) -> Answer<DeletionPlan> {
    let live = writable(console)?;
    let tenant = console.ask(&live, live.directory.find(request.tenant.trim())).await?;
    let planned = console.ask(&live, live.directory.plan_deletion(tenant, &spelled(&request.act))).await?;
    plan(request.act, planned)
}

/// Puts a tenant into quarantine.
pub async fn tenant_delete(console: &Console, request: DeletionRequest) -> Answer<OperationView> {
    let (live, challenge) = (writable(console)?, challenge(&request.challenge)?);
    let why = reason(&request.reason)?;
    let tenant = console.ask(&live, live.directory.find(request.tenant.trim())).await?;
    let id = made(console, &live, live.directory.delete(tenant, why, challenge, &request.phrase)).await?;
    show(console, id).await
}

/// Brings a tenant back: from quarantine or, once it was purged, from its archive.
pub async fn tenant_restore(console: &Console, request: StatusChange) -> Answer<OperationView> {
    let live = writable(console)?;
    let why = reason(&request.reason)?;
    let tenant = console.ask(&live, live.directory.find(request.tenant.trim())).await?;
    let id = made(console, &live, live.directory.restore(tenant, why)).await?;
    show(console, id).await
}

/// Removes a tenant in quarantine for good.
pub async fn tenant_purge(console: &Console, request: DeletionRequest) -> Answer<OperationView> {
    let (live, challenge) = (writable(console)?, challenge(&request.challenge)?);
    let why = reason(&request.reason)?;
    let tenant = console.ask(&live, live.directory.find(request.tenant.trim())).await?;
    let id = made(console, &live, live.directory.purge(tenant, why, challenge, &request.phrase)).await?;
    show(console, id).await
}

/// Tenants in quarantine.
pub async fn quarantine_list(console: &Console, _: Nothing) -> Answer<QuarantineList> {
    let live = console.live()?;
    let rows = console.ask(&live, live.directory.quarantines()).await?;
    let line = |row: tenantry_engine::operations::QuarantineRow| {
        Ok(QuarantineLine {
            tenant: TenantRef { id: row.tenant_id.to_string(), slug: row.slug, name: row.name },
            rung: word::<Rung, _>(&row.rung)?,
            was: word::<tenantry_model::TenantStatus, _>(&row.was)?,
            since: row.since.into(),
            until: row.until.into(),
            deleted_by: row.deleted_by,
            reason: row.reason,
            kept: row.kept,
            rows: row.rows.map(Into::into),
            bytes: row.bytes.map(Into::into),
        })
    };
    Ok(QuarantineList {
        rows: rows.into_iter().map(line).collect::<Answer<_>>()?,
        as_of: console.ask(&live, live.directory.now()).await?.into(),
    })
}

pub(super) async fn show(console: &Console, id: Uuid) -> Answer<OperationView> {
    let live = console.live()?;
    let OperationShown { row, steps } = console.ask(&live, live.directory.operation(id)).await?;
    Ok(OperationView {
        run: u32::try_from(row.run).unwrap_or_default(),
        worker: row.executor.clone(),
        line: line(row)?,
        steps: steps.into_iter().map(step).collect::<Answer<_>>()?,
        as_of: console.ask(&live, live.directory.now()).await?.into(),
    })
}

fn line(row: OperationRow) -> Answer<OperationLine> {
    let kind = known::<OperationKind>(row.kind.trim_start_matches("tenant."))?;
    let doing = match kind {
        OperationKind::Create => format!("Provision {} on the rung {}", row.slug, row.rung),
        OperationKind::Resize => format!("Change the server of {}", row.slug),
        OperationKind::Delete => format!("Put {} into quarantine", row.slug),
        OperationKind::Restore => format!("Restore {}", row.slug),
        OperationKind::Purge => format!("Purge {} for good", row.slug),
        OperationKind::Unarchive => format!("Restore {} from its archive", row.slug),
    };
    Ok(OperationLine {
        id: row.id.to_string(),
        kind,
        title: doing,
        tenant: TenantRef { id: row.tenant_id.to_string(), slug: row.slug, name: row.name },
        rung: word::<Rung, _>(&row.rung)?,
        state: known(&row.state)?,
        step: row.step.as_deref().map(titled),
        steps_done: u32::try_from(row.steps_done).unwrap_or_default(),
        steps_total: u32::try_from(row.steps_total).unwrap_or_default(),
        reason: row.reason,
        requested_by: row.requested_by,
        requested_at: row.requested_at.into(),
        started_at: row.started_at.map(Into::into),
        ended_at: row.ended_at.map(Into::into),
        waiting: row.waiting,
        error: row.error,
        remedy: row.remedy,
        expected_seconds: row.expected_seconds,
        can_cancel: row.can_cancel,
        can_retry: row.can_retry,
    })
}

fn step(row: StepRow) -> Answer<OperationStep> {
    Ok(OperationStep {
        title: titled(&row.name),
        name: row.name,
        state: known(&row.state)?,
        attempt: u32::try_from(row.attempt).unwrap_or_default(),
        started_at: row.started_at.map(Into::into),
        ended_at: row.ended_at.map(Into::into),
        detail: row.detail,
        error: row.error,
        resource: row.resource,
        call: row.call,
        expected_seconds: row.expected_seconds,
    })
}

/// A step's name for people.
fn titled(name: &str) -> String {
    match name {
        "make_schema" => "Make the schema",
        "draw_password" => "Draw a password",
        "make_login" => "Make the login",
        "make_database" => "Make the database",
        "install" => "Install kit and tables",
        "place" => "Tell the isolation kit",
        "verify" => "Verify the isolation",
        "close" => "Stop the services",
        "quarantine" => "Put away",
        "reopen" => "Bring back",
        "create_instance" => "Make the server",
        "await_instance" => "Wait for the server",
        "set_backups" => "Set the backups",
        "raise_alarms" => "Raise the alarms",
        "change_instance" => "Change the server",
        "final_snapshot" => "Make a last snapshot",
        "export" => "Export to an archive",
        "check_archive" => "Read the archive back",
        "drop" => "Remove for good",
        "find_archive" => "Verify the archive",
        "load" => "Put the rows back",
        "compare" => "Read the rows out again",
        other => return other.replace('_', " "),
    }
    .to_owned()
}

fn plan(act: DeletionAct, planned: DeletionPlanned) -> Answer<DeletionPlan> {
    let rung: Rung = planned.rung.parse()?;
    let bytes = planned.bytes.or_else(|| planned.tables.iter().map(|table| table.bytes).sum());
    let rows =
        (!planned.tables.is_empty()).then(|| planned.tables.iter().filter_map(|table| table.rows).sum());
    let counted_later = rung == Rung::Database && planned.tables.is_empty();
    let tables = planned.tables.into_iter().map(|table| InventoryTable {
        name: table.name,
        rows: table.rows.map(i64::into),
        bytes: table.bytes.map(i64::into),
    });
    let (mut consequences, undo) = match act {
        DeletionAct::Delete => (
            vec![
                "Its services are stopped at once, on every machine.".to_owned(),
                format!("What holds it ({}) is closed to everybody and put away.", planned.container),
                format!(
                    "It rests in quarantine for {} days; then a second person may purge it.",
                    planned.days
                ),
            ],
            "Restore it from quarantine: everything is as it was.".to_owned(),
        ),
        DeletionAct::Purge => (
            vec![
                "Everything is exported to an archive first, and the archive is read back.".to_owned(),
                format!("Then {} is removed from the server for good.", planned.container),
            ],
            "Restore it from its archive, as long as that is kept.".to_owned(),
        ),
    };
    if act == DeletionAct::Delete && counted_later {
        consequences.push("Its rows are counted when it is put away.".to_owned());
    }
    Ok(DeletionPlan {
        act,
        tenant: TenantRef {
            id: planned.tenant.id.to_string(),
            slug: planned.tenant.slug,
            name: planned.tenant.name,
        },
        rung: rung.into(),
        phrase: planned.phrase,
        challenge: planned.challenge.to_string(),
        expires_at: planned.expires_at.into(),
        inventory: Inventory {
            container: planned.container,
            exists: planned.exists,
            tables: tables.collect(),
            rows: rows.map(i64::into),
            bytes: bytes.map(i64::into),
            outside: planned.outside,
        },
        consequences,
        undo,
        blockers: planned.blockers,
        version: planned.version.into(),
    })
}

/// A word of the database as a word of the wire.
pub(super) fn known<T: serde::de::DeserializeOwned>(text: &str) -> Answer<T> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|_| {
        CommandError::new(
            crate::error::ErrorCode::Inconsistent,
            format!("The server says \"{text}\", which this program does not know."),
        )
    })
}

/// A word of the wire as a word of the database.
pub(super) fn spelled<T: serde::Serialize>(word: &T) -> String {
    serde_json::to_value(word).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn id(text: &str) -> Answer<Uuid> {
    text.trim().parse().map_err(|_| {
        CommandError::invalid(
            "operation",
            "This is not the id of an operation.",
            "Give the id as operation list shows it.",
        )
    })
}

fn challenge(text: &str) -> Answer<Uuid> {
    text.trim().parse().map_err(|_| {
        CommandError::invalid("challenge", "This is not a challenge.", "Look at the inventory again.")
    })
}
