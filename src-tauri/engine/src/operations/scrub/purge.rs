//! What a person decided of goes: after a second look, which must find it unchanged and still nobody's.

use super::super::steps::{Shop, StepError};
use super::archives;
use super::book::{Book, Condemned};
use super::kind::Kind;
use super::site::Site;
use crate::EngineError;

/// Purges what was decided to go, one after the other; what cannot go says why.
pub(super) async fn condemned(
    book: &Book,
    shop: &Shop,
    sites: &[Site],
    worker: &str,
) -> Result<(), EngineError> {
    for finding in book.condemned().await? {
        let outcome = one(book, shop, sites, worker, &finding).await;
        let error = outcome.err().map(|failed| match failed.error {
            EngineError::Precondition { message, remedy, .. } => format!("{message} {remedy}"),
            other => other.to_string(),
        });
        book.purged(finding.number, error.as_deref()).await?;
    }
    Ok(())
}

async fn one(
    book: &Book,
    shop: &Shop,
    sites: &[Site],
    worker: &str,
    finding: &Condemned,
) -> Result<(), StepError> {
    let kind = Kind::known(&finding.kind);
    if kind == Some(Kind::Archive) {
        if archives::place(worker) != finding.place {
            return Err(refused("It is on another machine.", "Have a worker on that machine purge it."));
        }
        return match archives::again(book, shop, &finding.name).await? {
            None => Ok(()),
            Some((thing, mark)) => {
                same(finding, mark)?;
                archives::purge(shop, &thing)
            }
        };
    }
    let site = sites.iter().find(|site| site.name == finding.place);
    let (Some(kind), Some(site)) = (kind, site) else {
        return Err(refused("Its server is not the one that was looked at.", "Scrub again."));
    };
    let Some(thing) = kind.list(site, Some(&finding.name)).await?.into_iter().next() else {
        // it is gone: with what it belonged to, or by an attempt before this one
        return Ok(());
    };
    let stranger = !book.strangers(site, kind, std::slice::from_ref(&thing)).await?.is_empty();
    let mark = if stranger { Some(kind.mark(site, &thing).await?.0) } else { None };
    same(finding, mark)?;
    kind.purge(site, &thing).await
}

/// It is still nobody's, and what it was when a person looked at it.
fn same(finding: &Condemned, mark: Option<String>) -> Result<(), StepError> {
    match mark {
        None => Err(refused("It is somebody's now.", "Nothing was removed.")),
        Some(mark) if mark != finding.mark => Err(refused(
            "It changed since it was found: somebody may be using it.",
            "Nothing was removed. Scrub again.",
        )),
        Some(_) => Ok(()),
    }
}

fn refused(message: &str, remedy: &str) -> StepError {
    EngineError::Precondition {
        field: "finding".to_owned(),
        message: message.to_owned(),
        remedy: remedy.to_owned(),
    }
    .into()
}
