//! The fleet at a glance.

use tenantry_engine::directory::{At, Count, FleetRow, PageRequest};
use tenantry_model::query::parse;

use super::Answer;
use crate::Console;
use crate::present;
use crate::views::{ClusterView, FleetView, Nothing, Share};

/// How many of the tenants nearest to a limit are shown.
const HOTTEST: u32 = 12;

/// Counts and distributions, every one with the query that lists it.
pub async fn fleet_status(console: &Console, _: Nothing) -> Answer<FleetView> {
    let live = console.live()?;
    let fleet = console.ask(&live, live.directory.fleet()).await?;
    let vocabulary = console.ask(&live, live.vocabulary()).await?;
    let hottest = PageRequest {
        query: parse("status:active usage>=80%", &vocabulary)?,
        sort: "-usage".parse()?,
        limit: HOTTEST,
        at: At::Start,
    };
    let hottest = console.ask(&live, live.directory.page(&hottest)).await?;
    Ok(FleetView {
        tenants: of(&fleet, "status").filter(|c| c.word != "deleted").map(|c| c.tenants).sum::<i64>().into(),
        by_status: shares(&fleet, "status"),
        by_tier: shares(&fleet, "tier"),
        by_rung: shares(&fleet, "rung"),
        by_region: shares(&fleet, "region"),
        pressure: of(&fleet, "pressure")
            .map(|c| share(format!("{} % and more", c.word), c.tenants, format!("usage>={}%", c.word)))
            .collect(),
        subscriptions: of(&fleet, "subscription").map(subscription).collect(),
        hottest: hottest.rows.into_iter().map(present::row).collect::<Result<_, _>>()?,
        clusters: clusters(&fleet),
        sampled_at: fleet.sampled_at.map(Into::into),
        as_of: fleet.as_of.into(),
    })
}

fn of<'a>(fleet: &'a FleetRow, noun: &'a str) -> impl Iterator<Item = &'a Count> {
    fleet.counts.iter().filter(move |count| count.noun == noun)
}

fn shares(fleet: &FleetRow, noun: &str) -> Vec<Share> {
    of(fleet, noun).map(|c| share(c.word.clone(), c.tenants, format!("{noun}:{}", c.word))).collect()
}

fn share(label: String, count: i64, query: String) -> Share {
    Share { label, count: count.into(), query }
}

fn subscription(count: &Count) -> Share {
    match count.word.as_str() {
        "ended" => share("Ended".to_owned(), count.tenants, "expires<0d".to_owned()),
        _ => share("Ending within 14 days".to_owned(), count.tenants, "expires<14d".to_owned()),
    }
}

fn clusters(fleet: &FleetRow) -> Vec<ClusterView> {
    let tenants = |name: &str| of(fleet, "cluster").find(|c| c.word == name).map_or(0, |c| c.tenants);
    let view = |row: &tenantry_engine::directory::ClusterRow| ClusterView {
        name: row.name.clone(),
        region: row.region.clone(),
        tenants: tenants(&row.name).into(),
        capacity: i64::from(row.capacity).into(),
        schema_version: row.schema_version.clone(),
    };
    fleet.clusters.iter().map(view).collect()
}
