//! A database with two tenants and its copies, one for each mutation.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{Connection as _, PgConnection};
use tenantry_engine::connect::Target;
use tenantry_model::{Rung, TenantContext};
use tenantry_tests::rungs::{facts, installed, placed};
use tenantry_tests::stage::{self, Claims};
use tenantry_tests::{Fleet, sql};

static NEXT: AtomicU32 = AtomicU32::new(1);

/// The database that is copied; nobody is connected to it.
pub(super) struct Base {
    fleet: Fleet,
    tenants: [TenantContext; 2],
    key: String,
    of_desk: String,
    desk: String,
}

/// A copy, with whoever looks at it.
pub(super) struct World {
    pub(super) fleet: Fleet,
    pub(super) admin: PgConnection,
    /// The service, at first without a context.
    pub(super) app: PgConnection,
    pub(super) own: TenantContext,
    pub(super) neighbour: TenantContext,
    /// The service's key, and that of another login.
    pub(super) key: String,
    pub(super) of_desk: String,
    /// A login of a person who may enter tenants.
    pub(super) desk: String,
    pid: i32,
}

impl Base {
    pub(super) async fn new() -> Self {
        // the kit and the tables alone: it is copied a hundred times
        let fleet = Fleet::empty().await;
        let target = Target::from_url(&fleet.url("tenantry_admin")).expect("a URL");
        installed(&target, None).await;
        let desk = format!("mutation_desk_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        fleet.hire(&desk, Some("tenantry_app")).await;
        let tenants = [facts(Rung::Shared), facts(Rung::Shared)];
        let mut admin = fleet.admin().await;
        for tenant in &tenants {
            placed(&mut admin, tenant).await;
            stage::seed(&mut admin, tenant).await;
        }
        let key = stage::add_key(&mut admin, "app").await;
        let of_desk = stage::add_key(&mut admin, &desk).await;
        admin.close().await.expect("it says goodbye");
        Self { fleet, tenants, key, of_desk, desk }
    }

    pub(super) async fn copy(&self, name: &str) -> World {
        let database = format!("{}_{name}", self.fleet.database);
        let mut admin = self.fleet.ground.enter_as("tenantry_admin", "postgres").await;
        let copy = format!("create database {database} template {}", self.fleet.database);
        sql::must(&mut admin, copy).await;
        let fleet = Fleet { ground: self.fleet.ground, database };
        let (admin, mut app) = (fleet.admin().await, fleet.enter_as("app").await);
        let pid = stage::pid(&mut app).await;
        let [own, neighbour] = self.tenants.clone();
        let (key, of_desk, desk) = (self.key.clone(), self.of_desk.clone(), self.desk.clone());
        World { fleet, admin, app, own, neighbour, key, of_desk, desk, pid }
    }

    pub(super) async fn forget(&self, world: World) {
        let database = world.fleet.database.clone();
        drop(world);
        let mut admin = self.fleet.ground.enter_as("tenantry_admin", "postgres").await;
        sql::must(&mut admin, format!("drop database {database} with (force)")).await;
    }
}

impl World {
    /// What the service may say of its own tenant on its connection.
    pub(super) fn claims(&self) -> Claims {
        Claims { key: self.key.clone(), tenant: self.own.id, generation: 1, lives: 60, pid: self.pid }
    }

    /// The service works for its tenant.
    pub(super) async fn sign(&mut self) {
        let context = self.claims().signed();
        stage::set_context(&mut self.app, &context).await;
    }

    /// What the service says without a context.
    pub(super) async fn unsign(&mut self) {
        stage::set_context(&mut self.app, "").await;
    }

    /// Changes the tenant's placement.
    pub(super) async fn place(&mut self, rest: &str) {
        let place = format!("select tenantry.place('{}', {rest})", self.own.id);
        sql::must(&mut self.admin, place).await;
    }
}

/// `Ok` when it holds.
pub(super) fn holds(right: bool, why: impl Into<String>) -> Result<(), String> {
    if right { Ok(()) } else { Err(why.into()) }
}

/// `Ok` when the statement is refused with this code, and with these words in the sentence.
pub(super) async fn refuses(
    connection: &mut PgConnection,
    code: &str,
    words: &str,
    statement: impl Into<String>,
) -> Result<(), String> {
    let statement = statement.into();
    match sql::run(connection, statement.clone()).await {
        Err(refused) if refused.code == code && refused.message.contains(words) => Ok(()),
        other => Err(format!("{statement}: {other:?}")),
    }
}

/// `Ok` when the statement is done; how many rows.
pub(super) async fn does(connection: &mut PgConnection, statement: impl Into<String>) -> Result<u64, String> {
    let statement = statement.into();
    sql::run(connection, statement.clone()).await.map_err(|refused| format!("{statement}: {refused:?}"))
}

/// The one value of a query.
pub(super) async fn value(connection: &mut PgConnection, query: &str) -> Result<String, String> {
    let rows = stage::column(connection, query).await.map_err(|refused| format!("{query}: {refused:?}"))?;
    Ok(rows.join(","))
}
