//! Several worker processes on one queue: each of many operations is executed exactly once.

#[path = "../../../examples/provision/crew.rs"]
mod crew;

const TENANTS: usize = 30;
const WORKERS: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn three_workers_make_each_of_many_schemas_once() {
    let outcome = crew::provision(TENANTS, WORKERS).await;
    let wrong = outcome.findings.iter().filter(|finding| finding.found != finding.wanted);
    let wrong: Vec<_> = wrong.map(|f| format!("{}: {} of {}", f.what, f.found, f.wanted)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{:#?}\nafter {:?}", outcome.again, outcome.took);
    // on a queue of this length none can have had all of it, unless the others do not work
    assert_eq!(outcome.by_worker.len(), WORKERS, "{:?}", outcome.by_worker);
}
