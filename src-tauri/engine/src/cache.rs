//! A cache whose entries belong to tenants: the tenant and the generation of its placement come from the scope and are
//! part of every key, so that nobody reads another's entry, and nobody one from before a move.
//!
//! Each tenant has a share of its own: who fills his, loses his own entries. However many ask for one thing at once, it is
//! loaded once. An answer that was on its way while it became stale is seen to be so. What shows different things to
//! different roles or connections needs a cache for each, or the role in its key.
//!
//! ```
//! # use tenantry_engine::cache::TenantCache;
//! # use tenantry_engine::{EngineError, context::with_tenant};
//! # use tenantry_model::{Placement, TenantContext, TenantFacts, TenantId, TenantStatus};
//! # fn acme() -> TenantContext { TenantContext::new(TenantFacts {
//! #     id: TenantId("0190a6b2-0000-7000-8000-000000000001".parse().unwrap()), slug: "acme".parse().unwrap(),
//! #     name: "Acme".to_owned(), tier: "pro".to_owned(), status: TenantStatus::Active, subscription_ends: None,
//! #     limits: Vec::new(), region: "eu-west".to_owned(), features: Vec::new(),
//! #     placement: Placement::Shared { cluster: "local".to_owned() }, generation: 1, pool_max: 4,
//! #     statement_timeout_ms: 5_000, encryption_key_ref: None,
//! # }) }
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let titles: TenantCache<u64, String> = TenantCache::new(1_000);
//! let load = || async { Ok(Some("Offer".to_owned())) };
//! with_tenant(acme(), async {
//!     assert_eq!(titles.get(&7, load).await?.as_deref(), Some("Offer"));
//!     titles.forget(&7).await
//! }).await?;
//! assert!(matches!(titles.get(&7, load).await, Err(EngineError::NoTenant)));
//! # Ok::<(), EngineError>(()) }).unwrap();
//! ```

use std::future::Future;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::policy::EvictionPolicy;
use tenantry_model::{TenantContext, TenantId};

use crate::{EngineError, context};

/// Tenants that have a share at once; the one that was idle for longest loses it.
const TENANTS: u64 = 10_000;
/// Keys that become stale together: too much is loaded again now and then, nothing stale is kept.
const GROUPS: usize = 64;

/// Values by tenant and key. A clone shares them.
pub struct TenantCache<K, V> {
    shares: moka::future::Cache<(TenantId, i64), Arc<Share<K, V>>>,
    per_tenant: u64,
    kept: Duration,
    absence_kept: Option<Duration>,
}

impl<K, V> Clone for TenantCache<K, V> {
    fn clone(&self) -> Self {
        let Self { shares, per_tenant, kept, absence_kept } = self;
        Self { shares: shares.clone(), per_tenant: *per_tenant, kept: *kept, absence_kept: *absence_kept }
    }
}

/// What one tenant has.
struct Share<K, V> {
    entries: moka::future::Cache<K, Entry<V>>,
    /// How often a group of keys became stale.
    stale: [AtomicU64; GROUPS],
    hasher: RandomState,
}

#[derive(Clone)]
struct Entry<V> {
    /// None: there is no such thing.
    value: Option<V>,
    /// Of its group, when its loading began.
    epoch: u64,
}

struct Kept {
    present: Duration,
    absent: Duration,
}

impl<K, V> Expiry<K, Entry<V>> for Kept {
    fn expire_after_create(&self, _: &K, entry: &Entry<V>, _: Instant) -> Option<Duration> {
        Some(if entry.value.is_some() { self.present } else { self.absent })
    }
}

/// Why nothing is kept.
enum Unkept {
    Absent,
    Failed(EngineError),
}

impl<K, V> TenantCache<K, V>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// So many entries of each tenant at most, kept for 5 minutes. That something is not there is not kept.
    pub fn new(per_tenant: u64) -> Self {
        let shares = moka::future::Cache::builder()
            .max_capacity(TENANTS)
            .eviction_policy(EvictionPolicy::lru())
            .time_to_idle(Duration::from_secs(900))
            .build();
        Self { shares, per_tenant, kept: Duration::from_secs(300), absence_kept: None }
    }

    /// Keeps entries for so long. To be said before the cache is used.
    #[must_use]
    pub fn kept(self, kept: Duration) -> Self {
        Self { kept, ..self }
    }

    /// Remembers for so long that something is not there, too. To be said before the cache is used.
    #[must_use]
    pub fn absence_kept(self, kept: Duration) -> Self {
        Self { absence_kept: Some(kept), ..self }
    }

    /// The scope's tenant's value of a key: kept, or loaded now and then kept. Of all who ask meanwhile, one loads.
    ///
    /// # Errors
    /// [`EngineError::NoTenant`] outside of a scope, and what `load` says, which is not kept.
    pub async fn get<L: Future<Output = Result<Option<V>, EngineError>>>(
        &self,
        key: &K,
        load: impl Fn() -> L,
    ) -> Result<Option<V>, EngineError> {
        let share = self.share(&context::require()?).await;
        let group = share.group(key);
        if let Some(entry) = share.entries.get(key).await {
            if entry.epoch == group.load(Ordering::SeqCst) {
                return Ok(entry.value);
            }
            share.entries.invalidate(key).await;
        }
        // twice at most: what somebody else began to load may be stale before it is here
        let entry = match share.loaded(key, &load, self.absence_kept.is_some()).await? {
            Some(entry) if entry.epoch != group.load(Ordering::SeqCst) => {
                share.entries.invalidate(key).await;
                share.loaded(key, &load, self.absence_kept.is_some()).await?
            }
            entry => entry,
        };
        Ok(entry.and_then(|entry| entry.value))
    }

    /// The scope's tenant's value of a key changed.
    ///
    /// # Errors
    /// [`EngineError::NoTenant`] outside of a scope.
    pub async fn forget(&self, key: &K) -> Result<(), EngineError> {
        self.share(&context::require()?).await.group(key).fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// Anything of this tenant changed, on whatever placement. What is being loaded for it is not kept.
    pub async fn forget_tenant(&self, tenant: TenantId) {
        // entries that are under way go to the share that is gone
        let gone = self.shares.iter().filter(|(key, _)| tenant == key.0).map(|(key, _)| *key);
        for key in gone.collect::<Vec<_>>() {
            if let Some(share) = self.shares.remove(&key).await {
                for group in &share.stale {
                    group.fetch_add(1, Ordering::SeqCst);
                }
            }
        }
    }

    /// How many entries the scope's tenant has, about.
    ///
    /// # Errors
    /// [`EngineError::NoTenant`] outside of a scope.
    pub async fn entries(&self) -> Result<u64, EngineError> {
        let share = self.share(&context::require()?).await;
        share.entries.run_pending_tasks().await;
        Ok(share.entries.entry_count())
    }

    async fn share(&self, tenant: &TenantContext) -> Arc<Share<K, V>> {
        let fresh = async {
            let kept = Kept { present: self.kept, absent: self.absence_kept.unwrap_or_default() };
            Arc::new(Share {
                entries: moka::future::Cache::builder()
                    .max_capacity(self.per_tenant)
                    .expire_after(kept)
                    .build(),
                stale: std::array::from_fn(|_| AtomicU64::new(0)),
                hasher: RandomState::new(),
            })
        };
        self.shares.get_with((tenant.id, tenant.generation), fresh).await
    }
}

impl<K, V> Share<K, V>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    fn group(&self, key: &K) -> &AtomicU64 {
        // the remainder is smaller than GROUPS
        &self.stale[(self.hasher.hash_one(key) % GROUPS as u64) as usize]
    }

    async fn loaded<L: Future<Output = Result<Option<V>, EngineError>>>(
        &self,
        key: &K,
        load: impl Fn() -> L,
        keep_absence: bool,
    ) -> Result<Option<Entry<V>>, EngineError> {
        let fresh = async {
            let epoch = self.group(key).load(Ordering::SeqCst);
            match load().await {
                Ok(None) if !keep_absence => Err(Unkept::Absent),
                Ok(value) => Ok(Entry { value, epoch }),
                Err(error) => Err(Unkept::Failed(error)),
            }
        };
        match self.entries.try_get_with_by_ref(key, fresh).await {
            Ok(entry) => Ok(Some(entry)),
            Err(unkept) => match &*unkept {
                Unkept::Absent => Ok(None),
                Unkept::Failed(error) => Err(error.clone()),
            },
        }
    }
}
