//! Deletion: what is typed, who may, what quarantine closes, and that everything comes back as it was.

use tenantry_tests::stage::TABLES;
use tenantry_tests::{sql, until};

use super::floor::{Floor, Guest};

/// Every row of a guest as text, in order, by table: to the byte.
pub(super) async fn bytes(floor: &Floor, guest: &Guest) -> Vec<String> {
    let mut inside = floor.inside(guest).await;
    let schema = if guest.rung == "schema" { floor.name(guest) } else { "public".to_owned() };
    let mut all = Vec::new();
    for (table, _) in TABLES {
        let rows = format!(
            "select coalesce(string_agg(t::text, ';' order by t::text), '') from \"{schema}\".{table} t where tenant_id = '{}'",
            guest.id
        );
        all.push(sql::one(&mut inside, rows).await);
    }
    all
}

/// The challenge and the phrase of a plan, asked for by ops.
async fn planned(floor: &mut Floor, guest: &Guest, act: &str) -> (String, String) {
    let plan = format!("select tenantry_control.plan_deletion('{}', '{act}')::text", guest.id);
    let plan: serde_json::Value = serde_json::from_str(&sql::one(&mut floor.ops, plan).await).expect("JSON");
    let text = |name: &str| plan[name].as_str().expect("text").to_owned();
    (text("challenge"), text("phrase"))
}

fn delete(guest: &Guest, challenge: &str, phrase: &str) -> String {
    let phrase = phrase.replace('\'', "''");
    format!("select tenantry_control.delete_tenant('{}', 'a proof', '{challenge}', '{phrase}')", guest.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phrase_is_taken_to_the_byte() {
    let mut floor = Floor::new().await;
    let (guest, other) = (floor.guest("schema").await, floor.guest("schema").await);
    floor.work().await;
    let (challenge, phrase) = planned(&mut floor, &guest, "delete").await;
    let (of_other, its_phrase) = planned(&mut floor, &other, "delete").await;
    let cyrillic = phrase.replacen('a', "\u{430}", 1);
    for (typed, says) in [
        (phrase.to_lowercase(), "character 1 is U+0064 and not U+0044"),
        (format!(" {phrase}"), "character 1 is U+0020"),
        (format!("{phrase} "), "there is more after character"),
        (phrase[..phrase.len() - 1].to_owned(), "it ends after"),
        (cyrillic, "is U+0430 and not U+0061"),
        (String::new(), "it ends after 0 characters"),
        ("' or true --".to_owned(), "character 1 is U+0027"),
        (its_phrase.clone(), "and not U+"),
    ] {
        let refused = sql::must_not(&mut floor.ops, "ops", delete(&guest, &challenge, &typed)).await;
        assert_eq!(refused.code, "TN400", "{typed}");
        assert!(refused.message.contains(says), "{typed}: {}", refused.message);
    }
    // another tenant's challenge, another login's, a purge's
    let (of_purge, _) = planned(&mut floor, &guest, "purge").await;
    for (ours, wrong) in [(true, &of_other), (false, &challenge), (true, &of_purge)] {
        let who = if ours { &mut floor.ops } else { &mut floor.ops2 };
        let refused = sql::must_not(who, "ops", delete(&guest, wrong, &phrase)).await;
        assert_eq!(refused.code, "TN412", "{}", refused.message);
    }
    let status = format!("select status from tenantry_control.tenants where id = '{}'", guest.id);
    assert_eq!(sql::one(&mut floor.ops, status.clone()).await, "active", "nothing was done");
    sql::must(&mut floor.ops, delete(&guest, &challenge, &phrase)).await;
    assert_eq!(sql::one(&mut floor.ops, status).await, "deleting");
    let twice = sql::must_not(&mut floor.ops, "ops", delete(&guest, &challenge, &phrase)).await;
    assert_eq!(twice.code, "TN412", "a challenge is good once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_made_anew_meanwhile_is_not_the_one_that_was_shown() {
    let mut floor = Floor::new().await;
    let guest = floor.guest("schema").await;
    floor.work().await;
    let (challenge, phrase) = planned(&mut floor, &guest, "delete").await;
    let name = floor.name(&guest);
    sql::must(&mut floor.admin, format!("drop schema {name} cascade; create schema {name}")).await;
    let refused = sql::must_not(&mut floor.ops, "ops", delete(&guest, &challenge, &phrase)).await;
    assert_eq!(refused.code, "TN409", "{}", refused.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn quarantine_closes_and_gives_back_everything() {
    let mut floor = Floor::new().await;
    let mut guests = Vec::new();
    for rung in ["shared", "schema", "database", "instance"] {
        guests.push(floor.guest(rung).await);
    }
    floor.work().await;
    for guest in &guests {
        floor.furnish(guest).await;
    }
    // things that a schema may have besides: a view and a function of others that read it, a grant on a column
    let name = floor.name(&guests[1]);
    sql::must(
        &mut floor.admin,
        format!(
            "create view public.prying as select email from {name}.users;
             create role pryer_{0} login; grant usage on schema {name} to pryer_{0};
             grant select (name) on {name}.users to pryer_{0}; grant select on public.prying to pryer_{0};
             alter view public.prying owner to tenantry_owner",
            &name[7..15]
        ),
    )
    .await;
    let mut before = Vec::new();
    for guest in &guests {
        before.push((bytes(&floor, guest).await, floor.rows(guest).await));
    }
    let mut open = floor.inside(&guests[1]).await;
    sql::must(&mut open, format!("begin; lock table {name}.users in access share mode")).await;
    for guest in &guests {
        floor.request("delete", guest).await;
    }
    floor.work().await;
    let held = "select count(*) from pg_namespace where nspname like 'zz\\_q\\_%'";
    assert_eq!(sql::one(&mut floor.admin, held).await, "1");
    until::found("whoever was inside is sent away", async || {
        sql::run(&mut open, "select 1".to_owned()).await.err().map(|_| ())
    })
    .await;
    let prying = sql::must_not(
        &mut floor.admin,
        "the view's owner",
        "set role tenantry_owner; select * from public.prying",
    )
    .await;
    assert_eq!(prying.code, "42501", "a view of others reads on");
    sql::must(&mut floor.admin, "reset role").await;
    for guest in &guests {
        let closed = format!(
            "select count(*) from tenantry.placements where tenant_id = '{}' and closed is null",
            guest.id
        );
        assert_eq!(sql::one(&mut floor.admin, closed).await, "0", "{guest:?}");
        floor.request("restore", guest).await;
    }
    floor.work().await;
    for (guest, was) in guests.iter().zip(before) {
        assert_eq!(bytes(&floor, guest).await, was.0, "the rows of {guest:?}");
        assert_eq!(floor.rows(guest).await, was.1, "the rights of {guest:?}");
    }
    let column =
        format!("select has_column_privilege('pryer_{0}', '{name}.users', 'name', 'select')", &name[7..15]);
    assert_eq!(sql::one(&mut floor.admin, column).await, "true", "a grant on a column is back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_waits_for_time_a_second_person_and_an_archive() {
    let mut floor = Floor::new().await;
    let (guest, neighbour) = (floor.guest("schema").await, floor.guest("schema").await);
    floor.work().await;
    floor.furnish(&guest).await;
    floor.request("delete", &guest).await;
    floor.work().await;
    let purge = |challenge: &str, phrase: &str| {
        format!("select tenantry_control.purge_tenant('{}', 'a proof', '{challenge}', '{phrase}')", guest.id)
    };
    let (challenge, phrase) = planned(&mut floor, &guest, "purge").await;
    let early = sql::must_not(&mut floor.ops, "ops", purge(&challenge, &phrase)).await;
    assert!(
        early.message.contains("may be purged from") && early.message.contains("a second person"),
        "{}",
        early.message
    );
    floor.time_passes().await;
    let alone = sql::must_not(&mut floor.ops, "ops", purge(&challenge, &phrase)).await;
    assert!(
        !alone.message.contains("may be purged from") && alone.message.contains("a second person"),
        "{}",
        alone.message
    );
    // somebody else depends on it: nothing of his goes
    let (away, theirs) = (
        sql::one(
            &mut floor.admin,
            format!(
                "select kept_as ->> 'name' from tenantry_control.quarantines where tenant_id = '{}'",
                guest.id
            ),
        )
        .await,
        floor.name(&neighbour),
    );
    sql::must(&mut floor.admin, format!("create view {theirs}.looking as select count(*) from {away}.users"))
        .await;
    let plan = format!("select tenantry_control.plan_deletion('{}', 'purge') ->> 'blockers'", guest.id);
    let blockers = sql::one(&mut floor.ops2, plan).await;
    assert!(blockers.contains("looking depends on it"), "{blockers}");
    sql::must(&mut floor.admin, format!("drop view {theirs}.looking")).await;
    // the archive is spoilt between its making and its reading
    let operation = floor.request("purge", &guest).await;
    floor.kill_at(&operation, 2, "running").await;
    let folder = floor.archives.join(&guest.id).join(&operation);
    let file = std::fs::read_dir(&folder).expect("the archive is there").flatten().map(|entry| entry.path());
    let file =
        file.into_iter().find(|path| path.to_string_lossy().contains("users")).expect("users are in it");
    let mut content = std::fs::read(&file).expect("it can be read");
    let middle = content.len() / 2;
    content[middle] ^= 1;
    std::fs::write(&file, content).expect("it can be written");
    floor.work().await;
    let state =
        format!("select state || ' ' || error from tenantry_control.operations where id = '{operation}'");
    let state = sql::one(&mut floor.admin, state).await;
    assert!(state.starts_with("failed The archive does not verify"), "{state}");
    assert_eq!(
        sql::one(&mut floor.admin, format!("select count(*) from {away}.users")).await,
        "20",
        "nothing was removed"
    );
    let retry = format!("select tenantry_control.retry_operation('{operation}', 'anew')");
    sql::must(&mut floor.ops2, retry).await;
    floor.work().await;
    assert!(floor.footprint(&guest).await.contains("tenant deleted"));
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).expect("the archive stays");
    assert!(manifest.contains("\"rows\": 20"), "{manifest}");
    let there =
        format!("select count(*) from pg_namespace where nspname in ('{away}', '{}')", floor.name(&guest));
    assert_eq!(sql::one(&mut floor.admin, there).await, "0");
}
