//! More of 2: keys and placements that change while a context lives.

use tenantry_model::Rung;
use tenantry_tests::rungs::{facts, placed};
use tenantry_tests::sql;
use tenantry_tests::stage::{self, Claims, pid};

use super::{refused, users_seen};

#[tokio::test]
async fn attack_02_a_context_outlives_its_placement() {
    let stage = stage::shared().await;
    let tenant = facts(Rung::Shared);
    let mut admin = stage.admin_of(&tenant).await;
    placed(&mut admin, &tenant).await;
    stage::seed(&mut admin, &tenant).await;
    let mut plain = stage.enter_as("app", &tenant).await;
    let process = pid(&mut plain).await;
    let first = Claims { key: stage.key.clone(), tenant: tenant.id, generation: 1, lives: 60, pid: process };
    stage::set_context(&mut plain, &first.signed()).await;
    assert_eq!(users_seen(&mut plain).await.unwrap(), [tenant.id.to_string()]);
    let place = |generation: i64, closed: &str, ends: &str| {
        format!(
            "select tenantry.place('{}', {generation}, {closed}, {ends}, '{{}}', null, '{{}}')",
            tenant.id
        )
    };
    // closed, and its subscription ended: the next statement is refused, also in a transaction that is open
    sql::must(&mut plain, "begin").await;
    sql::must(&mut admin, place(1, "'suspended'", "null")).await;
    refused(&mut plain, &["TN403"], "select * from public.users").await;
    sql::must(&mut plain, "rollback").await;
    sql::must(&mut admin, place(1, "null", "now() - interval '1 second'")).await;
    refused(&mut plain, &["TN403"], "select * from public.users").await;
    // moved: the fence
    sql::must(&mut admin, place(2, "null", "null")).await;
    refused(&mut plain, &["28000"], "select * from public.users").await;
    sql::must_not(&mut admin, "the past", place(1, "null", "null")).await;
    let second = Claims { generation: 2, ..first };
    stage::set_context(&mut plain, &second.signed()).await;
    assert_eq!(users_seen(&mut plain).await.unwrap(), [tenant.id.to_string()]);
    sql::must(&mut admin, format!("select tenantry.displace('{}')", tenant.id)).await;
    refused(&mut plain, &["28000"], "select * from public.users").await;
}

#[tokio::test]
async fn attack_02_a_key_is_another_logins_or_retired() {
    let stage = stage::shared().await;
    let own = &stage.rungs.on(Rung::Shared)[0];
    let mut admin = stage.admin_of(own).await;
    stage.rungs.fleet.hire("attack_02", Some("tenantry_app")).await;
    let mut other = stage.enter_as("attack_02", own).await;
    let process = pid(&mut other).await;
    let stolen = Claims { key: stage.key.clone(), tenant: own.id, generation: 1, lives: 60, pid: process };
    stage::set_context(&mut other, &stolen.signed()).await;
    refused(&mut other, &["28000"], "select * from public.users").await;
    sql::must(&mut other, "set role tenantry_app").await;
    refused(&mut other, &["28000"], "select * from public.users").await;
    let key = stage::add_key(&mut admin, "attack_02").await;
    stage::set_context(&mut other, &Claims { key: key.clone(), ..stolen }.signed()).await;
    assert_eq!(users_seen(&mut other).await.unwrap(), [own.id.to_string()], "with a key of its own");
    sql::must(&mut admin, format!("select tenantry.retire_context_key('{key}', clock_timestamp())")).await;
    refused(&mut other, &["28000"], "select * from public.users").await;
    // and nobody reads or makes a key
    for login in ["app", "support", "ops", "auditor"] {
        let mut connection = stage.enter_as(login, own).await;
        for act in [
            "select * from tenantry.context_keys",
            "select tenantry.add_context_key('app', decode(repeat('07', 32), 'hex'), interval '1 day')",
            "select tenantry.retire_context_key('00000000', now())",
            "select tenantry.entitle(gen_random_uuid(), current_user, gen_random_uuid(), now())",
            "insert into tenantry.bound_connections values (1, now(), gen_random_uuid(), gen_random_uuid())",
            "update tenantry.placements set generation = 1",
            "select tenantry.place(gen_random_uuid(), 1, null, null, '{}', null, '{}')",
        ] {
            refused(&mut connection, &["42501"], act).await;
        }
    }
}
