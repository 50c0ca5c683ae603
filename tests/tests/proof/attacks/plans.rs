//! 15, 21: plans that were made for somebody else, and every way to carry a plan out.

use sqlx::PgConnection;
use tenantry_model::Rung;
use tenantry_tests::sql;
use tenantry_tests::stage::{self, column};

use super::context::entitle;
use super::refused;

async fn executed(connection: &mut PgConnection) -> Result<Vec<String>, sql::Refused> {
    column(connection, "execute plan").await
}

#[tokio::test]
async fn attack_15_a_prepared_plan_outlives_what_it_was_made_for() {
    let stage = stage::shared().await;
    let [own, neighbour] = stage.rungs.on(Rung::Shared);
    let mut admin = stage.admin_of(own).await;
    for cache in ["force_generic_plan", "force_custom_plan", "auto"] {
        let mut plain = stage.signed(own).await;
        sql::must(&mut plain, format!("set plan_cache_mode = {cache}")).await;
        sql::must(&mut plain, "prepare plan as select distinct tenant_id::text from public.users").await;
        for _ in 0..7 {
            assert_eq!(executed(&mut plain).await.unwrap(), [own.id.to_string()], "{cache}");
        }
        stage.sign(&mut plain, neighbour).await;
        assert_eq!(
            executed(&mut plain).await.unwrap(),
            [neighbour.id.to_string()],
            "{cache}: another context"
        );
        sql::must(&mut plain, "reset tenantry.context").await;
        assert_eq!(executed(&mut plain).await.unwrap(), Vec::<String>::new(), "{cache}: none");
        // made without a context, used with one
        sql::must(
            &mut plain,
            "deallocate plan; prepare plan as select distinct tenant_id::text from public.users",
        )
        .await;
        assert!(executed(&mut plain).await.unwrap().is_empty());
        stage.sign(&mut plain, own).await;
        assert_eq!(executed(&mut plain).await.unwrap(), [own.id.to_string()], "{cache}");
    }
    // a bound connection, whose grant ends; then the group role of the login goes
    stage.rungs.fleet.hire("attack_15", Some("tenantry_app")).await;
    let grant = entitle(&mut admin, "attack_15", own, "1 hour").await;
    let mut desk = stage.enter_as("attack_15", own).await;
    sql::must(&mut desk, format!("select tenantry.enter('{}')", own.id)).await;
    sql::must(&mut desk, "set plan_cache_mode = force_generic_plan").await;
    sql::must(&mut desk, "prepare plan as select distinct tenant_id::text from public.users").await;
    assert_eq!(executed(&mut desk).await.unwrap(), [own.id.to_string()]);
    sql::must(&mut admin, format!("select tenantry.revoke_entitlement('{grant}')")).await;
    assert_eq!(executed(&mut desk).await.unwrap(), Vec::<String>::new(), "the grant is gone");
    sql::must(&mut admin, "revoke tenantry_app from attack_15").await;
    refused(&mut desk, &["42501"], "execute plan").await;
}

/// Ways to carry a statement out; on 15 the switch for parallel plans has another name.
const WAYS: [&str; 7] = [
    "set max_parallel_workers_per_gather = 0",
    "set max_parallel_workers_per_gather = 2; set parallel_setup_cost = 0; set parallel_tuple_cost = 0; \
     set min_parallel_table_scan_size = 0; set min_parallel_index_scan_size = 0",
    "set plan_cache_mode = force_generic_plan",
    "set plan_cache_mode = force_custom_plan",
    "set jit = on; set jit_above_cost = 0; set jit_inline_above_cost = 0; set jit_optimize_above_cost = 0",
    "set enable_indexscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off",
    "set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off",
];

/// Reads everything that can be seen, in several shapes.
const SEEN: [&str; 4] = [
    "select tenant_id::text || count(*) from public.documents group by tenant_id",
    "select string_agg(distinct d.tenant_id::text, ',') || count(*) from public.documents d \
     join public.users u on u.tenant_id = d.tenant_id and u.id = d.created_by",
    "select tenant_id::text || max(title) from public.documents where title > 'A' group by tenant_id",
    "select tenant_id::text from public.documents union select tenant_id::text from public.users",
];

#[tokio::test]
async fn attack_21_plans_of_every_kind_give_the_same_rows() {
    let stage = stage::Stage::fresh().await;
    let [own, neighbour] = stage.rungs.on(Rung::Shared);
    let mut admin = stage.admin_of(own).await;
    for (tenant, rows) in [(own, 4_000), (neighbour, 30_000)] {
        let many = format!(
            "insert into public.documents (tenant_id, title, created_by) select '{0}', 'Document ' || n, \
             (select id from public.users where tenant_id = '{0}' limit 1) from generate_series(1, {rows}) n",
            tenant.id
        );
        sql::must(&mut admin, many).await;
    }
    sql::must(&mut admin, "analyze public.documents").await;
    let mut in_parallel = false;
    for query in SEEN {
        let mut answers = Vec::new();
        for ways in 0..(1_u32 << WAYS.len()) {
            // one at a time, and all pairs
            if ways.count_ones() > 2 {
                continue;
            }
            let mut plain = stage.signed(own).await;
            for (n, way) in WAYS.iter().enumerate() {
                if ways & (1 << n) != 0 {
                    sql::must(&mut plain, *way).await;
                }
            }
            sql::must(&mut plain, format!("prepare plan as {query}")).await;
            answers.push(executed(&mut plain).await.unwrap());
            let plan = column(&mut plain, "explain execute plan").await.unwrap().join("\n");
            in_parallel |= plan.contains("Gather");
        }
        assert!(answers[0].iter().all(|row| row.starts_with(&own.id.to_string())), "{:?}", answers[0]);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{query}: {answers:?}");
    }
    assert!(in_parallel, "no plan was carried out by workers");
}
