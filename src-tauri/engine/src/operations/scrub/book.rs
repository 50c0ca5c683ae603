//! What a scrub asks of the control database, and what it writes there: always with its number, so that a worker that was
//! given up for dead writes nothing.

use std::time::Duration;

use serde::Serialize;
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::kind::{Kind, Thing};
use super::site::Site;
use crate::EngineError;

/// A scrub that this process has taken.
pub(super) struct Book {
    pool: PgPool,
    scrub: Uuid,
    fence: i64,
}

/// A finding, to be written down.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    kind: &'static str,
    place: String,
    name: String,
    oid: Option<i64>,
    mark: String,
    tenant: Option<Uuid>,
    rows: Option<i64>,
    bytes: Option<i64>,
    why: String,
    operation: Option<Uuid>,
}

/// Why a thing is a stranger.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Why {
    place: i32,
    tenant_id: Option<Uuid>,
    why: String,
    operation: Option<Uuid>,
}

/// A server as the directory names it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Server {
    pub(super) cluster: String,
    pub(super) here: bool,
    pub(super) administered_by: Option<String>,
}

/// What must be on a server.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Wanted {
    pub(super) tenant_id: Uuid,
    pub(super) slug: String,
    pub(super) rung: String,
    pub(super) name: String,
}

/// A finding of which a person decided that it goes.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Condemned {
    pub(super) number: i32,
    pub(super) kind: String,
    pub(super) place: String,
    pub(super) name: String,
    pub(super) mark: String,
}

impl Finding {
    pub(super) fn new(kind: Kind, place: &str, thing: Thing, why: Why, mark: String) -> Self {
        Self {
            kind: kind.as_str(),
            place: place.to_owned(),
            name: thing.name,
            oid: thing.oid,
            mark,
            tenant: why.tenant_id,
            rows: None,
            bytes: None,
            why: why.why,
            operation: why.operation,
        }
    }

    pub(super) fn counted(self, rows: Option<i64>, bytes: Option<i64>) -> Self {
        Self { rows, bytes, ..self }
    }

    /// A thing that is missing.
    pub(super) fn missing(kind: Kind, place: &str, wanted: &Wanted, why: String) -> Self {
        let thing = Thing { name: wanted.name.clone(), oid: None, tenant: None, operation: None };
        let why = Why { place: 0, tenant_id: Some(wanted.tenant_id), why, operation: None };
        Self::new(kind, place, thing, why, String::new())
    }
}

impl Book {
    /// Takes a scrub that waits; true: it is to purge. None: none waits.
    pub(super) async fn take(
        pool: &PgPool,
        worker: &str,
        patience: Duration,
    ) -> Result<Option<(Self, bool)>, EngineError> {
        let ask =
            "select scrub, fence, purging from tenantry_control.scrub_taken($1, make_interval(secs => $2))";
        let ask = sqlx::query_as::<_, (Uuid, i64, bool)>(ask).bind(worker).bind(patience.as_secs_f64());
        let taken = ask.fetch_optional(pool).await?;
        Ok(taken.map(|(scrub, fence, purging)| (Self { pool: pool.clone(), scrub, fence }, purging)))
    }

    pub(super) async fn servers(&self) -> Result<Vec<Server>, EngineError> {
        let ask = "select cluster, here, administered_by from tenantry_control.scrub_servers($1, $2)";
        Ok(sqlx::query_as(ask).bind(self.scrub).bind(self.fence).fetch_all(&self.pool).await?)
    }

    /// Which of these are nobody's, and why.
    pub(super) async fn strangers(
        &self,
        site: &Site,
        kind: Kind,
        things: &[Thing],
    ) -> Result<Vec<(Thing, Why)>, EngineError> {
        self.strangers_of(&site.clusters, kind, things).await
    }

    /// The same for things that lie on no server.
    pub(super) async fn strangers_of(
        &self,
        clusters: &[String],
        kind: Kind,
        things: &[Thing],
    ) -> Result<Vec<(Thing, Why)>, EngineError> {
        let said: Vec<_> = things
            .iter()
            .map(|t| json!({ "name": t.name, "oid": t.oid, "tenant": t.tenant, "operation": t.operation }))
            .collect();
        let ask = "select place, tenant_id, why, operation from tenantry_control.scrub_strangers($1, $2, $3, $4, $5)";
        let ask = sqlx::query_as::<_, Why>(ask).bind(self.scrub).bind(self.fence).bind(clusters);
        let found = ask.bind(kind.as_str()).bind(json!(said)).fetch_all(&self.pool).await?;
        let thing =
            |why: &Why| usize::try_from(why.place - 1).ok().and_then(|place| things.get(place)).cloned();
        Ok(found.into_iter().filter_map(|why| thing(&why).map(|thing| (thing, why))).collect())
    }

    pub(super) async fn wanted(&self, site: &Site) -> Result<Vec<Wanted>, EngineError> {
        let ask = "select tenant_id, slug, rung, name from tenantry_control.scrub_wanted($1, $2, $3)";
        let ask = sqlx::query_as(ask).bind(self.scrub).bind(self.fence).bind(&site.clusters);
        Ok(ask.fetch_all(&self.pool).await?)
    }

    pub(super) async fn looked(&self, place: &str, why: Option<&str>) -> Result<(), EngineError> {
        let ask = sqlx::query("select tenantry_control.scrub_looked($1, $2, $3, $4)");
        ask.bind(self.scrub).bind(self.fence).bind(place).bind(why).execute(&self.pool).await?;
        Ok(())
    }

    pub(super) async fn found(&self, findings: &[Finding]) -> Result<(), EngineError> {
        if findings.is_empty() {
            return Ok(());
        }
        let ask = sqlx::query("select tenantry_control.scrub_found($1, $2, $3)");
        ask.bind(self.scrub).bind(self.fence).bind(json!(findings)).execute(&self.pool).await?;
        Ok(())
    }

    pub(super) async fn condemned(&self) -> Result<Vec<Condemned>, EngineError> {
        let ask = "select number, kind, place, name, mark from tenantry_control.scrub_condemned($1, $2)";
        Ok(sqlx::query_as(ask).bind(self.scrub).bind(self.fence).fetch_all(&self.pool).await?)
    }

    /// A finding is purged, or why not.
    pub(super) async fn purged(&self, number: i32, error: Option<&str>) -> Result<(), EngineError> {
        let ask = sqlx::query("select tenantry_control.scrub_purged($1, $2, $3, $4)");
        ask.bind(self.scrub).bind(self.fence).bind(number).bind(error).execute(&self.pool).await?;
        Ok(())
    }

    pub(super) async fn ended(&self) -> Result<(), EngineError> {
        let ask = sqlx::query("select tenantry_control.scrub_ended($1, $2, null)");
        ask.bind(self.scrub).bind(self.fence).execute(&self.pool).await?;
        Ok(())
    }
}
