//! Does a probe go red when the kit is broken? Each guard of the kit is taken away in turn, in a copy of the database, and
//! a probe must notice. The table says which one did.

mod catalog;
mod contexts;
mod entering;
mod mutations;
mod world;

use std::fmt::Write as _;

use futures_util::future::BoxFuture;
use tenantry_tests::sql;

use mutations::{Mutation, all};
use world::{Base, World};

/// A promise, looked at; the error says how it is broken.
type Probe = for<'a> fn(&'a mut World) -> BoxFuture<'a, Result<(), String>>;

/// In this order; what the first ones notice the later ones are not asked about.
const PROBES: [(&str, Probe); 15] = [
    ("one's own rows are there, and no others", |w| Box::pin(contexts::own_rows(w))),
    ("a row for a neighbour is refused", |w| Box::pin(contexts::rows_for_a_neighbour(w))),
    ("a second permissive policy opens nothing", |w| Box::pin(contexts::a_loose_policy(w))),
    ("the owner sees nothing", |w| Box::pin(contexts::the_owner(w))),
    ("a wrong context is refused, and it says why", |w| Box::pin(contexts::wrong_contexts(w))),
    ("a closed tenant is refused", |w| Box::pin(contexts::closed(w))),
    ("who may enter, enters that tenant alone", |w| Box::pin(entering::entering(w))),
    ("only this connection's own binding counts", |w| Box::pin(entering::bindings(w))),
    ("limits on rows are kept", |w| Box::pin(entering::limits(w))),
    ("a placement never goes back, a mark stays", |w| Box::pin(entering::placements(w))),
    ("a login above the policies is named", |w| Box::pin(entering::unfit(w))),
    ("names of the caller's own open nothing", |w| Box::pin(contexts::shadows(w))),
    ("no table gives more than it should", |w| Box::pin(catalog::tables(w))),
    ("no function is open to more than it should", |w| Box::pin(catalog::functions(w))),
    ("every function's search path is pinned", |w| Box::pin(catalog::pins(w))),
];

/// The first probe that is red, and what it says.
async fn caught(world: &mut World) -> Option<(&'static str, String)> {
    for (name, probe) in PROBES {
        if let Err(why) = probe(world).await {
            return Some((name, why));
        }
    }
    None
}

#[tokio::test]
async fn every_guard_that_is_taken_away_is_missed_by_a_probe() {
    let base = Base::new().await;
    let mut whole = base.copy("whole").await;
    assert_eq!(caught(&mut whole).await, None, "the kit as it is keeps every promise");
    let (mut table, mut unseen) = (String::new(), Vec::new());
    let mutations = all();
    assert!(mutations.len() >= 60, "{}", mutations.len());
    for (n, mutation) in mutations.iter().enumerate() {
        let mut world = base.copy(&format!("m{n}")).await;
        let Mutation { name, .. } = mutation;
        mutation.apply(&mut world).await;
        match caught(&mut world).await {
            Some((probe, _)) => drop(writeln!(table, "{name:<68} {probe}")),
            None => unseen.push(*name),
        }
        base.forget(world).await;
    }
    assert!(unseen.is_empty(), "nobody noticed: {unseen:#?}\n{table}");
    insta::assert_snapshot!("who_notices", table);
}

/// A mutation that does nothing would prove nothing.
#[tokio::test]
#[should_panic(expected = "is not in")]
async fn a_mutation_that_finds_nothing_to_change_is_told() {
    let base = Base::new().await;
    let mut world = base.copy("none").await;
    let none = Mutation::edit("nothing", "tenantry.greet()", "what is not there", "");
    none.apply(&mut world).await;
    sql::must(&mut world.admin, "select 1").await;
}
