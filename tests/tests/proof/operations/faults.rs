//! What goes wrong outside: servers that are away, names that are held, disks that are full, cancelled statements, workers
//! that two have. Every step is made to fail, for a while and for good.

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use tenantry_engine::operations::{Worker, WorkerConfig};
use tenantry_tests::{sql, until};

use super::floor::{Floor, Guest};

/// Statements of the server that are made to fail, by the words that they begin with, for so many times.
async fn break_ddl(floor: &mut Floor, tag: &str, times: u32, code: &str) {
    sql::must(
        &mut floor.admin,
        format!(
            "drop sequence if exists broken; create sequence broken;
             create or replace function break_it() returns event_trigger language plpgsql as $$
             begin
               if tg_tag = '{tag}' and nextval('public.broken') <= {times} then
                 raise exception using errcode = '{code}', message = 'broken for a proof';
               end if;
             end $$;
             drop event trigger if exists break_it;
             create event trigger break_it on ddl_command_start execute function break_it()"
        ),
    )
    .await;
}

async fn mend(floor: &mut Floor) {
    sql::must(&mut floor.admin, "drop event trigger if exists break_it").await;
}

/// What came of the last operation on a guest: its state and the attempts of its steps.
async fn outcome(floor: &mut Floor, guest: &Guest) -> String {
    let ask = format!(
        "select o.state || ': ' || (select string_agg(s.name || ' ' || s.state::text || ' ' || s.attempt, ', ' order by s.position) \
           from tenantry_control.operation_steps s where s.operation_id = o.id) \
         from tenantry_control.operations o where o.tenant_id = '{}' order by o.id desc limit 1",
        guest.id
    );
    sql::one(&mut floor.admin, ask).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_fails_is_tried_again_or_taken_back_or_stuck_by_name() {
    let mut floor = Floor::new().await;
    let mut lines = String::new();
    // for a while: a busy server; for good: a refusal
    for (what, tag, times, code) in [
        ("busy twice", "CREATE SCHEMA", 2, "53300"),
        ("locked twice", "CREATE SCHEMA", 2, "55P03"),
        ("busy for ever", "CREATE SCHEMA", 999, "53300"),
        ("refused", "CREATE SCHEMA", 999, "42501"),
        ("disk full", "CREATE TABLE", 999, "53100"),
    ] {
        let guest = floor.guest("schema").await;
        break_ddl(&mut floor, tag, times, code).await;
        floor.work().await;
        mend(&mut floor).await;
        writeln!(lines, "create, {what}: {}", outcome(&mut floor, &guest).await).expect("a string takes it");
        let schemas = format!("select count(*) from pg_namespace where nspname = '{}'", floor.name(&guest));
        let made = sql::one(&mut floor.admin, schemas).await;
        assert_eq!(made, if times == 2 { "1" } else { "0" }, "{what}");
        if times != 2 {
            let retry = format!(
                "select tenantry_control.retry_operation(id, 'mended') from tenantry_control.operations where tenant_id = '{}'",
                guest.id
            );
            sql::must(&mut floor.ops, retry).await;
            floor.work().await;
            let after = outcome(&mut floor, &guest).await;
            assert!(after.starts_with("done"), "{what}, mended: {after}");
        }
    }
    // what cannot be taken back is named
    let guest = floor.guest("schema").await;
    let operation = floor.request("create", &guest).await;
    floor.kill_at(&operation, 2, "running").await;
    sql::must(
        &mut floor.ops,
        format!("select tenantry_control.cancel_operation('{operation}', 'not wanted')"),
    )
    .await;
    break_ddl(&mut floor, "DROP SCHEMA", 999, "42501").await;
    floor.work().await;
    mend(&mut floor).await;
    let stuck = format!(
        "select o.state || ', ' || replace(s.resource, '{}', '…') || ', ' || o.error from tenantry_control.operations o \
         join tenantry_control.operation_steps s on s.operation_id = o.id and s.state = 'stuck' where o.id = '{operation}'",
        floor.name(&guest)
    );
    writeln!(lines, "cancel, refused: {}", sql::one(&mut floor.admin, stuck).await)
        .expect("a string takes it");
    sql::must(&mut floor.ops, format!("select tenantry_control.retry_operation('{operation}', 'mended')"))
        .await;
    floor.work().await;
    writeln!(lines, "cancel, mended: {}", outcome(&mut floor, &guest).await).expect("a string takes it");
    insta::assert_snapshot!("faults", lines);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_cannot_be_written_removes_nothing() {
    let mut floor = Floor::new().await;
    let guest = floor.guest("schema").await;
    floor.work().await;
    floor.furnish(&guest).await;
    floor.request("delete", &guest).await;
    floor.work().await;
    floor.time_passes().await;
    // a file stands where the folder should be
    std::fs::create_dir_all(&floor.archives).expect("the folder can be made");
    let way = floor.archives.join(&guest.id);
    std::fs::write(&way, "in the way").expect("it can be written");
    floor.request("purge", &guest).await;
    floor.work().await;
    let after = outcome(&mut floor, &guest).await;
    assert!(after.starts_with("failed: export undone"), "{after}");
    std::fs::remove_file(&way).expect("it is ours");
    std::fs::set_permissions(&floor.archives, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    floor.request("restore", &guest).await;
    floor.work().await;
    assert!(floor.footprint(&guest).await.contains("tenant active"), "it can be restored after that");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_that_fails_half_way_keeps_the_archive_of_the_whole() {
    let mut floor = Floor::new().await;
    let guest = floor.guest("schema").await;
    floor.work().await;
    floor.furnish(&guest).await;
    floor.request("delete", &guest).await;
    floor.work().await;
    floor.time_passes().await;
    let operation = floor.request("purge", &guest).await;
    floor.kill_at(&operation, 3, "running").await;
    // some of the tables are gone already, and somebody hangs on another
    let away = format!(
        "select kept_as ->> 'name' from tenantry_control.quarantines where tenant_id = '{}'",
        guest.id
    );
    let away = sql::one(&mut floor.admin, away).await;
    sql::must(
        &mut floor.admin,
        format!(
            "drop table {away}.projects cascade; create view public.hanging as select * from {away}.users"
        ),
    )
    .await;
    floor.work().await;
    let after = outcome(&mut floor, &guest).await;
    assert!(after.starts_with("failed: export done 1, check_archive done 1, drop failed"), "{after}");
    sql::must(&mut floor.admin, "drop view public.hanging").await;
    sql::must(
        &mut floor.ops2,
        format!("select tenantry_control.retry_operation('{operation}', 'it is gone')"),
    )
    .await;
    floor.work().await;
    let after = outcome(&mut floor, &guest).await;
    assert!(after.starts_with("done: export done 1, check_archive done 1"), "{after}");
    let manifest = floor.archives.join(&guest.id).join(&operation).join("manifest.json");
    let manifest = std::fs::read_to_string(manifest).expect("the archive is there");
    assert!(manifest.contains("projects"), "the archive is of the whole: {manifest}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_was_given_up_for_dead_changes_nothing_more() {
    let mut floor = Floor::new().await;
    let guest = floor.guest("schema").await;
    let operation = floor.request("create", &guest).await;
    let taken = format!("select fence from tenantry_control.operation_taken('{operation}', 1, 'sleeper')");
    let mut sleeper = floor.fleet.enter_as("worker").await;
    sql::must(&mut sleeper, "select tenantry_control.worker_seen('sleeper', '1', interval '1 hour')").await;
    let fence = sql::one(&mut sleeper, taken).await;
    let go = format!("select tenantry_control.step_begun('{operation}', {fence}, 1, false)");
    assert_eq!(sql::one(&mut sleeper, go.clone()).await, "go");
    // it sleeps for longer than the others have patience
    sql::must(&mut floor.admin, "delete from tenantry_control.workers where name = 'sleeper'").await;
    sql::must(
        &mut floor.admin,
        "update dbos.workflow_status set status = 'PENDING', executor_id = 'sleeper'",
    )
    .await;
    floor.work().await;
    assert!(outcome(&mut floor, &guest).await.starts_with("done"), "another has done it");
    assert_eq!(sql::one(&mut sleeper, go).await, "lost");
    let end =
        format!("select tenantry_control.operation_ended('{operation}', {fence}, 'failed', 'late', null)");
    assert_eq!(sql::one(&mut sleeper, end).await, "false");
    assert!(outcome(&mut floor, &guest).await.starts_with("done"), "and it stays done");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_thing_at_a_time_is_done_to_a_tenant() {
    let mut floor = Floor::new().await;
    let guest = floor.guest("shared").await;
    floor.request("delete", &guest).await;
    let restore = format!("select tenantry_control.restore_tenant('{}', 'a proof')", guest.id);
    let refused = sql::must_not(&mut floor.ops2, "ops2", restore.clone()).await;
    assert_eq!(refused.code, "TN412", "it is not in quarantine yet: {}", refused.message);
    floor.work().await;
    // two operators at once: one restores, one purges
    floor.time_passes().await;
    floor.request("restore", &guest).await;
    let plan = format!("select tenantry_control.plan_deletion('{}', 'purge') ->> 'blockers'", guest.id);
    assert!(sql::one(&mut floor.ops2, plan).await.contains("Another operation on it is going on"));
    let twice = sql::must_not(&mut floor.ops2, "ops2", restore).await;
    assert_eq!(twice.code, "TN409", "{}", twice.message);
    floor.work().await;
    assert!(outcome(&mut floor, &guest).await.starts_with("done"));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_workers_share_and_a_stopped_one_hands_over() {
    let mut floor = Floor::new().await;
    let mut guests = Vec::new();
    for _ in 0..12 {
        guests.push(floor.guest("schema").await);
    }
    let config = |name: &str| {
        let mut config = WorkerConfig::new(&floor.fleet.url("worker"), floor.archives.clone());
        (config.name, config.patience, config.poll) =
            (name.to_owned(), Duration::from_secs(5), Duration::from_millis(20));
        config.at_once = 2;
        config
    };
    let one = Worker::launch(config("one")).await.expect("a worker");
    let two = Worker::launch(config("two")).await.expect("a worker");
    let mut looking = floor.fleet.admin().await;
    until::found("some are done", async || {
        let done = "select count(*) filter (where state = 'done') > 2 from tenantry_control.operations";
        (sql::one(&mut looking, done).await == "true").then_some(())
    })
    .await;
    one.stop().await.expect("it stops");
    two.until_idle().await.expect("the database is there");
    two.stop().await.expect("it stops");
    for guest in &guests {
        assert!(outcome(&mut floor, guest).await.starts_with("done"), "{guest:?}");
    }
    let names = "select string_agg(distinct split_part(executor, '-', 1), ' ' order by split_part(executor, '-', 1)) from tenantry_control.operations";
    assert_eq!(sql::one(&mut floor.admin, names).await, "one two");
    let twice = "select count(*) from tenantry_control.operation_steps where attempt > 1";
    assert_eq!(sql::one(&mut floor.admin, twice).await, "0", "nothing is done twice when nobody dies");
}
