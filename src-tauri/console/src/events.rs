//! What the console tells unasked. The window sends it on to the UI, the command line writes it to stderr.

use crate::views::{ConnectionView, Progress, Stale};

/// Hears what happens beside the answers.
pub trait Events: Send + Sync + 'static {
    /// A long command went on.
    fn progress(&self, progress: Progress);
    /// Something changed on the server.
    fn stale(&self, stale: Stale);
    /// The connection stands otherwise.
    fn connection(&self, connection: ConnectionView);
}
