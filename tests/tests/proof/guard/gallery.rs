//! Every statement of the gallery is decided right, and soon.

use std::time::{Duration, Instant};

use tenantry_engine::guard::Guard;
use tenantry_tests::gallery::{hostile, innocent};

#[test]
fn innocent_statements_pass_and_hostile_ones_are_refused_for_their_reason() {
    let guard = Guard::for_schema("public").unwrap();
    let (innocent, hostile) = (innocent(), hostile());
    assert!(innocent.len() >= 150 && hostile.len() >= 300, "{} and {}", innocent.len(), hostile.len());
    let mut wrong = Vec::new();
    for case in &innocent {
        if let Err(reject) = guard.check(&case.sql) {
            wrong.push(format!("refused: {}: {} ({})", case.why, reject.reason, reject.code.as_str()));
        }
    }
    for case in &hostile {
        match guard.check(&case.sql) {
            Ok(_) => wrong.push(format!("let through: {}", case.why)),
            Err(reject) if reject.code.as_str() != case.mark => {
                wrong.push(format!("refused for another reason: {}: {}", case.why, reject.reason));
            }
            Err(reject) => assert!(reject.reason.ends_with('.'), "{} is a sentence", reject.reason),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_longest_and_deepest_are_decided_within_a_second_on_a_small_stack() {
    let decide = || {
        let guard = Guard::for_schema("public").unwrap();
        for case in hostile().into_iter().filter(|case| case.mark == "size") {
            // the best of three: other proofs run beside this one
            let took = (0..3).map(|_| {
                let begun = Instant::now();
                assert!(guard.check(&case.sql).is_err(), "{}", case.why);
                begun.elapsed()
            });
            let took = took.min().unwrap();
            assert!(took < Duration::from_secs(1), "{}: {took:?}", case.why);
        }
    };
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(decide).unwrap();
    thread.join().expect("no stack overflows");
}

#[test]
fn another_schema_sees_the_same_statements_as_a_neighbours() {
    let guard = Guard::for_schema("tenant_a").unwrap();
    assert!(guard.check("select * from tenant_a.users u, \"tenant_a\".\"projects\"").is_ok());
    for neighbour in [
        "tenant_b.users",
        "public.users",
        "\"Tenant_A\".users",
        "tenant_a_archive.users",
        "\"tenant_a \".users",
    ] {
        assert!(guard.check(&format!("select * from {neighbour}")).is_err(), "{neighbour}");
    }
    for none in ["", "pg_catalog", "pg_temp", "information_schema", "tenantry", "tenantry_control"] {
        assert!(Guard::for_schema(none).is_err(), "{none:?}");
    }
}

#[test]
fn a_list_of_relations_closes_all_others() {
    let guard = Guard::for_schema("public").unwrap().only(["users", "projects"]);
    let read =
        guard.check("with documents as (select 1) select * from users, public.projects, documents").unwrap();
    assert_eq!(read.relations.into_iter().collect::<Vec<_>>(), ["projects", "users"]);
    assert!(guard.check("select * from documents").is_err());
    assert!(guard.check("select * from public.documents").is_err());
}
