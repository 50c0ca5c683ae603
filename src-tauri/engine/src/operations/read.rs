//! Operations as the console sees them, and the two things that an operator may do to one.

use tenantry_model::TenantId;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::EngineError;
use crate::directory::Directory;

/// Which operations.
#[derive(Debug, Clone, Default)]
pub struct OperationFilter {
    /// Only these states; none: all.
    pub states: Vec<String>,
    /// Only this tenant's.
    pub tenant: Option<TenantId>,
    /// Older than this one.
    pub before: Option<Uuid>,
    /// At most so many.
    pub limit: i64,
}

/// An operation in one line.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OperationRow {
    /// Its id.
    pub id: Uuid,
    /// What it does: `tenant.create`.
    pub kind: String,
    /// The tenant's id.
    pub tenant_id: Uuid,
    /// The tenant's slug.
    pub slug: String,
    /// The tenant's name.
    pub name: String,
    /// The tenant's rung.
    pub rung: String,
    /// `queued`, `running`, `cancelling`, `done`, `failed`, `cancelled` or `stuck`.
    pub state: String,
    /// Why it was requested.
    pub reason: String,
    /// By whom.
    pub requested_by: String,
    /// When.
    pub requested_at: OffsetDateTime,
    /// When a worker first took it.
    pub started_at: Option<OffsetDateTime>,
    /// When it ended.
    pub ended_at: Option<OffsetDateTime>,
    /// How often it was put on the queue.
    pub run: i32,
    /// The worker that has it.
    pub executor: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// What to do about it.
    pub remedy: Option<String>,
    /// Why it does not go on now, by the database's knowledge.
    pub waiting: Option<String>,
    /// Steps that are done.
    pub steps_done: i64,
    /// All its steps.
    pub steps_total: i64,
    /// The step that it is at.
    pub step: Option<String>,
    /// What its steps took in the past, in the middle, together; seconds.
    pub expected_seconds: Option<f64>,
    /// Whether it can be cancelled now.
    pub can_cancel: bool,
    /// Whether it can be retried now.
    pub can_retry: bool,
}

/// A step of an operation.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StepRow {
    /// Its place, from 1.
    pub position: i16,
    /// Its name: `make_schema`.
    pub name: String,
    /// `waiting`, `running`, `done`, `failed`, `undoing`, `undone` or `stuck`.
    pub state: String,
    /// How often it was begun.
    pub attempt: i32,
    /// When it was first begun.
    pub started_at: Option<OffsetDateTime>,
    /// When it ended.
    pub ended_at: Option<OffsetDateTime>,
    /// What it did.
    pub detail: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// What it left behind when it is stuck.
    pub resource: Option<String>,
    /// What it asked of AWS, as a line to copy.
    pub call: Option<String>,
    /// What it took in the past, in the middle; seconds.
    pub expected_seconds: Option<f64>,
}

/// An operation with its steps.
#[derive(Debug, Clone)]
pub struct OperationShown {
    /// In one line.
    pub row: OperationRow,
    /// In their order.
    pub steps: Vec<StepRow>,
}

const LINES: &str = include_str!("read/lines.sql");
const STEPS: &str = include_str!("read/steps.sql");

impl Directory {
    /// Operations, newest first.
    pub async fn operations(&self, filter: &OperationFilter) -> Result<Vec<OperationRow>, EngineError> {
        Ok(sqlx::query_as(LINES)
            .bind((!filter.states.is_empty()).then_some(&filter.states))
            .bind(filter.tenant.map(|tenant| tenant.0))
            .bind(filter.before)
            .bind(filter.limit)
            .bind(None::<Uuid>)
            .fetch_all(self.pool())
            .await?)
    }

    /// One operation, whole.
    pub async fn operation(&self, id: Uuid) -> Result<OperationShown, EngineError> {
        let row = sqlx::query_as(LINES)
            .bind(None::<Vec<String>>)
            .bind(None::<Uuid>)
            .bind(None::<Uuid>)
            .bind(1_i64)
            .bind(id)
            .fetch_optional(self.pool())
            .await?;
        let row = row.ok_or_else(|| EngineError::NotFound("There is no such operation.".to_owned()))?;
        let steps = sqlx::query_as(STEPS).bind(id).fetch_all(self.pool()).await?;
        Ok(OperationShown { row, steps })
    }

    /// Asks an operation to stop and to take back what it did.
    pub async fn cancel_operation(&self, id: Uuid, reason: &str) -> Result<(), EngineError> {
        let act = sqlx::query("select tenantry_control.cancel_operation($1, $2)").bind(id).bind(reason);
        act.execute(self.pool()).await?;
        Ok(())
    }

    /// Begins an operation anew where it stopped.
    pub async fn retry_operation(&self, id: Uuid, reason: &str) -> Result<(), EngineError> {
        let act = sqlx::query("select tenantry_control.retry_operation($1, $2)").bind(id).bind(reason);
        act.execute(self.pool()).await?;
        Ok(())
    }

    /// The operation on a tenant that is going on, or stuck.
    pub async fn operation_on(&self, tenant: TenantId) -> Result<Option<Uuid>, EngineError> {
        let open = "select id from tenantry_control.operations \
                    where tenant_id = $1 and state in ('queued', 'running', 'cancelling', 'stuck')";
        Ok(sqlx::query_scalar(open).bind(tenant.0).fetch_optional(self.pool()).await?)
    }

    /// Workers that were seen within the last 15 seconds.
    pub async fn workers(&self) -> Result<i64, EngineError> {
        let seen = "select count(*) from tenantry_control.workers where seen_at > clock_timestamp() - interval '15 s'";
        Ok(sqlx::query_scalar(seen).fetch_one(self.pool()).await?)
    }
}
