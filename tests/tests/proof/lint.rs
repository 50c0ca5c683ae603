//! The lint, on a server of its own (half of the faults are the server's): each fault is named by its code and object, its
//! SQL mends it, and nothing is found where nothing is wrong.

mod faults;
mod gate;
mod strangers;

use std::sync::atomic::{AtomicU32, Ordering};

use tenantry_engine::connect::Target;
use tenantry_engine::isolation::{Finding, Level, TENANT_COLUMN, lint};
use tenantry_tests::server::Ground;
use tenantry_tests::sql;
use tokio::sync::{Mutex, MutexGuard, OnceCell};

use faults::{CODE, Fault, KEYS, POLICIES, SERVER, TABLE, TABLES};

static GROUND: OnceCell<Ground> = OnceCell::const_new();
/// A role that is wrong is wrong for every database of the server: one test at a time.
static TURN: Mutex<()> = Mutex::const_new(());
static NEXT: AtomicU32 = AtomicU32::new(1);

/// A database of its own on the server of the lint.
struct Stage {
    ground: &'static Ground,
    database: String,
    _turn: MutexGuard<'static, ()>,
}

impl Stage {
    /// A copy of what the sandbox installs.
    async fn fresh() -> Self {
        Self::copy(true).await
    }

    /// A database that Tenantry never saw.
    async fn empty() -> Self {
        Self::copy(false).await
    }

    async fn copy(ours: bool) -> Self {
        let turn = TURN.lock().await;
        let ground = GROUND.get_or_init(|| Ground::new(5, |_| {})).await;
        let database = format!("lint_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let template = if ours { ground.server.database() } else { "template1" };
        let mut admin = ground.enter_as("tenantry_admin", "postgres").await;
        sql::must(&mut admin, format!("create database {database} template {template}")).await;
        if ours {
            // a copy has the rows of the original, not its privileges
            sql::must(&mut admin, format!("revoke temporary on database {database} from public")).await;
        }
        Self { ground, database, _turn: turn }
    }

    fn target(&self, login: &str) -> Target {
        Target::from_url(&self.ground.url(login, &self.database)).expect("the ground makes URLs")
    }

    /// As the superuser, one statement after the other, each in a transaction of its own.
    async fn run(&self, statements: &str) {
        let mut admin = self.ground.enter_as("tenantry_admin", &self.database).await;
        for statement in statements.split("; ").filter(|statement| !statement.trim().is_empty()) {
            sql::must(&mut admin, statement).await;
        }
    }

    async fn lint(&self) -> Vec<Finding> {
        lint(&self.target("tenantry_admin"), TENANT_COLUMN).await.expect("the catalog is readable")
    }

    /// Runs the SQL of all findings, in their order, each as one message.
    async fn mend(&self, findings: &[Finding]) {
        let mut admin = self.ground.enter_as("tenantry_admin", &self.database).await;
        for finding in findings {
            let fix = finding.fix_sql.clone().unwrap_or_else(|| panic!("no SQL: {finding:?}"));
            sql::must(&mut admin, fix).await;
        }
    }

    /// The fault's texts with its own names in them.
    fn named(&self, text: &str, own: &str) -> String {
        text.replace("{t}", own).replace(":db", &self.database)
    }

    async fn make(&self, fault: &Fault, own: &str) {
        let stage = if fault.stage.is_empty() { TABLE } else { fault.stage };
        let once = stage.replace("create schema tenant_", "create schema if not exists tenant_");
        self.run(&self.named(&once, own)).await;
    }
}

/// What a finding is about, for comparing.
fn names(findings: &[Finding]) -> Vec<(String, String)> {
    findings.iter().map(|finding| (finding.code.clone(), finding.object.clone())).collect()
}

const NONE: &[Finding] = &[];

fn all() -> impl Iterator<Item = (usize, &'static Fault)> {
    let faults: [&'static [Fault]; 5] = [&POLICIES, &TABLES, &KEYS, &CODE, &SERVER];
    faults.into_iter().flatten().enumerate()
}

#[tokio::test]
async fn nothing_is_found_on_ours() {
    let stage = Stage::fresh().await;
    assert_eq!(stage.lint().await, NONE);
    let sandbox = Target::from_url(&stage.ground.url("tenantry_admin", stage.ground.server.database()));
    assert_eq!(
        lint(&sandbox.unwrap(), TENANT_COLUMN).await.unwrap(),
        NONE,
        "as it was installed, not a copy"
    );
}

#[tokio::test]
async fn each_fault_is_named_and_mended_alone() {
    let stage = Stage::fresh().await;
    let mut before = Vec::new();
    for (n, fault) in all() {
        let own = format!("a{n}");
        stage.make(fault, &own).await;
        // also what the mending of the one before left
        assert_eq!(stage.lint().await, NONE, "the good case of {}, {own}, after {before:#?}", fault.code);
        stage.run(&stage.named(fault.plant, &own)).await;
        let found = stage.lint().await;
        let expected = (fault.code.to_owned(), stage.named(fault.object, &own));
        assert!(names(&found).contains(&expected), "{expected:?} is not in {found:#?}");
        stage.mend(&found).await;
        before = found;
    }
    assert_eq!(stage.lint().await, NONE, "after {before:#?}");
}

#[tokio::test]
async fn all_faults_at_once_are_named_and_mended_in_one_run() {
    let stage = Stage::fresh().await;
    let mut expected = Vec::new();
    for (n, fault) in all() {
        let own = format!("b{n}");
        stage.make(fault, &own).await;
        stage.run(&stage.named(fault.plant, &own)).await;
        expected.push((fault.code.to_owned(), stage.named(fault.object, &own)));
    }
    assert!(expected.len() >= 80, "{} faults", expected.len());
    let found = stage.lint().await;
    let missed: Vec<_> = expected.iter().filter(|fault| !names(&found).contains(fault)).collect();
    assert!(missed.is_empty(), "not named: {missed:?}");
    for finding in &found {
        assert!(finding.why.ends_with('.') && finding.why.len() > 15, "no sentence: {finding:?}");
    }
    stage.mend(&found).await;
    assert_eq!(stage.lint().await, NONE);
}

#[tokio::test]
async fn what_a_service_sees_of_the_faults_is_what_an_administrator_sees() {
    let stage = Stage::fresh().await;
    let rounds = [&POLICIES[..], &TABLES[..], &KEYS[..], &CODE[..]];
    for (n, fault) in rounds.into_iter().flatten().enumerate() {
        stage.make(fault, &format!("c{n}")).await;
        stage.run(&stage.named(fault.plant, &format!("c{n}"))).await;
    }
    let as_app = lint(&stage.target("app"), TENANT_COLUMN).await.unwrap();
    assert_eq!(as_app, stage.lint().await, "the catalog is the same for all");
    assert!(as_app.len() > 50, "{}", as_app.len());
}

#[tokio::test]
async fn rows_are_still_there_after_mending() {
    let stage = Stage::fresh().await;
    stage
        .run(
            "create table public.kept (tenant_id uuid not null, id uuid primary key, note text unique); \
             insert into public.kept select gen_random_uuid(), gen_random_uuid(), n::text from generate_series(1, 1000) n; \
             create materialized view public.counted as select tenant_id, count(*) from public.kept group by 1",
        )
        .await;
    stage.mend(&stage.lint().await).await;
    assert_eq!(stage.lint().await, NONE);
    let mut admin = stage.ground.enter_as("tenantry_admin", &stage.database).await;
    assert_eq!(sql::one(&mut admin, "select count(*) from public.kept").await, "1000");
    assert_eq!(sql::one(&mut admin, "select count(*) from public.counted").await, "1000");
}

#[tokio::test]
async fn an_old_kit_is_named() {
    let stage = Stage::fresh().await;
    stage
        .run("delete from tenantry.migrations where version = (select max(version) from tenantry.migrations)")
        .await;
    let found = stage.lint().await;
    let named = [("kit_old".to_owned(), format!("database {}", stage.database))];
    assert_eq!(names(&found), named, "{found:?}");
    assert_eq!(found[0].level, Level::Error);
}
