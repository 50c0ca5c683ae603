//! `isolation lint|policies`: what keeps tenants apart in a database, checked and written.

use clap::Subcommand;
use serde_json::json;
use tenantry_console::error::CommandError;
use tenantry_engine::connect::Target;
use tenantry_engine::isolation::{
    Finding, Level, PolicyPlan, PolicyRequest, TENANT_COLUMN, apply_policies, lint, policies,
};

use crate::args::Cli;
use crate::print;
use crate::run::Outcome;

#[derive(Subcommand)]
pub(crate) enum IsolationVerb {
    /// What is wrong, and the SQL that mends it; fails when a finding is an error.
    Lint {
        /// A PostgreSQL URL of the database; the default is --url.
        #[arg(long)]
        database: Option<String>,
        /// The tenant column's name.
        #[arg(long, default_value = TENANT_COLUMN)]
        column: String,
    },
    /// The policies of a table that are missing, as SQL.
    Policies {
        /// schema.table, as it is or quoted.
        #[arg(long)]
        table: String,
        /// Policies on the claims of a JWT, for systems without the kit; a path: app_metadata.tenant_id.
        #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = TENANT_COLUMN)]
        claims: Option<String>,
        /// The tenant column's name, here or in the table that foreign keys lead to.
        #[arg(long, default_value = TENANT_COLUMN)]
        column: String,
        /// Drops permissive policies that are not Tenantry's.
        #[arg(long)]
        replace: bool,
        /// Only prints, which is the default.
        #[arg(long, conflicts_with = "apply")]
        dry_run: bool,
        /// Executes what it prints.
        #[arg(long)]
        apply: bool,
        /// A PostgreSQL URL of the database; the default is --url.
        #[arg(long)]
        database: Option<String>,
    },
}

/// The answer, and whether it is a failure although it is one.
pub(crate) async fn run(verb: &IsolationVerb, cli: &Cli) -> Outcome<(String, bool)> {
    match verb {
        IsolationVerb::Lint { database, column } => {
            let findings = lint(&target(database.as_ref(), cli)?, column).await?;
            let failed = findings.iter().any(|finding| finding.level == Level::Error);
            Ok((if cli.json { print::json(&as_json(&findings)) } else { print::findings(&findings) }, failed))
        }
        IsolationVerb::Policies { table, claims, column, replace, dry_run: _, apply, database } => {
            let target = target(database.as_ref(), cli)?;
            let claim: Option<Vec<String>> =
                claims.as_ref().map(|path| path.split('.').map(str::to_owned).collect());
            let request = PolicyRequest { table, column, claim: claim.as_deref(), replace: *replace };
            let plan = if *apply {
                apply_policies(&target, &request).await?
            } else {
                policies(&target, &request).await?
            };
            let printed = if cli.json {
                print::json(&json!({
                    "table": plan.table, "statements": plan.statements, "notes": plan.notes, "applied": apply,
                }))
            } else {
                as_sql(&plan)
            };
            Ok((printed, false))
        }
    }
}

fn target(database: Option<&String>, cli: &Cli) -> Outcome<Target> {
    let url = database.or(cli.url.as_ref()).ok_or_else(|| {
        CommandError::invalid("database", "No database was named.", "Give --database or --url.")
    })?;
    Ok(Target::from_url(url)?)
}

fn as_json(findings: &[Finding]) -> serde_json::Value {
    let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
    json!({ "findings": findings, "errors": errors, "warnings": findings.len() - errors })
}

/// A script for psql. Statements stand as they run; in a comment no name breaks the line.
fn as_sql(plan: &PolicyPlan) -> String {
    let notes = plan.notes.iter().map(|note| format!("-- {}", print::printable(note)));
    let statements = plan.statements.iter().map(|statement| format!("{statement};"));
    let lines: Vec<String> = notes.chain(statements).collect();
    if lines.is_empty() {
        return format!("-- Nothing is missing: {} is protected.", print::printable(&plan.table));
    }
    lines.join("\n")
}
