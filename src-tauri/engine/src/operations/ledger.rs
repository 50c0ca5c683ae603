//! What a worker tells the control database, and what it is told. A database that is away is waited for: an operation
//! goes on when it is back.

use std::time::Duration;

use serde_json::Value;
use sqlx::PgPool;
use tenantry_model::{Rung, TenantId};
use uuid::Uuid;

use crate::EngineError;

/// An operation that this process has taken.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) tenant: TenantId,
    pub(super) plan: Value,
    pub(super) rung: Rung,
    pub(super) cluster: String,
    /// The cluster is the control database's own server.
    pub(super) here: bool,
    pub(super) administered_by: Option<String>,
    pub(super) steps: Vec<String>,
    fence: i64,
}

/// Whether a step is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Go {
    /// Do it.
    Ahead,
    /// It is done, or undone, already.
    Done,
    /// Somebody wants the operation to stop.
    Cancel,
    /// Another worker has the operation.
    Lost,
}

/// What is written down of a step.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) detail: Option<String>,
    pub(super) error: Option<String>,
    pub(super) resource: Option<String>,
    pub(super) output: Option<Value>,
}

impl Taken {
    /// Nobody's operation on a server: to look at it as operations do.
    pub(super) fn on_server(cluster: &str, here: bool, administered_by: Option<&str>) -> Self {
        Self {
            id: Uuid::nil(),
            kind: String::new(),
            tenant: TenantId(Uuid::nil()),
            plan: Value::Null,
            rung: Rung::Shared,
            cluster: cluster.to_owned(),
            here,
            administered_by: administered_by.map(str::to_owned),
            steps: Vec::new(),
            fence: 0,
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Ledger {
    pub(super) pool: PgPool,
}

#[derive(sqlx::FromRow)]
struct Row {
    kind: String,
    tenant_id: Uuid,
    plan: Value,
    fence: i64,
    rung: String,
    cluster: String,
    here: bool,
    administered_by: Option<String>,
    steps: Vec<String>,
}

impl Ledger {
    /// Takes an operation; none: this run of it is over.
    pub(super) async fn take(&self, id: Uuid, run: i32, worker: &str) -> Result<Option<Taken>, EngineError> {
        let ask = "select * from tenantry_control.operation_taken($1, $2, $3)";
        let row: Option<Row> =
            patient(|| sqlx::query_as(ask).bind(id).bind(run).bind(worker).fetch_optional(&self.pool))
                .await?;
        row.map(|row| {
            Ok(Taken {
                id,
                kind: row.kind,
                tenant: TenantId(row.tenant_id),
                plan: row.plan,
                rung: row.rung.parse()?,
                cluster: row.cluster,
                here: row.here,
                administered_by: row.administered_by,
                steps: row.steps,
                fence: row.fence,
            })
        })
        .transpose()
    }

    /// A step begins; `back`: to be undone.
    pub(super) async fn begin(&self, taken: &Taken, place: i32, back: bool) -> Result<Go, EngineError> {
        let ask = "select tenantry_control.step_begun($1, $2, $3, $4)";
        let answer: String = patient(|| {
            sqlx::query_scalar(ask)
                .bind(taken.id)
                .bind(taken.fence)
                .bind(place)
                .bind(back)
                .fetch_one(&self.pool)
        })
        .await?;
        Ok(match answer.as_str() {
            "go" => Go::Ahead,
            "done" => Go::Done,
            "cancel" => Go::Cancel,
            _ => Go::Lost,
        })
    }

    /// What came of a step; false: another worker has the operation.
    pub(super) async fn end(
        &self,
        taken: &Taken,
        place: i32,
        became: &str,
        told: &Told,
    ) -> Result<bool, EngineError> {
        let ask = "select tenantry_control.step_ended($1, $2, $3, $4, $5, $6, $7, $8)";
        patient(|| {
            sqlx::query_scalar(ask)
                .bind(taken.id)
                .bind(taken.fence)
                .bind(place)
                .bind(became)
                .bind(&told.detail)
                .bind(&told.error)
                .bind(&told.resource)
                .bind(&told.output)
                .fetch_one(&self.pool)
        })
        .await
    }

    /// The operation has ended.
    pub(super) async fn close(
        &self,
        taken: &Taken,
        became: &str,
        error: Option<&str>,
        remedy: Option<&str>,
    ) -> Result<bool, EngineError> {
        let ask = "select tenantry_control.operation_ended($1, $2, $3, $4, $5)";
        patient(|| {
            sqlx::query_scalar(ask)
                .bind(taken.id)
                .bind(taken.fence)
                .bind(became)
                .bind(error)
                .bind(remedy)
                .fetch_one(&self.pool)
        })
        .await
    }

    /// The tenant is in quarantine, kept so. What it held is what was counted since, or else what the inventory counted.
    pub(super) async fn quarantined(
        &self,
        taken: &Taken,
        kept: &str,
        kept_as: &Value,
        counted: Option<&Value>,
    ) -> Result<(), EngineError> {
        let ask = "select tenantry_control.quarantined($1, $2, $3, $4, $5)";
        patient(|| async {
            let told =
                sqlx::query(ask).bind(taken.id).bind(taken.fence).bind(kept).bind(kept_as).bind(counted);
            told.execute(&self.pool).await.map(drop)
        })
        .await
    }

    /// The purge is done, and this is gone: it is certified.
    pub(super) async fn certified(&self, taken: &Taken, facts: &Value) -> Result<(), EngineError> {
        let ask = "select tenantry_control.certified($1, $2, $3)";
        patient(|| async {
            sqlx::query(ask).bind(taken.id).bind(taken.fence).bind(facts).execute(&self.pool).await.map(drop)
        })
        .await
    }

    /// The tenant is out of quarantine.
    pub(super) async fn released(&self, taken: &Taken) -> Result<(), EngineError> {
        let ask = "select tenantry_control.released($1, $2)";
        patient(|| async {
            sqlx::query(ask).bind(taken.id).bind(taken.fence).execute(&self.pool).await.map(drop)
        })
        .await
    }

    /// What a step left for later ones.
    pub(super) async fn output(&self, taken: &Taken, step: &str) -> Result<Option<Value>, EngineError> {
        let ask = "select output from tenantry_control.operation_steps where operation_id = $1 and name = $2";
        let found: Option<Option<Value>> =
            patient(|| sqlx::query_scalar(ask).bind(taken.id).bind(step).fetch_optional(&self.pool)).await?;
        Ok(found.flatten())
    }
}

/// Asks until the database is there to answer.
async fn patient<T, F>(ask: impl Fn() -> F) -> Result<T, EngineError>
where
    F: Future<Output = Result<T, sqlx::Error>>,
{
    let mut rest = Duration::from_millis(200);
    loop {
        match ask().await.map_err(EngineError::from) {
            Err(EngineError::Unavailable(_) | EngineError::Busy { .. }) => {
                tokio::time::sleep(rest).await;
                rest = (rest * 2).min(Duration::from_secs(5));
            }
            outcome => return outcome,
        }
    }
}
