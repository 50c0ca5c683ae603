//! Generated queries, as many as wanted: every row that comes back and every row that changes must be the tenant's own.
//! Each asks for the neighbours' rows in some way; the tables say who wrote each row.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use tenantry_engine::EngineError;
use tenantry_engine::context::with_tenant;
use tenantry_engine::scoped::{Answer, Budget, Step, TenantData};
use tenantry_model::TenantContext;
use uuid::Uuid;

use crate::stage::{Stage, TABLES, schema_of, strangers};

/// What came of the queries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Queries that were run.
    pub queries: u64,
    /// Rows that came back, and how many of them were another tenant's.
    pub rows: u64,
    /// Rows that were inserted, updated or deleted.
    pub changed: u64,
    /// Queries that the database refused: they named another tenant in a row, or a key that is taken.
    pub refused: u64,
    /// Rows of another tenant, seen or changed.
    pub foreign: u64,
}

#[derive(Default)]
struct Counters {
    queries: AtomicU64,
    rows: AtomicU64,
    changed: AtomicU64,
    refused: AtomicU64,
    foreign: AtomicU64,
}

/// Runs `count` queries over all tenants of a stage that nobody else uses.
///
/// # Panics
/// When a query fails for a reason that is no refusal: then it proves nothing.
pub async fn run(stage: &Stage, count: u64, workers: u64, seed: u64) -> Tally {
    let data = stage.rungs.access(Budget::default());
    let tenants: Arc<Vec<TenantContext>> = Arc::new(stage.rungs.all().cloned().collect());
    let counters = Arc::new(Counters::default());
    let all = (0..workers).map(|worker| {
        let (data, tenants, counters) = (data.clone(), Arc::clone(&tenants), Arc::clone(&counters));
        tokio::spawn(async move {
            let mut maker = Maker { dice: StdRng::seed_from_u64(seed * 1_000 + worker), tenants };
            let mut left = count / workers + u64::from(worker < count % workers);
            while left > 0 {
                left -= turn(&data, &mut maker, left, &counters).await;
            }
        })
    });
    for one in all.collect::<Vec<_>>() {
        one.await.expect("a query failed");
    }
    let get = |counter: &AtomicU64| counter.load(Ordering::Acquire);
    let mut tally = Tally {
        queries: get(&counters.queries),
        rows: get(&counters.rows),
        changed: get(&counters.changed),
        refused: get(&counters.refused),
        foreign: get(&counters.foreign),
    };
    for tenant in stage.rungs.all() {
        let (mut admin, schema) = (stage.admin_of(tenant).await, schema_of(tenant).quoted());
        let strange = strangers(&mut admin, &schema, stage.rungs.all()).await;
        tally.foreign += strange.len() as u64;
    }
    tally
}

/// Some queries of one tenant in one round; how many.
async fn turn(data: &TenantData, maker: &mut Maker, most: u64, counters: &Counters) -> u64 {
    let own = maker.tenant();
    let (statements, custom) = match maker.dice.random_range(0..100) {
        0..60 => {
            let many = maker.dice.random_range(1..=most.min(8));
            ((0..many).map(|_| maker.read(&own)).collect::<Vec<_>>(), false)
        }
        60..97 => (vec![maker.write(&own)], false),
        _ => (vec![if maker.dice.random() { maker.read(&own) } else { maker.write(&own) }], true),
    };
    let steps: Vec<Step<'_>> = statements.iter().map(|statement| Step::new(statement, &[])).collect();
    let outcome = with_tenant(own.clone(), async {
        if custom { data.custom(steps[0]).await.map(|answer| vec![answer]) } else { data.round(&steps).await }
    })
    .await;
    counters.queries.fetch_add(steps.len() as u64, Ordering::AcqRel);
    match outcome {
        Ok(answers) => {
            for (answer, statement) in answers.iter().zip(&statements) {
                check(&own, statement, answer, counters);
            }
        }
        Err(error) => {
            assert!(is_refusal(&error), "{error:?}: {statements:?}");
            counters.refused.fetch_add(1, Ordering::AcqRel);
        }
    }
    steps.len() as u64
}

/// Whether the database said no to what was asked; a fault of the question is none.
fn is_refusal(error: &EngineError) -> bool {
    matches!(error, EngineError::Denied(_) | EngineError::Conflict { .. })
        // a row of another tenant in a merge; a null where there was no user to name
        || matches!(error, EngineError::Invalid { message, .. } if message.contains("missing"))
        || matches!(error, EngineError::Internal(message) if ["23502", "23503", "23505", "21000"]
            .iter().any(|code| message.contains(code)))
}

fn check(own: &TenantContext, statement: &str, answer: &Answer, counters: &Counters) {
    for row in &answer.rows {
        let tenant: Option<Uuid> = row.get(0).expect("the first column is the tenant");
        if tenant.is_some_and(|tenant| tenant != own.id.0) {
            counters.foreign.fetch_add(1, Ordering::AcqRel);
            tracing::error!(%statement, "a row of another tenant");
        }
    }
    let reads =
        statement.starts_with("select") || statement.starts_with("with") && !statement.contains("returning");
    let counter = if reads { &counters.rows } else { &counters.changed };
    counter.fetch_add(answer.affected.max(answer.rows.len() as u64), Ordering::AcqRel);
}

/// Makes queries.
struct Maker {
    dice: StdRng,
    tenants: Arc<Vec<TenantContext>>,
}

impl Maker {
    fn tenant(&mut self) -> TenantContext {
        self.tenants.choose(&mut self.dice).expect("there are tenants").clone()
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all.choose(&mut self.dice).expect("there is one")
    }

    /// A table and who its rows say wrote them. Now and then it is one of another tenant's schema.
    fn table(&mut self, own: &TenantContext) -> (String, &'static str, &'static str) {
        let (table, by) = TABLES[self.dice.random_range(0..TABLES.len())];
        let whose = if self.dice.random_range(0..8) == 0 { self.tenant() } else { own.clone() };
        // another database's schemas are not here
        let whose = if whose.placement.cluster() == own.placement.cluster()
            && (whose.placement.rung() as usize) < 2
            && (own.placement.rung() as usize) < 2
        {
            whose
        } else {
            own.clone()
        };
        (format!("{}.{table}", schema_of(&whose).quoted()), table, by)
    }

    /// A condition on `t`: most of them would find a neighbour's rows.
    fn filter(&mut self, own: &TenantContext, depth: u32) -> String {
        let other = self.tenant().id;
        let (table, _, _) = self.table(own);
        match self.dice.random_range(0..if depth == 0 { 11 } else { 14 }) {
            0 => "true".to_owned(),
            1 => format!("t.tenant_id = '{other}'"),
            2 => format!("t.tenant_id <> '{}'", own.id),
            3 => format!("t.tenant_id in ('{other}', '{}')", own.id),
            4 => format!(
                "exists (select from {table} x where x.tenant_id = '{other}' or x.tenant_id = t.tenant_id)"
            ),
            5 => format!("t.id in (select x.id from {table} x where x.tenant_id <> '{}')", own.id),
            6 => format!("t.tenant_id = any (select x.tenant_id from {table} x)"),
            7 => format!("t.tenant_id::text like '%{}%'", self.dice.random_range(0..10)),
            8 => "t.created_at_or_id is not null".replace("created_at_or_id", "id"),
            9 => format!("(select count(*) from {table} x where x.tenant_id = '{other}') >= 0"),
            10 => format!("coalesce(t.tenant_id, '{other}') is distinct from null"),
            11 => format!("not ({})", self.filter(own, depth - 1)),
            12 => format!("({} or {})", self.filter(own, depth - 1), self.filter(own, depth - 1)),
            _ => format!("({} and {})", self.filter(own, depth - 1), self.filter(own, depth - 1)),
        }
    }

    /// A query whose first column is the tenant of the row.
    fn read(&mut self, own: &TenantContext) -> String {
        let (table, ..) = self.table(own);
        let (second, ..) = self.table(own);
        let filter = self.filter(own, 2);
        let limit = self.dice.random_range(1..40);
        let join = self.one_of(&["join", "left join", "right join", "full join"]);
        let set = self.one_of(&["union", "union all", "except", "intersect"]);
        let order = self.one_of(&["t.id", "t.tenant_id desc, t.id", "md5(t.id::text)", "random()"]);
        match self.dice.random_range(0..12) {
            0 => format!("select * from {table} t where {filter} order by {order} limit {limit}"),
            1 => format!(
                "select t.tenant_id, count(*), max(t.id::text) from {table} t where {filter} group by 1"
            ),
            2 => format!(
                "select (array_agg(t.tenant_id order by (t.tenant_id = '{}')))[1] from {table} t where {filter}",
                own.id
            ),
            3 => format!(
                "select coalesce(t.tenant_id, s.tenant_id) from {table} t {join} {second} s on s.tenant_id = t.tenant_id where {filter} limit {limit}"
            ),
            4 => format!(
                "select s.tenant_id from {table} t {join} {second} s on s.tenant_id = t.tenant_id limit {limit}"
            ),
            5 => format!(
                "with t as (select * from {table}) select t.tenant_id from t where {filter} limit {limit}"
            ),
            6 => format!(
                "with t as materialized (select * from {table} t where {filter}) select s.tenant_id from {second} s, t limit {limit}"
            ),
            7 => format!(
                "select t.tenant_id from {table} t where {filter} {set} select tenant_id from {second} limit {limit}"
            ),
            8 => format!(
                "select t.tenant_id, row_number() over (partition by t.tenant_id order by t.id) from {table} t where {filter} limit {limit}"
            ),
            9 => format!(
                "select (select s.tenant_id from {second} s order by s.tenant_id = '{}' limit 1) from {table} t where {filter} limit {limit}",
                own.id
            ),
            10 => format!(
                "select l.tenant_id from {table} t, lateral (select s.tenant_id from {second} s where s.tenant_id <> t.tenant_id or true limit 2) l where {filter} limit {limit}"
            ),
            _ => format!(
                "select t.tenant_id, t.id from {table} t where {filter} order by {order} limit {limit} offset {}",
                self.dice.random_range(0..3)
            ),
        }
    }

    /// The columns and values of a new row of a tenant, which says that `own` wrote it.
    fn row(&mut self, own: &TenantContext, table: &str, owner: &str) -> (&'static str, String) {
        let (by, id) = (own.id, Uuid::now_v7());
        let user =
            format!("(select u.id from {}.users u order by random() limit 1)", schema_of(own).quoted());
        match table {
            "users" => (
                "email, name, role, status, password_hash",
                format!("'{owner}', '{id}', '{id}', '{by}', 'member', 'active', 'x'"),
            ),
            "projects" => (
                "name, description, owner_id, status",
                format!("'{owner}', '{id}', 'P', '{by}', {user}, 'active'"),
            ),
            "documents" => ("title, content, created_by", format!("'{owner}', '{id}', 'D', '{by}', {user}")),
            "settings" => ("key, value", format!("'{owner}', '{id}', '{by}{id}', '1'")),
            _ => ("action, entity_type", format!("'{owner}', '{id}', '{by}', 'user'")),
        }
    }

    /// A change whose answer's first column is the tenant of the changed row.
    fn write(&mut self, own: &TenantContext) -> String {
        let (table, name, by) = self.table(own);
        // half of them would write into the hands of somebody else
        let owner = if self.dice.random() { own.id } else { self.tenant().id };
        let filter = self.filter(own, 1);
        let most = self.dice.random_range(1..3);
        let (columns, values) = self.row(own, name, &owner.to_string());
        let mine = format!("'{}' || right(t.id::text, 12)", own.id);
        let mut text = String::new();
        let _ = match self.dice.random_range(0..10) {
            0..4 => write!(
                text,
                "insert into {table} (tenant_id, id, {columns}) values ({values}) returning tenant_id"
            ),
            4 => write!(text, "update {table} t set {by} = {mine} where {filter} returning t.tenant_id"),
            5 => write!(
                text,
                "update {table} t set {by} = {mine}, tenant_id = '{owner}' where {filter} returning t.tenant_id"
            ),
            6 => write!(
                text,
                "delete from {table} d where d.id in (select t.id from {table} t where {filter} limit {most}) returning d.tenant_id"
            ),
            7 => write!(
                text,
                "insert into {table} as t (tenant_id, id, {columns}) values ({values}) on conflict (tenant_id, id) do update set {by} = {mine} returning t.tenant_id"
            ),
            8 => write!(
                text,
                "with gone as (delete from {table} d where d.id in (select t.id from {table} t where {filter} limit 1) returning d.tenant_id) select tenant_id from gone"
            ),
            _ => write!(
                text,
                "merge into {table} t using (select '{owner}'::uuid o) n on t.tenant_id = n.o when matched then update set {by} = {mine}"
            ),
        };
        text
    }
}
