//! The cache: nobody sees another's entry, nobody loses his own to another, nothing is loaded twice, nothing stale stays.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use tenantry_engine::EngineError;
use tenantry_engine::cache::TenantCache;
use tenantry_engine::context::with_tenant;
use tenantry_model::{Rung, TenantContext, TenantFacts};
use tenantry_tests::rungs::facts;
use tenantry_tests::until;
use tokio::sync::Notify;

/// Somewhere that values are loaded from.
#[derive(Default)]
struct Source {
    loads: AtomicU64,
    value: AtomicU64,
}

impl Source {
    async fn load(&self) -> Result<Option<u64>, EngineError> {
        self.loads.fetch_add(1, Ordering::SeqCst);
        Ok(Some(self.value.load(Ordering::SeqCst)))
    }

    fn loads(&self) -> u64 {
        self.loads.load(Ordering::SeqCst)
    }
}

fn moved(tenant: &TenantContext) -> TenantContext {
    TenantContext::new(TenantFacts { generation: tenant.generation + 1, ..TenantFacts::clone(tenant) })
}

#[tokio::test]
async fn entries_belong_to_a_tenant_and_to_where_it_is_placed() {
    let cache: TenantCache<u8, u64> = TenantCache::new(100);
    let (own, other) = (facts(Rung::Shared), facts(Rung::Shared));
    let source = Source::default();
    for (tenant, value) in [(&own, 1), (&other, 2), (&moved(&own), 3)] {
        source.value.store(value, Ordering::SeqCst);
        for _ in 0..3 {
            let got = with_tenant(tenant.clone(), cache.get(&7, || source.load())).await.unwrap();
            assert_eq!(got, Some(value));
        }
    }
    assert_eq!(source.loads(), 3);
    assert!(matches!(cache.get(&7, || source.load()).await, Err(EngineError::NoTenant)));
    assert!(matches!(cache.forget(&7).await, Err(EngineError::NoTenant)));
    assert!(matches!(cache.entries().await, Err(EngineError::NoTenant)));
    assert_eq!(source.loads(), 3, "without a tenant nothing is loaded, either");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_fills_its_share_takes_nothing_from_another() {
    let cache: TenantCache<u64, u64> = TenantCache::new(100);
    let (greedy, modest) = (facts(Rung::Shared), facts(Rung::Shared));
    let source = Source::default();
    with_tenant(modest.clone(), async {
        for key in 0..50 {
            cache.get(&key, || source.load()).await.unwrap();
        }
    })
    .await;
    let filled = with_tenant(greedy, async {
        for key in 0..20_000 {
            cache.get(&key, || source.load()).await.unwrap();
        }
        cache.entries().await.unwrap()
    })
    .await;
    assert!(filled <= 100, "{filled} entries of a share of 100");
    let before = source.loads();
    with_tenant(modest, async {
        for key in 0..50 {
            cache.get(&key, || source.load()).await.unwrap();
        }
    })
    .await;
    assert_eq!(source.loads(), before, "the modest one lost entries");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_who_ask_at_once_cause_one_load() {
    let cache: TenantCache<u8, u64> = TenantCache::new(100);
    let tenant = facts(Rung::Shared);
    let source = Source::default();
    let slow = || async {
        // all others ask meanwhile
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        source.load().await
    };
    let asks = (0..1_000).map(|_| with_tenant(tenant.clone(), cache.get(&1, slow)));
    assert!(join_all(asks).await.iter().all(|got| matches!(got, Ok(Some(0)))));
    assert_eq!(source.loads(), 1);
}

#[tokio::test]
async fn what_changed_is_loaded_again_even_if_it_was_being_loaded() {
    let cache: TenantCache<u8, u64> = TenantCache::new(100);
    let (own, other) = (facts(Rung::Shared), facts(Rung::Shared));
    let source = Source::default();
    let get = |tenant: &TenantContext| with_tenant(tenant.clone(), cache.get(&1, || source.load()));
    assert_eq!((get(&own).await.unwrap(), get(&other).await.unwrap()), (Some(0), Some(0)));
    source.value.store(1, Ordering::SeqCst);
    with_tenant(own.clone(), cache.forget(&1)).await.unwrap();
    assert_eq!((get(&own).await.unwrap(), get(&other).await.unwrap()), (Some(1), Some(0)));
    source.value.store(2, Ordering::SeqCst);
    cache.forget_tenant(own.id).await;
    assert_eq!((get(&own).await.unwrap(), get(&other).await.unwrap()), (Some(2), Some(0)));

    // a load that began before the change and ends after it
    for whole in [false, true] {
        let (read, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        cache.forget_tenant(own.id).await;
        source.value.store(10, Ordering::SeqCst);
        let loading = with_tenant(
            own.clone(),
            cache.get(&1, || async {
                let seen = source.load().await;
                if seen == Ok(Some(10)) {
                    read.notify_one();
                    go_on.notified().await;
                }
                seen
            }),
        );
        let changing = async {
            read.notified().await;
            source.value.store(11, Ordering::SeqCst);
            if whole {
                cache.forget_tenant(own.id).await;
            } else {
                with_tenant(own.clone(), cache.forget(&1)).await.unwrap();
            }
            go_on.notify_one();
        };
        let (got, ()) = tokio::join!(loading, changing);
        assert_eq!(got.unwrap(), Some(11), "the answer was stale before it was there");
        assert_eq!(get(&own).await.unwrap(), Some(11));
    }
}

#[tokio::test]
async fn absence_and_errors_are_not_kept_unless_asked() {
    let tenant = facts(Rung::Shared);
    let loads = AtomicU64::new(0);
    let nothing = || async {
        loads.fetch_add(1, Ordering::SeqCst);
        Ok(None::<u64>)
    };
    let failing = || async {
        loads.fetch_add(1, Ordering::SeqCst);
        Err(EngineError::Cancelled)
    };
    let cache: TenantCache<u8, u64> = TenantCache::new(100);
    let remembers = TenantCache::new(100).absence_kept(Duration::from_millis(200));
    with_tenant(tenant, async {
        for _ in 0..3 {
            assert_eq!(cache.get(&1, nothing).await, Ok(None));
            assert_eq!(cache.get(&1, failing).await, Err(EngineError::Cancelled));
        }
        assert_eq!(loads.swap(0, Ordering::SeqCst), 6);
        for _ in 0..3 {
            assert_eq!(remembers.get(&1, nothing).await, Ok(None));
        }
        assert_eq!(loads.load(Ordering::SeqCst), 1);
        until::found("absence is forgotten", async || {
            assert_eq!(remembers.get(&1, nothing).await, Ok(None));
            (loads.load(Ordering::SeqCst) == 2).then_some(())
        })
        .await;
    })
    .await;
}
