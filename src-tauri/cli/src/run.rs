//! From the command line to the console's commands and back to text.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};
use tenantry_console::error::CommandError;
use tenantry_console::views::Timestamp;
use tenantry_console::{Console, registry};

use crate::args::{AuditVerb, Change, Cli, Deletion, FleetVerb, Noun, OperationVerb, TenantVerb};
use crate::{certificate, host, print, scrub};

/// What every verb ends with.
pub(crate) type Outcome<T> = Result<T, CommandError>;

pub(crate) async fn run(cli: &Cli) -> Outcome<String> {
    if let Noun::Tenant(TenantVerb::Certificate { verify: Some(file), .. }) = &cli.noun {
        return certificate::verify(cli, file);
    }
    let console = host::connected(cli).await?;
    match &cli.noun {
        Noun::Tenant(TenantVerb::Delete(asked)) => return deletion(cli, &console, "delete", asked).await,
        Noun::Tenant(TenantVerb::Purge(asked)) => return deletion(cli, &console, "purge", asked).await,
        Noun::Tenant(TenantVerb::Certificate { tenant: Some(tenant), out, .. }) => {
            return certificate::show(cli, &console, tenant, out.as_deref()).await;
        }
        Noun::Scrub(verb) => return scrub::run(cli, &console, verb).await,
        Noun::Operation(OperationVerb::Watch { id }) => return watch(cli, &console, id).await,
        _ => {}
    }
    let (command, request) = asked(&cli.noun)?;
    let mut answer = registry::dispatch(&console, command, request.clone()).await?;
    if command == "tenant_list" {
        answer["total"] = total(&console, &request).await?;
    }
    Ok(if cli.json { print::json(&answer) } else { print::people(command, &answer) })
}

/// Shows what a deletion would do; with the phrase, does it. The challenge is drawn and used in one breath.
async fn deletion(cli: &Cli, console: &Console, act: &str, asked: &Deletion) -> Outcome<String> {
    let plan = json!({ "tenant": asked.tenant, "act": act });
    let plan = registry::dispatch(console, "tenant_plan_deletion", plan).await?;
    let command = if act == "delete" { "tenant_delete" } else { "tenant_purge" };
    let Some(phrase) = &asked.confirm else {
        return Ok(if cli.json { print::json(&plan) } else { print::people("tenant_plan_deletion", &plan) });
    };
    let request = json!({
        "tenant": asked.tenant, "reason": asked.reason, "challenge": plan["challenge"], "phrase": phrase,
    });
    let answer = registry::dispatch(console, command, request).await?;
    Ok(if cli.json { print::json(&answer) } else { print::people(command, &answer) })
}

/// Follows an operation until it has ended.
async fn watch(cli: &Cli, console: &Console, id: &str) -> Outcome<String> {
    let mut seen = Value::Null;
    loop {
        let now = registry::dispatch(console, "operation_show", json!({ "operation": id })).await?;
        let ended = matches!(now["state"].as_str(), Some("done" | "failed" | "cancelled" | "stuck"));
        if ended {
            return Ok(if cli.json { print::json(&now) } else { print::people("operation_show", &now) });
        }
        let (state, step) = (now["state"].clone(), now["step"].clone());
        let line = json!({ "state": state, "step": step, "waiting": now["waiting"] });
        if line != seen {
            eprintln!(
                "{} {}",
                print::printable(state.as_str().unwrap_or_default()),
                print::printable(step.as_str().unwrap_or_default())
            );
            seen = line;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

fn operation(verb: &OperationVerb) -> Outcome<(&'static str, Value)> {
    Ok(match verb {
        OperationVerb::List { state, tenant, limit, before } => {
            ("operation_list", json!({ "states": state, "tenant": tenant, "limit": limit, "before": before }))
        }
        OperationVerb::Show { id } | OperationVerb::Watch { id } => {
            ("operation_show", json!({ "operation": id }))
        }
        OperationVerb::Cancel { id, reason } => {
            ("operation_cancel", json!({ "operation": id, "reason": reason }))
        }
        OperationVerb::Retry { id, reason } => {
            ("operation_retry", json!({ "operation": id, "reason": reason }))
        }
    })
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
        Noun::Operation(verb) => operation(verb),
        Noun::Audit(AuditVerb::List { tenant, who, action, ticket, since, until, before, limit }) => Ok((
            "audit_list",
            json!({
                "tenant": tenant, "who": who, "action": action, "ticket": ticket,
                "since": since.map(Timestamp::from), "until": until.map(Timestamp::from),
                "before": before, "limit": limit,
            }),
        )),
        Noun::Sandbox(_)
        | Noun::Db(_)
        | Noun::Guard(_)
        | Noun::Isolation(_)
        | Noun::Worker(_)
        | Noun::Scrub(_) => {
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
        TenantVerb::Delete(deletion) => ("tenant_delete", json!({ "tenant": deletion.tenant })),
        TenantVerb::Purge(deletion) => ("tenant_purge", json!({ "tenant": deletion.tenant })),
        TenantVerb::Restore(change) => ("tenant_restore", changed(change)),
        TenantVerb::Certificate { tenant, .. } => ("tenant_certificate", json!({ "tenant": tenant })),
        TenantVerb::Quarantine => ("quarantine_list", json!({})),
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
