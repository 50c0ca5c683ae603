//! How many connections each tenant may have at once, by its tier: nobody drains what all share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tenantry_model::{TenantContext, TenantId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The tenants that have or want connections. One that has none any more is forgotten.
#[derive(Default)]
pub(super) struct Slots(Mutex<HashMap<TenantId, Arc<Semaphore>>>);

/// The right to one connection.
pub(super) struct Slot {
    tenant: TenantId,
    slots: Arc<Slots>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Slots {
    /// Waits until the tenant may have one more.
    pub(super) async fn take(self: &Arc<Self>, tenant: &TenantContext) -> Slot {
        let most = (tenant.pool_max as usize).max(1);
        let semaphore =
            Arc::clone(self.lock().entry(tenant.id).or_insert_with(|| Arc::new(Semaphore::new(most))));
        // made first: who gives up waiting leaves through its drop, too
        let mut slot = Slot { tenant: tenant.id, slots: Arc::clone(self), permit: None };
        // a semaphore of ours is never closed
        slot.permit = semaphore.acquire_owned().await.ok();
        slot
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, Arc<Semaphore>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    fn known(&self) -> usize {
        self.lock().len()
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut known = self.slots.lock();
        drop(self.permit.take());
        if known.get(&self.tenant).is_some_and(|semaphore| Arc::strong_count(semaphore) == 1) {
            known.remove(&self.tenant);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use tenantry_model::{Placement, TenantFacts, TenantStatus};

    use super::*;

    fn tenant(n: u128, pool_max: u32) -> TenantContext {
        TenantContext::new(TenantFacts {
            id: TenantId(uuid::Uuid::from_u128(n)),
            slug: "a".parse().unwrap(),
            name: String::new(),
            tier: String::new(),
            status: TenantStatus::Active,
            subscription_ends: None,
            limits: Vec::new(),
            region: String::new(),
            features: Vec::new(),
            placement: Placement::Shared { cluster: String::new() },
            generation: 1,
            pool_max,
            statement_timeout_ms: 1,
            encryption_key_ref: None,
        })
    }

    #[tokio::test]
    async fn each_tenant_has_its_own_and_is_forgotten_after() {
        let slots = Arc::new(Slots::default());
        let (one, other) = (tenant(1, 2), tenant(2, 0));
        let held = (slots.take(&one).await, slots.take(&one).await);
        assert!(slots.take(&one).now_or_never().is_none(), "two are all it may have");
        let its = slots.take(&other).await;
        assert!(slots.take(&other).now_or_never().is_none(), "a tier of none still works, one at a time");
        drop(held);
        assert!(slots.take(&one).now_or_never().is_some());
        drop(its);
        assert_eq!(slots.known(), 0);
    }
}
