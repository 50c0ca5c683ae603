//! Schemas of tenants, and those that were put away.

use super::super::purge::drop_schema;
use super::super::steps::StepError;
use super::kind::{Mark, Thing};
use super::site::Site;
use crate::connect::close;

/// Every schema that is named as a tenant's, or as put away; or the one with this name.
pub(super) async fn list(site: &Site, only: Option<&str>) -> Result<Vec<Thing>, StepError> {
    let mut connection = site.connect().await?;
    let list = sqlx::query_as(include_str!("schemas.sql")).bind(only);
    let rows: Vec<(String, i64, Option<uuid::Uuid>)> = list.fetch_all(&mut connection).await?;
    close(connection).await;
    let thing = |(name, oid, tenant)| Thing { name, oid: Some(oid), tenant, operation: None };
    Ok(rows.into_iter().map(thing).collect())
}

/// What is in a schema, and how often its tables were written to: a change of either is a change.
pub(super) async fn mark(site: &Site, thing: &Thing) -> Result<Mark, StepError> {
    let mut connection = site.connect().await?;
    let ask = "select $1::bigint || ' ' || md5(coalesce(string_agg(concat_ws(',', c.oid, c.relname, c.relkind, c.relowner, \
                 pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid)), ';' \
                 order by c.oid), '')), null::bigint, \
                 coalesce(sum(pg_total_relation_size(c.oid)) filter (where c.relkind in ('r', 'm', 'S')), 0)::bigint \
               from pg_class c where c.relnamespace = $1::bigint::oid";
    let found = sqlx::query_as(ask).bind(thing.oid).fetch_one(&mut connection).await?;
    close(connection).await;
    Ok(found)
}

/// Drops a schema, thing by thing, and what the kit knew of it.
pub(super) async fn purge(site: &Site, thing: &Thing) -> Result<(), StepError> {
    let mut connection = site.connect().await?;
    drop_schema(&mut connection, &thing.name).await?;
    if site.kit {
        sqlx::query("delete from tenantry.tenant_schemas where schema_name = $1")
            .bind(&thing.name)
            .execute(&mut connection)
            .await?;
    }
    close(connection).await;
    Ok(())
}
