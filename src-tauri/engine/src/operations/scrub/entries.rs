//! What the isolation kit of a shared database knows of tenants: where they are placed, which schemas there are, and how
//! many rows each has.

use uuid::Uuid;

use super::super::steps::StepError;
use super::kind::{Kind, Mark, Thing};
use super::site::Site;
use crate::connect::close;

/// How entries of a kind are listed, marked and removed; each takes the name.
const fn queries(kind: Kind) -> (&'static str, &'static str, &'static str) {
    match kind {
        Kind::SchemaEntry => (
            "select s.schema_name::text, case when s.schema_name ~ '^tenant_[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}$' \
               then replace(substr(s.schema_name, 8), '_', '-')::uuid end \
             from tenantry.tenant_schemas s where $1::text is null or s.schema_name = $1 order by 1",
            "select coalesce((select s.version || ' ' || s.changed_at from tenantry.tenant_schemas s where s.schema_name = $1), ''), \
               null::bigint, null::bigint",
            "delete from tenantry.tenant_schemas where schema_name = $1",
        ),
        Kind::Placement => (
            "select p.tenant_id::text, p.tenant_id from tenantry.placements p \
             where ($1::uuid is null or p.tenant_id = $1::uuid) and not exists (select from tenantry.marker m where m.tenant_id is not null) order by 1",
            "select coalesce((select p.generation || ' ' || coalesce(p.closed, 'open') from tenantry.placements p where p.tenant_id = $1::uuid), ''), \
               null::bigint, null::bigint",
            "delete from tenantry.placements where tenant_id = $1::uuid",
        ),
        _ => (
            "select distinct c.tenant_id::text, c.tenant_id from tenantry.row_counts c where $1::uuid is null or c.tenant_id = $1::uuid order by 1",
            "select coalesce((select string_agg(c.limit_name || ' ' || c.rows, ', ' order by c.limit_name) from tenantry.row_counts c \
               where c.tenant_id = $1::uuid), ''), null::bigint, null::bigint",
            "delete from tenantry.row_counts where tenant_id = $1::uuid",
        ),
    }
}

pub(super) async fn list(kind: Kind, site: &Site, only: Option<&str>) -> Result<Vec<Thing>, StepError> {
    if !site.kit {
        return Ok(Vec::new());
    }
    let mut connection = site.connect().await?;
    let rows: Vec<(String, Option<Uuid>)> =
        sqlx::query_as(queries(kind).0).bind(only).fetch_all(&mut connection).await?;
    close(connection).await;
    Ok(rows.into_iter().map(|(name, tenant)| Thing { name, oid: None, tenant, operation: None }).collect())
}

pub(super) async fn mark(kind: Kind, site: &Site, thing: &Thing) -> Result<Mark, StepError> {
    let mut connection = site.connect().await?;
    let found = sqlx::query_as(queries(kind).1).bind(&thing.name).fetch_one(&mut connection).await?;
    close(connection).await;
    Ok(found)
}

pub(super) async fn purge(kind: Kind, site: &Site, thing: &Thing) -> Result<(), StepError> {
    let mut connection = site.connect().await?;
    sqlx::query(queries(kind).2).bind(&thing.name).execute(&mut connection).await?;
    close(connection).await;
    Ok(())
}
