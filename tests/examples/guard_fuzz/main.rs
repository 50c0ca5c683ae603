//! The long comparison of the guard's parser with a server's: `cargo run --release -p tenantry-tests --example guard_fuzz
//! -- [HOW MANY] [SEED]`, a million by default. It prints the figures; a disagreement ends it with exit code 1.
#![expect(clippy::print_stdout, reason = "a measurement tells what it found")]

use tenantry_tests::Fleet;
use tenantry_tests::agreement::{Compared, compare};
use tenantry_tests::gallery::{hostile, innocent};
use tenantry_tests::statements::Statements;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let mut arguments = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let wanted = arguments.next().unwrap_or(1_000_000);
    let seed = arguments.next().unwrap_or(1);
    let fleet = Fleet::fresh().await;
    let gallery = innocent().into_iter().chain(hostile()).filter(|case| case.mark != "amplification");
    let seeds: Vec<String> =
        gallery.map(|case| case.sql.replace('\0', "")).filter(|sql| sql.len() < 2_000).collect();
    let begun = std::time::Instant::now();
    let mut compared = Compared::default();
    let mut admin = fleet.admin().await;
    let mut statements = Statements::new(seed);
    let mut done = 0;
    while done < wanted {
        compare(&mut admin, &statements.mangled(&seeds), &mut compared).await;
        done += 1;
        if done.is_multiple_of(100_000) {
            println!("{done} texts, {} differ, {:.0?}", compared.differing.len(), begun.elapsed());
        }
    }
    let [one, none, several, refused] = compared.alike;
    println!(
        "{done} texts (seed {seed}) in {:.0?}: {one} one statement, {none} none, {several} several, {refused} not SQL; {} differ",
        begun.elapsed(),
        compared.differing.len()
    );
    for differing in compared.differing.iter().take(20) {
        println!("{differing:#?}");
    }
    if compared.differing.is_empty() {
        std::process::ExitCode::SUCCESS
    } else {
        std::process::ExitCode::FAILURE
    }
}
