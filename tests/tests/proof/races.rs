//! Two operators change one tenant at once, a thousand times: one wins, the other is told by whom he was beaten.

use sqlx::PgConnection;
use tenantry_tests::{Fleet, sql};

use crate::audit_chain::assert_intact;

const ROUNDS: i64 = 1_000;

/// One conflicting change: either of the two wants the other's opposite.
async fn change(
    connection: &mut PgConnection,
    id: &str,
    who: &str,
    version: i64,
) -> Result<i64, sql::Refused> {
    let tier = match (who, version % 2) {
        ("ops", 0) | ("ops2", 1) => "users",
        _ => "projects",
    };
    let call = "select tenantry_control.set_limit($1::uuid, $2, $3, $4, null, $5)";
    let reason = format!("{who} at {version}");
    sqlx::query_scalar(call)
        .bind(id)
        .bind(tier)
        .bind(version)
        .bind(reason)
        .bind(version)
        .fetch_one(connection)
        .await
        .map_err(|error| sql::Refused::from(&error))
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_at_once_one_wins_and_none_is_lost() {
    let fleet = Fleet::fresh().await;
    let slug = fleet.tenant_where("status = 'active' and tier = 'free' and version = 1").await;
    let mut admin = fleet.admin().await;
    let id =
        sql::one(&mut admin, format!("select id from tenantry_control.tenants where slug = '{slug}'")).await;
    let (mut one, mut two) = (fleet.enter_as("ops").await, fleet.enter_as("ops2").await);
    let mut wins = [0, 0];
    for version in 1..=ROUNDS {
        let (first, second) =
            tokio::join!(change(&mut one, &id, "ops", version), change(&mut two, &id, "ops2", version));
        let (winner, new, lost) = match (first, second) {
            (Ok(new), Err(lost)) => (0, new, lost),
            (Err(lost), Ok(new)) => (1, new, lost),
            both => panic!("round {version}: not one winner: {both:?}"),
        };
        wins[winner] += 1;
        let name = ["ops", "ops2"][winner];
        assert_eq!(new, version + 1);
        assert_eq!(lost.code, "TN409");
        let told = format!("{slug} was changed meanwhile: tenant.set_limit by {name} ({name} at {version}).");
        assert_eq!(lost.message, told);
    }
    let entries = format!("from tenantry_control.audit_entries where tenant_id = '{id}'");
    assert_eq!(sql::one(&mut admin, format!("select count(*) {entries}")).await, ROUNDS.to_string());
    let versions = "select version from tenantry_control.tenants where id";
    assert_eq!(sql::one(&mut admin, format!("{versions} = '{id}'")).await, (ROUNDS + 1).to_string());
    for (name, won) in ["ops", "ops2"].into_iter().zip(wins) {
        let query = format!("select count(*) {entries} and login = '{name}' and reason like '{name} at %'");
        assert_eq!(
            sql::one(&mut admin, query).await,
            won.to_string(),
            "each win has its entry, each loss none"
        );
    }
    let last = format!("select max(value) from tenantry_control.overrides where tenant_id = '{id}'");
    assert_eq!(sql::one(&mut admin, last).await, ROUNDS.to_string(), "the last winner's value stands");
    assert_intact(&mut admin).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loser_reads_at_the_console_who_changed_what() {
    let fleet = Fleet::fresh().await;
    let (ops, ops2) = (fleet.seat("ops").await, fleet.seat("ops2").await);
    let tenant = fleet.tenant_where("status = 'active' and tier = 'free' and version = 1").await;
    let change = |reason: &str| serde_json::json!({ "tenant": tenant, "reason": reason, "version": "1" });
    ops.must("tenant_suspend", change("Leaked key in use.")).await;
    let told = ops2.must_not("tenant_suspend", change("Unpaid.")).await;
    assert_eq!(told.code, tenantry_console::error::ErrorCode::Conflict);
    let sentence = format!("{tenant} was changed meanwhile: tenant.suspend by ops (Leaked key in use.).");
    assert_eq!(told.message, sentence);
    assert!(told.remedy.is_some_and(|remedy| remedy.ends_with("decide again.")));
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_different_tenants_do_not_wait_for_each_other() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    let ids = "select string_agg(id::text, ' ') from (select id from tenantry_control.tenants \
               where status = 'active' and version = 1 order by id limit 2) t";
    let ids = sql::one(&mut admin, ids).await;
    let (held, free) = ids.split_once(' ').unwrap();
    let (mut one, mut two) = (fleet.enter_as("ops").await, fleet.enter_as("ops2").await);
    sql::must(&mut one, "begin").await;
    change(&mut one, held, "ops", 1).await.unwrap();
    // the first is not committed: the chain of another tenant is another chain
    change(&mut two, free, "ops2", 1).await.unwrap();
    sql::must(&mut one, "rollback").await;
    assert_intact(&mut admin).await;
}
