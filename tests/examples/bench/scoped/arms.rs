//! The arms of the measurement, each a whole way from a function call to a row.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::json;
use sqlx::Row as _;
use sqlx::postgres::{PgPool, PgPoolOptions};
use tenantry_engine::context::with_tenant;
use tenantry_engine::repository::Values;
use tenantry_engine::sample::Documents;
use tenantry_engine::scoped::{Budget, ContextKey, Param, Source, Sources, Step, TenantData, WireTarget};
use tenantry_engine::wire::Connection;
use tenantry_model::{Placement, TenantContext, TenantFacts, TenantId, TenantStatus};
use uuid::Uuid;

use super::peer::Peer;
use super::{Kind, proxy};
use crate::ground::Ground;

/// A way to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Arm {
    /// The repository under a signed context.
    Ours,
    /// The same prepared statement without isolation, on the same driver.
    Bare,
    /// The statement under a signed context, on the same driver, without repository and pool.
    Signed,
    /// A policy on a plain setting, on the same driver.
    PlainSetting,
    /// A setting that nothing reads and no policy, on the same driver.
    WhereOnly,
    /// sqlx: begin, set_config, the statement, commit.
    Sqlx,
    /// node-postgres: the same, four awaits.
    Node,
}

impl Arm {
    pub(super) const fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Read => &[
                Self::Ours,
                Self::Bare,
                Self::Signed,
                Self::PlainSetting,
                Self::WhereOnly,
                Self::Sqlx,
                Self::Node,
            ],
            Kind::Write => &[Self::Ours, Self::Bare, Self::Sqlx, Self::Node],
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ours => "repository, signed context",
            Self::Bare => "bare prepared statement, same driver",
            Self::Signed => "signed context, same driver",
            Self::PlainSetting => "policy on a plain setting, same driver",
            Self::WhereOnly => "no policy, same driver and messages",
            Self::Sqlx => "sqlx begin, set_config, statement, commit",
            Self::Node => "node-postgres, four awaits",
        }
    }
}

/// What an arm did.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    /// Operations a second, over all clients.
    pub(super) ops: f64,
    /// The time that one in a hundred exceeds, milliseconds.
    pub(super) p99: f64,
}

struct Bench {
    tenant: TenantContext,
    author: Uuid,
    id: Uuid,
}

/// All arms, connected.
pub(super) struct Stage {
    rows: Vec<Bench>,
    next: Cell<usize>,
    documents: Documents,
    key: ContextKey,
    wires: RefCell<Vec<Connection>>,
    sqlx: PgPool,
    peer: Peer,
    url: String,
    file: PathBuf,
}

const COLUMNS: &str = "id, title, content, created_by, created_at";

impl Stage {
    pub(super) async fn raise(ground: &Ground, remote: bool) -> Self {
        let mut admin = ground.enter("tenantry_admin").await;
        sqlx::raw_sql(include_str!("stage.sql")).execute(&mut admin).await.expect("the stage is set");
        sqlx::raw_sql("vacuum analyze").execute(&mut admin).await.expect("the tables are settled");
        let query = "select tenant_id, id, i.author, p.generation from bench.ids i \
                     join tenantry.placements p using (tenant_id) order by md5(id::text) limit 20000";
        let rows = sqlx::query(query).fetch_all(&mut admin).await.expect("there are rows");
        let rows: Vec<Bench> = rows.iter().map(bench).collect();
        let add = "select tenantry.add_context_key('app', decode(repeat('07', 32), 'hex'), interval '1 day')";
        let key: String = sqlx::query_scalar(add).fetch_one(&mut admin).await.expect("a key is added");
        let key = ContextKey::new(&key, &[7; 32]).expect("it is a key");
        let port = if remote { proxy::listen(ground.server.port) } else { ground.server.port };
        let url = ground.url("app").replace(&format!(":{}/", ground.server.port), &format!(":{port}/"));
        let target = WireTarget::from_url(&url).expect("it is a URL");
        let schema = "public".parse().expect("a name");
        let source = Source {
            target: target.clone(),
            key: key.clone(),
            cluster: "control".to_owned(),
            tenant: None,
            schema,
        };
        let data = TenantData::new(Sources::new().shared(["control".to_owned()], source), Budget::default());
        let mut wires = Vec::new();
        for _ in 0..16 {
            wires.push(Connection::connect(&target, &[("jit", "off")]).await.expect("the server is there"));
        }
        let file = std::env::temp_dir().join(format!("tenantry-bench-{}.json", std::process::id()));
        let listed =
            rows.iter().map(|row| json!({ "tenant": row.tenant.id, "id": row.id, "author": row.author }));
        std::fs::write(&file, json!(listed.collect::<Vec<_>>()).to_string()).expect("a file can be written");
        Self {
            rows,
            next: Cell::new(0),
            documents: Documents::new(data),
            key,
            wires: RefCell::new(wires),
            sqlx: PgPoolOptions::new().max_connections(16).connect(&url).await.expect("the server is there"),
            peer: Peer::start(&file).await,
            url,
            file,
        }
    }

    pub(super) async fn leave(self) {
        self.sqlx.close().await;
        // one that is gone already does not matter
        let _ = std::fs::remove_file(self.file);
    }

    /// Runs an arm with so many clients for so long.
    pub(super) async fn run(&self, arm: Arm, kind: Kind, clients: usize, slice: Duration) -> Outcome {
        if arm == Arm::Node {
            return self.peer.run(kind, &self.url, clients, slice).await;
        }
        let start = Instant::now();
        let client = async || {
            let mut wire = self.wires.borrow_mut().pop().expect("there is one for each client");
            let mut times = Vec::new();
            while start.elapsed() < slice {
                let begun = Instant::now();
                self.once(arm, kind, &mut wire).await;
                times.push(begun.elapsed());
            }
            self.wires.borrow_mut().push(wire);
            times
        };
        let times = futures_util::future::join_all((0..clients).map(|_| client())).await;
        let seconds = start.elapsed().as_secs_f64();
        let mut times: Vec<Duration> = times.into_iter().flatten().collect();
        times.sort_unstable();
        let p99 = times[(times.len() - 1) * 99 / 100].as_secs_f64() * 1e3;
        Outcome { ops: times.len() as f64 / seconds, p99 }
    }

    async fn once(&self, arm: Arm, kind: Kind, wire: &mut Connection) {
        let row = &self.rows[self.next.replace(self.next.get() + 1) % self.rows.len()];
        match (arm, kind) {
            (Arm::Ours, Kind::Read) => {
                let found = with_tenant(row.tenant.clone(), self.documents.find(row.id)).await;
                assert!(found.expect("it is answered").is_some(), "the row is there");
            }
            (Arm::Ours, Kind::Write) => {
                let values = Values::new().with("title", "A title").with("content", "Some text.");
                let values = values.with("id", Uuid::new_v4()).with("created_by", row.author);
                with_tenant(row.tenant.clone(), self.documents.create(values)).await.expect("it is created");
            }
            (Arm::Sqlx, _) => self.by_sqlx(kind, row).await,
            (_, Kind::Read) => self.by_wire(arm, wire, row).await,
            (_, Kind::Write) => {
                let sql = format!(
                    "insert into bench.documents (tenant_id, title, content, id, created_by) values ($1, $2, $3, $4, $5) \
                     returning {COLUMNS}"
                );
                let (title, content, id) = ("A title", "Some text.", Uuid::new_v4());
                let params: [Param<'_>; 5] = [&row.tenant.id.0, &title, &content, &id, &row.author];
                wire.round(&[Step::new(&sql, &params)]).await.expect("it is created");
            }
        }
    }

    async fn by_wire(&self, arm: Arm, wire: &mut Connection, row: &Bench) {
        let tenant = row.tenant.id.0;
        let (table, setting, value) = match arm {
            Arm::Signed => ("public.documents", "tenantry.context", self.key.sign(&row.tenant, wire.pid())),
            Arm::PlainSetting => ("bench.guc_documents", "app.tenant", tenant.to_string()),
            _ => ("bench.documents", "app.tenant", tenant.to_string()),
        };
        let read = format!("select {COLUMNS} from {table} where tenant_id = $1 and id = $2");
        let set = format!("select set_config('{setting}', $1, true)");
        let (params, entered): ([Param<'_>; 2], [Param<'_>; 1]) = ([&tenant, &row.id], [&value]);
        let read = Step::new(&read, &params);
        let answers = match arm {
            Arm::Bare => wire.round(&[read]).await,
            _ => wire.round(&[Step::new(&set, &entered), read]).await,
        };
        let found = answers.expect("it is answered").pop().expect("an answer for each step");
        assert_eq!(found.rows.len(), 1, "the row is there");
    }

    async fn by_sqlx(&self, kind: Kind, row: &Bench) {
        let mut transaction = self.sqlx.begin().await.expect("a transaction begins");
        let tenant = row.tenant.id.0;
        let set = sqlx::query("select set_config('app.tenant', $1, true)").bind(tenant.to_string());
        set.execute(&mut *transaction).await.expect("it is set");
        let query = match kind {
            Kind::Read => sqlx::query(
                "select id, title, content, created_by, created_at from bench.guc_documents where tenant_id = $1 and id = $2",
            )
            .bind(tenant)
            .bind(row.id),
            Kind::Write => sqlx::query(
                "insert into bench.guc_documents (tenant_id, id, title, content, created_by) values ($1, $2, $3, $4, $5) \
                 returning id, title, content, created_by, created_at",
            )
            .bind(tenant)
            .bind(Uuid::new_v4())
            .bind("A title")
            .bind("Some text.")
            .bind(row.author),
        };
        let found = query.fetch_all(&mut *transaction).await.expect("it is answered");
        assert_eq!(found.len(), 1, "the row is there");
        transaction.commit().await.expect("it lasts");
    }
}

fn bench(row: &sqlx::postgres::PgRow) -> Bench {
    let id = TenantId(row.get("tenant_id"));
    let tenant = TenantContext::new(TenantFacts {
        id,
        slug: format!("t-{}", id.0.simple()).parse().expect("a slug"),
        name: "A tenant".to_owned(),
        tier: "pro".to_owned(),
        status: TenantStatus::Active,
        subscription_ends: None,
        limits: Vec::new(),
        region: "eu-west".to_owned(),
        features: Vec::new(),
        placement: Placement::Shared { cluster: "control".to_owned() },
        generation: row.get("generation"),
        pool_max: 16,
        statement_timeout_ms: 30_000,
        encryption_key_ref: None,
    });
    Bench { tenant, author: row.get("author"), id: row.get("id") }
}
