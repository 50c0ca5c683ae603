//! The floor that operations are tried on: a fleet of its own with workers that can be stopped at any step.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use secrecy::ExposeSecret as _;
use sqlx::{Connection as _, PgConnection};
use tenantry_engine::connect::Target;
use tenantry_engine::operations::{Worker, WorkerConfig};
use tenantry_engine::sandbox::{Sandbox, SandboxStatus};
use tenantry_tests::stage::TABLES;
use tenantry_tests::window::program;
use tenantry_tests::{Fleet, sql, until};

#[path = "sky.rs"]
mod sky;

pub(super) use sky::{Sky, identifier};

/// A tenant that something is done to.
#[derive(Debug, Clone)]
pub(super) struct Guest {
    pub(super) id: String,
    pub(super) rung: &'static str,
}

/// A fleet, its people, and a place for archives.
pub(super) struct Floor {
    pub(super) fleet: Fleet,
    pub(super) admin: PgConnection,
    pub(super) ops: PgConnection,
    pub(super) ops2: PgConnection,
    pub(super) archives: PathBuf,
    /// Where servers of tenants' own are made, when that is not beside the sandbox.
    pub(super) sky: Option<Sky>,
}

/// A worker process that is killed with -9 when this is dropped, also by a proof that fails.
struct Victim(Child);

impl Drop for Victim {
    fn drop(&mut self) {
        self.0.kill().expect("a process of ours can be killed");
        self.0.wait().expect("it is gone");
    }
}

/// The lock that a stopped worker waits for.
const LOCK: i64 = 7_001;

impl Floor {
    pub(super) async fn new() -> Self {
        let fleet = Fleet::fresh().await;
        let mut admin = fleet.admin().await;
        sql::must(
            &mut admin,
            format!(
                "create table stop_here (operation uuid, place integer, state text);
                 create function stop_here() returns trigger language plpgsql security definer as $$
                 begin
                   if exists (select from public.stop_here s where s.operation = new.operation_id
                              and s.place = new.position and s.state = new.state::text) then
                     perform pg_advisory_xact_lock({LOCK});
                   end if;
                   return new;
                 end $$;
                 create trigger stop_here before update on tenantry_control.operation_steps
                   for each row execute function stop_here()"
            ),
        )
        .await;
        let archives = fleet.ground.folder().join(format!("archives-{}", fleet.database));
        let (ops, ops2) = (fleet.enter_as("ops").await, fleet.enter_as("ops2").await);
        Self { fleet, admin, ops, ops2, archives, sky: None }
    }

    /// Where its tenants' own servers are made.
    pub(super) fn sky(&self) -> &Sky {
        self.sky.as_ref().expect("this floor has one")
    }

    fn config(&self) -> WorkerConfig {
        let mut config = WorkerConfig::new(&self.fleet.url("worker"), self.archives.clone());
        config.patience = Duration::from_millis(300);
        config.poll = Duration::from_millis(20);
        config
    }

    /// Works until nothing is left to do.
    pub(super) async fn work(&self) {
        if self.sky.is_some() {
            // who one is at AWS stands in the environment, which is a process' own
            return self.work_as_a_process().await;
        }
        let worker = Worker::launch(self.config()).await.expect("a worker can be launched");
        worker.until_idle().await.expect("the database is there");
        worker.stop().await.expect("it stops");
    }

    /// A tenant with rows, provisioned when its rung asks for it; not before [`Floor::work`].
    pub(super) async fn guest(&mut self, rung: &'static str) -> Guest {
        let slug = format!("guest-{}", &sql::one(&mut self.admin, "select gen_random_uuid()").await[..13]);
        let create = format!(
            "select tenantry_control.create_tenant('{slug}', 'A guest', 'pro', 'eu-central-1', '{rung}', null, 'a proof')"
        );
        let guest = Guest { id: sql::one(&mut self.ops, create).await, rung };
        if let Some(sky) = &self.sky {
            sky.expect(&guest).await;
        }
        guest
    }

    /// Rows of a guest, known to the byte.
    pub(super) async fn furnish(&mut self, guest: &Guest) {
        let mut there = self.inside(guest).await;
        let schema = if guest.rung == "schema" { self.name(guest) } else { "public".to_owned() };
        sql::must(
            &mut there,
            format!(
                "set session_replication_role = replica; set search_path = \"{schema}\";
                 insert into users (tenant_id, id, email, name, role, status, password_hash)
                   select '{0}', md5(n::text)::uuid, n || '@guest.example', E'tab\\t\\\\ \\n ü', 'member', 'active', 'x' from generate_series(1, 20) n;
                 insert into projects (tenant_id, name, description, owner_id, status)
                   select tenant_id, 'Project', '', id, 'active' from users where tenant_id = '{0}';
                 insert into settings (tenant_id, key, value) values ('{0}', 'a', '{{\"b\": [1, null]}}')",
                guest.id
            ),
        )
        .await;
    }

    /// The directory, as the service's login asks it.
    pub(super) fn directory(&self) -> Target {
        Target::from_url(&self.fleet.url("app")).expect("a URL")
    }

    /// A user of a guest, who writes.
    pub(super) async fn author(&mut self, guest: &Guest) {
        let mut there = self.inside(guest).await;
        let schema = if guest.rung == "schema" { self.name(guest) } else { "public".to_owned() };
        let author = self.author_id(guest);
        let insert = format!(
            "insert into \"{schema}\".users (tenant_id, id, email, name, role, status, password_hash) \
             values ('{}', '{author}', 'a@guest.example', 'A', 'member', 'active', 'x')",
            guest.id
        );
        sql::must(&mut there, insert).await;
    }

    /// The id of that user.
    pub(super) fn author_id(&self, guest: &Guest) -> uuid::Uuid {
        guest.id.parse().expect("an id")
    }

    /// The superuser, in the database with the guest's rows.
    pub(super) async fn inside(&self, guest: &Guest) -> PgConnection {
        let database = match guest.rung {
            "database" | "instance" => self.name(guest),
            _ => self.fleet.database.clone(),
        };
        self.enter(guest, "tenantry_admin", &database).await.expect("the guest's server is there")
    }

    /// A login on the server that a guest lives on; none: it has a server of its own, which is not there.
    pub(super) async fn enter(&self, guest: &Guest, login: &str, database: &str) -> Option<PgConnection> {
        let url = self.url_of(guest, login, database).await?;
        Some(PgConnection::connect(&url).await.expect("the login may enter"))
    }

    /// The URL for that.
    pub(super) async fn url_of(&self, guest: &Guest, login: &str, database: &str) -> Option<String> {
        if guest.rung != "instance" {
            return Some(self.fleet.ground.url(login, database));
        }
        if let Some(sky) = &self.sky {
            return sky.url_of(guest, login, database).await;
        }
        let dir = Sandbox::servers(&self.fleet.ground.server.dir).join(format!("saas-{}", guest.id));
        let SandboxStatus::Running(mut server) = Sandbox::status(&dir).await.expect("a folder") else {
            return None;
        };
        if login != "tenantry_admin" {
            // the services' password is with those of the sandbox that the server belongs to
            server.dir.clone_from(&self.fleet.ground.server.dir);
        }
        let url = server.url(login).expect("a login's password is in the sandbox's state");
        let (server, _) = url.expose_secret().rsplit_once('/').expect("a URL names its database");
        Some(format!("{server}/{database}"))
    }

    /// The schema or the database of a guest.
    pub(super) fn name(&self, guest: &Guest) -> String {
        format!("tenant_{}", guest.id.replace('-', "_"))
    }

    /// Requests something of a guest; answers the operation.
    pub(super) async fn request(&mut self, act: &str, guest: &Guest) -> String {
        let ops = if act == "purge" { &mut self.ops2 } else { &mut self.ops };
        match act {
            "create" => {
                let open =
                    format!("select id from tenantry_control.operations where tenant_id = '{}'", guest.id);
                sql::one(ops, open).await
            }
            // the same call: what comes of it depends on where the tenant is
            "restore" | "unarchive" => {
                sql::one(ops, format!("select tenantry_control.restore_tenant('{}', 'a proof')", guest.id))
                    .await
            }
            _ => {
                let plan = format!(
                    "select string_agg(v, ' ' order by k) from jsonb_each_text(tenantry_control.plan_deletion('{}', '{act}')) p (k, v) \
                     where k in ('challenge', 'phrase')",
                    guest.id
                );
                let planned = sql::one(ops, plan).await;
                let (challenge, phrase) = planned.split_once(' ').expect("a challenge and a phrase");
                let ask = format!(
                    "select tenantry_control.{act}_tenant('{}', 'a proof', '{challenge}', '{phrase}')",
                    guest.id
                );
                sql::one(ops, ask).await
            }
        }
    }

    /// Lets the waiting time of everything in quarantine be over.
    pub(super) async fn time_passes(&mut self) {
        sql::must(&mut self.admin, "update tenantry_control.quarantines set until = clock_timestamp()").await;
    }

    /// Takes guests to their end: deleted, rested, purged by a second person.
    pub(super) async fn purge(&mut self, guests: &[&Guest]) {
        for act in ["delete", "purge"] {
            for guest in guests {
                self.request(act, guest).await;
            }
            self.work().await;
            self.time_passes().await;
        }
    }

    /// How the newest operation of a guest ended: its state, and its error.
    pub(super) async fn ended(&mut self, guest: &Guest) -> String {
        let ask = format!(
            "select concat_ws(' ', state, error) from tenantry_control.operations where tenant_id = '{}' \
             order by id desc limit 1",
            guest.id
        );
        sql::one(&mut self.admin, ask).await
    }

    /// The folder of the archive that the purge of a guest made.
    pub(super) async fn archive(&mut self, guest: &Guest) -> PathBuf {
        let ask = format!(
            "select operation_id from tenantry_control.deletion_certificates where tenant_id = '{}' order by id desc limit 1",
            guest.id
        );
        self.archives.join(&guest.id).join(sql::one(&mut self.admin, ask).await)
    }

    /// Everything that is there of a guest, with what differs from run to run left out.
    pub(super) async fn footprint(&mut self, guest: &Guest) -> String {
        let query = include_str!("footprint.sql").replace("$tenant", &guest.id);
        let mut found = sql::one(&mut self.admin, query).await;
        if guest.rung == "instance" {
            found = format!("{found}\n{}", self.own_server(guest).await);
        }
        let rows = self.rows(guest).await;
        format!("{found}\n{rows}")
    }

    /// What is there of a guest's own server, and on it.
    async fn own_server(&self, guest: &Guest) -> String {
        if let Some(sky) = &self.sky {
            return sky.footprint(guest, &self.name(guest)).await;
        }
        let place = Sandbox::servers(&self.fleet.ground.server.dir);
        let left = std::fs::read_dir(place).into_iter().flatten().flatten();
        let left = left.filter(|entry| entry.file_name().to_string_lossy().contains(&guest.id)).count();
        let Some(mut there) = self.enter(guest, "tenantry_admin", "postgres").await else {
            return format!("no server, {left} files of it");
        };
        let ask = "select string_agg(case when datname like 'zz\\_q\\_%' then 'away' else 'here' end || case when datallowconn then ' open' else ' closed' end, ', ') \
                   || ', login ' || (select string_agg(case when rolcanlogin then 'open' else 'closed' end, ', ') from pg_roles where rolname like 'tenant\\_%') \
                   from pg_database where datname like 'tenant\\_%' or datname like 'zz\\_q\\_%'";
        format!("server, {left} files, database {}", sql::one(&mut there, ask).await)
    }

    /// How many rows a guest has, and who may do what with them; nothing when they are out of reach.
    pub(super) async fn rows(&mut self, guest: &Guest) -> String {
        let there = match guest.rung {
            "instance" => {
                let open = format!(
                    "select count(*) from pg_database where datname = '{}' and datallowconn",
                    self.name(guest)
                );
                let Some(mut own) = self.enter(guest, "tenantry_admin", "postgres").await else {
                    return String::new();
                };
                format!("select {}", sql::one(&mut own, open).await)
            }
            "database" => format!(
                "select count(*) from pg_database where datname = '{}' and datallowconn",
                self.name(guest)
            ),
            "schema" => format!("select count(*) from pg_namespace where nspname = '{}'", self.name(guest)),
            _ => "select 1".to_owned(),
        };
        if sql::one(&mut self.admin, there).await == "0" {
            return String::new();
        }
        let schema = if guest.rung == "schema" { self.name(guest) } else { "public".to_owned() };
        let mut inside = self.inside(guest).await;
        let rights = sql::one(&mut inside, include_str!("rows.sql").replace("$schema", &schema)).await;
        let mut found = vec![rights.replace(&self.name(guest), "$guest")];
        for (table, _) in TABLES {
            let count = format!("select count(*) from \"{schema}\".{table} where tenant_id = '{}'", guest.id);
            found.push(format!("{table}: {} rows", sql::one(&mut inside, count).await));
        }
        found.join("\n")
    }

    /// A worker process that stops for ever when a step of this operation becomes `state`, and is then killed there.
    pub(super) async fn kill_at(&mut self, operation: &str, place: usize, state: &str) {
        let stop = format!("insert into stop_here values ('{operation}', {place}, '{state}')");
        sql::must(&mut self.admin, format!("{stop}; select pg_advisory_lock({LOCK})")).await;
        let victim = Victim(self.process());
        let waiting = format!(
            "select count(*) from pg_locks where locktype = 'advisory' and objid = {LOCK} and not granted \
             and database = (select oid from pg_database where datname = current_database())"
        );
        let mut looking = self.fleet.admin().await;
        until::found("the worker is at the step", async || {
            (sql::one(&mut looking, waiting.clone()).await == "1").then_some(())
        })
        .await;
        drop(victim);
        // its server processes would go on to commit: they go down with it
        let ends = "select count(pg_terminate_backend(pid)) from pg_stat_activity \
                    where usename = 'worker' and datname = current_database()";
        sql::must(&mut looking, ends).await;
        let left =
            "select count(*) from pg_stat_activity where usename = 'worker' and datname = current_database()";
        until::found("its connections are gone", async || {
            (sql::one(&mut looking, left).await == "0").then_some(())
        })
        .await;
        sql::must(&mut self.admin, format!("delete from stop_here; select pg_advisory_unlock({LOCK})")).await;
    }

    /// A worker process.
    fn process(&self) -> Child {
        let mut command = self.command();
        command.args(["--name", "victim", "--patience", "5"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("tenantryctl starts")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(program("tenantryctl"));
        command.args(["worker", "run", "--look", "0.05", "--archives"]).arg(&self.archives);
        command.env("TENANTRY_DATABASE_URL", self.fleet.url("worker"));
        if let Some(sky) = &self.sky {
            // one server stands behind all instances: what one operation lends its login, another would take away
            command.args(["--at-once", "1"]).envs(sky.variables());
        }
        command
    }

    async fn work_as_a_process(&self) {
        let mut command = tokio::process::Command::from(self.command());
        command.args(["--once", "--patience", "1"]).kill_on_drop(true);
        let out = command.output().await.expect("tenantryctl starts");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }
}
