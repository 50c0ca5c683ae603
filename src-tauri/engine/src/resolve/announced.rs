//! Hears what the directory announces, for as long as a service runs. A lost connection is found again; what may have
//! been announced meanwhile is made good by forgetting everything.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::tenants::Memory;
use crate::EngineError;
use crate::connect::Target;
use crate::listen::{Announcements, Heard};

/// Waits between attempts.
const ATTEMPTS: [Duration; 4] =
    [Duration::from_millis(250), Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];
/// A subscription that lasted so long was a good one.
const SETTLED: Duration = Duration::from_secs(5);
/// After so long without a word the connection is asked whether it lives: a cut cable says nothing by itself.
const SILENCE: Duration = Duration::from_secs(15);
/// The longest that it may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// What changes a context.
const NOUNS: [&str; 2] = ["tenants", "tiers"];

/// Runs until it is aborted.
pub(super) async fn listen(target: Target, memory: Arc<Memory>) {
    let mut attempt = 0_usize;
    loop {
        let begun = Instant::now();
        // a pool of its own each time: the connection that was lost may still hold the place in the former one
        let pool = target.listener_pool();
        if let Ok(Ok(announcements)) = timeout(PATIENCE, Announcements::subscribe(&pool)).await {
            memory.stale(None);
            memory.epochs.set_hears(true);
            let ended = hear(announcements.tells_at_once(), &memory).await;
            memory.epochs.set_hears(false);
            tracing::debug!("changes of tenants are not heard: {ended}");
        }
        attempt = if begun.elapsed() > SETTLED { 0 } else { attempt + 1 };
        sleep(ATTEMPTS[attempt.min(ATTEMPTS.len() - 1)]).await;
    }
}

/// Hears until the connection is lost; says how.
async fn hear(mut announcements: Announcements, memory: &Memory) -> EngineError {
    let lost = || EngineError::Unavailable("The connection to the database was lost.".to_owned());
    loop {
        match timeout(SILENCE, announcements.next()).await {
            Ok(Ok(Heard::Stale { nouns, tenant })) => {
                if nouns.iter().any(|noun| NOUNS.contains(&noun.as_str())) {
                    memory.stale(tenant);
                }
            }
            Ok(Ok(Heard::Gap)) => return lost(),
            Ok(Err(error)) => return error,
            Err(_) => match timeout(PATIENCE, announcements.ping()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return error,
                Err(_) => return lost(),
            },
        }
    }
}
