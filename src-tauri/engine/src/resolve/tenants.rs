//! Looking tenants up, and remembering them: a remembered answer is a pointer, a new one is one round trip, and however
//! many ask for the same tenant at once, one question is sent.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use moka::future::Cache;
#[cfg(feature = "http")]
use sqlx::Row as _;
use tenantry_model::{TenantContext, TenantId};
use tokio::task::AbortHandle;

use super::asking::{Asking, Question};
use super::remembered::{Answer, Epochs, Kept};
use super::{Known, NotAdmitted, TenantKey, announced};
use crate::EngineError;
use crate::connect::Target;

/// How many answers are remembered, unless the caller says otherwise.
const REMEMBERED: u64 = 100_000;

/// The directory as a service sees it: one exact look-up at a time, remembered for 5 minutes at most (for 5 seconds when
/// there is no such tenant) and forgotten at once when the directory announces a change. While announcements cannot be
/// heard, nothing older than 5 seconds is trusted. A clone shares all of it.
///
/// ```no_run
/// # use tenantry_engine::connect::Target;
/// # use tenantry_engine::resolve::Tenants;
/// # async fn example(target: &Target) -> Result<(), tenantry_engine::EngineError> {
/// let tenants = Tenants::open(target);
/// match tenants.look_up(&"acme".parse()?).await? {
///     Some(known) => println!("{} is {}", known.id(), known.context().status),
///     None => println!("nobody"),
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Tenants(Arc<Inner>);

struct Inner {
    asking: Asking,
    memory: Arc<Memory>,
    look_ups: AtomicU64,
    questions: AtomicU64,
    listening: AbortHandle,
}

/// What is remembered.
pub(super) struct Memory {
    pub(super) epochs: Epochs,
    /// By each name that was asked for, and by id; the tenant itself is shared.
    answers: Cache<TenantKey, Answer>,
}

/// Figures for a service's metrics, since it started.
///
/// ```no_run
/// # use tenantry_engine::resolve::Tenants;
/// # fn example(tenants: &Tenants) {
/// let counts = tenants.counts();
/// println!("{} of {} look-ups were asked for", counts.questions, counts.look_ups);
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Tenants that were asked for.
    pub look_ups: u64,
    /// Questions that were sent to the database; the other look-ups were answered from memory.
    pub questions: u64,
    /// Whether changes are heard now.
    pub hears: bool,
}

impl Memory {
    fn new(most: u64) -> Self {
        Self {
            epochs: Epochs::new(),
            answers: Cache::builder().max_capacity(most).expire_after(Kept).build(),
        }
    }

    /// A tenant changed; none: anything may have. What is old by its epoch is replaced when it is asked for.
    pub(super) fn stale(&self, tenant: Option<TenantId>) {
        match tenant {
            Some(tenant) => self.epochs.changed(tenant),
            None => self.epochs.forget_all(),
        }
    }
}

impl fmt::Debug for Tenants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenants").field("counts", &self.counts()).finish_non_exhaustive()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Tenants {
    /// Opens lazily with the service's login, a member of `tenantry_app` or `tenantry_worker`, and begins to listen.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn open(target: &Target) -> Self {
        Self::remembering(target, REMEMBERED)
    }

    /// The same, remembering at most so many answers: one for a tenant's id and one for each other name of it.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn remembering(target: &Target, most: u64) -> Self {
        let memory = Arc::new(Memory::new(most));
        let listening = tokio::spawn(announced::listen(target.clone(), Arc::clone(&memory)));
        Self(Arc::new(Inner {
            asking: Asking::new(target.clone()),
            memory,
            look_ups: AtomicU64::new(0),
            questions: AtomicU64::new(0),
            listening: listening.abort_handle(),
        }))
    }

    /// The tenant that `key` names, whatever its status; none: there is no such tenant.
    ///
    /// # Errors
    /// [`EngineError::Unavailable`] or [`EngineError::Busy`] when the directory cannot be asked, [`EngineError::Denied`]
    /// when the login is no service's.
    pub async fn look_up(&self, key: &TenantKey) -> Result<Option<Known>, EngineError> {
        self.0.look_ups.fetch_add(1, Ordering::Relaxed);
        let memory = &self.0.memory;
        if let Some(answer) = memory.answers.get(key).await
            && answer.is_true(&memory.epochs)
        {
            return answer.known;
        }
        // one of those who ask at once sends the question; the others wait for its answer
        let entry = memory.answers.entry_by_ref(key);
        let entry = entry.or_insert_with_if(self.ask(key), |answer| !answer.is_true(&memory.epochs)).await;
        let answer = entry.into_value();
        if answer.known.is_err() || answer.is_true(&memory.epochs) {
            return answer.known;
        }
        // it changed while the question was under way, perhaps one that somebody else had sent
        let answer = self.ask(key).await;
        memory.answers.insert(key.clone(), answer.clone()).await;
        answer.known
    }

    /// The context of the tenant that `key` names, if it may work now.
    ///
    /// # Errors
    /// [`NotAdmitted`] says why not.
    pub async fn admit(&self, key: &TenantKey) -> Result<TenantContext, NotAdmitted> {
        self.look_up(key).await?.ok_or(NotAdmitted::Unknown)?.admit()
    }

    /// Figures for metrics.
    pub fn counts(&self) -> Counts {
        Counts {
            look_ups: self.0.look_ups.load(Ordering::Relaxed),
            questions: self.0.questions.load(Ordering::Relaxed),
            hears: self.0.memory.epochs.hears(),
        }
    }

    /// Asks the database: one statement, one round trip. Who was asked for by a name is known by id as well.
    async fn ask(&self, key: &TenantKey) -> Answer {
        let (epoch, at) = (self.0.memory.epochs.now(), Instant::now());
        self.0.questions.fetch_add(1, Ordering::Relaxed);
        let value = key.to_string();
        let question = Question::Name { kind: key.kind(), value: &value };
        let row = self.0.asking.row(&question);
        let known = row.await.and_then(|row| row.as_ref().map(Known::from_row).transpose());
        let answer = Answer { known, epoch, at };
        if let Ok(Some(known)) = &answer.known
            && *key != TenantKey::Id(known.id())
        {
            self.0.memory.answers.insert(TenantKey::Id(known.id()), answer.clone()).await;
        }
        answer
    }

    /// Writes down that a request with a token of `claimed` named another tenant. Returns whether an entry was written:
    /// so many an hour are.
    #[cfg(feature = "http")]
    pub(super) async fn audit_conflict(
        &self,
        claimed: TenantId,
        named: Option<TenantId>,
        source: &'static str,
    ) -> Result<bool, EngineError> {
        let row = self.0.asking.row(&Question::Refused { claimed, named, source }).await?;
        Ok(row.is_some_and(|row| row.try_get(0).unwrap_or(false)))
    }
}
