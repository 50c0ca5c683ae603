//! Connections to all sources under one budget. A server counts connections, not pools: what is idle in one place makes
//! room for what is wanted in another, and a connection that is being closed counts until the server has let it go.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tenantry_model::TenantContext;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::greeting;
use super::slots::{Slot, Slots};
use super::source::Source;
use crate::EngineError;
use crate::wire::{Connection, Step};

/// How many connections there may be, and how long they are kept and waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Most connections at once, over all tenants and sources.
    pub connections: usize,
    /// A connection that was idle for so long is closed.
    pub idle: Duration,
    /// Longest wait for a connection.
    pub wait: Duration,
}

impl Default for Budget {
    /// 40 connections, closed after 30 s, waited for 2 s.
    fn default() -> Self {
        Self { connections: 40, idle: Duration::from_secs(30), wait: Duration::from_secs(2) }
    }
}

pub(super) struct Pool {
    budget: Budget,
    permits: Arc<Semaphore>,
    slots: Arc<Slots>,
    idle: Mutex<HashMap<usize, Vec<Parked>>>,
    open: Arc<Open>,
    rounds: AtomicU64,
}

/// Connections that the servers count.
#[derive(Default)]
struct Open {
    count: AtomicUsize,
    fewer: Notify,
}

/// One connection's place in the budget, given back when the server has let go of it.
struct Seat(Arc<Open>);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.count.fetch_sub(1, Ordering::AcqRel);
        self.0.fewer.notify_one();
    }
}

struct Parked {
    connection: Connection,
    seat: Seat,
    since: Instant,
}

/// A connection that is in use. Dropped, it goes back, unless somebody stopped waiting for it half way.
pub(super) struct Held {
    pub(super) source: Arc<Source>,
    inside: Option<(Connection, Seat)>,
    /// Its round trips before.
    rounds: u64,
    tainted: bool,
    /// Given back after the seat: whoever waits finds room.
    permit: Option<OwnedSemaphorePermit>,
    slot: Option<Slot>,
    pool: Arc<Pool>,
}

impl Pool {
    pub(super) fn new(budget: Budget) -> Arc<Self> {
        let pool = Arc::new(Self {
            budget,
            permits: Arc::new(Semaphore::new(budget.connections)),
            slots: Arc::default(),
            idle: Mutex::default(),
            open: Arc::default(),
            rounds: AtomicU64::new(0),
        });
        let watched = Arc::downgrade(&pool);
        tokio::spawn(async move {
            while let Some(pool) = watched.upgrade() {
                let due = pool.due();
                let rest = pool.budget.idle / 4;
                drop(pool);
                for parked in due {
                    parked.connection.close().await;
                }
                tokio::time::sleep(rest).await;
            }
        });
        pool
    }

    /// A connection to the source for this tenant.
    pub(super) async fn acquire(
        self: &Arc<Self>,
        tenant: &TenantContext,
        source: Arc<Source>,
    ) -> Result<Held, EngineError> {
        let deadline = Instant::now() + self.budget.wait;
        let slot = timeout_at(deadline, self.slots.take(tenant)).await.map_err(|_| {
            let most = tenant.pool_max.max(1);
            self.busy(&format!("all {most} connections that the tenant's tier allows are in use"))
        })?;
        let permit = timeout_at(deadline, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = permit.map_err(|_| self.all_in_use())?;
        let held = |inside: (Connection, Seat), pool: Arc<Self>, source| Held {
            source,
            rounds: inside.0.rounds(),
            inside: Some(inside),
            tainted: false,
            permit: permit.ok(),
            slot: Some(slot),
            pool,
        };
        if let Some(found) = self.take_idle(&source) {
            return Ok(held(found, Arc::clone(self), source));
        }
        let pool = Arc::clone(self);
        // a task of its own: when nobody waits for it any more, it is opened all the same, counted, and parked
        let opened = tokio::spawn(async move {
            let seat = timeout_at(deadline, pool.make_room()).await;
            let seat = seat.map_err(|_| pool.all_in_use())?;
            let connection = greeting::connect(&source).await?;
            Ok(held((connection, seat), pool, source))
        });
        let stopped = |_| EngineError::Unavailable("The program is being stopped.".to_owned());
        opened.await.map_err(stopped)?
    }

    fn all_in_use(&self) -> EngineError {
        self.busy(&format!("all {} connections are in use", self.budget.connections))
    }

    fn busy(&self, why: &str) -> EngineError {
        EngineError::Busy {
            message: format!("No connection became free in {} ms: {why}.", self.budget.wait.as_millis()),
            remedy: "Try again in a moment, or raise the limit.".to_owned(),
        }
    }

    /// The connection that was used last; one that the server has closed meanwhile is passed over.
    fn take_idle(&self, source: &Arc<Source>) -> Option<(Connection, Seat)> {
        let mut idle = self.idle();
        let parked = idle.get_mut(&key(source))?;
        while let Some(mut last) = parked.pop() {
            if last.connection.is_quiet() {
                return Some((last.connection, last.seat));
            }
        }
        None
    }

    /// A seat for a new connection: a free one, or that of the connection that was idle for longest.
    async fn make_room(&self) -> Seat {
        loop {
            let free = self.open.count.fetch_update(Ordering::AcqRel, Ordering::Acquire, |count| {
                (count < self.budget.connections).then_some(count + 1)
            });
            if free.is_ok() {
                return Seat(Arc::clone(&self.open));
            }
            match self.oldest() {
                Some(parked) => {
                    parked.connection.close().await;
                    return parked.seat;
                }
                // one is just being closed
                None => self.open.fewer.notified().await,
            }
        }
    }

    fn oldest(&self) -> Option<Parked> {
        let mut idle = self.idle();
        let parked =
            idle.values_mut().filter(|parked| !parked.is_empty()).min_by_key(|parked| parked[0].since)?;
        Some(parked.remove(0))
    }

    /// What was idle for too long.
    fn due(&self) -> Vec<Parked> {
        let mut due = Vec::new();
        for parked in self.idle().values_mut() {
            let fresh = parked.iter().position(|one| one.since.elapsed() < self.budget.idle);
            due.extend(parked.drain(..fresh.unwrap_or(parked.len())));
        }
        due
    }

    fn park(&self, source: &Arc<Source>, (connection, seat): (Connection, Seat)) {
        let parked = Parked { connection, seat, since: Instant::now() };
        self.idle().entry(key(source)).or_default().push(parked);
    }

    fn idle(&self) -> MutexGuard<'_, HashMap<usize, Vec<Parked>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Round trips that scopes have made.
    pub(super) fn rounds(&self) -> u64 {
        self.rounds.load(Ordering::Relaxed)
    }

    /// Connections that the servers count now.
    pub(super) fn open(&self) -> usize {
        self.open.count.load(Ordering::Acquire)
    }
}

/// A source by its address: sources live as long as the pool.
fn key(source: &Arc<Source>) -> usize {
    Arc::as_ptr(source).addr()
}

impl Held {
    /// The connection.
    pub(super) fn connection(&mut self) -> Result<&mut Connection, EngineError> {
        let gone = || EngineError::Internal("A connection was used after it was given back.".to_owned());
        self.inside.as_mut().map(|(connection, _)| connection).ok_or_else(gone)
    }

    /// Statements that we did not write run on it: what they may leave behind is discarded before anybody else has it.
    pub(super) const fn taint(&mut self) {
        self.tainted = true;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some((connection, seat)) = self.inside.take() else { return };
        self.pool.rounds.fetch_add(connection.rounds() - self.rounds, Ordering::Relaxed);
        if connection.is_clean() && !self.tainted {
            self.pool.park(&self.source, (connection, seat));
            return;
        }
        // the rights go along: neither tenant nor budget has a connection more before this one is gone
        let (pool, source) = (Arc::clone(&self.pool), Arc::clone(&self.source));
        let rights = (self.permit.take(), self.slot.take());
        let leave = async move {
            if let Some(connection) = discarded(connection).await {
                pool.park(&source, (connection, seat));
            }
            drop(rights);
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(leave);
        }
    }
}

/// The connection as it was when it was made; none: it had to be closed.
async fn discarded(mut connection: Connection) -> Option<Connection> {
    if connection.is_clean() && connection.round(&[Step::new("discard all", &[])]).await.is_ok() {
        connection.is_new();
        return Some(connection);
    }
    connection.close().await;
    None
}
