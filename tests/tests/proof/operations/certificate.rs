//! Deletion certificates: what they say, that nobody changes one, and that a changed one is noticed.

use std::process::Command;

use serde_json::Value;
use tenantry_engine::operations::{certificate_digest, verify_certificate};
use tenantry_tests::sql;
use tenantry_tests::window::program;

use super::floor::{Floor, Guest};

/// The document and the digest of a guest's newest certificate.
async fn issued(floor: &mut Floor, guest: &Guest) -> (Value, String) {
    let ask = format!(
        "select document || jsonb_build_object('digest', encode(digest, 'hex')) \
         from tenantry_control.deletion_certificates where tenant_id = '{}' order by id desc limit 1",
        guest.id
    );
    let mut support = floor.fleet.enter_as("support").await;
    let mut paper: Value = serde_json::from_str(&sql::one(&mut support, ask).await).expect("JSON");
    let digest = paper["digest"].take().as_str().expect("a digest").to_owned();
    paper.as_object_mut().expect("an object").remove("digest");
    (paper, digest)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_leaves_a_certificate_that_says_what_was_and_what_is_gone() {
    let mut floor = Floor::new().await;
    let mut guests = Vec::new();
    for rung in ["shared", "schema", "database"] {
        guests.push(floor.guest(rung).await);
    }
    floor.work().await;
    for guest in &guests {
        floor.furnish(guest).await;
    }
    floor.purge(&guests.iter().collect::<Vec<_>>()).await;
    for guest in &guests {
        let (document, digest) = issued(&mut floor, guest).await;
        assert_eq!(certificate_digest(&document), digest, "the database sums as the engine does: {document}");
        assert_eq!(document["tenant"]["id"], guest.id.as_str());
        assert_eq!(document["rung"], guest.rung);
        assert_eq!(document["was"], "active");
        assert_eq!(document["deleted"]["by"], "ops");
        assert_eq!(document["purged"]["by"], "ops2");
        assert_eq!(document["held"]["rows"], "41");
        assert_eq!(document["archive"]["rows"], "41");
        let users = document["held"]["tables"].as_array().expect("tables").iter();
        let users = users.clone().find(|table| table["name"] == "users").expect("users are in it");
        assert_eq!(users["rows"], "20");
        assert!(users["lastWrite"].as_str().is_some_and(|at| at.ends_with('Z')), "{users}");
        // shared tables have bytes of everybody; the others were counted, at the latest when they were put away
        assert_eq!(users["bytes"].is_string(), guest.rung != "shared", "{users}");
        let gone: Vec<&str> =
            document["gone"].as_array().expect("a list").iter().filter_map(|g| g["kind"].as_str()).collect();
        let expected: &[&str] = match guest.rung {
            "shared" => &["rows", "entry"],
            "schema" => &["schema", "entry"],
            _ => &["database", "login", "secret"],
        };
        assert_eq!(gone, expected);
        assert!(
            document["backups"]["lastExpires"].is_null()
                && document["backups"]["said"].as_str().is_some_and(|said| said.contains("does not"))
        );
        // its acts are in the audit trail, under these numbers, and so is its digest
        for (act, action) in [("deleted", "tenant.delete"), ("purged", "tenant.purge")] {
            let number = document[act]["audit"].as_str().expect("a number");
            let entry = format!("select action from tenantry_control.audit_entries where number = {number}");
            assert_eq!(sql::one(&mut floor.admin, entry).await, action);
        }
        let kept = format!(
            "select after ->> 'digest' from tenantry_control.audit_entries where action = 'tenant.certify' and tenant_id = '{}'",
            guest.id
        );
        assert_eq!(sql::one(&mut floor.admin, kept).await, digest);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_a_certificate() {
    let mut floor = Floor::new().await;
    let guest = floor.guest("shared").await;
    floor.purge(&[&guest]).await;
    for role in ["tenantry_owner", "tenantry_admin"] {
        for act in [
            "update tenantry_control.deletion_certificates set issued_at = now()",
            "delete from tenantry_control.deletion_certificates",
            "truncate tenantry_control.deletion_certificates",
        ] {
            let try_it = format!("begin; set local role {role}; {act}");
            let refused = sql::must_not(&mut floor.admin, role, try_it).await;
            assert_eq!(refused.code, "42501", "{role}: {act}: {refused:?}");
            sql::must(&mut floor.admin, "rollback").await;
        }
    }
    let replica = "begin; set local session_replication_role = replica; delete from tenantry_control.deletion_certificates";
    assert_eq!(sql::must_not(&mut floor.admin, "a replica", replica).await.code, "42501");
    sql::must(&mut floor.admin, "rollback").await;
}

fn ctl(floor: &Floor, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(program("tenantryctl"));
    command.args(arguments).env("TENANTRY_DATABASE_URL", floor.fleet.url("auditor"));
    let out = command.output().expect("tenantryctl starts");
    let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    (out.status.success(), said)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_on_paper_is_verified_without_a_server() {
    let mut floor = Floor::new().await;
    let guest = floor.guest("shared").await;
    floor.furnish(&guest).await;
    let (ok, said) = ctl(&floor, &["tenant", "certificate", &guest.id]);
    assert!(!ok && said.contains("has no deletion certificate"), "{said}");
    floor.purge(&[&guest]).await;
    let paper = floor.archives.join("certificate.json");
    let file = paper.to_str().expect("a path");
    let (ok, said) = ctl(&floor, &["tenant", "certificate", &guest.id, "--out", file]);
    assert!(
        ok && said.contains("it is what was issued") && said.contains("- rows all of the tenant"),
        "{said}"
    );
    let (ok, said) = ctl(&floor, &["tenant", "certificate", &guest.id, "--out", file]);
    assert!(!ok && said.contains("could not be written"), "an old certificate is not written over: {said}");
    let (ok, said) = ctl(&floor, &["--json", "tenant", "certificate", "--verify", file]);
    assert!(ok && said.contains("\"verified\":true"), "{said}");
    let text = std::fs::read(&paper).expect("it was written");
    // every byte between quotes, with one bit turned
    let (mut changed, mut inside) = (0, false);
    for place in 0..text.len() {
        inside ^= text[place] == b'"';
        if !inside || text[place] == b'"' {
            continue;
        }
        let mut other = text.clone();
        other[place] ^= 1;
        changed += 1;
        assert!(verify_certificate(&other).is_err(), "byte {place} was changed, and nobody noticed");
    }
    assert!(changed > 1_000, "{changed}");
    let place = text.windows(4).position(|piece| piece == b"\"41\"").expect("rows") + 1;
    let mut other = text;
    other[place] = b'5';
    std::fs::write(&paper, other).expect("it can be written");
    let (ok, said) = ctl(&floor, &["tenant", "certificate", "--verify", file]);
    assert!(!ok && said.contains("certificate.json") && said.contains("was changed since"), "{said}");
}
