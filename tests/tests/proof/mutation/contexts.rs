//! Probes of what a context opens.

use tenantry_tests::sql;
use tenantry_tests::stage::{self, Claims, TABLES};

use super::world::{World, does, holds, refuses, value};
use crate::attacks::hostile;

pub(super) async fn own_rows(world: &mut World) -> Result<(), String> {
    world.sign().await;
    for (table, by) in TABLES {
        let seen =
            value(&mut world.app, &format!("select distinct tenant_id::text from public.{table}")).await?;
        holds(seen == world.own.id.to_string(), format!("{table}: {seen}"))?;
        for act in [format!("update public.{table} set {by} = {by}"), format!("delete from public.{table}")] {
            let mine = format!("select count(*) from public.{table} where tenant_id = '{}'", world.own.id);
            let mine = sql::one(&mut world.admin, mine).await;
            does(&mut world.app, "begin; set constraints all deferred").await?;
            // rows that others refer to stay; what is changed is counted
            let changed = sql::run(&mut world.app, act.clone()).await;
            does(&mut world.app, "rollback").await?;
            match changed {
                Ok(rows) => holds(rows.to_string() == mine, format!("{act}: {rows}"))?,
                Err(refused) => holds(refused.code == "23503", format!("{act}: {refused:?}"))?,
            }
        }
    }
    world.unsign().await;
    let none = value(&mut world.app, "select count(*) from public.users").await?;
    holds(none == "0", "without a context there are rows")
}

pub(super) async fn rows_for_a_neighbour(world: &mut World) -> Result<(), String> {
    world.sign().await;
    let theirs = world.neighbour.id;
    for act in [
        format!("insert into public.settings (tenant_id, key, value) values ('{theirs}', 'k', '1')"),
        format!("update public.settings set tenant_id = '{theirs}'"),
    ] {
        refuses(&mut world.app, "42501", "row-level security", act).await?;
    }
    Ok(())
}

pub(super) async fn a_loose_policy(world: &mut World) -> Result<(), String> {
    world.sign().await;
    for (table, _) in TABLES {
        let loose = format!("create policy loose on public.{table} using (true) with check (true)");
        sql::must(&mut world.admin, loose).await;
        let seen =
            value(&mut world.app, &format!("select distinct tenant_id::text from public.{table}")).await?;
        sql::must(&mut world.admin, format!("drop policy loose on public.{table}")).await;
        holds(seen == world.own.id.to_string(), format!("{table}: {seen}"))?;
    }
    Ok(())
}

pub(super) async fn the_owner(world: &mut World) -> Result<(), String> {
    sql::must(&mut world.admin, "set role tenantry_owner").await;
    let mut seen = Vec::new();
    for (table, _) in TABLES {
        seen.push(value(&mut world.admin, &format!("select count(*) from public.{table}")).await);
    }
    sql::must(&mut world.admin, "reset role").await;
    holds(seen.iter().all(|count| count.as_deref() == Ok("0")), format!("{seen:?}"))
}

pub(super) async fn wrong_contexts(world: &mut World) -> Result<(), String> {
    let right = world.claims();
    let unplaced = sql::one(&mut world.admin, "select gen_random_uuid()").await.parse().expect("an id");
    let retired = stage::add_key(&mut world.admin, "app").await;
    let retire = format!("select tenantry.retire_context_key('{retired}', clock_timestamp())");
    sql::must(&mut world.admin, retire).await;
    let good = right.signed();
    let mut forged = good.clone();
    forged.replace_range(137.., if good.ends_with('0') { "1" } else { "0" });
    let of = |claims: Claims| claims.signed();
    for (what, context, says) in [
        ("forged", forged, "forged"),
        (
            "spliced",
            good.replace(&world.own.id.0.simple().to_string(), &world.neighbour.id.0.simple().to_string()),
            "forged",
        ),
        ("of another connection", of(Claims { pid: right.pid + 1, ..right.clone() }), "forged"),
        ("expired", of(Claims { lives: -5, ..right.clone() }), "expired"),
        ("of an hour", of(Claims { lives: 3_600, ..right.clone() }), "expired"),
        ("of an old generation", of(Claims { generation: 0, ..right.clone() }), "not placed here"),
        ("of a generation to come", of(Claims { generation: 2, ..right.clone() }), "not placed here"),
        ("of a tenant that is not here", of(Claims { tenant: unplaced, ..right.clone() }), "not placed here"),
        ("of an unknown key", of(Claims { key: "00000000".to_owned(), ..right.clone() }), "not known here"),
        ("of a retired key", of(Claims { key: retired, ..right.clone() }), "not known here"),
        (
            "of another login's key",
            of(Claims { key: world.of_desk.clone(), ..right.clone() }),
            "not known here",
        ),
    ] {
        stage::set_context(&mut world.app, &context).await;
        let tried = refuses(&mut world.app, "28000", says, "select * from public.users").await;
        tried.map_err(|why| format!("a context {what}: {why}"))?;
    }
    Ok(())
}

pub(super) async fn closed(world: &mut World) -> Result<(), String> {
    world.sign().await;
    world.place("1, 'suspended', null, '{}', null, '{}'").await;
    let suspended = refuses(&mut world.app, "TN403", "suspended", "select * from public.users").await;
    world.place("1, null, clock_timestamp() - interval '1 second', '{}', null, '{}'").await;
    let ended = refuses(&mut world.app, "TN403", "subscription", "select * from public.users").await;
    world.place("1, null, clock_timestamp() + interval '1 hour', '{}', null, '{}'").await;
    let open = does(&mut world.app, "select * from public.users").await;
    let displace = format!("select tenantry.displace('{}')", world.neighbour.id);
    sql::must(&mut world.admin, displace).await;
    let theirs = Claims { tenant: world.neighbour.id, ..world.claims() }.signed();
    stage::set_context(&mut world.app, &theirs).await;
    let gone = refuses(&mut world.app, "28000", "not placed here", "select * from public.users").await;
    let back =
        format!("select tenantry.place('{}', 1, null, null, '{{}}', null, '{{}}')", world.neighbour.id);
    sql::must(&mut world.admin, back).await;
    suspended.and(ended).and(open.map(drop)).and(gone)
}

pub(super) async fn shadows(world: &mut World) -> Result<(), String> {
    let (desk, theirs) = (world.desk.clone(), world.neighbour.id.to_string());
    let grant = format!("grant create, temporary on database {} to {desk}", world.fleet.database);
    sql::must(&mut world.admin, grant).await;
    // others have grants, the caller has none
    let none = format!("delete from tenantry.entitlements where login = '{desk}'");
    sql::must(&mut world.admin, none).await;
    crate::attacks::entitle(&mut world.admin, "app", &world.neighbour, "1 hour").await;
    let mut caller = world.fleet.enter_as(&desk).await;
    let pid = stage::pid(&mut caller).await;
    sql::must(&mut caller, hostile("evil", &desk, &theirs)).await;
    let forged = Claims { key: "0000beef".to_owned(), tenant: world.neighbour.id, pid, ..world.claims() };
    for context in [forged.signed(), Claims { key: world.key.clone(), ..forged }.signed(), theirs.clone()] {
        stage::set_context(&mut caller, &context).await;
        refuses(&mut caller, "28000", "", "select * from public.users").await?;
    }
    stage::set_context(&mut caller, "").await;
    let seen = value(&mut caller, "select distinct tenant_id::text from public.users").await?;
    holds(seen.is_empty(), format!("bound by a twin: {seen}"))?;
    refuses(&mut caller, "42501", "may not enter", format!("select tenantry.enter('{theirs}')")).await
}
