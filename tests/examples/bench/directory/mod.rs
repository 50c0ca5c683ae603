//! Pages of the directory, three ways in one run: ours, hand-written SQL on one connection, and OFFSET or ILIKE. The rows
//! are the same, or the run ends.

mod cases;
mod hand;
mod layouts;
mod statements;

use tenantry_engine::connect::{Target, Writes};
use tenantry_engine::directory::{Directory, DirectoryRow};
use time::OffsetDateTime;

use crate::ground::{Ground, wanted};
use crate::report::{AtMost, Sample};
use crate::rounds::{ROUNDS, Times};
use cases::Case;
use hand::Hand;

/// Ours against the same page by hand.
const BY_HAND: AtMost = AtMost(1.3);
/// Ours against OFFSET and ILIKE, where those must go far.
const NAIVE: AtMost = AtMost(0.1);
/// Rows of a page.
const PAGE: u32 = 50;
/// The login that looks.
const LOGIN: &str = "ops";

/// Prints the tables and returns how many goals were missed.
pub(crate) async fn measure() -> usize {
    let ground = Ground::of(wanted()).await;
    let target = Target::from_url(&ground.url(LOGIN)).expect("the sandbox's URLs are URLs");
    let directory = Directory::new(&target, Writes::Allowed);
    let mut hand = Hand(ground.enter(LOGIN).await);
    layouts::measure(&directory, &mut hand, ground.tenants).await;
    let cases = cases::all(&directory, &mut hand, ground.tenants).await;
    let mut missed = pages(&directory, &mut hand, &cases).await;
    missed += statements::measure(&ground, &cases).await;
    directory.close().await;
    ground.leave().await;
    missed
}

async fn pages(directory: &Directory, hand: &mut Hand, cases: &[Case]) -> usize {
    println!(
        "\nPages of {PAGE} rows, {ROUNDS} interleaved rounds, median (least–most); anchors of a jump are at hand, as the \
         console keeps them."
    );
    println!("{:<46} {:>22}  ratio to the same page by hand, and to OFFSET/ILIKE", "page", "ours, ms");
    let mut missed = 0;
    for case in cases {
        missed += page(directory, hand, case).await;
    }
    missed
}

async fn page(directory: &Directory, hand: &mut Hand, case: &Case) -> usize {
    let ours = ours(directory, case).await;
    assert_same(case, "by hand", &ours, &hand.rows(&case.hand).await);
    assert_same(case, "OFFSET/ILIKE", &ours, &hand.rows(&case.naive).await);
    let times = Times::take(3, async |arm| {
        let rows = match arm {
            0 => self::ours(directory, case).await,
            1 => hand.rows(&case.hand).await,
            _ => hand.rows(&case.naive).await,
        };
        assert_eq!(rows.len(), ours.len(), "{}", case.name);
    })
    .await;
    let (by_hand, naive) = (times.ratio(0, 1), times.ratio(0, 2));
    let (first, second) = (BY_HAND.verdict(by_hand.median()), goal_of(case, &naive));
    println!(
        "{:<46} {:>22}  hand {by_hand} {first}; naive {naive} {second}",
        case.name,
        times.of(0).to_string()
    );
    usize::from(!BY_HAND.is_met(by_hand.median())) + usize::from(second.ends_with("miss"))
}

fn goal_of(case: &Case, naive: &Sample) -> String {
    if case.far { NAIVE.verdict(naive.median()) } else { "(no goal: it need not go far)".to_owned() }
}

async fn ours(directory: &Directory, case: &Case) -> Vec<DirectoryRow> {
    directory.page(&case.ours).await.unwrap_or_else(|error| panic!("{}: {error}", case.name)).rows
}

fn assert_same(case: &Case, arm: &str, ours: &[DirectoryRow], theirs: &[DirectoryRow]) {
    let timeless = |rows: &[DirectoryRow]| -> Vec<DirectoryRow> {
        rows.iter().map(|row| DirectoryRow { as_of: OffsetDateTime::UNIX_EPOCH, ..row.clone() }).collect()
    };
    assert!(!ours.is_empty(), "{} is empty", case.name);
    assert!(timeless(ours) == timeless(theirs), "{}: other rows {arm}", case.name);
}
