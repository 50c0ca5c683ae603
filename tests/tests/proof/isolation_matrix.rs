//! The isolation matrix: each way to a tenant's rows, on each rung, for each kind of act, on one's own rows, a
//! neighbour's, and without a tenant. ✔ it was done, ✘ it was refused or found nothing.

use std::fmt::Write as _;

use sqlx::PgConnection;
use tenantry_engine::EngineError;
use tenantry_engine::context::with_tenant;
use tenantry_engine::scoped::{Answer, Budget, Step, TenantData};
use tenantry_model::TenantContext;
use tenantry_tests::sql;
use tenantry_tests::stage::{self, Stage, column, custom, digest};
use uuid::Uuid;

/// The ways to a tenant's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Round,
    Custom,
    Transaction,
    Reused,
    Signed,
    Prepared,
    Bound,
    Unsigned,
}

impl Way {
    const ALL: [Self; 8] = [
        Self::Round,
        Self::Custom,
        Self::Transaction,
        Self::Reused,
        Self::Signed,
        Self::Prepared,
        Self::Bound,
        Self::Unsigned,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Round => "the program's own SQL, one round trip",
            Self::Custom => "any SQL in the scope",
            Self::Transaction => "a transaction",
            Self::Reused => "the connection a neighbour had before",
            Self::Signed => "plain SQL, a context signed by hand",
            Self::Prepared => "a plan that a neighbour prepared",
            Self::Bound => "a connection bound by enter()",
            Self::Unsigned => "plain SQL without a context",
        }
    }
}

const ACTS: [&str; 5] = ["read", "insert", "update", "delete", "count"];

/// An act on the rows of `target`, in his schema. Each brings or changes rows if it is let.
fn statement(act: &str, target: &TenantContext) -> String {
    let (schema, id) = (stage::schema_of(target).quoted(), target.id);
    match act {
        "read" => format!("select tenant_id from {schema}.settings where tenant_id = '{id}'"),
        "insert" => format!(
            "insert into {schema}.settings (tenant_id, key, value) values ('{id}', '{id}{}', '1')",
            Uuid::now_v7()
        ),
        "update" => format!("update {schema}.settings set value = '2' where tenant_id = '{id}'"),
        "delete" => format!(
            "delete from {schema}.settings where id = (select id from {schema}.settings where tenant_id = '{id}' limit 1)"
        ),
        // a count of nothing is no row
        _ => format!("select count(*) from {schema}.settings where tenant_id = '{id}' having count(*) > 0"),
    }
}

/// The doors of one tenant.
struct Doors<'a> {
    stage: &'a Stage,
    own: &'a TenantContext,
    neighbour: &'a TenantContext,
    data: TenantData,
    one: TenantData,
}

impl Doors<'_> {
    /// Tries an act; whether it was done. `scoped`: inside one's own scope, or in none.
    async fn tried(&self, way: Way, scoped: bool, act: &str, target: &TenantContext) -> bool {
        let text = statement(act, target);
        let rows = match way {
            Way::Round | Way::Custom | Way::Transaction | Way::Reused => {
                self.through_the_engine(way, scoped, &text).await.ok().map(|answer| rows_of(&answer))
            }
            Way::Signed | Way::Prepared | Way::Bound | Way::Unsigned => {
                self.by_hand(way, scoped, &text).await
            }
        };
        rows.is_some_and(|rows| rows > 0)
    }

    async fn through_the_engine(&self, way: Way, scoped: bool, text: &str) -> Result<Answer, EngineError> {
        let step = [Step::new(text, &[])];
        if way == Way::Reused {
            // the neighbour reads, and leaves what it can
            let read = statement("read", self.neighbour);
            custom(&self.one, self.neighbour, &read).await?;
            let leave = "declare loot cursor with hold for select * from settings";
            custom(&self.one, self.neighbour, leave).await?;
        }
        let act = async {
            let mut answers = match way {
                Way::Custom => return self.data.custom(step[0]).await,
                Way::Reused => self.one.round(&step).await?,
                Way::Transaction => {
                    let mut transaction = self.data.begin().await?;
                    let answers = transaction.round(&step).await?;
                    transaction.commit().await?;
                    answers
                }
                _ => self.data.round(&step).await?,
            };
            Ok(answers.remove(0))
        };
        if scoped { with_tenant(self.own.clone(), act).await } else { act.await }
    }

    async fn by_hand(&self, way: Way, scoped: bool, text: &str) -> Option<usize> {
        let mut plain = self.stage.enter_as("app", self.own).await;
        match way {
            Way::Prepared => {
                // planned and used in the neighbour's context, as far as he has one here
                self.stage.sign(&mut plain, self.neighbour).await;
                sql::must(&mut plain, "set plan_cache_mode = force_generic_plan").await;
                sql::must(&mut plain, format!("prepare plan as {text}")).await;
                let _ = column(&mut plain, "explain execute plan").await;
                sql::must(&mut plain, "select set_config('tenantry.context', '', false)").await;
                if scoped {
                    self.stage.sign(&mut plain, self.own).await;
                }
                return done(&mut plain, "execute plan").await;
            }
            Way::Bound if scoped => {
                sql::must(&mut plain, format!("select tenantry.enter('{}')", self.own.id)).await;
            }
            Way::Signed if scoped => self.stage.sign(&mut plain, self.own).await,
            _ => {}
        }
        done(&mut plain, text).await
    }
}

/// Rows that came back or were changed; none: it was refused.
async fn done(connection: &mut PgConnection, text: &str) -> Option<usize> {
    if text.starts_with("select") {
        return column(connection, text).await.ok().map(|rows| rows.len());
    }
    // a plan tells by its tag how many rows it read or changed
    sql::run(connection, text).await.ok().map(|rows| usize::try_from(rows).unwrap_or(usize::MAX))
}

fn rows_of(answer: &Answer) -> usize {
    answer.rows.len().max(usize::try_from(answer.affected).unwrap_or(usize::MAX))
}

/// A line of the matrix: own, neighbour, no tenant.
async fn line(doors: &Doors<'_>, way: Way) -> String {
    let mut text = String::new();
    for (scoped, target) in [(true, doors.own), (true, doors.neighbour), (false, doors.own)] {
        text.push_str("  |");
        for act in ACTS {
            let mark = if doors.tried(way, scoped, act, target).await { "✔" } else { "✘" };
            let _ = write!(text, " {mark:^6}");
        }
    }
    text
}

#[tokio::test]
async fn each_way_on_each_rung_reaches_ones_own_rows_alone() {
    let stage = Stage::fresh().await;
    let acts = ACTS.map(|act| format!(" {act:^6}")).concat();
    let mut text = format!("{:<9}{:<40}", "rung", "way");
    for head in ["own rows", "a neighbour's", "no tenant"] {
        let _ = write!(text, "  | {head:<34}");
    }
    let _ = write!(text, "\n{:<49}", "");
    for _ in 0..3 {
        let _ = write!(text, "  |{acts}");
    }
    for [own, neighbour] in &stage.rungs.tenants {
        let mut admin = stage.admin_of(own).await;
        let grant = format!(
            "select tenantry.entitle(gen_random_uuid(), 'app', '{}', clock_timestamp() + interval '1 hour')",
            own.id
        );
        sql::must(&mut admin, grant).await;
        let one = Budget { connections: 1, wait: std::time::Duration::from_secs(20), ..Budget::default() };
        let (data, one) = (stage.rungs.access(Budget::default()), stage.rungs.access(one));
        let doors = Doors { stage: &stage, own, neighbour, data, one };
        let before = digest(&mut stage.admin_of(neighbour).await, neighbour).await;
        for way in Way::ALL {
            let line = line(&doors, way).await;
            let rung = own.placement.rung().to_string();
            let _ = write!(text, "\n{rung:<9}{:<40}{line}", way.name());
        }
        let after = digest(&mut stage.admin_of(neighbour).await, neighbour).await;
        assert_eq!(after, before, "the neighbour's rows are as they were");
    }
    let text = text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!("who_reaches_what", text);
}
