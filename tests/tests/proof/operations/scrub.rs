//! The scrubber: what is nobody's is found, what is somebody's is not, and nothing goes but what a person decided of and
//! what is still as he saw it.

use serde_json::{Value, json};
use tenantry_tests::sql;

use super::floor::{Floor, Guest};

const NOBODY: &str = "01900000-0000-7000-8000-000000000bad";

fn own_name(id: &str) -> String {
    format!("tenant_{}", id.replace('-', "_"))
}

/// Looks at everything; answers the scrub and what it found, as support reads it.
async fn scrubbed(floor: &mut Floor) -> (String, Vec<Value>) {
    let id = sql::one(&mut floor.ops, "select tenantry_control.request_scrub('a proof')").await;
    floor.work().await;
    let seat = floor.fleet.seat("support").await;
    let (mut findings, mut after) = (Vec::new(), Value::Null);
    loop {
        let shown = seat.must("scrub_show", json!({ "scrub": id, "after": after })).await;
        assert_eq!(shown["state"], "done", "{shown}");
        for place in shown["places"].as_array().expect("places") {
            assert!(place["looked"] == true || place["place"] == "far-1", "{place}");
        }
        findings.extend(shown["findings"].as_array().expect("a list").clone());
        after = shown["next"].clone();
        if after.is_null() {
            return (id, findings);
        }
    }
}

/// The number of a finding.
fn number(findings: &[Value], kind: &str, name: &str) -> Option<u64> {
    findings.iter().find(|f| f["kind"] == kind && f["name"] == name).and_then(|f| f["number"].as_u64())
}

/// Decides of findings that they go, and has them purged; what became of them.
async fn purged(floor: &mut Floor, scrub: &str, numbers: &[u64]) -> Vec<Value> {
    let ops = floor.fleet.seat("ops").await;
    let verdict = json!({ "scrub": scrub, "numbers": numbers, "decision": "purge", "reason": "nobody's" });
    ops.must("scrub_decide", verdict).await;
    ops.must("scrub_purge", json!({ "scrub": scrub, "reason": "nobody's" })).await;
    floor.work().await;
    let shown = ops.must("scrub_show", json!({ "scrub": scrub })).await;
    shown["findings"].as_array().expect("a list").clone()
}

fn outcome(findings: &[Value], number: u64) -> &Value {
    findings.iter().find(|f| f["number"] == number).expect("the finding is there")
}

/// Something of nobody's of each kind; answers kind and name of each.
async fn planted(floor: &mut Floor) -> Vec<(&'static str, String)> {
    let name = own_name(NOBODY);
    let mut postgres = floor.fleet.ground.enter_as("tenantry_admin", "postgres").await;
    sql::must(&mut postgres, format!("drop database if exists {name}")).await;
    sql::must(&mut postgres, format!("create database {name}")).await;
    sql::must(&mut postgres, format!("drop role if exists {name}; create role {name} login")).await;
    sql::must(
        &mut floor.admin,
        format!(
            "create schema {name}; create table {name}.users (tenant_id uuid); insert into {name}.users values ('{NOBODY}');
             create schema zz_q_1_20200101; create schema \"tenant_Of somebody \"\"else\";
             insert into tenantry.tenant_schemas (schema_name, version) values ('{name}', 1);
             insert into tenantry.row_counts values ('{NOBODY}', 'users', 3);
             insert into tenantry.placements (tenant_id, generation) values ('{NOBODY}', 1);
             set session_replication_role = replica;
             insert into public.settings (tenant_id, key, value) values ('{NOBODY}', 'a', '1'), ('{NOBODY}', 'b', '2');
             set session_replication_role = origin"
        ),
    )
    .await;
    let archive = floor.archives.join(NOBODY).join(NOBODY);
    std::fs::create_dir_all(&archive).expect("a folder");
    std::fs::write(archive.join("manifest.json"), "{}").expect("a file");
    vec![
        ("schema", name.clone()),
        ("schema", "zz_q_1_20200101".to_owned()),
        ("schema", "tenant_Of somebody \"else".to_owned()),
        ("database", name.clone()),
        ("login", name.clone()),
        ("rows", NOBODY.to_owned()),
        ("schema_entry", name),
        ("placement", NOBODY.to_owned()),
        ("row_count", NOBODY.to_owned()),
        ("archive", format!("{NOBODY}/{NOBODY}")),
    ]
}

/// What is there of guests must not be among the findings.
fn innocent(floor: &Floor, findings: &[Value], guest: &Guest) {
    let (id, name) = (guest.id.as_str(), floor.name(guest));
    let found: Vec<_> =
        findings.iter().filter(|f| f["tenantId"] == id || f["name"] == name.as_str()).collect();
    assert!(found.is_empty(), "{guest:?}: {found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_nobodys_is_found_and_goes_and_nothing_else() {
    let mut floor = Floor::new().await;
    let mut guests = Vec::new();
    for rung in ["shared", "schema", "database", "shared", "schema", "database"] {
        guests.push(floor.guest(rung).await);
    }
    floor.work().await;
    for guest in &guests {
        floor.furnish(guest).await;
    }
    // three of them are in quarantine
    for guest in &guests[3..] {
        floor.request("delete", guest).await;
    }
    floor.work().await;
    let planted = planted(&mut floor).await;
    let (scrub, findings) = scrubbed(&mut floor).await;
    let mut numbers = Vec::new();
    for (kind, name) in &planted {
        let found = number(&findings, kind, name);
        numbers.push(found.unwrap_or_else(|| panic!("{kind} {name} was not found: {findings:#?}")));
    }
    for guest in &guests {
        innocent(&floor, &findings, guest);
    }
    let rows = outcome(&findings, number(&findings, "rows", NOBODY).expect("found"));
    assert_eq!(rows["rows"], "2");
    assert_eq!(rows["why"], "The directory has no such tenant.");
    // nothing goes by itself, and nothing that was not named
    let ops = floor.fleet.seat("ops").await;
    let told = ops.must_not("scrub_purge", json!({ "scrub": scrub, "reason": "all of it" })).await;
    assert!(told.message.contains("Of none of its findings"), "{told:?}");
    let (kept, going) = numbers.split_first().expect("some");
    let after = purged(&mut floor, &scrub, going).await;
    for number in going {
        let one = outcome(&after, *number);
        let spared = one["kind"] == "schema_entry";
        assert!(one["purgedAt"].is_string() || spared, "{one}");
    }
    assert!(outcome(&after, *kept)["purgedAt"].is_null(), "of this one nothing was decided");
    let name = own_name(NOBODY);
    let left = format!(
        "select concat_ws(' ', (select count(*) from pg_namespace where nspname like 'zz\\_q\\_1\\_%' or nspname = '{name}'), \
           (select count(*) from pg_database where datname = '{name}'), (select count(*) from pg_roles where rolname = '{name}'), \
           (select count(*) from public.settings where tenant_id = '{NOBODY}'), \
           (select count(*) from tenantry.placements where tenant_id = '{NOBODY}'), \
           (select count(*) from tenantry.row_counts where tenant_id = '{NOBODY}'))"
    );
    assert_eq!(sql::one(&mut floor.admin, left).await, "1 0 0 0 0 0", "its schema was kept");
    assert!(!floor.archives.join(NOBODY).exists());
    let trail = "select count(*) from tenantry_control.audit_entries where action = 'scrub.purged' and login = 'worker'";
    assert_eq!(sql::one(&mut floor.admin, trail).await, going.len().to_string());
    let (_, findings) = scrubbed(&mut floor).await;
    assert!(number(&findings, "rows", NOBODY).is_none() && number(&findings, "schema", &name).is_some());
    sql::must(&mut floor.admin, format!("drop schema {name} cascade")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_or_is_depended_on_stays() {
    let mut floor = Floor::new().await;
    let owner = floor.guest("schema").await;
    floor.work().await;
    let (changed, held, anew) = (
        own_name("01900000-0000-7000-8000-000000000001"),
        own_name("01900000-0000-7000-8000-000000000002"),
        own_name("01900000-0000-7000-8000-000000000003"),
    );
    let theirs = floor.name(&owner);
    for name in [&changed, &held, &anew] {
        sql::must(&mut floor.admin, format!("create schema {name}; create table {name}.users (a int)")).await;
    }
    let (scrub, findings) = scrubbed(&mut floor).await;
    let of = |name: &str| number(&findings, "schema", name).expect("found");
    let numbers = [of(&changed), of(&held), of(&anew)];
    sql::must(
        &mut floor.admin,
        format!(
            "create table {changed}.more (a int); create view {theirs}.looking as select * from {held}.users;
             drop schema {anew} cascade; create schema {anew}; create table {anew}.users (a int)"
        ),
    )
    .await;
    let after = purged(&mut floor, &scrub, &numbers).await;
    for (number, says) in numbers.iter().zip(["It changed since", "looking", "It changed since"]) {
        let one = outcome(&after, *number);
        let error = one["error"].as_str().unwrap_or_default();
        assert!(one["purgedAt"].is_null() && error.contains(says), "{one}");
    }
    let there =
        format!("select count(*) from pg_namespace where nspname in ('{changed}', '{held}', '{anew}')");
    assert_eq!(sql::one(&mut floor.admin, there).await, "3");
    // somebody's after all: the tenant is there now
    sql::must(&mut floor.admin, format!("drop view {theirs}.looking")).await;
    let adopt = format!(
        "update tenantry_control.tenants set id = '01900000-0000-7000-8000-000000000002', rung = 'schema', schema_name = '{held}', \
         database_name = null, status = 'active' where id = (select t.id from tenantry_control.tenants t where t.parent_id is null \
           and t.status = 'active' and not exists (select from tenantry_control.tenants c where c.parent_id = t.id) \
           and not exists (select from tenantry_control.overrides o where o.tenant_id = t.id) \
           and not exists (select from tenantry_control.usage_days o where o.tenant_id = t.id) \
           and not exists (select from tenantry_control.operations o where o.tenant_id = t.id) limit 1)"
    );
    if sql::must(&mut floor.admin, adopt).await == 1 {
        let after = purged(&mut floor, &scrub, &numbers[1..2]).await;
        let error = outcome(&after, numbers[1])["error"].as_str().unwrap_or_default().to_owned();
        assert!(error.contains("It is somebody's now"), "{error}");
    }
    // what was found a day ago is not decided of
    sql::must(
        &mut floor.admin,
        format!(
            "update tenantry_control.scrubs set ended_at = now() - interval '25 hours' where id = '{scrub}'"
        ),
    )
    .await;
    let old =
        format!("select tenantry_control.decide_findings('{scrub}', '{{{}}}', 'purge', 'late')", numbers[0]);
    let refused = sql::must_not(&mut floor.ops, "ops", old).await;
    assert!(refused.message.contains("more than 24 hours old"), "{}", refused.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_or_stuck_or_out_of_reach_is_said() {
    let mut floor = Floor::new().await;
    let (schema, database, stuck) =
        (floor.guest("schema").await, floor.guest("database").await, floor.guest("schema").await);
    floor.work().await;
    let (its_schema, its_database) = (floor.name(&schema), floor.name(&database));
    let mut postgres = floor.fleet.ground.enter_as("tenantry_admin", "postgres").await;
    sql::must(&mut floor.admin, format!("drop schema {its_schema} cascade")).await;
    sql::must(&mut postgres, format!("drop database {its_database}")).await;
    // an operation on a deleted tenant stopped half way: its schema is its own
    sql::must(
        &mut floor.admin,
        format!(
            "set session_replication_role = replica;
             update tenantry_control.tenants set status = 'deleted' where id = '{0}';
             set session_replication_role = origin;
             update tenantry_control.operations set state = 'stuck' where tenant_id = '{0}';
             insert into tenantry_control.clusters (name, region, capacity, schema_version, here, administered_by)
               values ('far-1', 'eu-central-1', 10, '1', false, 'env:NO_SUCH_VARIABLE')",
            stuck.id
        ),
    )
    .await;
    let (scrub, findings) = scrubbed(&mut floor).await;
    let lacks_schema = outcome(&findings, number(&findings, "missing_schema", &its_schema).expect("missed"));
    assert_eq!(lacks_schema["tenantId"], schema.id.as_str());
    assert!(number(&findings, "missing_database", &its_database).is_some(), "{findings:#?}");
    let left = outcome(&findings, number(&findings, "schema", &floor.name(&stuck)).expect("found"));
    assert!(left["operation"].is_string() && left["canPurge"] == false, "{left}");
    let ops = floor.fleet.seat("ops").await;
    for one in [left, lacks_schema] {
        let verdict =
            json!({ "scrub": scrub, "numbers": [one["number"]], "decision": "purge", "reason": "a proof" });
        ops.must_not("scrub_decide", verdict).await;
    }
    let shown = ops.must("scrub_show", json!({})).await;
    let far = shown["places"]
        .as_array()
        .expect("places")
        .iter()
        .find(|p| p["place"] == "far-1")
        .expect("it is named");
    assert!(
        far["looked"] == false
            && far["why"].as_str().is_some_and(|why| why.contains("NO_SUCH_VARIABLE is not set")),
        "{far}"
    );
}
