//! Reading the audit trail.

use tenantry_engine::directory::AuditFilter;

use super::Answer;
use super::tenants::bounded;
use crate::Console;
use crate::present::{self, number};
use crate::views::{AuditListRequest, AuditPage};

/// A page of the trail, newest first.
pub async fn audit_list(console: &Console, request: AuditListRequest) -> Answer<AuditPage> {
    let live = console.live()?;
    let limit = bounded("limit", request.limit, 50, 500)?;
    let given = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let tenant = match given(request.tenant) {
        Some(key) => Some(console.ask(&live, live.directory.find(&key)).await?.0),
        None => None,
    };
    let filter = AuditFilter {
        tenant,
        who: given(request.who),
        action: given(request.action),
        ticket: given(request.ticket),
        since: request.since.map(|moment| moment.0),
        until: request.until.map(|moment| moment.0),
        before: request.before.as_ref().map(|n| number("before", n)).transpose()?,
    };
    let mut rows = console.ask(&live, live.directory.audit(&filter, limit + 1)).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let as_of = match rows.first() {
        Some(row) => row.as_of,
        None => console.ask(&live, live.directory.now()).await?,
    };
    Ok(AuditPage {
        next: rows.last().filter(|_| more).map(|row| row.number.into()),
        entries: rows.into_iter().map(present::audit).collect(),
        as_of: as_of.into(),
    })
}
