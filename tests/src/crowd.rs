//! Thousands of tenants at once on a few connections: nobody fails, nobody starves, and the server never counts more
//! connections than the budget has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tenantry_engine::context::with_tenant;
use tenantry_engine::scoped::{Budget, Step};
use tenantry_model::{Rung, TenantContext};

use crate::rungs::{Rungs, facts};
use crate::sql;

/// What came of a crowd.
#[derive(Debug, Clone, Default)]
pub struct Crowd {
    /// Scopes that ended well.
    pub scopes: usize,
    /// Median wait of a scope, from asking to answer.
    pub median: Duration,
    /// The longest.
    pub longest: Duration,
    /// Scopes of the tenant that had fewest.
    pub fewest: usize,
    /// Scopes of the tenant that had most.
    pub most: usize,
    /// Most connections that the server counted at once.
    pub connections: usize,
}

/// Places so many tenants in the shared tables, with a row of settings each.
pub async fn gather(rungs: &Rungs, count: usize) -> Vec<TenantContext> {
    let tenants: Vec<TenantContext> = (0..count).map(|_| facts(Rung::Shared)).collect();
    let mut admin = rungs.fleet.admin().await;
    for part in tenants.chunks(1_000) {
        let ids: Vec<String> = part.iter().map(|tenant| format!("('{}'::uuid)", tenant.id)).collect();
        let ids = ids.join(", ");
        sql::must(
            &mut admin,
            format!(
                "with t (id) as (values {ids}) select tenantry.place(id, 1, null, null, '{{}}', null, '{{}}') from t;
                 with t (id) as (values {ids})
                 insert into public.settings (tenant_id, key, value) select id, id::text, '1' from t;"
            ),
        )
        .await;
    }
    sql::must(&mut admin, "analyze public.settings; analyze tenantry.placements").await;
    tenants
}

/// Lets all of them ask for what is theirs, again and again, for so long.
///
/// # Panics
/// When one is refused, or sees what is not its own.
pub async fn press(rungs: &Rungs, tenants: &[TenantContext], budget: Budget, lasts: Duration) -> Crowd {
    let data = rungs.access(budget);
    let (over, most) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let watch = {
        let (over, most, mut admin) = (Arc::clone(&over), Arc::clone(&most), rungs.fleet.admin().await);
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(Duration::from_millis(20));
            let count = "select count(*) from pg_stat_activity where usename = 'app' and datname = current_database()";
            while !over.load(Ordering::Acquire) {
                ticks.tick().await;
                let now = sql::one(&mut admin, count).await;
                most.fetch_max(now.parse().expect("a number"), Ordering::AcqRel);
            }
        })
    };
    let until = Instant::now() + lasts;
    let each = tenants.iter().map(|tenant| {
        let (data, tenant) = (data.clone(), tenant.clone());
        tokio::spawn(async move {
            let mut waits = Vec::new();
            while waits.is_empty() || Instant::now() < until {
                let from = Instant::now();
                let read = [Step::new("select tenant_id, count(*) from public.settings group by 1", &[])];
                let seen = with_tenant(tenant.clone(), data.round(&read)).await;
                let seen = seen.unwrap_or_else(|error| panic!("{error}"));
                let whose: uuid::Uuid = seen[0].rows[0].get(0).expect("a tenant");
                assert_eq!((whose, seen[0].rows.len()), (tenant.id.0, 1), "another tenant's row");
                waits.push(from.elapsed());
            }
            waits
        })
    });
    let mut waits = Vec::new();
    let (mut fewest, mut busiest) = (usize::MAX, 0);
    for one in each.collect::<Vec<_>>() {
        let of_one = one.await.expect("a tenant was refused");
        (fewest, busiest) = (fewest.min(of_one.len()), busiest.max(of_one.len()));
        waits.extend(of_one);
    }
    over.store(true, Ordering::Release);
    watch.await.expect("the watch goes on");
    waits.sort_unstable();
    Crowd {
        scopes: waits.len(),
        median: waits[waits.len() / 2],
        longest: waits[waits.len() - 1],
        fewest,
        most: busiest,
        connections: most.load(Ordering::Acquire),
    }
}
