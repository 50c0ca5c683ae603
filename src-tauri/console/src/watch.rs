//! Watches a connection: hears what became stale, notices that the server is away, and finds it again by itself.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tenantry_engine::listen::{Announcements, Heard};
use tokio::sync::Notify;

use crate::Console;
use crate::connection::Live;
use crate::views::{Noun, Stale};

/// Waits between attempts to find a lost server: soon at first, then every two seconds.
const ATTEMPTS: [Duration; 4] =
    [Duration::from_millis(250), Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];

/// Watches until another connection takes this one's place.
pub(crate) fn start(console: Console, live: Arc<Live>) {
    let watched = Arc::downgrade(&live);
    tokio::spawn(async move {
        let mut attempt = 0_usize;
        let mut heard_before = false;
        while let Some(live) = current(&console, &watched) {
            match Announcements::subscribe(live.directory.pool()).await {
                Ok(announcements) => {
                    if heard_before {
                        console.found(&live);
                    }
                    (attempt, heard_before) = (0, true);
                    let doubts = live.doubts();
                    drop(live);
                    hear(&console, &watched, announcements, &doubts).await;
                }
                Err(error) => {
                    heard_before = true;
                    console.lost(&live, &error.to_string());
                    drop(live);
                    tokio::time::sleep(ATTEMPTS[attempt.min(ATTEMPTS.len() - 1)]).await;
                    attempt += 1;
                }
            }
        }
    });
}

fn current(console: &Console, watched: &Weak<Live>) -> Option<Arc<Live>> {
    watched.upgrade().filter(|live| console.is_current(live))
}

/// Hears until the server is away, somebody else found it so, or the connection is given up.
async fn hear(console: &Console, watched: &Weak<Live>, mut announcements: Announcements, doubts: &Notify) {
    loop {
        let heard = tokio::select! {
            heard = announcements.next() => heard,
            () = doubts.notified() => return,
        };
        let Some(live) = current(console, watched) else { return };
        match heard {
            Ok(Heard::Stale { nouns, tenant }) => {
                live.forget();
                let nouns = nouns.iter().filter_map(|word| noun(word)).collect();
                console.events().stale(Stale { nouns, tenant });
            }
            Ok(Heard::Gap) => {
                console.lost(&live, "The connection to the database was lost.");
                return;
            }
            Err(error) => {
                console.lost(&live, &error.to_string());
                return;
            }
        }
    }
}

fn noun(word: &str) -> Option<Noun> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}
