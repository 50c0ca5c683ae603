//! Frames of the window, counted by the page itself.

use std::fmt;

use serde_json::{Value, json};
use tenantry_tests::window::Window;

use crate::report::{Sample, figure};

/// A frame that took longer was dropped.
const DROPPED: f64 = 25.0;

/// Does nothing for five seconds.
pub(super) const REST: &str = "(at) => at < 5000";
/// Drags the thumb from end to end: a step every tenth of a second.
pub(super) const DRAG: &str = "(at, grid) => {
    const step = Math.min(60, Math.floor(at / 100));
    const to = Math.round((grid.scrollHeight - grid.clientHeight) * step / 60);
    if (grid.scrollTop !== to) grid.scrollTop = to;
    return at < 7000;
}";
/// Scrolls from the middle on at 3,000 px/s.
pub(super) const WHEEL: &str = "(at, grid) => {
    grid.scrollTop = grid.scrollHeight / 2 + 3 * at;
    return at < 10000;
}";

/// Calls MOTION before each frame, until it says that it is over, and answers with the times between the frames.
const RECORD: &str = "const [done] = arguments;
    const act = MOTION;
    const times = [];
    let start, before;
    const frame = (now) => {
        const grid = document.querySelector('[data-testid=\"tenants-grid\"]');
        if (!grid) return done('the grid is gone');
        start ??= now;
        if (before !== undefined) times.push(now - before);
        before = now;
        if (act(now - start, grid)) requestAnimationFrame(frame);
        else done(times);
    };
    requestAnimationFrame(frame);";

/// The times between frames, in milliseconds.
pub(super) struct Frames(Sample);

impl Frames {
    /// Records frames while `motion` goes on.
    pub(super) async fn record(window: &Window, motion: &str) -> Self {
        // the page allows no eval: the motion is part of the script
        let script = RECORD.replace("MOTION", motion);
        let times = match window.js_later(&script, json!([])).await {
            Value::Array(times) => times,
            other => panic!("no times of frames: {other}"),
        };
        Self(Sample::new(times.iter().filter_map(Value::as_f64).collect()))
    }

    /// The time that `share` of the frames do not exceed.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        self.0.quantile(share)
    }

    /// The ratio of the middle and of the 95th frame to others'.
    pub(super) fn beside(&self, other: &Self) -> String {
        let ratio = |share| figure(self.quantile(share) / other.quantile(share));
        format!("{} (median) and {} (95th) times those at rest", ratio(0.5), ratio(0.95))
    }
}

/// `p50 17, p95 18, p99 19; 0 of 300 dropped`.
impl fmt::Display for Frames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [middle, most, nearly_all] = [0.5, 0.95, 0.99].map(|share| figure(self.quantile(share)));
        let (dropped, all) = (self.0.above(DROPPED), self.0.len());
        write!(f, "p50 {middle}, p95 {most}, p99 {nearly_all}; {dropped} of {all} dropped")
    }
}
