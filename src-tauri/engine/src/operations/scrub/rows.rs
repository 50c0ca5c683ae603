//! Rows in the shared tables.

use std::collections::BTreeSet;

use sqlx::Row as _;
use uuid::Uuid;

use super::super::archive::found;
use super::super::purge::drop_rows;
use super::super::steps::StepError;
use super::kind::{Mark, Thing};
use super::site::Site;
use crate::connect::close;

/// Every tenant that has rows in a shared table; or the one with this id. The index that begins with the tenant is walked
/// from tenant to tenant: what that costs does not grow with their rows.
pub(super) async fn list(site: &Site, only: Option<&str>) -> Result<Vec<Thing>, StepError> {
    let mut connection = site.connect().await?;
    let mut tenants = BTreeSet::new();
    let tables = if site.kit { found(&mut connection, "public").await? } else { Vec::new() };
    for table in tables {
        let walk = include_str!("rows.sql").replace("%table%", &table.quoted);
        let walk = sqlx::query(crate::sql::built(walk)).bind(only).fetch_all(&mut connection).await?;
        for row in walk {
            tenants.insert(row.try_get::<String, _>(0)?);
        }
    }
    close(connection).await;
    let thing = |name: String| Thing { oid: None, tenant: name.parse().ok(), operation: None, name };
    Ok(tenants.into_iter().map(thing).collect())
}

/// How many rows, table by table.
pub(super) async fn mark(site: &Site, thing: &Thing) -> Result<Mark, StepError> {
    let mut connection = site.connect().await?;
    let (mut all, mut counted) = (0, Vec::new());
    for table in found(&mut connection, "public").await? {
        let count = format!("select count(*) from {} where tenant_id::text = $1", table.quoted);
        let count = match thing.tenant {
            // by the index
            Some(tenant) => {
                format!("select count(*) from {} where tenant_id = '{tenant}' and $1 <> ''", table.quoted)
            }
            None => count,
        };
        let rows = sqlx::query(crate::sql::built(count)).bind(&thing.name).fetch_one(&mut connection).await?;
        let rows: i64 = rows.try_get(0)?;
        if rows > 0 {
            all += rows;
            counted.push(format!("{} {rows}", table.name));
        }
    }
    close(connection).await;
    Ok((counted.join(", "), Some(all), None))
}

/// Removes a tenant's rows, some thousands at a time, and his counts.
pub(super) async fn purge(site: &Site, thing: &Thing) -> Result<(), StepError> {
    let Some(tenant) = thing.tenant else { return Ok(()) };
    let mut connection = site.connect().await?;
    drop_rows(&mut connection, tenantry_model::TenantId(tenant)).await?;
    counts_gone(&mut connection, tenant).await?;
    close(connection).await;
    Ok(())
}

async fn counts_gone(connection: &mut sqlx::PgConnection, tenant: Uuid) -> Result<(), StepError> {
    sqlx::query("delete from tenantry.row_counts where tenant_id = $1")
        .bind(tenant)
        .execute(connection)
        .await?;
    Ok(())
}
