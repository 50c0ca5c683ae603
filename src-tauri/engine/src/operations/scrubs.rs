//! Scrubs as the console sees them, and what an operator may do with one.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::EngineError;
use crate::directory::Directory;

/// A scrub.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(missing_docs, reason = "documented where they are shown")]
pub struct ScrubRow {
    pub id: Uuid,
    pub state: String,
    pub reason: String,
    pub requested_by: String,
    pub requested_at: OffsetDateTime,
    pub started_at: Option<OffsetDateTime>,
    pub ended_at: Option<OffsetDateTime>,
    pub good_until: Option<OffsetDateTime>,
    pub waiting: Option<String>,
    pub error: Option<String>,
}

/// Where a scrub looked, or could not.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(missing_docs, reason = "documented where they are shown")]
pub struct ScrubPlaceRow {
    pub place: String,
    pub looked: bool,
    pub why: Option<String>,
}

/// What a scrub found.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(missing_docs, reason = "documented where they are shown")]
pub struct ScrubFindingRow {
    pub number: i32,
    pub kind: String,
    pub place: String,
    pub name: String,
    pub tenant_id: Option<Uuid>,
    pub slug: Option<String>,
    pub rows: Option<i64>,
    pub bytes: Option<i64>,
    pub why: String,
    pub operation_id: Option<Uuid>,
    pub can_purge: bool,
    pub decision: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<OffsetDateTime>,
    pub decision_reason: Option<String>,
    pub purged_at: Option<OffsetDateTime>,
    pub error: Option<String>,
}

impl Directory {
    /// Has everything looked at; answers the scrub.
    pub async fn request_scrub(&self, reason: &str) -> Result<Uuid, EngineError> {
        let act = sqlx::query_scalar("select tenantry_control.request_scrub($1)");
        Ok(act.bind(reason).fetch_one(self.pool()).await?)
    }

    /// A scrub, or the newest one; none: there is none.
    pub async fn scrub(&self, id: Option<Uuid>) -> Result<Option<ScrubRow>, EngineError> {
        let ask = "select s.id, s.state::text, s.reason, s.requested_by::text, s.requested_at, s.started_at, s.ended_at, \
                          s.ended_at + interval '24 hours' as good_until, s.error, \
                          case when s.state in ('queued', 'purge_queued') and not exists ( \
                            select from tenantry_control.workers w where w.seen_at > clock_timestamp() - interval '15 s') \
                            then 'No worker runs: start one, or open the console on this machine.' end as waiting \
                   from tenantry_control.scrubs s where $1::uuid is null or s.id = $1 order by s.id desc limit 1";
        Ok(sqlx::query_as(ask).bind(id).fetch_optional(self.pool()).await?)
    }

    /// Where a scrub looked.
    pub async fn scrub_places(&self, id: Uuid) -> Result<Vec<ScrubPlaceRow>, EngineError> {
        let ask =
            "select place, looked, why from tenantry_control.scrub_places where scrub_id = $1 order by place";
        Ok(sqlx::query_as(ask).bind(id).fetch_all(self.pool()).await?)
    }

    /// What a scrub found, from a number on, at most so many.
    pub async fn scrub_findings(
        &self,
        id: Uuid,
        after: i32,
        limit: i64,
    ) -> Result<Vec<ScrubFindingRow>, EngineError> {
        let ask = "select f.number, f.kind, f.place, f.name, f.tenant_id, t.slug, f.rows, f.bytes, f.why, f.operation_id, \
                          f.can_purge, f.decision, f.decided_by::text, f.decided_at, f.decision_reason, f.purged_at, f.error \
                   from tenantry_control.scrub_findings f left join tenantry_control.tenants t on t.id = f.tenant_id \
                   where f.scrub_id = $1 and f.number > $2 order by f.number limit $3";
        Ok(sqlx::query_as(ask).bind(id).bind(after).bind(limit).fetch_all(self.pool()).await?)
    }

    /// How many things a scrub found.
    pub async fn scrub_count(&self, id: Uuid) -> Result<i64, EngineError> {
        let ask = "select count(*) from tenantry_control.scrub_findings where scrub_id = $1";
        Ok(sqlx::query_scalar(ask).bind(id).fetch_one(self.pool()).await?)
    }

    /// Decides of findings: `purge` or `keep`.
    pub async fn decide_findings(
        &self,
        id: Uuid,
        numbers: &[i32],
        decision: &str,
        reason: &str,
    ) -> Result<(), EngineError> {
        let act = sqlx::query("select tenantry_control.decide_findings($1, $2, $3, $4)");
        act.bind(id).bind(numbers).bind(decision).bind(reason).execute(self.pool()).await?;
        Ok(())
    }

    /// Has what was decided to go purged.
    pub async fn purge_findings(&self, id: Uuid, reason: &str) -> Result<(), EngineError> {
        let act = sqlx::query("select tenantry_control.purge_findings($1, $2)");
        act.bind(id).bind(reason).execute(self.pool()).await?;
        Ok(())
    }
}
