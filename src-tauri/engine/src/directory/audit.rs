//! The audit trail, newest first, by keyset on its number.

use sqlx::FromRow;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Directory;
use super::filter::Fragment;
use crate::EngineError;

/// Which entries.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Of this tenant.
    pub tenant: Option<Uuid>,
    /// By this login.
    pub who: Option<String>,
    /// Of this action, or beginning with it.
    pub action: Option<String>,
    /// With this ticket.
    pub ticket: Option<String>,
    /// From this moment.
    pub since: Option<OffsetDateTime>,
    /// Up to this moment.
    pub until: Option<OffsetDateTime>,
    /// Older than the entry of this number.
    pub before: Option<i64>,
}

/// An entry.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "the columns of the trail, documented where they are shown")]
pub struct AuditRow {
    pub number: i64,
    pub at: OffsetDateTime,
    pub login: String,
    pub action: String,
    pub tenant_id: Option<Uuid>,
    pub tenant_slug: Option<String>,
    pub object: Option<String>,
    pub reason: String,
    pub ticket: Option<String>,
    pub before: Option<serde_json::Value>,
    pub after: Option<serde_json::Value>,
    pub client: String,
    pub chain_seq: i64,
    pub hash: String,
    pub as_of: OffsetDateTime,
}

impl Directory {
    /// At most `limit` entries, newest first.
    pub async fn audit(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<AuditRow>, EngineError> {
        let mut out = Fragment::default();
        let mut conditions = vec!["true".to_owned()];
        let mut add = |sql: &str, value: Option<String>| {
            if let Some(number) = value {
                conditions.push(sql.replace("?", &number));
            }
        };
        add("e.tenant_id = ?", filter.tenant.map(|id| out.bind(id)));
        add("e.login = ?::name", filter.who.clone().map(|who| out.bind(who)));
        add("starts_with(e.action, ?)", filter.action.clone().map(|action| out.bind(action)));
        add("e.ticket = ?", filter.ticket.clone().map(|ticket| out.bind(ticket)));
        add("e.at >= ?", filter.since.map(|moment| out.bind(moment)));
        add("e.at < ?", filter.until.map(|moment| out.bind(moment)));
        add("e.number < ?", filter.before.map(|number| out.bind(number)));
        let limit = out.bind(i64::from(limit));
        out.sql = format!(
            "select e.number, e.at, e.login::text, e.action, e.tenant_id, t.slug as tenant_slug, e.object, e.reason, \
               e.ticket, e.before, e.after, \
               coalesce(host(e.client_address), 'local') || ' ' || e.client_program as client, \
               e.chain_seq, encode(e.hash, 'hex') as hash, clock_timestamp() as as_of \
             from tenantry_control.audit_entries e left join tenantry_control.tenants t on t.id = e.tenant_id \
             where {} order by e.number desc limit {limit}",
            conditions.join(" and ")
        );
        Ok(sqlx::query_as_with(crate::sql::built(out.sql), out.arguments).fetch_all(self.pool()).await?)
    }
}
