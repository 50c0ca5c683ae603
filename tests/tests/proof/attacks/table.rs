//! `docs/attacks.md` and the tests say the same.

use std::collections::BTreeSet;

use regex::Regex;
use tenantry_tests::tree::{root, sources};

#[test]
fn every_number_has_a_test_that_exists() {
    let table = std::fs::read_to_string(root().join("docs/attacks.md")).expect("docs/attacks.md is there");
    let function = Regex::new(r"fn ([a-z0-9_]+)").unwrap();
    let defined: BTreeSet<String> = sources()
        .iter()
        .filter(|source| source.below("tests/tests/proof/"))
        .flat_map(|source| {
            function.captures_iter(&source.text).map(|found| found[1].to_owned()).collect::<Vec<_>>()
        })
        .collect();
    let word = Regex::new(r"`([a-z0-9]+(?:_[a-z0-9]+){3,})`").unwrap();
    let mut named = BTreeSet::new();
    for number in 1..=41 {
        let row = table.lines().find(|line| line.starts_with(&format!("| {number} |")));
        let row = row.unwrap_or_else(|| panic!("docs/attacks.md has no row {number}"));
        let tests: Vec<String> = word.captures_iter(row).map(|found| found[1].to_owned()).collect();
        assert!(!tests.is_empty(), "row {number} names no test");
        for test in tests {
            assert!(defined.contains(&test), "row {number} names {test}, which is nowhere");
            named.insert(test);
        }
    }
    let forgotten: Vec<_> =
        defined.iter().filter(|test| test.starts_with("attack_") && !named.contains(*test)).collect();
    let helper = |test: &&&String| test.len() > 12;
    assert_eq!(forgotten.iter().filter(helper).count(), 0, "not in docs/attacks.md: {forgotten:?}");
}
