//! What it costs to make a layout (the total and the anchors), which the console keeps for a minute or until a change
//! is announced.

use tenantry_engine::directory::Directory;

use super::cases::{QUERY, QUERY_BY_HAND, read, sort};
use super::hand::Hand;
use crate::report::count;
use crate::rounds::{ROUNDS, Times};

/// Prints a line for each.
pub(crate) async fn measure(directory: &Directory, hand: &mut Hand, tenants: u32) {
    println!(
        "\nTotal and anchors, made once and then kept, {ROUNDS} rounds, ms, median (least–most); total alone by hand"
    );
    for (query, by, filter) in [("", "name", ""), ("", "-storage", ""), (QUERY, "-storage", QUERY_BY_HAND)] {
        let (parsed, sort) = (read(query), sort(by));
        let counted =
            format!("select count(*) from (select from tenantry_control.tenants t {filter}) t where $1 = ''");
        let total = hand.number(&counted, "").await;
        let times = Times::take(3, async |arm| {
            let found = match arm {
                0 => i64::from(directory.layout(&parsed, sort).await.expect("it can be laid out").total),
                1 => i64::from(directory.count(&parsed).await.expect("it can be counted")),
                _ => hand.number(&counted, "").await,
            };
            assert_eq!(found, total, "{query}");
        })
        .await;
        let what = if query.is_empty() { format!("all {}", count(tenants.into())) } else { query.to_owned() };
        println!(
            "{:<46} layout {}; count {}; count by hand {}; layout/count by hand {}",
            format!("{what}, {by}: {}", count(total.unsigned_abs())),
            times.of(0),
            times.of(1),
            times.of(2),
            times.ratio(0, 2)
        );
    }
}
