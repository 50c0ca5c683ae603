//! A tenant's usage, day by day, as it was sampled. A day without a sample has no row.

use tenantry_model::TenantId;
use time::{Date, OffsetDateTime};

use super::Directory;
use crate::EngineError;

/// One day's sample.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the samples, documented where they are shown")]
pub struct UsageDayRow {
    pub day: Date,
    pub users: i64,
    pub projects: i64,
    pub storage_bytes: i64,
    pub api_calls: i64,
    /// API calls of the day's month up to and with the day, as far as they were sampled.
    pub api_calls_month: i64,
}

/// The samples of a span of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRows {
    /// Oldest first.
    pub days: Vec<UsageDayRow>,
    /// First day of the span.
    pub from: Date,
    /// Last day of the span: today, UTC, by the database's clock.
    pub to: Date,
    /// When it was read.
    pub as_of: OffsetDateTime,
}

impl Directory {
    /// The samples of the last `days` days. The month's sum begins before the span where the month does.
    pub async fn usage(&self, tenant: TenantId, days: u32) -> Result<UsageRows, EngineError> {
        let (as_of, from, to): (OffsetDateTime, Date, Date) =
            sqlx::query_as("select clock_timestamp(), current_date - ($1::int - 1), current_date")
                .bind(i32::try_from(days).unwrap_or(i32::MAX))
                .fetch_one(self.pool())
                .await?;
        let statement = "select * from ( \
               select day, users, projects, storage_bytes, api_calls, \
                 (sum(api_calls) over (partition by date_trunc('month', day) order by day))::bigint as api_calls_month \
               from tenantry_control.usage_days \
               where tenant_id = $1 and day >= date_trunc('month', $2::date)::date and day <= $3) d \
             where day >= $2 order by day";
        let days =
            sqlx::query_as(statement).bind(tenant.0).bind(from).bind(to).fetch_all(self.pool()).await?;
        Ok(UsageRows { days, from, to, as_of })
    }
}
