//! Watches a connection: hears what became stale, notices that the server is away, finds it again by itself, and has the
//! database refresh what changed by the clock alone.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tenantry_engine::listen::{Announcements, Heard};
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout_at};

use crate::Console;
use crate::connection::Live;
use crate::views::{Noun, Stale};

/// Waits between attempts to find a lost server: soon at first, then every two seconds.
const ATTEMPTS: [Duration; 4] =
    [Duration::from_millis(250), Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];
/// A subscription that ends sooner counts as an attempt: a server that comes and goes is not hammered.
const SETTLED: Duration = Duration::from_secs(5);
/// Announcements of so long are told as one: anybody may notify as fast as he can.
const GATHERED: Duration = Duration::from_millis(250);
/// How often overrides that lapsed and subscriptions that ended are looked for.
const DUE: Duration = Duration::from_secs(60);

/// Watches until another connection takes this one's place.
pub(crate) fn start(console: Console, live: Arc<Live>) {
    let watched = Arc::downgrade(&live);
    tokio::spawn(async move {
        let mut attempt = 0_usize;
        while let Some(live) = current(&console, &watched) {
            let begun = Instant::now();
            match Announcements::subscribe(live.directory.listener()).await {
                Ok(announcements) => {
                    console.found(&live);
                    let doubts = live.doubts();
                    drop(live);
                    hear(&console, &watched, announcements, &doubts).await;
                }
                Err(error) => {
                    console.lost(&live, &error.to_string());
                    drop(live);
                }
            }
            attempt = if begun.elapsed() > SETTLED { 0 } else { attempt + 1 };
            sleep(ATTEMPTS[attempt.min(ATTEMPTS.len() - 1)]).await;
        }
    });
}

fn current(console: &Console, watched: &Weak<Live>) -> Option<Arc<Live>> {
    watched.upgrade().filter(|live| console.is_current(live))
}

/// Hears until the server is away, a question raised doubts, or the connection is given up.
async fn hear(console: &Console, watched: &Weak<Live>, mut announcements: Announcements, doubts: &Notify) {
    let mut due = interval(DUE);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let heard = tokio::select! {
            heard = announcements.next() => Some(heard),
            _ = due.tick() => None,
            () = doubts.notified() => return,
        };
        let Some(live) = current(console, watched) else { return };
        match heard {
            None => refresh_due(&live).await,
            Some(Ok(Heard::Stale { nouns, tenant })) => {
                let mut gathered = Gathered::default();
                gathered.add(&nouns, tenant.map(|tenant| tenant.to_string()));
                let until = Instant::now() + GATHERED;
                while let Ok(Ok(Heard::Stale { nouns, tenant })) =
                    timeout_at(until, announcements.next()).await
                {
                    gathered.add(&nouns, tenant.map(|tenant| tenant.to_string()));
                }
                live.forget();
                console.events().stale(gathered.stale());
            }
            Some(Ok(Heard::Gap)) => return console.lost(&live, "The connection to the database was lost."),
            Some(Err(error)) => return console.lost(&live, &error.to_string()),
        }
    }
}

/// What changed by the clock alone is recomputed by the database; a read-only console leaves it to others.
async fn refresh_due(live: &Live) {
    if !live.is_read_only()
        && let Err(error) = live.directory.refresh_due_pressure().await
    {
        tracing::debug!("lapsed overrides were not refreshed: {error}");
    }
}

/// Announcements of a moment as one.
#[derive(Default)]
struct Gathered {
    nouns: Vec<Noun>,
    tenants: Vec<Option<String>>,
}

impl Gathered {
    fn add(&mut self, nouns: &[String], tenant: Option<String>) {
        for noun in nouns.iter().filter_map(|word| noun(word)) {
            if !self.nouns.contains(&noun) {
                self.nouns.push(noun);
            }
        }
        if !self.tenants.contains(&tenant) && self.tenants.len() < 2 {
            self.tenants.push(tenant);
        }
    }

    /// The tenant is named when all announcements mean the same one.
    fn stale(self) -> Stale {
        let tenant = match self.tenants.as_slice() {
            [one] => one.clone(),
            _ => None,
        };
        Stale { nouns: self.nouns, tenant }
    }
}

fn noun(word: &str) -> Option<Noun> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announcements_of_a_moment_are_told_as_one() {
        let mut gathered = Gathered::default();
        gathered
            .add(&["tenants".to_owned(), "audit".to_owned(), "nonsense".to_owned()], Some("a".to_owned()));
        gathered.add(&["tenants".to_owned()], Some("b".to_owned()));
        let stale = gathered.stale();
        assert_eq!(stale, Stale { nouns: vec![Noun::Tenants, Noun::Audit], tenant: None });
    }
}
