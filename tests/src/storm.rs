//! Scopes that are cancelled at any point: by a time limit, after some polls, by abort; and what must hold after.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use sqlx::PgConnection;
use tenantry_engine::EngineError;
use tenantry_engine::context::with_tenant;
use tenantry_engine::scoped::{Budget, Step, TenantData};
use tenantry_model::TenantContext;
use uuid::Uuid;

use crate::stage::{Stage, said, schema_of};
use crate::{sql, until};

/// How long the server may go on with what nobody waits for.
const LINGER: Duration = Duration::from_secs(1);

/// What is done, and how often.
#[derive(Debug, Clone, Copy)]
pub struct Storm {
    /// Scopes.
    pub count: u64,
    /// At once.
    pub parallel: usize,
    /// Most connections.
    pub connections: usize,
    /// Transactions alone, cancelled while they begin.
    pub only_begin: bool,
    /// Where the dice start.
    pub seed: u64,
}

impl Default for Storm {
    fn default() -> Self {
        Self { count: 500, parallel: 16, connections: 8, only_begin: false, seed: 1 }
    }
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Calm {
    /// Scopes that nobody waited for to the end.
    pub cancelled: u64,
    /// Scopes that ended.
    pub ended: u64,
    /// Most connections that the servers counted at once.
    pub most_connections: usize,
    /// Until the servers did nothing any more.
    pub quiet_after: Duration,
    /// Transactions that were never committed, and are not there.
    pub undone: usize,
}

/// What scopes share.
struct Weather {
    data: TenantData,
    tenants: Vec<TenantContext>,
    /// Rows whose transaction nobody committed.
    never: Mutex<Vec<Uuid>>,
    cancelled: AtomicU64,
    ended: AtomicU64,
}

/// Lets it rage over the tenants of a stage that nobody else uses.
///
/// # Panics
/// When anything is dirty after it.
pub async fn rage(stage: &Stage, storm: Storm) -> Calm {
    let budget =
        Budget { connections: storm.connections, wait: Duration::from_secs(30), ..Budget::default() };
    let weather = Arc::new(Weather {
        data: stage.rungs.access(budget),
        tenants: stage.rungs.all().cloned().collect(),
        never: Mutex::default(),
        cancelled: AtomicU64::new(0),
        ended: AtomicU64::new(0),
    });
    let (most, over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let watch = tokio::spawn(watched(servers(stage).await, Arc::clone(&most), Arc::clone(&over)));
    let mut looking = servers(stage).await;
    let scopes = (0..storm.parallel as u64).map(|worker| {
        let weather = Arc::clone(&weather);
        let mut dice = StdRng::seed_from_u64(storm.seed.wrapping_mul(1_000).wrapping_add(worker));
        let share =
            storm.count / storm.parallel as u64 + u64::from(worker < storm.count % storm.parallel as u64);
        tokio::spawn(async move {
            for _ in 0..share {
                scope(&weather, storm, &mut dice).await;
            }
        })
    });
    for scope in scopes.collect::<Vec<_>>() {
        scope.await.expect("a scope panicked");
    }
    let since = Instant::now();
    quiet(&mut looking).await;
    let quiet_after = since.elapsed();
    over.store(true, Ordering::Release);
    watch.await.expect("the watch goes on");
    clean(stage, &weather, budget).await;
    let calm = Calm {
        cancelled: weather.cancelled.load(Ordering::Acquire),
        ended: weather.ended.load(Ordering::Acquire),
        most_connections: most.load(Ordering::Acquire),
        quiet_after,
        undone: undone(stage, &weather).await,
    };
    assert!(calm.quiet_after <= LINGER, "the server went on for nobody: {calm:?}");
    assert!(calm.most_connections <= storm.connections, "more connections than the budget has: {calm:?}");
    calm
}

/// One scope, cancelled somewhere, or not.
async fn scope(weather: &Arc<Weather>, storm: Storm, dice: &mut StdRng) {
    let tenant = weather.tenants[dice.random_range(0..weather.tenants.len())].clone();
    let (id, committing) = (Uuid::now_v7(), Arc::new(AtomicBool::new(false)));
    let kind = if storm.only_begin { 4 } else { dice.random_range(0..7) };
    let act = act(Arc::clone(weather), tenant.clone(), kind, id, Arc::clone(&committing));
    let work = with_tenant(tenant, act);
    // some are cancelled at once, some nearly at their end
    let longest = 2_u64.pow(dice.random_range(4..18));
    let micros = dice.random_range(0..longest);
    let outcome = match dice.random_range(0..3) {
        0 => tokio::time::timeout(Duration::from_micros(micros), work).await.ok(),
        1 => Polls { left: dice.random_range(0..60), work: Box::pin(work) }.await,
        _ => {
            let mut task = tokio::spawn(work);
            let ended = tokio::time::timeout(Duration::from_micros(micros), &mut task).await;
            task.abort();
            ended.ok().map(|outcome| outcome.expect("a scope panicked"))
        }
    };
    let count = if outcome.is_none() { &weather.cancelled } else { &weather.ended };
    count.fetch_add(1, Ordering::AcqRel);
    if let Some(Err(error)) = &outcome {
        panic!("kind {kind}: {error}");
    }
    if (3..=5).contains(&kind) && !committing.load(Ordering::Acquire) {
        weather.never.lock().unwrap_or_else(PoisonError::into_inner).push(id);
    }
}

/// The work of a scope: 0 to 2 one round, 3 to 5 a transaction, 6 anything.
async fn act(
    weather: Arc<Weather>,
    tenant: TenantContext,
    kind: u8,
    id: Uuid,
    committing: Arc<AtomicBool>,
) -> Result<(), EngineError> {
    let data = &weather.data;
    let schema = schema_of(&tenant).quoted();
    let add = format!("insert into {schema}.settings (tenant_id, id, key, value) values ($1, $2, $3, '1')");
    let key = format!("{}{id}", tenant.id);
    let whose = format!("select tenantry.current_tenant() from {schema}.users limit 1");
    let params: [tenantry_engine::scoped::Param<'_>; 3] = [&tenant.id.0, &id, &key];
    let (add, whose) = (Step::new(&add, &params), Step::new(&whose, &[]));
    let slow = Step::new("select pg_sleep(0.004)", &[]);
    let endless = Step::new("select pg_sleep(0.05)", &[]);
    let answers = match kind {
        0 => data.round(&[whose]).await?,
        1 => data.round(&[whose, add]).await?,
        2 => data.round(&[whose, add, endless]).await?,
        6 => vec![data.custom(Step::new("select tenantry.current_tenant(), pg_sleep(0.002)", &[])).await?],
        _ => {
            let mut transaction = data.begin().await?;
            let answers = transaction.round(&[whose, add]).await?;
            if kind > 3 {
                transaction.round(&[slow]).await?;
            }
            if kind > 4 {
                transaction.round(&[whose, slow, endless]).await?;
            }
            committing.store(true, Ordering::Release);
            transaction.commit().await?;
            answers
        }
    };
    let seen: Option<Uuid> = answers[0].rows[0].get(0)?;
    assert_eq!(seen, Some(tenant.id.0), "another tenant's context");
    Ok(())
}

/// Polls a future so many times, and then drops it.
struct Polls<F> {
    left: u32,
    work: Pin<Box<F>>,
}

impl<F: Future> Future for Polls<F> {
    type Output = Option<F::Output>;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        let outcome = self.work.as_mut().poll(context).map(Some);
        if self.left == 0 && outcome.is_pending() {
            // nobody else wakes us for the end
            context.waker().wake_by_ref();
        }
        outcome
    }
}

/// The superuser on both servers, with the condition that names our connections there.
async fn servers(stage: &Stage) -> Vec<(PgConnection, String)> {
    let mut all = Vec::new();
    for (rung, first) in stage.rungs.tenants.iter().map(|pair| &pair[0]).enumerate() {
        // shared, schema and database are on one server
        if rung == 0 || rung == 3 {
            let databases: Vec<String> =
                stage.rungs.all().map(|tenant| format!("'{}'", stage.database_of(tenant))).collect();
            let ours = format!("usename = 'app' and datname in ({})", databases.join(", "));
            all.push((stage.admin_of(first).await, ours));
        }
    }
    all
}

/// Counts our connections on all servers until it is over.
async fn watched(mut servers: Vec<(PgConnection, String)>, most: Arc<AtomicUsize>, over: Arc<AtomicBool>) {
    let mut ticks = tokio::time::interval(Duration::from_millis(5));
    while !over.load(Ordering::Acquire) {
        ticks.tick().await;
        let mut count = 0;
        for (admin, ours) in &mut servers {
            let query = format!("select count(*) from pg_stat_activity where {ours}");
            count += sql::one(admin, query).await.parse::<usize>().expect("a number");
        }
        most.fetch_max(count, Ordering::AcqRel);
    }
}

/// Waits until no server does anything for us, nor holds a transaction.
async fn quiet(servers: &mut [(PgConnection, String)]) {
    for (admin, ours) in servers {
        let busy = format!(
            "select count(*) from pg_stat_activity where {ours} and (state <> 'idle' or xact_start is not null)"
        );
        until::found("the server rests", async || (sql::one(admin, busy.clone()).await == "0").then_some(()))
            .await;
    }
}

/// Whoever comes next has no transaction and no tenant of before.
async fn clean(stage: &Stage, weather: &Arc<Weather>, budget: Budget) {
    let mut next = Vec::new();
    for n in 0..budget.connections * 4 {
        let (weather, tenant) = (Arc::clone(weather), weather.tenants[n % weather.tenants.len()].clone());
        next.push(tokio::spawn(async move {
            let ask = "select coalesce(pg_current_xact_id_if_assigned()::text, '') || \
                       (transaction_timestamp() < statement_timestamp() - interval '1 second')::text || \
                       (select string_agg(distinct tenant_id::text, ',') from users) || pg_sleep(0.005)";
            (tenant.id.to_string(), said(&weather.data, &tenant, ask).await)
        }));
    }
    for one in next {
        let (id, seen) = one.await.expect("the next borrower panicked");
        assert_eq!(seen.expect("the next borrower works"), [format!("false{id}")]);
    }
    let _ = stage;
}

/// How many transactions were undone.
///
/// # Panics
/// When one of them is there all the same: somebody else committed it.
async fn undone(stage: &Stage, weather: &Weather) -> usize {
    let never = weather.never.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let ids: Vec<String> = never.iter().map(|id| format!("'{id}'")).collect();
    if ids.is_empty() {
        return 0;
    }
    for tenant in stage.rungs.all() {
        let there = format!(
            "select count(*) from {}.settings where id in ({})",
            schema_of(tenant).quoted(),
            ids.join(", ")
        );
        let mut admin = stage.admin_of(tenant).await;
        assert_eq!(sql::one(&mut admin, there).await, "0", "a transaction lasts that nobody committed");
    }
    never.len()
}
