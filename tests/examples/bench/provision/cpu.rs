//! What a run costs: time, and the processors' time on either side.

use std::fs;
use std::time::Instant;

/// The kernel counts processors' time in hundredths of a second.
const TICK_MS: f64 = 10.0;

/// Of one run, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    /// Passed meanwhile.
    pub(super) wall: f64,
    /// Spent by this program and the peers that it started.
    pub(super) client: f64,
    /// Spent by the server.
    pub(super) server: f64,
}

/// A run that goes on.
pub(super) struct Meter {
    postmaster: u32,
    peer: u32,
    begun: Instant,
    client: f64,
    server: f64,
}

impl Meter {
    /// Begins; both are process numbers.
    pub(super) fn start(postmaster: u32, peer: u32) -> Self {
        let (client, server) = (client(peer), server(postmaster));
        Self { postmaster, peer, begun: Instant::now(), client, server }
    }

    /// Ends.
    pub(super) fn stop(self) -> Cost {
        Cost {
            wall: self.begun.elapsed().as_secs_f64() * 1e3,
            client: client(self.peer) - self.client,
            server: server(self.postmaster) - self.server,
        }
    }
}

fn client(peer: u32) -> f64 {
    let own = of(std::process::id()).map_or(0.0, |times| times.own + times.ended);
    own + of(peer).map_or(0.0, |times| times.own)
}

/// The postmaster, its children that live, and those that ended.
fn server(postmaster: u32) -> f64 {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_string_lossy().parse().ok());
    let children = ids.filter_map(of).filter(|times| times.parent == postmaster);
    let living: f64 = children.map(|times| times.own).sum();
    living + of(postmaster).map_or(0.0, |times| times.own + times.ended)
}

struct Times {
    parent: u32,
    own: f64,
    /// Of its children that it has waited for.
    ended: f64,
}

fn of(process: u32) -> Option<Times> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // the name, in brackets, may hold anything
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok());
    let both = |at: usize| Some((ticks(at)? + ticks(at + 1)?) * TICK_MS);
    Some(Times { parent: fields.get(1)?.parse().ok()?, own: both(11)?, ended: both(13)? })
}
