//! The ways to a new tenant's schema.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use sqlx::Connection as _;
use tenantry_engine::install;
use tenantry_model::TenantId;
use tenantry_tests::sql;
use tokio::process::Command;
use uuid::Uuid;

use super::cpu::Cost;
use super::stage::Stage;

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arm {
    /// `install_schema`, one after another; each opens a connection.
    Install,
    /// The same, four at a time.
    FourAtOnce,
    /// Requested with `create_tenant`, executed by a worker.
    OneWorker,
    /// The same, by three.
    ThreeWorkers,
    /// The same SQL on one connection.
    Raw,
    /// The same SQL by one psql.
    Psql,
    /// The same SQL, a psql for each.
    PsqlEach,
    /// `Client.save()` of django-tenants.
    Django,
}

impl Arm {
    /// All of them.
    pub(super) const ALL: [Self; 8] = [
        Self::Install,
        Self::FourAtOnce,
        Self::OneWorker,
        Self::ThreeWorkers,
        Self::Raw,
        Self::Psql,
        Self::PsqlEach,
        Self::Django,
    ];

    /// As the table says it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Install => "ours, one after another",
            Self::FourAtOnce => "ours, four at once",
            Self::OneWorker => "ours, operations of one worker",
            Self::ThreeWorkers => "ours, operations of three workers",
            Self::Raw => "raw: one message each, one connection",
            Self::Psql => "psql: one message each, one session",
            Self::PsqlEach => "psql for each",
            Self::Django => "django-tenants, Client.save()",
        }
    }
}

/// Makes so many schemas; nothing less counts.
pub(super) async fn run(stage: &mut Stage<'_>, arm: Arm, schemas: usize) -> Cost {
    let peers = arm == Arm::Django;
    let before = stage.made(peers).await;
    let tenants: Vec<TenantId> = (0..schemas).map(|_| TenantId(Uuid::now_v7())).collect();
    let cost = match arm {
        Arm::Install => at_once(stage, &tenants, 1).await,
        Arm::FourAtOnce => at_once(stage, &tenants, 4).await,
        Arm::OneWorker => operations(stage, schemas, 1).await,
        Arm::ThreeWorkers => operations(stage, schemas, 3).await,
        Arm::Raw => raw(stage, &tenants).await,
        Arm::Psql | Arm::PsqlEach => psql(stage, &tenants, arm == Arm::Psql).await,
        Arm::Django => django(stage, schemas).await,
    };
    let made = stage.made(peers).await - before;
    assert!(usize::try_from(made) == Ok(schemas), "{arm:?} made {made} whole schemas");
    cost
}

async fn at_once(stage: &Stage<'_>, tenants: &[TenantId], at_once: usize) -> Cost {
    let target = stage.target();
    let meter = stage.meter();
    let made = stream::iter(tenants).map(|tenant| install::install_schema(&target, *tenant));
    made.buffer_unordered(at_once).for_each(async |made| made.expect("a schema is made")).await;
    meter.stop()
}

async fn raw(stage: &Stage<'_>, tenants: &[TenantId]) -> Cost {
    let messages: Vec<String> = tenants.iter().map(|tenant| install::schema_message(*tenant)).collect();
    // new each time: what it knows of earlier schemas would slow it
    let mut connection = stage.enter().await;
    let meter = stage.meter();
    for message in messages {
        sql::must(&mut connection, message).await;
    }
    let cost = meter.stop();
    connection.close().await.expect("it can be closed");
    cost
}

async fn psql(stage: &Stage<'_>, tenants: &[TenantId], one_session: bool) -> Cost {
    let each = if one_session { tenants.len() } else { 1 };
    let mut sessions: Vec<Command> = Vec::new();
    for tenants in tenants.chunks(each) {
        let mut session = stage.psql();
        // what one -c says is one message
        session.args(tenants.iter().flat_map(|tenant| ["-c".to_owned(), install::schema_message(*tenant)]));
        sessions.push(session);
    }
    let meter = stage.meter();
    for session in &mut sessions {
        assert!(session.status().await.expect("psql is there").success(), "psql makes schemas");
    }
    meter.stop()
}

/// From the first request until the last operation is done.
async fn operations(stage: &mut Stage<'_>, schemas: usize, workers: usize) -> Cost {
    let mut hired = Vec::new();
    for _ in 0..workers {
        hired.push(stage.worker().await);
    }
    let meter = stage.meter();
    for _ in 0..schemas {
        stage.named += 1;
        let create = "select tenantry_control.create_tenant($1, 'A tenant', 'pro', 'eu-central-1', 'schema', null, 'a measurement')";
        let create = sqlx::query(create).bind(format!("bench-{}", stage.named));
        create.execute(&mut stage.ops).await.expect("a tenant is requested");
    }
    let open =
        "select count(*) from tenantry_control.operations where state in ('queued', 'running', 'cancelling')";
    while sql::one(stage.admin(), open).await != "0" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let cost = meter.stop();
    for worker in hired {
        worker.stop().await.expect("it stops");
    }
    cost
}

async fn django(stage: &mut Stage<'_>, schemas: usize) -> Cost {
    let names: Vec<String> = (0..schemas).map(|_| format!("tenant_{}", Uuid::now_v7().simple())).collect();
    let meter = stage.meter();
    let wall = stage.peer.save(&names).await;
    // by its own clock: what passes between the two programs is not its doing
    Cost { wall, ..meter.stop() }
}
