//! The scrubber: what is nobody's is found, decided of thing by thing, and purged.

use tenantry_engine::operations::{ScrubFindingRow, ScrubPlaceRow};
use uuid::Uuid;

use super::Answer;
use super::change::{made, reason, writable};
use super::operations::{known, spelled};
use crate::Console;
use crate::error::{CommandError, ErrorCode};
use crate::views::{ScrubAct, ScrubFinding, ScrubKey, ScrubPlace, ScrubRequest, ScrubVerdict, ScrubView};

/// Findings on a page.
const PAGE: i64 = 500;

/// Has everything looked at.
pub async fn scrub_request(console: &Console, request: ScrubRequest) -> Answer<ScrubView> {
    let live = writable(console)?;
    let id = made(console, &live, live.directory.request_scrub(reason(&request.reason)?)).await?;
    show(console, Some(id), 0).await
}

/// A scrub and what it found.
pub async fn scrub_show(console: &Console, request: ScrubKey) -> Answer<ScrubView> {
    let id = request.scrub.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(id).transpose()?;
    show(console, id, request.after.unwrap_or(0)).await
}

/// Decides of findings what becomes of them.
pub async fn scrub_decide(console: &Console, request: ScrubVerdict) -> Answer<ScrubView> {
    let (live, id) = (writable(console)?, id(&request.scrub)?);
    let numbers: Vec<i32> =
        request.numbers.iter().map(|number| i32::try_from(*number).unwrap_or(i32::MAX)).collect();
    let (why, decision) = (reason(&request.reason)?, spelled(&request.decision));
    made(console, &live, live.directory.decide_findings(id, &numbers, &decision, why)).await?;
    show(console, Some(id), 0).await
}

/// Has what was decided to go purged.
pub async fn scrub_purge(console: &Console, request: ScrubAct) -> Answer<ScrubView> {
    let (live, id) = (writable(console)?, id(&request.scrub)?);
    made(console, &live, live.directory.purge_findings(id, reason(&request.reason)?)).await?;
    show(console, Some(id), 0).await
}

async fn show(console: &Console, id: Option<Uuid>, after: u32) -> Answer<ScrubView> {
    let live = console.live()?;
    let row = console.ask(&live, live.directory.scrub(id)).await?.ok_or_else(|| {
        let why = if id.is_some() { "There is no such scrub." } else { "Nothing was ever scrubbed." };
        CommandError::new(ErrorCode::NotFound, why).about("scrub").remedied("Run one: tenantryctl scrub run.")
    })?;
    let after = i32::try_from(after).unwrap_or(i32::MAX);
    let places = console.ask(&live, live.directory.scrub_places(row.id)).await?;
    let mut rows = console.ask(&live, live.directory.scrub_findings(row.id, after, PAGE + 1)).await?;
    let more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| whole(row.number));
    let total = console.ask(&live, live.directory.scrub_count(row.id)).await?;
    Ok(ScrubView {
        id: row.id.to_string(),
        state: known(&row.state)?,
        reason: row.reason,
        requested_by: row.requested_by,
        requested_at: row.requested_at.into(),
        started_at: row.started_at.map(Into::into),
        ended_at: row.ended_at.map(Into::into),
        good_until: row.good_until.map(Into::into),
        waiting: row.waiting,
        error: row.error,
        places: places.into_iter().map(place).collect(),
        findings: rows.into_iter().map(finding).collect::<Answer<_>>()?,
        total: u32::try_from(total).unwrap_or(u32::MAX),
        next,
        as_of: console.ask(&live, live.directory.now()).await?.into(),
    })
}

fn place(row: ScrubPlaceRow) -> ScrubPlace {
    ScrubPlace { place: row.place, looked: row.looked, why: row.why }
}

fn finding(row: ScrubFindingRow) -> Answer<ScrubFinding> {
    Ok(ScrubFinding {
        number: whole(row.number),
        kind: row.kind,
        place: row.place,
        name: row.name,
        tenant_id: row.tenant_id.map(|id| id.to_string()),
        tenant_slug: row.slug,
        rows: row.rows.map(Into::into),
        bytes: row.bytes.map(Into::into),
        why: row.why,
        operation: row.operation_id.map(|id| id.to_string()),
        can_purge: row.can_purge,
        decision: row.decision.as_deref().map(known).transpose()?,
        decided_by: row.decided_by,
        decided_at: row.decided_at.map(Into::into),
        decision_reason: row.decision_reason,
        purged_at: row.purged_at.map(Into::into),
        error: row.error,
    })
}

fn whole(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

fn id(text: &str) -> Answer<Uuid> {
    text.trim().parse().map_err(|_| {
        CommandError::invalid("scrub", "This is not the id of a scrub.", "Give the id as scrub show says it.")
    })
}
