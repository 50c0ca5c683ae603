//! Waiting for a condition. It is asked again and again; a test that waits in vain says for what.

use std::time::{Duration, Instant};

/// The longest that anything here takes on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Waits until `ask` finds something, and gives it back.
///
/// # Panics
/// When it finds nothing within a minute.
pub async fn found<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let give_up = Instant::now() + DEADLINE;
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(Instant::now() < give_up, "waited a minute in vain: {what}");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
