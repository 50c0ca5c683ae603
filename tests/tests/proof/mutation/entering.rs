//! Probes of entering, limits, placements, and of who may connect at all.

use tenantry_model::TenantContext;
use tenantry_tests::{sql, stage};

use super::world::{World, does, holds, refuses, value};

async fn entitle(world: &mut World, login: &str, tenant: &TenantContext, lives: &str) -> String {
    crate::attacks::entitle(&mut world.admin, login, tenant, lives).await
}

pub(super) async fn entering(world: &mut World) -> Result<(), String> {
    let (desk, own, neighbour) = (world.desk.clone(), world.own.clone(), world.neighbour.clone());
    let enter = |tenant: &TenantContext| format!("select tenantry.enter('{}')", tenant.id);
    let mut person = world.fleet.enter_as(&desk).await;
    let none = "may not enter";
    refuses(&mut person, "42501", none, enter(&own)).await?;
    entitle(world, "app", &own, "1 hour").await;
    refuses(&mut person, "42501", none, enter(&own))
        .await
        .map_err(|why| format!("another login's: {why}"))?;
    entitle(world, &desk, &own, "-1 second").await;
    refuses(&mut person, "42501", none, enter(&own)).await.map_err(|why| format!("expired: {why}"))?;
    let revoked = entitle(world, &desk, &own, "1 hour").await;
    sql::must(&mut world.admin, format!("select tenantry.revoke_entitlement('{revoked}')")).await;
    refuses(&mut person, "42501", none, enter(&own)).await.map_err(|why| format!("revoked: {why}"))?;
    entitle(world, &desk, &neighbour, "1 hour").await;
    refuses(&mut person, "42501", none, enter(&own))
        .await
        .map_err(|why| format!("another tenant's: {why}"))?;
    let grant = entitle(world, &desk, &own, "1 hour").await;
    does(&mut person, enter(&own)).await?;
    let seen = value(&mut person, "select distinct tenant_id::text from public.users").await?;
    holds(seen == own.id.to_string(), format!("bound, it sees {seen}"))?;
    refuses(&mut person, "28000", "bound to another", enter(&neighbour)).await?;
    does(&mut person, enter(&own)).await?;
    sql::must(&mut world.admin, format!("select tenantry.revoke_entitlement('{grant}')")).await;
    let seen = value(&mut person, "select distinct tenant_id::text from public.users").await?;
    holds(seen.is_empty(), format!("after the revocation it sees {seen}"))
}

/// Bindings that are not this connection's, written by the superuser as a fault would leave them.
pub(super) async fn bindings(world: &mut World) -> Result<(), String> {
    let (desk, own, neighbour) = (world.desk.clone(), world.own.clone(), world.neighbour.clone());
    let good = entitle(world, &desk, &own, "1 hour").await;
    let late = entitle(world, &desk, &own, "-1 second").await;
    let others = entitle(world, "app", &own, "1 hour").await;
    for (what, pid, start, tenant, entitlement) in [
        ("an earlier connection's", "pid", "backend_start - interval '1 day'", &neighbour, &good),
        ("another process'", "pid + 100000", "backend_start", &own, &good),
        ("of a grant that ended", "pid", "backend_start", &own, &late),
        ("of another login's grant", "pid", "backend_start", &own, &others),
    ] {
        let mut person = world.fleet.enter_as(&desk).await;
        let process = stage::pid(&mut person).await;
        let bind = format!(
            "insert into tenantry.bound_connections (pid, backend_start, tenant_id, entitlement) \
             select {pid}, {start}, '{}', '{entitlement}' from pg_stat_activity where pid = {process}",
            tenant.id
        );
        sql::must(&mut world.admin, bind).await;
        let seen = value(&mut person, "select distinct tenant_id::text from public.users").await?;
        // what an earlier connection left does not keep a new one from entering
        let enter = does(&mut person, format!("select tenantry.enter('{}')", own.id)).await;
        let open = value(&mut person, "select distinct tenant_id::text from public.users").await?;
        sql::must(&mut world.admin, "truncate tenantry.bound_connections").await;
        holds(seen.is_empty(), format!("a binding {what} opened {seen}"))?;
        enter.map_err(|why| format!("a binding {what}: {why}"))?;
        holds(
            start == "backend_start" || open == own.id.to_string(),
            format!("{what}: it entered, and sees {open}"),
        )?;
    }
    Ok(())
}

pub(super) async fn limits(world: &mut World) -> Result<(), String> {
    world.sign().await;
    let id = world.own.id;
    let add = |n: u32| {
        format!(
            "insert into public.users (tenant_id, email, name, role, status, password_hash) \
             values ('{id}', 'limit {n}', '{id}', 'member', 'active', 'x')"
        )
    };
    // four are there
    world.place("1, null, null, '{\"users\": 5}', null, '{}'").await;
    does(&mut world.app, add(1)).await?;
    refuses(&mut world.app, "TN412", "users", add(2)).await?;
    does(&mut world.app, "delete from public.users where email = 'limit 1'").await?;
    does(&mut world.app, add(3)).await.map_err(|why| format!("deleting made no room: {why}"))?;
    let lapse = "1, null, null, '{\"users\": 9}', clock_timestamp() - interval '1 second', '{\"users\": 5}'";
    world.place(lapse).await;
    refuses(&mut world.app, "TN412", "users", add(4)).await.map_err(|why| format!("lapsed: {why}"))?;
    world.place("1, null, null, '{}', null, '{}'").await;
    does(&mut world.app, add(5)).await.map(drop)
}

pub(super) async fn placements(world: &mut World) -> Result<(), String> {
    let (id, admin) = (world.own.id, &mut world.admin);
    does(admin, format!("select tenantry.place('{id}', 7, null, null, '{{}}', null, '{{}}')")).await?;
    let back = format!("select tenantry.place('{id}', 6, null, null, '{{}}', null, '{{}}')");
    refuses(admin, "TN409", "newer placement", back).await?;
    refuses(admin, "TN409", "marked as another", "select tenantry.mark('elsewhere', null)").await?;
    refuses(admin, "TN409", "marked as another", format!("select tenantry.mark('control', '{id}')")).await?;
    does(admin, format!("update tenantry.marker set tenant_id = '{id}'")).await?;
    let other = "select tenantry.place(gen_random_uuid(), 1, null, null, '{}', null, '{}')";
    let refused = refuses(admin, "TN409", "another tenant", other).await;
    does(admin, "update tenantry.marker set tenant_id = null").await?;
    does(admin, format!("update tenantry.placements set generation = 1 where tenant_id = '{id}'")).await?;
    refused
}

pub(super) async fn unfit(world: &mut World) -> Result<(), String> {
    let ask = "select coalesce(unfit, 'fit') from tenantry.greet()";
    holds(value(&mut world.app, ask).await? == "fit", "the service is not fit")?;
    for power in [
        "alter role probed superuser",
        "alter role probed bypassrls",
        "alter role probed createrole",
        "alter role probed replication",
        "grant tenantry_owner to probed",
        "create role probed_boss bypassrls; grant probed_boss to probed",
        "grant pg_read_server_files to probed",
        "grant pg_execute_server_program to probed",
    ] {
        // nobody else ever sees this role: it is never committed
        does(&mut world.admin, format!("begin; create role probed login in role tenantry_app; {power}"))
            .await?;
        does(&mut world.admin, "set local session authorization probed").await?;
        let said = value(&mut world.admin, ask).await;
        does(&mut world.admin, "rollback").await?;
        holds(said? != "fit", format!("{power}: it is fit"))?;
    }
    Ok(())
}
