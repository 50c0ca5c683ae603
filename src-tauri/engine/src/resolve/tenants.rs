//! Looking tenants up, and remembering them: a remembered answer is a pointer, a new one is one round trip, and however
//! many ask for the same tenant at once, one question is sent.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use moka::future::Cache;
use sqlx::PgPool;
use tenantry_model::{TenantContext, TenantId};
use tokio::task::AbortHandle;
use tokio::time::timeout;

use super::remembered::{Answer, Epochs, Hint, HintKept, Kept};
use super::{Known, NotAdmitted, TenantKey, announced};
use crate::EngineError;
use crate::connect::{LOOKUP_CONNECTIONS, Target};

/// How many tenants are remembered, and how many names of them, unless the caller says otherwise.
const REMEMBERED: u64 = 100_000;
/// The longest that a question may take.
const PATIENCE: Duration = Duration::from_secs(5);

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
    pool: PgPool,
    memory: Arc<Memory>,
    look_ups: AtomicU64,
    questions: AtomicU64,
    listening: AbortHandle,
}

/// What is remembered.
pub(super) struct Memory {
    pub(super) epochs: Epochs,
    answers: Cache<TenantId, Answer>,
    hints: Cache<TenantKey, Hint>,
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
            hints: Cache::builder().max_capacity(most).expire_after(HintKept).build(),
        }
    }

    /// A tenant changed; none: anything may have.
    pub(super) async fn stale(&self, tenant: Option<TenantId>) {
        match tenant {
            Some(tenant) => {
                self.epochs.changed(tenant);
                self.answers.invalidate(&tenant).await;
            }
            None => {
                self.epochs.forget_all();
                self.answers.invalidate_all();
                self.hints.invalidate_all();
            }
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

    /// The same, remembering at most so many tenants and so many names of them.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn remembering(target: &Target, most: u64) -> Self {
        let memory = Arc::new(Memory::new(most));
        let listening = tokio::spawn(announced::listen(target.clone(), Arc::clone(&memory)));
        Self(Arc::new(Inner {
            pool: target.lookup_pool(),
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
        match key {
            TenantKey::Id(id) => self.by_id(*id).await,
            TenantKey::Slug(_) | TenantKey::Domain(_) => self.by_name(key).await,
        }
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

    async fn by_id(&self, id: TenantId) -> Result<Option<Known>, EngineError> {
        let memory = &self.0.memory;
        if let Some(answer) = memory.answers.get(&id).await {
            if answer.is_true(&memory.epochs) {
                return Ok(answer.known);
            }
            memory.answers.invalidate(&id).await;
        }
        let key = TenantKey::Id(id);
        let answer = memory.answers.try_get_with(id, self.ask(&key)).await.map_err(unshared)?;
        if answer.is_true(&memory.epochs) {
            return Ok(answer.known);
        }
        // it changed while the question was under way, perhaps one that somebody else had sent
        self.ask_and_remember(&key).await
    }

    async fn by_name(&self, key: &TenantKey) -> Result<Option<Known>, EngineError> {
        let hints = &self.0.memory.hints;
        if let Some(hint) = hints.get(key).await {
            if let Some(found) = self.follow(key, hint).await? {
                return Ok(found);
            }
            hints.invalidate(key).await;
        }
        let hint = hints.try_get_with_by_ref(key, self.ask_for_hint(key)).await.map_err(unshared)?;
        match self.follow(key, hint).await? {
            Some(found) => Ok(found),
            None => self.ask_and_remember(key).await,
        }
    }

    /// Whom a hint leads to; none: it leads nowhere any more.
    async fn follow(&self, key: &TenantKey, hint: Hint) -> Result<Option<Option<Known>>, EngineError> {
        match hint {
            Hint::Tenant(id) => {
                let known = self.by_id(id).await?.filter(|known| known.is_named(key));
                Ok(known.map(Some))
            }
            Hint::Nobody(answer) => Ok(answer.is_true(&self.0.memory.epochs).then_some(None)),
        }
    }

    async fn ask_for_hint(&self, key: &TenantKey) -> Result<Hint, EngineError> {
        let answer = self.ask(key).await?;
        match &answer.known {
            Some(known) => {
                let id = known.id();
                self.0.memory.answers.insert(id, answer).await;
                Ok(Hint::Tenant(id))
            }
            None => Ok(Hint::Nobody(answer)),
        }
    }

    async fn ask_and_remember(&self, key: &TenantKey) -> Result<Option<Known>, EngineError> {
        let answer = self.ask(key).await?;
        if let Some(known) = &answer.known {
            self.0.memory.answers.insert(known.id(), answer.clone()).await;
        }
        Ok(answer.known)
    }

    /// Asks the database: one statement, one round trip.
    async fn ask(&self, key: &TenantKey) -> Result<Answer, EngineError> {
        let (epoch, at) = (self.0.memory.epochs.now(), Instant::now());
        self.0.questions.fetch_add(1, Ordering::Relaxed);
        let asked = timeout(PATIENCE, self.ask_a_living(key)).await;
        let known = asked.map_err(|_| EngineError::Busy {
            message: "The directory of tenants did not answer in time.".to_owned(),
            remedy: "Try again in a moment.".to_owned(),
        })??;
        Ok(Answer { known, epoch, at })
    }

    /// Nobody asks beforehand whether a connection lives: that would be a round trip. One that died is seen by its use.
    async fn ask_a_living(&self, key: &TenantKey) -> Result<Option<Known>, EngineError> {
        let mut outcome = self.ask_once(key).await;
        for _ in 0..LOOKUP_CONNECTIONS {
            if !matches!(outcome, Err(EngineError::Unavailable(_))) {
                break;
            }
            outcome = self.ask_once(key).await;
        }
        outcome
    }

    async fn ask_once(&self, key: &TenantKey) -> Result<Option<Known>, EngineError> {
        let row = sqlx::query("select * from tenantry_control.resolve_tenant($1, $2)")
            .bind(key.kind())
            .bind(key.to_string())
            .fetch_optional(&self.0.pool)
            .await?;
        row.as_ref().map(Known::from_row).transpose()
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
        Ok(sqlx::query_scalar("select tenantry_control.audit_refused_request($1, $2, $3)")
            .bind(claimed.0)
            .bind(named.map(|named| named.0))
            .bind(source)
            .fetch_one(&self.0.pool)
            .await?)
    }
}

/// An error that several waited for.
fn unshared(error: Arc<EngineError>) -> EngineError {
    Arc::unwrap_or_clone(error)
}
