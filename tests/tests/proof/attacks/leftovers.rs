//! 16 and 17: what a tenant leaves on a connection, and a transaction that nobody ends.

use tenantry_engine::context::with_tenant;
use tenantry_engine::scoped::{Budget, Step};
use tenantry_model::Rung;
use tenantry_tests::stage::{self, Stage, custom, said};
use tenantry_tests::storm::{self, Storm};

/// One connection for everybody: who comes next has the same one.
const ONE: Budget = Budget {
    connections: 1,
    idle: std::time::Duration::from_secs(60),
    wait: std::time::Duration::from_secs(20),
};

/// What is left, and how the next one would find it: a statement that must fail or answer nothing.
const LEFT: [(&str, &str); 11] = [
    ("declare loot cursor with hold for select email from users", "fetch all from loot"),
    (
        "declare loot cursor with hold for select email from users",
        "select name from pg_cursors where name = 'loot'",
    ),
    ("prepare loot as select email from users", "execute loot"),
    ("listen loot", "select * from pg_listening_channels()"),
    (
        "select pg_advisory_lock(1601)",
        "select objid::text from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
    ),
    (
        "select set_config('tenantry.loot', 'gold', false)",
        "select nullif(current_setting('tenantry.loot', true), '') where current_setting('tenantry.loot', true) = 'gold'",
    ),
    (
        "select set_config('tenantry.context', current_setting('tenantry.context'), false)",
        "select 'left' where pg_backend_pid() < 0",
    ),
    ("set role tenantry_app", "select 'left' where current_user <> session_user"),
    (
        "set session characteristics as transaction read only",
        "select 'left' where current_setting('transaction_read_only') = 'on'",
    ),
    ("select set_config('search_path', 'public', false)", "select 'left' where current_schema() is null"),
    (
        "set default_transaction_isolation = 'serializable'",
        "select 'left' where current_setting('transaction_isolation') = 'serializable'",
    ),
];

#[tokio::test]
async fn attack_16_a_tenant_leaves_something_on_the_connection() {
    let stage = stage::shared().await;
    let data = stage.rungs.access(ONE);
    let [own, neighbour] = stage.rungs.on(Rung::Shared);
    let elsewhere = &stage.rungs.on(Rung::Schema)[0];
    let process = "select pg_backend_pid()::text";
    for (leave, find) in LEFT {
        let before = said(&data, own, process).await.unwrap();
        custom(&data, own, leave).await.unwrap_or_else(|error| panic!("{leave}: {error}"));
        for next in [neighbour, elsewhere] {
            let found = said(&data, next, find).await.unwrap_or_default();
            assert!(found.is_empty(), "{leave} left {found:?}");
            assert_eq!(
                said(&data, next, process).await.unwrap(),
                before,
                "{leave}: it is the same connection"
            );
            let seen = said(&data, next, "select distinct tenant_id::text from users").await.unwrap();
            assert_eq!(seen, [next.id.to_string()], "{leave}");
        }
    }
    for refused in ["create temp table loot as select * from users", "create temp view loot as select 1"] {
        assert!(custom(&data, own, refused).await.is_err(), "{refused}");
    }
    // what ends or breaks the transaction does not carry the context out of it
    for bend in [
        "commit",
        "rollback",
        "begin",
        "savepoint loot",
        "set transaction isolation level serializable",
        "do $$ begin commit; perform set_config('tenantry.loot', (select string_agg(tenant_id::text, ',') from users), false); end $$",
    ] {
        let _ = custom(&data, own, bend).await;
        let seen = said(&data, neighbour, "select distinct tenant_id::text from users").await;
        assert_eq!(seen.unwrap(), [neighbour.id.to_string()], "{bend}");
        let none =
            said(&data, neighbour, "select coalesce(current_setting('tenantry.loot', true), '')").await;
        assert_eq!(none.unwrap(), [""], "{bend}");
    }
}

/// A statement whose text no server takes leaves nothing for the next round, either.
#[tokio::test]
async fn attack_16_a_round_that_was_never_sent_leaves_nothing() {
    let stage = stage::shared().await;
    let data = stage.rungs.access(ONE);
    let [own, neighbour] = stage.rungs.on(Rung::Shared);
    let process = "select pg_backend_pid()::text";
    let ask = async |tenant, sql: &str| {
        with_tenant(tenant, async {
            let answers = data.round(&[Step::new(sql, &[])]).await?;
            answers[0]
                .rows
                .iter()
                .map(|row| Ok(row.get::<String>(0)?))
                .collect::<Result<Vec<_>, tenantry_engine::EngineError>>()
        })
        .await
    };
    let before = ask(neighbour.clone(), process).await.unwrap();
    assert!(ask(own.clone(), "select 'a\0b'").await.is_err());
    let seen = ask(neighbour.clone(), "select distinct tenant_id::text from public.users").await.unwrap();
    assert_eq!(seen, [neighbour.id.to_string()]);
    assert_eq!(ask(neighbour.clone(), process).await.unwrap(), before, "the connection is as good as it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn attack_17_a_begin_is_cancelled() {
    let stage = Stage::fresh().await;
    let calm = storm::rage(&stage, Storm { count: 100, only_begin: true, ..Storm::default() }).await;
    assert!(calm.cancelled >= 40, "most were cancelled half way: {calm:?}");
}
