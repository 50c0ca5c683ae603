//! The same pages as somebody writes them by hand for one connection: prepared statements, bound values, keyset.

use sqlx::Postgres;
use sqlx::postgres::{PgArguments, PgConnection};
use sqlx::query::QueryAs;
use tenantry_engine::directory::DirectoryRow;
use uuid::Uuid;

use tenantry_tests::sql::text;

/// A value bound to a statement.
#[derive(Debug, Clone)]
pub(crate) enum Bound {
    Text(String),
    Id(Uuid),
}

impl From<&str> for Bound {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A statement and its values.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    sql: &'static str,
    values: Vec<Bound>,
}

impl Statement {
    /// The page whose tenants `inner` chooses (where, order by, limit); `key` is the column it is sorted by.
    pub(crate) fn page(key: &str, order: &str, inner: &str, values: Vec<Bound>) -> Self {
        let sql = PAGE.replace("%key%", key).replace("%order%", order).replace("%inner%", inner);
        Self { sql: text(sql), values }
    }
}

const PAGE: &str = "
  with page as (select * from tenantry_control.tenants t %inner%)
  select t.id, t.slug, t.name, t.status::text, t.tier, t.rung::text, t.region,
         t.users, t.projects, t.storage_bytes, t.api_calls_month,
         case when 'users' = any (o.names) then o.users else tiers.users end as users_limit,
         case when 'projects' = any (o.names) then o.projects else tiers.projects end as projects_limit,
         case when 'storage_bytes' = any (o.names) then o.storage else tiers.storage_bytes end as storage_limit,
         case when 'api_calls_month' = any (o.names) then o.api else tiers.api_calls_month end as api_limit,
         coalesce(o.names, '{}') as overridden, t.usage_permille, t.alarms, t.subscription_ends,
         nullif(t.last_activity, '-infinity') as last_activity, t.created_at, t.sampled_at, t.version,
         t.%key%::text as sort_key, now() as as_of
  from page t
  join tenantry_control.tiers on tiers.name = t.tier
  left join lateral (
    select array_agg(limit_name::text) as names,
           max(value) filter (where limit_name = 'users') as users,
           max(value) filter (where limit_name = 'projects') as projects,
           max(value) filter (where limit_name = 'storage_bytes') as storage,
           max(value) filter (where limit_name = 'api_calls_month') as api
    from tenantry_control.overrides
    where tenant_id = t.id and (until is null or until > now())
  ) o on true
  order by %order%";

/// One plain connection, with the settings that every connection has.
pub(crate) struct Hand(pub(crate) PgConnection);

impl Hand {
    /// The rows of a page, in the order of the grid.
    pub(crate) async fn rows(&mut self, statement: &Statement) -> Vec<DirectoryRow> {
        let mut query: QueryAs<'_, Postgres, DirectoryRow, PgArguments> = sqlx::query_as(statement.sql);
        for value in &statement.values {
            query = match value {
                Bound::Text(text) => query.bind(text.clone()),
                Bound::Id(id) => query.bind(*id),
            };
        }
        let rows = query.fetch_all(&mut self.0).await;
        rows.unwrap_or_else(|error| panic!("{error}\n{}", statement.sql))
    }

    /// One number.
    pub(crate) async fn number(&mut self, sql: &str, value: &str) -> i64 {
        let found = sqlx::query_scalar(text(sql)).bind(value).fetch_one(&mut self.0).await;
        found.unwrap_or_else(|error| panic!("{error}\n{sql}"))
    }
}
