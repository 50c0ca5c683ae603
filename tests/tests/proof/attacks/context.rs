//! 1 to 4: the context written, guessed, replayed, left out, taken twice.

use sqlx::PgConnection;
use tenantry_engine::EngineError;
use tenantry_engine::context::with_tenant;
use tenantry_engine::scoped::{Budget, Step};
use tenantry_model::{Rung, TenantContext};
use tenantry_tests::stage::{self, Claims, Stage, TABLES, column, pid, said};
use tenantry_tests::{sql, until};

use super::{own_only, own_only_through, refused, users_seen};

/// Statements that set the context (`{set}`) while they read users.
const INSIDE: [&str; 14] = [
    "with forged as (select {set}) select u.tenant_id::text from users u, forged",
    "with forged as materialized (select {set}) select u.tenant_id::text from forged, users u",
    "with forged as materialized (select {set} s) select u.tenant_id::text from users u where (select s from forged) is not null",
    "select tenant_id::text from users where {set} is not null",
    "select tenant_id::text from users where (select {set}) is not null",
    "select tenant_id::text from users order by {set}",
    "select tenant_id::text from users group by tenant_id having count(*) filter (where {set} is not null) > 0",
    "select u.tenant_id::text from users u join lateral (select {set}) f on true",
    "select u.tenant_id::text from (select {set}) f(x) left join users u on f.x is not null",
    "select tenant_id::text from users limit (select length({set}))",
    "select unnest(array_agg(tenant_id::text)) from users where (select {set}) is not null",
    "select tenant_id::text from users where id in (select id from users where {set} is not null)",
    "select {set} where false union all select tenant_id::text from users",
    "select (select tenant_id::text from documents limit 1) from (select {set} offset 0) f",
];

/// Contexts that an attacker can write: the neighbour's id, rubbish, one's own with the neighbour in it, one that is
/// signed for another connection, none.
fn payloads(stage: &Stage, own: &TenantContext, neighbour: &TenantContext) -> [String; 5] {
    let key = &stage.rungs.way(own).key;
    let mine = key.sign(own, 1);
    let spliced = mine.replace(&own.id.0.simple().to_string(), &neighbour.id.0.simple().to_string());
    [neighbour.id.to_string(), "x".repeat(138), spliced, key.sign(neighbour, 1), String::new()]
}

#[tokio::test]
async fn attack_01_the_context_is_set_inside_the_statement() {
    let stage = stage::shared().await;
    let data = stage.rungs.access(Budget::default());
    let mut seen = 0;
    for rung in [Rung::Shared, Rung::Schema] {
        let [own, neighbour] = stage.rungs.on(rung);
        let mut plain = stage.signed(own).await;
        for payload in payloads(stage, own, neighbour) {
            for (statement, local) in INSIDE.iter().flat_map(|one| [(one, true), (one, false)]) {
                let set = format!("set_config('tenantry.context', '{payload}', {local})");
                let statement = statement.replace("{set}", &set);
                seen += own_only_through(&statement, own, said(&data, own, &statement).await);
                sql::must(&mut plain, "begin").await;
                seen += own_only(&statement, own, column(&mut plain, statement.clone()).await);
                // what comes after it in the same transaction, and in a failed one
                let after = column(&mut plain, "select tenant_id::text from users").await;
                own_only(&format!("after {statement}"), own, after);
                sql::must(&mut plain, "rollback").await;
                let later = column(&mut plain, "select tenant_id::text from users").await;
                assert_eq!(own_only("the next transaction", own, later), 4, "the context is back");
            }
        }
    }
    assert!(seen > 400, "the statements do read users: {seen}");
}

/// Every context that is not exactly the one that was signed for this connection.
async fn wrong_contexts(stage: &Stage, plain: &mut PgConnection, right: &Claims) -> Vec<(String, String)> {
    let [own, neighbour] = stage.rungs.on(Rung::Shared);
    let good = right.signed();
    let mut all = Vec::new();
    for at in 0..good.len() {
        let mut bent = good.clone().into_bytes();
        bent[at] = if bent[at] == b'0' { b'1' } else { b'0' };
        all.push((format!("character {at}"), String::from_utf8(bent).expect("ASCII")));
    }
    let mut claim = |what: &str, claims: Claims| all.push((what.to_owned(), claims.signed()));
    claim("another connection's", Claims { pid: right.pid + 1, ..right.clone() });
    claim("expired", Claims { lives: -1, ..right.clone() });
    claim("that lives too long", Claims { lives: 3_600, ..right.clone() });
    claim("of an old generation", Claims { generation: 0, ..right.clone() });
    claim("of a generation to come", Claims { generation: 2, ..right.clone() });
    claim("of an unknown key", Claims { key: "00000000".to_owned(), ..right.clone() });
    let instance = stage.rungs.on(Rung::Instance)[0].id;
    claim("of a tenant that lives elsewhere", Claims { tenant: instance, ..right.clone() });
    let (mine, theirs) = (own.id.0.simple().to_string(), neighbour.id.0.simple().to_string());
    all.push(("with the neighbour in it".to_owned(), good.replace(&mine, &theirs)));
    all.push(("cut".to_owned(), good[..137].to_owned()));
    all.push(("cut to what is said".to_owned(), good[..74].to_owned()));
    all.push(("with more after it".to_owned(), format!("{good}0")));
    all.push(("twice".to_owned(), good.repeat(2)));
    all.push(("in capitals".to_owned(), good.to_uppercase()));
    all.push(("in no ASCII".to_owned(), "ü".repeat(138)));
    all.push(("with a blank before it".to_owned(), format!(" {good}")));
    sql::must(plain, "reset tenantry.context").await;
    all
}

#[tokio::test]
async fn attack_02_a_context_is_guessed_bent_or_borrowed() {
    let stage = stage::shared().await;
    let [own, neighbour] = stage.rungs.on(Rung::Shared);
    let mut plain = stage.enter_as("app", own).await;
    let process = pid(&mut plain).await;
    let right = Claims { key: stage.key.clone(), tenant: own.id, generation: 1, lives: 60, pid: process };
    stage::set_context(&mut plain, &right.signed()).await;
    assert_eq!(users_seen(&mut plain).await.unwrap(), [own.id.to_string()], "the right one opens");
    for (what, context) in wrong_contexts(stage, &mut plain, &right).await {
        stage::set_context(&mut plain, &context).await;
        // what is no bytes at all is refused by the server's own reading of it
        let codes = ["28000", "22P02", "22023"];
        let why = refused(&mut plain, &codes, "select * from public.users").await;
        assert!(!why.message.contains(&context), "what was given is not repeated: {what}");
        refused(&mut plain, &codes, "delete from public.users").await;
    }
    // a context that was read from the setting, in the scope of the one who has it
    let data = stage.rungs.access(Budget::default());
    let stolen = said(&data, neighbour, "select current_setting('tenantry.context')").await.unwrap();
    assert_eq!(stolen[0].len(), 138, "it can be read there");
    stage::set_context(&mut plain, &stolen[0]).await;
    refused(&mut plain, &["28000"], "select * from public.users").await;
}

#[tokio::test]
async fn attack_03_there_is_no_context_at_all() {
    let stage = stage::shared().await;
    let data = stage.rungs.access(Budget::default());
    for own in stage.rungs.all() {
        let mut plain = stage.enter_as("app", own).await;
        let schema = stage::schema_of(own).quoted();
        for said in ["", "select set_config('tenantry.context', '', false)", "reset all"] {
            sql::must(&mut plain, said).await;
            for (table, by) in TABLES {
                let read = format!("select count(*) from {schema}.{table}");
                assert_eq!(sql::one(&mut plain, read).await, "0", "{table}");
                for act in ["delete from {t}", "update {t} set {by} = 'taken'"] {
                    let act = act.replace("{t}", &format!("{schema}.{table}")).replace("{by}", by);
                    assert_eq!(sql::must(&mut plain, act).await, 0, "{table}");
                }
            }
            let add = format!(
                "insert into {schema}.settings (tenant_id, key, value) values ('{}', 'k', '1')",
                own.id
            );
            refused(&mut plain, &["42501"], add).await;
        }
    }
    let step = [Step::new("select count(*) from public.users", &[])];
    assert!(matches!(data.round(&step).await, Err(EngineError::NoTenant)));
    assert!(matches!(data.custom(step[0]).await, Err(EngineError::NoTenant)));
    assert!(matches!(data.begin().await, Err(EngineError::NoTenant)));
    // a task that was spawned inside is outside
    let own = stage.rungs.on(Rung::Shared)[0].clone();
    let (inner, spawned) = (data.clone(), async move |data: tenantry_engine::scoped::TenantData| {
        data.round(&[Step::new("select 1", &[])]).await
    });
    let lost = with_tenant(own, async move { tokio::spawn(spawned(inner)).await.unwrap() }).await;
    assert!(matches!(lost, Err(EngineError::NoTenant)));
}

/// Lets a login enter a tenant.
pub(crate) async fn entitle(
    admin: &mut PgConnection,
    login: &str,
    tenant: &TenantContext,
    lives: &str,
) -> String {
    let id = sql::one(admin, "select gen_random_uuid()").await;
    let until = format!("clock_timestamp() + interval '{lives}'");
    sql::must(admin, format!("select tenantry.entitle('{id}', '{login}', '{}', {until})", tenant.id)).await;
    id
}

#[tokio::test]
async fn attack_04_a_second_tenant_is_entered_on_one_connection() {
    let stage = stage::shared().await;
    let [own, neighbour] = stage.rungs.on(Rung::Shared);
    let elsewhere = &stage.rungs.on(Rung::Schema)[0];
    let mut admin = stage.admin_of(own).await;
    stage.rungs.fleet.hire("attack_04", Some("tenantry_app")).await;
    let grant = entitle(&mut admin, "attack_04", own, "1 hour").await;
    entitle(&mut admin, "attack_04", neighbour, "1 hour").await;
    entitle(&mut admin, "attack_04", elsewhere, "-1 second").await;
    let mut desk = stage.enter_as("attack_04", own).await;
    refused(&mut desk, &["42501"], format!("select tenantry.enter('{}')", elsewhere.id)).await;
    let enter = format!("select tenantry.enter('{}')", own.id);
    sql::must(&mut desk, enter.clone()).await;
    for before in [
        "select 1",
        "discard all",
        "reset all",
        "reset session authorization",
        "set role tenantry_app",
        "begin",
        "rollback",
        "begin; savepoint one",
        "rollback",
        "begin isolation level serializable",
        "rollback",
    ] {
        sql::must(&mut desk, before).await;
        let second = format!("select tenantry.enter('{}')", neighbour.id);
        refused(&mut desk, &["28000", "25P02"], second).await;
        if !before.starts_with("begin") {
            assert_eq!(users_seen(&mut desk).await.unwrap(), [own.id.to_string()], "{before}");
        }
    }
    sql::must(&mut desk, enter.clone()).await;
    let mut other = stage.enter_as("app", own).await;
    refused(&mut other, &["42501"], enter).await;
    sql::must(&mut admin, format!("select tenantry.revoke_entitlement('{grant}')")).await;
    assert_eq!(users_seen(&mut desk).await.unwrap(), Vec::<String>::new(), "revoked, at once");
    drop(desk);
    until::found("the connection is gone", async || {
        let left = "select count(*) from pg_stat_activity where usename = 'attack_04'";
        (sql::one(&mut admin, left).await == "0").then_some(())
    })
    .await;
}
