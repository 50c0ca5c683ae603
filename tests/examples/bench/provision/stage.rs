//! Where it is measured: a copy of the sandbox's control database, and one for the peer, on the same server.

use std::path::PathBuf;
use std::process::Stdio;

use sqlx::{Connection as _, PgConnection};
use tenantry_engine::connect::Target;
use tenantry_engine::operations::{Worker, WorkerConfig};
use tenantry_tests::sql;
use tokio::process::Command;

use super::cpu::Meter;
use super::peer::Peer;
use crate::ground::Ground;

/// The copy.
const OURS: &str = "bench_provision";
/// The peer's.
const PEERS: &str = "bench_provision_peer";

/// The two databases and who works in them.
pub(super) struct Stage<'a> {
    ground: &'a Ground,
    pub(super) ops: PgConnection,
    pub(super) peer: Peer,
    admin: PgConnection,
    peers_admin: PgConnection,
    archives: tempfile::TempDir,
    postmaster: u32,
    /// How many tenants were named.
    pub(super) named: usize,
}

impl<'a> Stage<'a> {
    /// Makes both anew.
    pub(super) async fn raise(ground: &'a Ground) -> Self {
        let mut server = enter(ground, "tenantry_admin", "postgres").await;
        for (database, template) in [(OURS, ground.server.database()), (PEERS, "template0")] {
            sql::must(&mut server, format!("drop database if exists {database} with (force)")).await;
            sql::must(&mut server, format!("create database {database} template {template}")).await;
        }
        let postmaster = ground.server.dir.join("data/postmaster.pid");
        let postmaster = std::fs::read_to_string(postmaster).expect("the server runs");
        let postmaster = postmaster.lines().next().and_then(|line| line.parse().ok());
        let mut admin = enter(ground, "tenantry_admin", OURS).await;
        // room for all that are made in the rounds
        sql::must(&mut admin, "update tenantry_control.clusters set capacity = 1000000").await;
        Self {
            ground,
            ops: enter(ground, "ops", OURS).await,
            peer: Peer::start(&url(ground, "tenantry_admin", PEERS)).await,
            admin,
            peers_admin: enter(ground, "tenantry_admin", PEERS).await,
            archives: tempfile::tempdir().expect("there is room for a folder"),
            postmaster: postmaster.expect("the server's file begins with its process"),
            named: 0,
        }
    }

    /// What may decide: version and durability.
    pub(super) async fn server(&mut self) -> String {
        let ask = "select format('PostgreSQL %s, fsync %s, synchronous_commit %s', current_setting('server_version'), \
                   current_setting('fsync'), current_setting('synchronous_commit'))";
        sql::one(&mut self.admin, ask).await
    }

    /// The login that provisions.
    pub(super) fn target(&self) -> Target {
        Target::from_url(&url(self.ground, "tenantry_admin", OURS)).expect("the sandbox's URLs are URLs")
    }

    /// A connection of that login.
    pub(super) async fn enter(&self) -> PgConnection {
        enter(self.ground, "tenantry_admin", OURS).await
    }

    /// The superuser, in the copy.
    pub(super) fn admin(&mut self) -> &mut PgConnection {
        &mut self.admin
    }

    /// psql as that login; password and all go by the environment.
    pub(super) fn psql(&self) -> Command {
        let mut psql = Command::new("psql");
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1"]).stdin(Stdio::null());
        let target = self.target();
        let password = self.ground.server.password_for(target.login()).expect("the sandbox knows its logins");
        psql.env("PGHOST", target.host()).env("PGPORT", target.port().to_string());
        psql.env("PGUSER", target.login()).env("PGDATABASE", OURS);
        psql.env("PGPASSWORD", secrecy::ExposeSecret::expose_secret(&password));
        psql
    }

    /// A worker with its queue, as it is by default.
    pub(super) async fn worker(&self) -> Worker {
        let archives: PathBuf = self.archives.path().to_owned();
        let config = WorkerConfig::new(&url(self.ground, "worker", OURS), archives);
        Worker::launch(config).await.expect("a worker can be launched")
    }

    /// Begins to count.
    pub(super) fn meter(&self) -> Meter {
        Meter::start(self.postmaster, self.peer.id())
    }

    /// Every schema that was made, with all of its tables.
    pub(super) async fn made(&mut self, peers: bool) -> i64 {
        let connection = if peers { &mut self.peers_admin } else { &mut self.admin };
        let ask = "select count(*) from (
                     select n.oid from pg_namespace n join pg_class c on c.relnamespace = n.oid and c.relkind = 'r'
                     where n.nspname like 'tenant\\_%' and c.relname in ('users', 'projects', 'documents', 'settings', 'audit_logs')
                     group by n.oid having count(*) = 5) whole";
        sqlx::query_scalar(ask).fetch_one(connection).await.expect("it can be counted")
    }

    /// Removes every schema that was made, one by one, and their files.
    pub(super) async fn clear(&mut self) {
        for connection in [&mut self.admin, &mut self.peers_admin] {
            let ask = "select nspname::text from pg_namespace where nspname like 'tenant\\_%'";
            let schemas: Vec<String> =
                sqlx::query_scalar(ask).fetch_all(&mut *connection).await.expect("it can be listed");
            for schema in schemas {
                let drop = format!("set client_min_messages = warning; drop schema \"{schema}\" cascade");
                sql::must(connection, drop).await;
            }
        }
        sql::must(&mut self.admin, "delete from tenantry.tenant_schemas").await;
        sql::must(&mut self.peers_admin, "delete from customers_client").await;
        sql::must(&mut self.admin, "checkpoint").await;
    }

    /// Removes both.
    pub(super) async fn strike(self) {
        self.peer.leave().await;
        for connection in [self.ops, self.admin, self.peers_admin] {
            connection.close().await.expect("it can be closed");
        }
        let mut server = enter(self.ground, "tenantry_admin", "postgres").await;
        for database in [OURS, PEERS] {
            sql::must(&mut server, format!("drop database {database} with (force)")).await;
        }
    }
}

fn url(ground: &Ground, login: &str, database: &str) -> String {
    let url = ground.url(login);
    let (server, _) = url.rsplit_once('/').expect("a URL names its database");
    format!("{server}/{database}")
}

async fn enter(ground: &Ground, login: &str, database: &str) -> PgConnection {
    PgConnection::connect(&url(ground, login, database)).await.expect("the sandbox lets its people in")
}
