//! From the command line to the console's commands and back to text.

use serde::Serialize;
use serde_json::{Value, json};
use tenantry_console::error::CommandError;
use tenantry_console::views::Timestamp;
use tenantry_console::{Console, registry};

use crate::args::{AuditVerb, Change, Cli, FleetVerb, Noun, TenantVerb};
use crate::{host, print};

/// What every verb ends with.
pub(crate) type Outcome<T> = Result<T, CommandError>;

pub(crate) async fn run(cli: &Cli) -> Outcome<String> {
    let console = host::connected(cli).await?;
    let (command, request) = asked(&cli.noun)?;
    let mut answer = registry::dispatch(&console, command, request.clone()).await?;
    if command == "tenant_list" {
        answer["total"] = total(&console, &request).await?;
    }
    Ok(if cli.json { print::json(&answer) } else { print::people(command, &answer) })
}

async fn total(console: &Console, request: &Value) -> Outcome<Value> {
    let request = json!({ "query": request["query"], "sort": request["sort"] });
    Ok(registry::dispatch(console, "tenant_count", request).await?["total"].take())
}

/// The registry's command and its request.
fn asked(noun: &Noun) -> Outcome<(&'static str, Value)> {
    match noun {
        Noun::Fleet(FleetVerb::Status) => Ok(("fleet_status", json!({}))),
        Noun::Tenant(verb) => tenant(verb),
        Noun::Audit(AuditVerb::List { tenant, who, action, ticket, since, until, before, limit }) => Ok((
            "audit_list",
            json!({
                "tenant": tenant, "who": who, "action": action, "ticket": ticket,
                "since": since.map(Timestamp::from), "until": until.map(Timestamp::from),
                "before": before, "limit": limit,
            }),
        )),
        Noun::Sandbox(_) | Noun::Db(_) | Noun::Guard(_) | Noun::Isolation(_) => {
            unreachable!("main sends these elsewhere")
        }
    }
}

fn tenant(verb: &TenantVerb) -> Outcome<(&'static str, Value)> {
    Ok(match verb {
        TenantVerb::List { query, sort, limit, after, at, last } => {
            let place = match (after, at, last) {
                (Some(cursor), _, _) => json!({ "from": "after", "cursor": cursor }),
                (None, Some(index), _) => json!({ "from": "position", "index": index }),
                (None, None, true) => json!({ "from": "end" }),
                (None, None, false) => json!({ "from": "start" }),
            };
            ("tenant_list", json!({ "query": query, "sort": sort, "limit": limit, "at": place }))
        }
        TenantVerb::Show { tenant } => ("tenant_show", json!({ "tenant": tenant })),
        TenantVerb::Create { slug, name, tier, region, rung, parent, reason } => {
            let rung = rung.as_deref().map(checked::<tenantry_model::Rung>).transpose()?;
            let request = json!({
                "slug": slug, "name": name, "tier": tier, "region": region, "rung": rung,
                "parent": parent, "reason": reason,
            });
            ("tenant_create", request)
        }
        TenantVerb::SetTier { tenant, tier, plan: true, .. } => {
            ("tenant_plan_tier", json!({ "tenant": tenant, "tier": tier }))
        }
        TenantVerb::SetTier { tenant, tier, reason, acknowledge, version_seen, .. } => {
            let acknowledge = acknowledge.iter().map(|limit| checked::<tenantry_model::LimitName>(limit));
            let request = json!({
                "tenant": tenant, "tier": tier, "reason": reason, "version": version_seen,
                "acknowledge": acknowledge.collect::<Outcome<Vec<_>>>()?,
            });
            ("tenant_set_tier", request)
        }
        TenantVerb::Rehearse { tenant, tier, days } => {
            ("tenant_rehearse", json!({ "tenant": tenant, "tier": tier, "days": days }))
        }
        TenantVerb::SetLimit { change, limit, value, until } => {
            let mut request = changed(change);
            request["limit"] = checked::<tenantry_model::LimitName>(limit)?;
            request["value"] = json!(value);
            request["until"] = json!(until.map(Timestamp::from));
            ("tenant_set_limit", request)
        }
        TenantVerb::ClearLimit { change, limit } => {
            let mut request = changed(change);
            request["limit"] = checked::<tenantry_model::LimitName>(limit)?;
            ("tenant_clear_limit", request)
        }
        TenantVerb::Suspend(change) => ("tenant_suspend", changed(change)),
        TenantVerb::Resume(change) => ("tenant_resume", changed(change)),
        TenantVerb::Export { query, sort, format, out } => {
            let format = if format == "csv" { "csv" } else { "json_lines" };
            let path = std::path::absolute(out).unwrap_or_else(|_| out.clone());
            (
                "tenant_export",
                json!({ "query": query, "sort": sort, "format": format, "path": path, "task": "export" }),
            )
        }
    })
}

fn changed(change: &Change) -> Value {
    json!({ "tenant": change.tenant, "reason": change.reason, "version": change.version_seen })
}

/// A word of the model, refused here with the nearest known one.
fn checked<T: std::str::FromStr<Err = tenantry_model::Refusal> + Serialize>(word: &str) -> Outcome<Value> {
    Ok(json!(word.parse::<T>()?))
}
