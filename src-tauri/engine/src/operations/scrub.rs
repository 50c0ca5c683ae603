//! The scrubber: looks at every server for what is nobody's, and at the directory for what is missing; and purges what a
//! person decided of, after a second look. Each kind of thing has a file of its own; [`kind::Kind`] is their list.

mod archives;
mod book;
mod databases;
mod entries;
mod kind;
mod missing;
mod purge;
mod rows;
mod schemas;
mod site;

use std::time::Duration;

use self::book::{Book, Finding};
use self::kind::Kind;
use self::site::{Site, sites};
use super::ledger::Ledger;
use super::steps::{Shop, StepError};
use crate::EngineError;

/// How many things the directory is asked about at once, and findings written down at once.
const BATCH: usize = 5_000;

/// Executes scrubs for as long as the worker works: looks for one each `pause`.
pub(super) async fn attend(ledger: Ledger, shop: Shop, worker: String, patience: Duration, pause: Duration) {
    let mut ticks = tokio::time::interval(pause);
    loop {
        ticks.tick().await;
        let taken = Book::take(&ledger.pool, &worker, patience).await;
        let outcome = match taken {
            Ok(None) => continue,
            Ok(Some((book, purging))) => execute(&book, &shop, &worker, purging).await,
            Err(error) => Err(error),
        };
        if let Err(error) = outcome {
            // it stays taken by this worker, or goes to another one
            tracing::warn!(%error, "a scrub could not be written down");
        }
    }
}

async fn execute(book: &Book, shop: &Shop, worker: &str, purging: bool) -> Result<(), EngineError> {
    let sites = sites(book, shop).await?;
    if purging {
        purge::condemned(book, shop, &sites, worker).await?;
        return book.ended().await;
    }
    for site in &sites {
        let failed = match &site.unreachable {
            Some(why) => Some(why.clone()),
            None => look(book, site).await.err().map(|failed| failed.error.to_string()),
        };
        book.looked(&site.name, failed.as_deref()).await?;
    }
    let here = archives::place(worker);
    let failed = archives::look(book, shop, &here).await.err().map(|failed| failed.error.to_string());
    book.looked(&here, failed.as_deref()).await?;
    book.ended().await
}

/// Everything on a server, kind by kind; then what is missing there.
async fn look(book: &Book, site: &Site) -> Result<(), StepError> {
    // before: a tenant that is made meanwhile is not missed
    let wanted = missing::wanted(book, site).await?;
    for kind in Kind::ON_SERVERS {
        let seen = kind.list(site, None).await?;
        for batch in seen.chunks(BATCH) {
            let mut findings = Vec::new();
            for (thing, why) in book.strangers(site, kind, batch).await? {
                let (mark, rows, bytes) = kind.mark(site, &thing).await?;
                findings.push(Finding::new(kind, &site.name, thing, why, mark).counted(rows, bytes));
            }
            book.found(&findings).await?;
        }
    }
    missing::look(book, site, wanted).await
}
