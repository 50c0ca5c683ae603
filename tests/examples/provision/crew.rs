//! Many schemas, provisioned at once by several worker processes; and whether each was made exactly once.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::{PgConnection, Row as _};
use tenantry_tests::window::program;
use tenantry_tests::{Fleet, sql, until};

/// What all of them take on a busy machine, each.
const PATIENCE: Duration = Duration::from_secs(2);

/// What came of it.
pub(crate) struct Outcome {
    /// From the first request until the last operation was over.
    pub(crate) took: Duration,
    /// Operations that each worker ended.
    pub(crate) by_worker: BTreeMap<String, i64>,
    /// What was asked, and what was found.
    pub(crate) findings: Vec<Finding>,
    /// Steps that were tried more than once, and why.
    pub(crate) again: Vec<String>,
}

/// One count.
pub(crate) struct Finding {
    pub(crate) what: &'static str,
    pub(crate) wanted: i64,
    pub(crate) found: i64,
}

/// A worker process; killed when dropped before it was told to stop.
struct Hired(Child);

impl Drop for Hired {
    fn drop(&mut self) {
        // it may have ended, as it was told
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What is counted afterwards, for so many tenants: `$ops` are their operations.
const COUNTS: [(&str, bool, &str); 12] = [
    (
        "tenants active",
        true,
        "select count(*) from tenantry_control.tenants where slug like 'crew-%' and status = 'active'",
    ),
    ("operations done", true, "select count(*) from $ops where state = 'done'"),
    ("operations in another state", false, "select count(*) from $ops where state <> 'done'"),
    ("operations taken by one worker, once", true, "select count(*) from $ops where fence = 1 and run = 1"),
    (
        "schemas made by their own operation",
        true,
        "select count(*) from $ops o join pg_namespace n on n.nspname = 'tenant_' || replace(o.tenant_id::text, '-', '_') where obj_description(n.oid, 'pg_namespace')::jsonb ->> 'operation' = o.id::text",
    ),
    (
        "schemas of tenants, on the whole",
        true,
        "select count(*) - $before from pg_namespace where nspname like 'tenant\\_%'",
    ),
    (
        "schemas with their five tables and no other",
        true,
        "select count(*) from (select c.relnamespace from $ops o join pg_class c on c.relkind = 'r' and c.relnamespace = to_regnamespace('tenant_' || replace(o.tenant_id::text, '-', '_')) group by 1 having count(*) = 5) whole",
    ),
    (
        "schemas that the isolation kit knows",
        true,
        "select count(*) from $ops o join tenantry.tenant_schemas s on s.schema_name = 'tenant_' || replace(o.tenant_id::text, '-', '_')",
    ),
    (
        "runs on the queue, each a success",
        true,
        "select count(*) filter (where status = 'SUCCESS') + 1000000 * count(*) filter (where status <> 'SUCCESS') from dbos.workflow_status where split_part(workflow_uuid, '/', 1) in (select id::text from $ops)",
    ),
    (
        "audit: requested exactly once",
        true,
        "select count(*) from $ops o where 1 = (select count(*) from tenantry_control.audit_entries e where e.tenant_id = o.tenant_id and e.action = 'tenant.create')",
    ),
    (
        "audit: done exactly once",
        true,
        "select count(*) from $ops o where 1 = (select count(*) from tenantry_control.audit_entries e where e.tenant_id = o.tenant_id and e.action = 'operation.done' and e.object = o.id::text)",
    ),
    (
        "audit: anything else",
        false,
        "select count(*) from $ops o join tenantry_control.audit_entries e on e.tenant_id = o.tenant_id where e.action not in ('tenant.create', 'operation.done')",
    ),
];
const OPS: &str = "(select p.* from tenantry_control.operations p join tenantry_control.tenants t on t.id = p.tenant_id and t.slug like 'crew-%')";
const SCHEMAS: &str = "select count(*) from pg_namespace where nspname like 'tenant\\_%'";

/// Has so many tenants made by so many worker processes, on a fleet of its own.
pub(crate) async fn provision(tenants: usize, workers: usize) -> Outcome {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    sql::must(&mut admin, "update tenantry_control.clusters set capacity = 1000000").await;
    let before = sql::one(&mut admin, SCHEMAS).await;
    let hired: Vec<Hired> = (1..=workers).map(|number| hire(&fleet, number)).collect();
    let there = "select count(*) from tenantry_control.workers where name like 'crew%'";
    until::found("the workers are there", async || {
        (sql::one(&mut admin, there).await == workers.to_string()).then_some(())
    })
    .await;
    let mut ops = fleet.enter_as("ops").await;
    let begun = Instant::now();
    for number in 0..tenants {
        let create = format!(
            "select tenantry_control.create_tenant('crew-{number}', 'One of many', 'pro', 'eu-central-1', 'schema', null, 'many at once')"
        );
        sql::must(&mut ops, create).await;
    }
    let why = wait(&mut admin, begun + PATIENCE * u32::try_from(tenants).expect("not that many")).await;
    let took = begun.elapsed();
    let mut by_worker = BTreeMap::new();
    for row in rows(&mut admin, &format!("select executor, count(*) from {OPS} o group by 1")).await {
        let name: Option<String> = row.get(0);
        by_worker.insert(name.unwrap_or_else(|| "nobody".to_owned()), row.get(1));
    }
    let wanted = i64::try_from(tenants).expect("not that many");
    let mut findings = Vec::new();
    for (what, all, query) in COUNTS {
        let query = query.replace("$ops", OPS).replace("$before", &before);
        let found = sql::one(&mut admin, query).await.parse().expect("a count");
        findings.push(Finding { what, wanted: if all { wanted } else { 0 }, found });
    }
    let (again, unexplained) = again(&mut admin, &why).await;
    findings.push(Finding { what: "steps tried again for no known reason", wanted: 0, found: unexplained });
    findings.push(Finding {
        what: "workers that stopped in order",
        wanted: workers as i64,
        found: stop(hired),
    });
    Outcome { took, by_worker, findings, again }
}

fn hire(fleet: &Fleet, number: usize) -> Hired {
    let mut command = Command::new(program("tenantryctl"));
    command.args(["worker", "run", "--name", &format!("crew{number}"), "--archives"]);
    command.arg(fleet.ground.folder().join("archives")).env("TENANTRY_DATABASE_URL", fleet.url("worker"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Hired(command.spawn().expect("tenantryctl starts"))
}

/// Waits until nothing is left to do; answers why a step failed, for each that did meanwhile.
async fn wait(admin: &mut PgConnection, give_up: Instant) -> BTreeMap<(String, i16), String> {
    let mut why = BTreeMap::new();
    let failed = "select operation_id::text, position, error from tenantry_control.operation_steps where error is not null";
    let open = format!("select count(*) from {OPS} o where state in ('queued', 'running', 'cancelling')");
    while sql::one(admin, open.clone()).await != "0" && Instant::now() < give_up {
        for row in rows(admin, failed).await {
            why.insert((row.get(0), row.get(1)), row.get(2));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    why
}

/// Steps that were tried more than once; and how many of them nobody knows the reason of.
async fn again(admin: &mut PgConnection, why: &BTreeMap<(String, i16), String>) -> (Vec<String>, i64) {
    let ask = format!(
        "select s.operation_id::text, s.position, s.name, s.attempt from {OPS} o \
         join tenantry_control.operation_steps s on s.operation_id = o.id where s.attempt <> 1 order by 1, 2"
    );
    let (mut lines, mut unexplained) = (Vec::new(), 0);
    for row in rows(admin, &ask).await {
        let (operation, place): (String, i16) = (row.get(0), row.get(1));
        let (name, attempt): (String, i32) = (row.get(2), row.get(3));
        let reason = why.get(&(operation.clone(), place));
        unexplained += i64::from(reason.is_none());
        let reason = reason.map_or("for no known reason", String::as_str);
        lines.push(format!("{operation} {name}: {attempt} times: {reason}"));
    }
    (lines, unexplained)
}

async fn rows(admin: &mut PgConnection, query: &str) -> Vec<sqlx::postgres::PgRow> {
    sqlx::query(sql::text(query)).fetch_all(admin).await.unwrap_or_else(|error| panic!("{query}\n{error}"))
}

/// Asks all to stop; answers how many did so in order.
fn stop(hired: Vec<Hired>) -> i64 {
    for Hired(process) in &hired {
        let told = Command::new("kill").args(["-TERM", &process.id().to_string()]).status();
        assert!(told.expect("kill is there").success(), "a worker is still there to be told");
    }
    hired.into_iter().map(|mut hired| i64::from(hired.0.wait().expect("it ends").success())).sum()
}
