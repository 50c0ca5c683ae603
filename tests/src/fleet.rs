//! A fleet of its own for one test: a database with 400 tenants that nobody else changes.

use std::sync::atomic::{AtomicU32, Ordering};

use secrecy::ExposeSecret as _;
use sqlx::PgConnection;

use crate::server::{Ground, TEMPLATE, shared};
use crate::{Seat, sql};

static NEXT: AtomicU32 = AtomicU32::new(1);

/// A database with a fleet.
#[derive(Clone)]
pub struct Fleet {
    /// Its server.
    pub ground: &'static Ground,
    /// Its name.
    pub database: String,
}

impl Fleet {
    /// A fresh copy of the fleet.
    pub async fn fresh() -> Self {
        Self::copy_of(TEMPLATE).await
    }

    /// A database with nothing in it.
    pub async fn empty() -> Self {
        Self::copy_of("template1").await
    }

    async fn copy_of(template: &str) -> Self {
        let ground = shared().await;
        let database = format!("proof_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut admin = ground.enter_as("tenantry_admin", "postgres").await;
        sql::must(&mut admin, format!("create database {database} template {template}")).await;
        Self { ground, database }
    }

    /// The URL of a login.
    pub fn url(&self, login: &str) -> String {
        self.ground.url(login, &self.database)
    }

    /// Logs in with plain SQL.
    pub async fn enter_as(&self, login: &str) -> PgConnection {
        self.ground.enter_as(login, &self.database).await
    }

    /// The server's superuser, who is outside the promise: for setting a stage and for looking behind it.
    pub async fn admin(&self) -> PgConnection {
        self.enter_as("tenantry_admin").await
    }

    /// A console with this login sitting at it.
    pub async fn seat(&self, login: &str) -> Seat {
        let seat = Seat::empty();
        seat.console.connect_url(&self.url(login)).await.unwrap_or_else(|error| panic!("{login}: {error:?}"));
        seat
    }

    /// Makes a login with a group role; its name is known to the whole server, so it names the test.
    ///
    /// # Panics
    /// When the sandbox's state cannot be written.
    pub async fn hire(&self, login: &str, group: Option<&str>) {
        let password = self.ground.server.password_for(login).expect("the sandbox's state can be written");
        let mut admin = self.admin().await;
        let password = password.expose_secret();
        sql::must(&mut admin, format!("create role {login} login password '{password}'")).await;
        if let Some(group) = group {
            sql::must(&mut admin, format!("grant {group} to {login}")).await;
        }
    }

    /// The slug of a tenant for which a condition holds; always the same one.
    ///
    /// # Panics
    /// When there is none: the fleet is not what the test needs.
    pub async fn tenant_where(&self, condition: &str) -> String {
        let mut admin = self.admin().await;
        let query = format!("select min(slug) from tenantry_control.tenants where {condition}");
        let slug = sql::one(&mut admin, query).await;
        assert!(!slug.is_empty(), "no tenant of the fleet: {condition}");
        slug
    }
}
