//! Fills a fresh installation with a fleet that looks like one: set-based SQL, one file for each noun, in one
//! transaction, so that a fleet is there whole or not at all. The same count and seed give the same fleet on the same
//! day. It never touches a directory that holds something. For the sandbox alone: its tenants are invented.

use sqlx::{Connection as _, PgConnection};

/// One file of SQL and what a person reads while it runs.
struct Step {
    doing: &'static str,
    sql: &'static str,
}

/// In the order in which they need each other: what `ground` sets aside is put back before anybody acts.
const STEPS: [Step; 13] = [
    Step { doing: "Laying the tables bare.", sql: include_str!("fill/ground.sql") },
    Step { doing: "Trying a tier.", sql: include_str!("fill/tiers.sql") },
    Step { doing: "Gathering words for names.", sql: include_str!("fill/names.sql") },
    Step { doing: "Gathering awkward names.", sql: include_str!("fill/awkward.sql") },
    Step { doing: "Registering clusters.", sql: include_str!("fill/clusters.sql") },
    Step { doing: "Naming tenants.", sql: include_str!("fill/seats.sql") },
    Step { doing: "Giving each its tier, age and usage.", sql: include_str!("fill/fleet.sql") },
    Step { doing: "Writing the directory.", sql: include_str!("fill/tenants.sql") },
    Step { doing: "Making exceptions.", sql: include_str!("fill/overrides.sql") },
    Step { doing: "Writing ninety days of usage.", sql: include_str!("fill/usage.sql") },
    Step { doing: "Writing users, projects and documents.", sql: include_str!("fill/product.sql") },
    Step { doing: "Building indexes.", sql: include_str!("fill/put_back.sql") },
    Step { doing: "Letting operators act.", sql: include_str!("fill/acts.sql") },
];

/// Marks the pages as visible to all, so that the first look at an index needs no look at the table. In no
/// transaction: alone in its message.
const SETTLE: &str = "vacuum (analyze) tenantry_control.tenants, tenantry_control.usage_days, \
                      tenantry_control.overrides, tenantry_control.audit_entries";

/// Fills an empty directory with that many tenants; one that holds something is left as it is. `admin` is a superuser
/// of the control database, in no transaction; its statements have no timeout afterwards. `progress` is told each step before it begins.
pub(super) async fn fill(
    admin: &mut PgConnection,
    tenants: u32,
    seed: u32,
    progress: &(dyn Fn(&str) + Send + Sync),
) -> Result<(), sqlx::Error> {
    // A million tenants take longer than any page may.
    sqlx::raw_sql("set statement_timeout = 0").execute(&mut *admin).await?;
    let mut filling = admin.begin().await?;
    // Two fillers at once: the second waits here and then finds a full directory.
    sqlx::raw_sql("lock table tenantry_control.clusters in share row exclusive mode")
        .execute(&mut *filling)
        .await?;
    let empty: bool = sqlx::query_scalar(
        "select not exists (select from tenantry_control.tenants) \
            and not exists (select from tenantry_control.clusters)",
    )
    .fetch_one(&mut *filling)
    .await?;
    if !empty {
        return filling.rollback().await;
    }
    sqlx::query(
        "select set_config('tenantry.fill_tenants', $1, true), set_config('tenantry.fill_seed', $2, true)",
    )
    .bind(tenants.to_string())
    .bind(seed.to_string())
    .execute(&mut *filling)
    .await?;
    for step in &STEPS {
        progress(step.doing);
        sqlx::raw_sql(step.sql).execute(&mut *filling).await?;
    }
    sqlx::raw_sql("drop schema tenantry_fill cascade").execute(&mut *filling).await?;
    filling.commit().await?;
    progress("Settling the tables.");
    sqlx::raw_sql(SETTLE).execute(admin).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(sql: &str) -> usize {
        STEPS.iter().position(|step| step.sql.contains(sql)).unwrap()
    }

    #[test]
    fn the_indexes_are_back_before_anybody_acts() {
        assert_eq!(position("create schema tenantry_fill"), 0);
        assert!(position("insert into tenants\n") < position("select back from"));
        assert!(position("select back from") < position("tenantry_control.suspend("));
    }

    #[test]
    fn no_step_leaves_the_transaction() {
        for step in &STEPS {
            for line in step.sql.lines().filter(|line| !line.trim_start().starts_with("--")) {
                let words = line.trim().to_lowercase();
                for forbidden in ["commit", "rollback", "vacuum", "set session ", "set search_path"] {
                    assert!(!words.starts_with(forbidden), "{}: {line}", step.doing);
                }
            }
        }
    }

    /// What a reader of the source cannot see is written as an escape.
    #[test]
    fn no_step_holds_a_character_that_hides() {
        let hides = |c: char| {
            let zero_width = ['\u{200b}', '\u{200e}', '\u{200f}', '\u{feff}'];
            zero_width.contains(&c)
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        for step in &STEPS {
            assert_eq!(step.sql.chars().find(|c| hides(*c)), None, "{}", step.doing);
        }
    }

    /// The same seed, the same fleet: nothing in it comes from the server's own dice.
    #[test]
    fn chance_comes_from_the_seed_alone() {
        for step in &STEPS {
            for dice in ["random()", "gen_random_uuid", "new_id()"] {
                assert!(!step.sql.contains(dice), "{}: {dice}", step.doing);
            }
        }
    }
}
