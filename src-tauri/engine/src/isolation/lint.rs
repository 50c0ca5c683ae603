//! What is wrong with a database, each with the SQL that mends it. The findings are queries of the catalog, one file for
//! each group; they need no privilege and no kit.

use sqlx::postgres::PgRow;
use sqlx::{Connection as _, PgConnection, Row as _, SqlStr};

use super::policies::{Generator, PolicyRequest};
use crate::EngineError;
use crate::connect::{Target, close};

const GROUND: &str = include_str!("lint/ground.sql");
/// In the order in which their SQL is run: the server, then tables from the ground up, then what stands on them.
const GROUPS: [&str; 6] = [
    include_str!("lint/server.sql"),
    include_str!("lint/tables.sql"),
    include_str!("lint/keys.sql"),
    include_str!("lint/policies.sql"),
    include_str!("lint/views.sql"),
    include_str!("lint/functions.sql"),
];

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A tenant can reach another's rows, or one more mistake lets it.
    Error,
    /// It costs time or rows, not isolation.
    Warning,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// A fixed word for programs: `rls_disabled`.
    pub code: String,
    /// How bad it is.
    pub level: Level,
    /// What it is about, as SQL names it: `public.users`, `policy p on public.users`, `role app`.
    pub object: String,
    /// Why it is wrong: a sentence.
    pub why: String,
    /// Statements that mend it, for an administrator; none when no SQL can. All of them, in the order of the findings,
    /// mend a database in one run.
    pub fix_sql: Option<String>,
}

/// Everything that is wrong with the database, in the order in which it is mended. `column` is the tenant column's name.
/// Errors: [`EngineError::Unavailable`] and [`EngineError::Denied`] when the server cannot be entered.
pub async fn lint(target: &Target, column: &str) -> Result<Vec<Finding>, EngineError> {
    let mut connection = target.connect().await?;
    let findings = examine(&mut connection, column).await;
    close(connection).await;
    findings
}

/// A query of a group on its common ground; `$1` is the tenant column, `$2` whether the kit is here.
pub(super) fn grounded(query: &str) -> SqlStr {
    crate::sql::built(format!("{GROUND}{query}"))
}

/// Whether policies can ask the kit for the tenant.
pub(super) async fn has_kit(connection: &mut PgConnection) -> Result<bool, EngineError> {
    let query = "select exists (select from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace \
                 where n.nspname = 'tenantry' and p.proname = 'current_tenant')";
    Ok(sqlx::query_scalar(query).fetch_one(connection).await?)
}

async fn examine(connection: &mut PgConnection, column: &str) -> Result<Vec<Finding>, EngineError> {
    // bodies and names are printed by what the path makes visible: nothing but the catalog is
    sqlx::raw_sql("set search_path = pg_catalog").execute(&mut *connection).await?;
    let kit = has_kit(connection).await?;
    let mut findings: Vec<Finding> = kit_version(connection, kit).await?.into_iter().collect();
    let mut reading = connection.begin().await?;
    // one moment for all groups
    sqlx::raw_sql("set transaction isolation level repeatable read, read only")
        .execute(&mut *reading)
        .await?;
    let mut unwritten = Vec::new();
    for group in GROUPS {
        let rows = sqlx::query(grounded(group)).bind(column).bind(kit).fetch_all(&mut *reading).await?;
        for row in rows {
            if let Some(table) = row.try_get::<Option<String>, _>("protect")? {
                unwritten.push((findings.len(), table));
            }
            findings.push(finding(&row)?);
        }
    }
    reading.rollback().await?;
    write_policies(connection, column, kit, &mut findings, &unwritten).await?;
    Ok(findings)
}

fn finding(row: &PgRow) -> Result<Finding, EngineError> {
    let level: String = row.try_get("level")?;
    Ok(Finding {
        code: row.try_get("code")?,
        level: if level == "error" { Level::Error } else { Level::Warning },
        object: row.try_get("object")?,
        why: row.try_get("why")?,
        fix_sql: row.try_get("fix")?,
    })
}

/// Adds what the generator writes for a table. With the kit that is a call of it.
async fn write_policies(
    connection: &mut PgConnection,
    column: &str,
    kit: bool,
    findings: &mut [Finding],
    unwritten: &[(usize, String)],
) -> Result<(), EngineError> {
    for (at, table) in unwritten {
        let written = if kit {
            let column =
                if column == super::TENANT_COLUMN { String::new() } else { format!(", {}", literal(column)) };
            Some(format!("select tenantry.protect({}{column})", literal(table)))
        } else {
            claims_policies(connection, column, table).await
        };
        let before = findings[*at].fix_sql.take();
        // without the policies nothing is mended
        findings[*at].fix_sql =
            written.map(|written| before.into_iter().chain([written]).collect::<Vec<_>>().join("; "));
    }
    Ok(())
}

/// The statements for a database without the kit; none where the generator cannot be run or refuses the table.
async fn claims_policies(connection: &mut PgConnection, column: &str, table: &str) -> Option<String> {
    let mut trying = connection.begin().await.ok()?;
    let claim = [column.to_owned()];
    let request = PolicyRequest { table, column, claim: Some(&claim), replace: false };
    let generator = Generator::of(&mut trying).await.ok()?;
    let plan = generator.plan(&mut trying, &request).await;
    trying.rollback().await.ok()?;
    let plan = plan.ok()?;
    let statements = plan.statements.iter().map(|statement| repeatable(statement, &plan.table));
    Some(statements.collect::<Vec<_>>().join("; "))
}

/// A statement that may run twice: several findings of one table bring the same ones.
fn repeatable(statement: &str, table: &str) -> String {
    let name = statement.strip_prefix("create policy ").and_then(|rest| rest.split(' ').next());
    name.map_or(statement.to_owned(), |name| format!("drop policy if exists {name} on {table}; {statement}"))
}

/// Whether the kit is as new as this program, where the login may ask; and a word when there is none.
async fn kit_version(connection: &mut PgConnection, kit: bool) -> Result<Option<Finding>, EngineError> {
    let database: String = sqlx::query_scalar("select format('database %I', current_database())")
        .fetch_one(&mut *connection)
        .await?;
    if !kit {
        return Ok(Some(Finding {
            code: "kit_missing".to_owned(),
            level: Level::Warning,
            object: database,
            why: "The isolation kit is not installed: policies can only believe what the connection says of itself. \
                  Run \"tenantryctl db install\"."
                .to_owned(),
            fix_sql: None,
        }));
    }
    let may_ask: bool = sqlx::query_scalar(
        "select coalesce(bool_or(has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute')), false) \
         from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace \
         where n.nspname = 'tenantry' and p.proname = 'greet'",
    )
    .fetch_one(&mut *connection)
    .await?;
    if !may_ask {
        return Ok(None);
    }
    let installed: Option<i64> =
        sqlx::query_scalar("select kit_version from tenantry.greet()").fetch_one(connection).await?;
    let newest = crate::install::kit_version();
    Ok((installed < Some(newest)).then(|| Finding {
        code: "kit_old".to_owned(),
        level: Level::Error,
        object: database,
        why: format!(
            "The isolation kit is at migration {}, this program brings {newest}. Run \"tenantryctl db install\".",
            installed.unwrap_or_default()
        ),
        fix_sql: None,
    }))
}

/// A text as a literal of SQL.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
