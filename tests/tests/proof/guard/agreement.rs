//! Two parsers, one grammar: the guard's and the server's see the same statements in the same text. The long run is
//! `cargo run --release -p tenantry-tests --example guard_fuzz`.

use tenantry_tests::Fleet;
use tenantry_tests::agreement::{Compared, compare};
use tenantry_tests::gallery::{hostile, innocent};
use tenantry_tests::statements::Statements;

use super::major;

#[tokio::test]
async fn the_two_parsers_see_the_same_statements() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    if major(&mut admin).await != 18 {
        // an older server refuses more: its grammar is a part of the guard's
        return;
    }
    let gallery = innocent().into_iter().chain(hostile()).filter(|case| case.mark != "amplification");
    let seeds: Vec<String> =
        gallery.map(|case| case.sql.replace('\0', "")).filter(|sql| sql.len() < 2_000).collect();
    let mut compared = Compared::default();
    let mut statements = Statements::new(1);
    let mangled: Vec<String> = (0..10_000).map(|_| statements.mangled(&seeds)).collect();
    for text in seeds.iter().chain(&mangled) {
        compare(&mut admin, text, &mut compared).await;
    }
    assert!(
        compared.differing.is_empty(),
        "{} differ: {:#?}",
        compared.differing.len(),
        &compared.differing[..compared.differing.len().min(5)]
    );
    assert!(compared.alike.iter().all(|n| *n > 100), "each kind was met: {:?}", compared.alike);
}
