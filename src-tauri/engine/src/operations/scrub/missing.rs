//! The other way round: what the directory says is there, and is not.

use std::collections::HashSet;

use super::super::steps::StepError;
use super::book::{Book, Finding, Wanted};
use super::kind::Kind;
use super::site::Site;

/// What must be on a server now.
pub(super) async fn wanted(book: &Book, site: &Site) -> Result<Vec<Wanted>, StepError> {
    Ok(book.wanted(site).await?)
}

/// Writes down what is missing of what must have been there before, and must be now.
pub(super) async fn look(book: &Book, site: &Site, before: Vec<Wanted>) -> Result<(), StepError> {
    let lacking = lacking(site, before).await?;
    if lacking.is_empty() {
        return Ok(());
    }
    // who left meanwhile is not missed
    let now = book.wanted(site).await?;
    let still: HashSet<_> = now.into_iter().map(|wanted| wanted.tenant_id).collect();
    let lacking = lacking.into_iter().filter(|(_, wanted)| still.contains(&wanted.tenant_id));
    let findings: Vec<Finding> = lacking.map(|(kind, wanted)| finding(kind, site, wanted)).collect();
    for batch in findings.chunks(super::BATCH) {
        book.found(batch).await?;
    }
    Ok(())
}

async fn lacking(site: &Site, wanted: Vec<Wanted>) -> Result<Vec<(Kind, Wanted)>, StepError> {
    let mut there = Vec::new();
    for kind in [Kind::Schema, Kind::Database, Kind::Login] {
        let names: HashSet<String> =
            kind.list(site, None).await?.into_iter().map(|thing| thing.name).collect();
        there.push(names);
    }
    let mut lacking = Vec::new();
    for wanted in wanted {
        if wanted.rung == "schema" {
            if !there[0].contains(&wanted.name) {
                lacking.push((Kind::MissingSchema, wanted));
            }
            continue;
        }
        let login = Wanted {
            name: tenantry_model::DbIdent::schema_of(tenantry_model::TenantId(wanted.tenant_id))
                .as_str()
                .to_owned(),
            ..wanted.clone()
        };
        if !there[2].contains(&login.name) {
            lacking.push((Kind::MissingLogin, login));
        }
        if !there[1].contains(&wanted.name) {
            lacking.push((Kind::MissingDatabase, wanted));
        }
    }
    Ok(lacking)
}

fn finding(kind: Kind, site: &Site, wanted: Wanted) -> Finding {
    let what = kind.as_str().trim_start_matches("missing_");
    let why = format!("{} is on the rung {}, and its {what} is not there.", wanted.slug, wanted.rung);
    Finding::missing(kind, &site.name, &wanted, why)
}
