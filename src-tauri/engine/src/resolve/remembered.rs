//! Answers that are remembered, and when they stop being true. Nothing here asks the database.
//!
//! Each announcement of a change moves an epoch. An answer carries the epoch at which its question was *sent*, so an
//! answer that was under way while its tenant changed is seen to be old, however late it arrives. Epochs are kept for
//! groups of tenants (a change makes one answer in four thousand old for nothing), so the check is two loads.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use moka::Expiry;
use tenantry_model::TenantId;

use super::{Known, TenantKey};
use crate::EngineError;

/// How long an answer is kept at most.
pub(super) const KEPT: Duration = Duration::from_secs(300);
/// How long "there is no such tenant" is kept at most.
pub(super) const UNKNOWN_KEPT: Duration = Duration::from_secs(5);
/// How long an answer is trusted while nobody would hear that it changed.
const UNHEARD_TRUSTED: Duration = Duration::from_secs(5);
const GROUPS: usize = 4096;

/// Which answers are still true.
pub(super) struct Epochs {
    now: AtomicU64,
    /// Before it, nothing is true any more.
    floor: AtomicU64,
    groups: Box<[AtomicU64]>,
    hears: AtomicBool,
}

impl Epochs {
    pub(super) fn new() -> Self {
        let groups = (0..GROUPS).map(|_| AtomicU64::new(0)).collect();
        Self { now: AtomicU64::new(1), floor: AtomicU64::new(0), groups, hears: AtomicBool::new(false) }
    }

    /// To be read before the question is sent.
    pub(super) fn now(&self) -> u64 {
        self.now.load(Ordering::SeqCst)
    }

    /// A tenant changed.
    pub(super) fn changed(&self, tenant: TenantId) {
        let at = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.groups[group(tenant)].fetch_max(at, Ordering::SeqCst);
    }

    /// Anything may have changed.
    pub(super) fn forget_all(&self) {
        let at = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.floor.fetch_max(at, Ordering::SeqCst);
    }

    /// Whether changes are heard from now on.
    pub(super) fn set_hears(&self, hears: bool) {
        self.hears.store(hears, Ordering::SeqCst);
    }

    /// Whether changes are heard.
    pub(super) fn hears(&self) -> bool {
        self.hears.load(Ordering::SeqCst)
    }

    fn is_true(&self, answer: &Answer) -> bool {
        let changed = match &answer.known {
            Ok(Some(known)) => {
                let group = self.groups[group(known.id())].load(Ordering::SeqCst);
                group.max(self.floor.load(Ordering::SeqCst))
            }
            // whoever changed may be the one that was not there
            Ok(None) => self.now(),
            Err(_) => return false,
        };
        answer.epoch >= changed && (self.hears() || answer.at.elapsed() < UNHEARD_TRUSTED)
    }
}

fn group(tenant: TenantId) -> usize {
    // the last bits of a UUIDv7 are random
    (tenant.0.as_u128() % GROUPS as u128) as usize
}

/// What the directory said: a tenant, or that there is none. That it could not be asked is told to all who waited, and
/// never believed by those who come later.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) known: Result<Option<Known>, EngineError>,
    /// Of [`Epochs`], when the question was sent.
    pub(super) epoch: u64,
    /// When the question was sent.
    pub(super) at: Instant,
}

impl Answer {
    pub(super) fn is_true(&self, epochs: &Epochs) -> bool {
        epochs.is_true(self)
    }

    fn kept(&self) -> Duration {
        match &self.known {
            Ok(Some(known)) => known.lasts().map_or(KEPT, |lasts| lasts.min(KEPT)),
            Ok(None) => UNKNOWN_KEPT,
            Err(_) => Duration::ZERO,
        }
    }
}

/// How long each answer is kept.
pub(super) struct Kept;

impl Expiry<TenantKey, Answer> for Kept {
    fn expire_after_create(&self, _: &TenantKey, answer: &Answer, _: Instant) -> Option<Duration> {
        Some(answer.kept())
    }

    fn expire_after_update(
        &self,
        _: &TenantKey,
        answer: &Answer,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(answer.kept())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nobody(epochs: &Epochs) -> Answer {
        Answer { known: Ok(None), epoch: epochs.now(), at: Instant::now() }
    }

    #[test]
    fn nobody_is_believed_until_somebody_changes() {
        let epochs = Epochs::new();
        epochs.set_hears(true);
        let answer = nobody(&epochs);
        assert!(answer.is_true(&epochs));
        epochs.changed(TenantId(uuid::Uuid::from_u128(1)));
        assert!(!answer.is_true(&epochs));
        assert!(nobody(&epochs).is_true(&epochs));
        epochs.forget_all();
        assert!(!answer.is_true(&epochs));
    }

    #[test]
    fn what_nobody_would_hear_of_is_trusted_for_seconds() {
        let epochs = Epochs::new();
        let mut answer = nobody(&epochs);
        assert!(answer.is_true(&epochs));
        answer.at = Instant::now().checked_sub(UNHEARD_TRUSTED).unwrap();
        assert!(!answer.is_true(&epochs));
        epochs.set_hears(true);
        assert!(answer.is_true(&epochs));
    }
}
