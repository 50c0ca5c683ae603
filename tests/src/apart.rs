//! A server of its own with the isolation kit and the sample tables, for what must not touch the others: roles with
//! power, a restart.

use secrecy::ExposeSecret as _;
use sqlx::PgConnection;
use tenantry_engine::connect::Target;
use tenantry_engine::scoped::{Budget, Source, Sources, TenantData};
use tenantry_model::{Rung, TenantContext};

use crate::rungs::{facts, installed, instance, placed, source};
use crate::server::Ground;
use crate::{sql, stage};

/// The database's name.
const DATABASE: &str = "apart";

/// A server that nobody else uses.
pub struct Apart {
    /// The server.
    pub ground: Ground,
    /// A tenant in its shared tables, with rows.
    pub tenant: TenantContext,
    /// The service's way to them.
    pub way: Source,
}

impl Apart {
    /// Starts it.
    ///
    /// # Panics
    /// When there is none to be had.
    pub async fn new() -> Self {
        let ground = instance().await;
        let mut admin = ground.enter_as("tenantry_admin", "postgres").await;
        sql::must(&mut admin, format!("create database {DATABASE}")).await;
        let target = Target::from_url(&ground.url("tenantry_admin", DATABASE)).expect("a URL");
        installed(&target, None).await;
        let mut admin = ground.enter_as("tenantry_admin", DATABASE).await;
        let tenant = facts(Rung::Shared);
        placed(&mut admin, &tenant).await;
        stage::seed(&mut admin, &tenant).await;
        let way = source(&ground.url("app", DATABASE), "control", &mut admin).await;
        Self { ground, tenant, way }
    }

    /// The superuser there.
    pub async fn admin(&self) -> PgConnection {
        self.ground.enter_as("tenantry_admin", DATABASE).await
    }

    /// The URL of a login.
    pub fn url(&self, login: &str) -> String {
        self.ground.url(login, DATABASE)
    }

    /// Makes a login with a group role.
    ///
    /// # Panics
    /// When the sandbox's state cannot be written.
    pub async fn hire(&self, login: &str, group: &str) {
        let password = self.ground.server.password_for(login).expect("the sandbox's state can be written");
        let password = password.expose_secret();
        let make = format!("create role {login} login password '{password}' in role {group}");
        sql::must(&mut self.admin().await, make).await;
    }

    /// Access by a way.
    pub fn access(&self, way: Source, budget: Budget) -> TenantData {
        TenantData::new(Sources::new().shared(["control".to_owned()], way), budget)
    }
}
