//! Databases of tenants, those that were put away, and the logins of their services.

use uuid::Uuid;

use super::super::steps::StepError;
use super::kind::{Mark, Thing};
use super::site::Site;
use crate::EngineError;
use crate::connect::close;

type Listed = (String, i64, Option<Uuid>, Option<Uuid>);

async fn listed(site: &Site, query: &'static str, only: Option<&str>) -> Result<Vec<Thing>, StepError> {
    let mut connection = site.connect().await?;
    let rows: Vec<Listed> = sqlx::query_as(query).bind(only).fetch_all(&mut connection).await?;
    close(connection).await;
    let thing = |(name, oid, tenant, operation)| Thing { name, oid: Some(oid), tenant, operation };
    Ok(rows.into_iter().map(thing).collect())
}

/// Every database that is named as a tenant's, or as put away; or the one with this name.
pub(super) async fn list(site: &Site, only: Option<&str>) -> Result<Vec<Thing>, StepError> {
    listed(site, include_str!("databases.sql"), only).await
}

/// Every login that is named as a tenant's; or the one with this name.
pub(super) async fn logins(site: &Site, only: Option<&str>) -> Result<Vec<Thing>, StepError> {
    listed(site, include_str!("logins.sql"), only).await
}

async fn marked(site: &Site, query: &'static str, thing: &Thing) -> Result<Mark, StepError> {
    let mut connection = site.connect().await?;
    let found: Option<Mark> = sqlx::query_as(query).bind(thing.oid).fetch_optional(&mut connection).await?;
    close(connection).await;
    Ok(found.unwrap_or_default())
}

pub(super) async fn mark(site: &Site, thing: &Thing) -> Result<Mark, StepError> {
    let ask = "select concat_ws(' ', d.oid, d.datdba, d.datallowconn), null::bigint, pg_database_size(d.oid) \
               from pg_database d where d.oid = $1::bigint::oid";
    marked(site, ask, thing).await
}

pub(super) async fn login_mark(site: &Site, thing: &Thing) -> Result<Mark, StepError> {
    let ask = "select concat_ws(' ', r.oid, r.rolcanlogin, (select string_agg(m.roleid::text, ',' order by m.roleid) \
                 from pg_auth_members m where m.member = r.oid)), null::bigint, null::bigint \
               from pg_roles r where r.oid = $1::bigint::oid";
    marked(site, ask, thing).await
}

/// Drops a database; whoever is connected to it keeps it.
pub(super) async fn purge(site: &Site, thing: &Thing) -> Result<(), StepError> {
    let mut connection = site.connect().await?;
    let ask = "select string_agg(distinct coalesce(usename, backend_type), ', ') from pg_stat_activity where datid = $1::bigint::oid";
    let inside: Option<String> = sqlx::query_scalar(ask).bind(thing.oid).fetch_one(&mut connection).await?;
    if let Some(inside) = inside {
        return Err(refused(format!("Somebody is connected to it: {inside}."), "Find out who uses it."));
    }
    let drop = format!("drop database {}", quoted(&thing.name));
    sqlx::raw_sql(crate::sql::built(drop)).execute(&mut connection).await?;
    close(connection).await;
    Ok(())
}

/// Drops a login that owns nothing, and has nothing anywhere.
pub(super) async fn purge_login(site: &Site, thing: &Thing) -> Result<(), StepError> {
    let mut connection = site.connect().await?;
    let ask = "select string_agg(distinct case when s.dbid = 0 then s.classid::regclass || ' ' || s.objid else 'database ' || d.datname end, ', ') \
               from pg_shdepend s left join pg_database d on d.oid = s.dbid \
               where s.refclassid = 'pg_authid'::regclass and s.refobjid = $1::bigint::oid";
    let has: Option<String> = sqlx::query_scalar(ask).bind(thing.oid).fetch_one(&mut connection).await?;
    if let Some(has) = has {
        return Err(refused(
            format!("It owns something, or has rights on it: {has}."),
            "Look at that first.",
        ));
    }
    let drop = format!("drop role {}", quoted(&thing.name));
    sqlx::raw_sql(crate::sql::built(drop)).execute(&mut connection).await?;
    close(connection).await;
    Ok(())
}

fn refused(message: String, remedy: &str) -> StepError {
    EngineError::Precondition { field: "finding".to_owned(), message, remedy: remedy.to_owned() }.into()
}

/// A name that the server gave, as an identifier.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
