//! Answers as text: JSON for programs, tables and sentences for people. What comes from tenants is made printable: no
//! control character of theirs reaches a terminal.

use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;
use serde_json::Value;
use tenantry_console::error::CommandError;
use tenantry_engine::isolation::{Finding, Level};

/// One JSON document.
pub(crate) fn json(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).expect("views are made of strings, numbers and lists")
}

/// An error as sentences.
pub(crate) fn error(error: &CommandError) -> String {
    let field = error.field.as_deref().map_or(String::new(), |field| format!("{field}: "));
    let remedy = error.remedy.as_deref().map_or(String::new(), |remedy| format!("\n{remedy}"));
    text_lines(&format!("{field}{}{remedy}", error.message).into())
}

/// What a lint found: a block for each, with its SQL as it can be run.
pub(crate) fn findings(findings: &[Finding]) -> String {
    let block = |f: &Finding| {
        let level = if f.level == Level::Error { "error" } else { "warning" };
        let fix = f.fix_sql.as_ref().map_or(String::new(), |fix| format!("\n    {};", printable(fix)));
        format!("{level} {}: {}\n    {}{fix}", f.code, printable(&f.object), printable(&f.why))
    };
    if findings.is_empty() {
        return "Nothing was found: tenants are kept apart.".to_owned();
    }
    let errors = findings.iter().filter(|f| f.level == Level::Error).count();
    let blocks: Vec<String> = findings.iter().map(block).collect();
    format!("{}\nerrors: {errors}, warnings: {}", blocks.join("\n"), findings.len() - errors)
}

/// An answer for people.
pub(crate) fn people(command: &str, answer: &Value) -> String {
    match command {
        "tenant_list" => tenants(answer),
        "audit_list" => trail(answer),
        "fleet_status" => fleet(answer),
        "tenant_plan_tier" => plan(answer),
        "tenant_rehearse" => rehearsal(answer),
        "tenant_export" => {
            format!(
                "{} rows, {} bytes: {}",
                text(&answer["rows"]),
                text(&answer["bytes"]),
                text(&answer["path"])
            )
        }
        "operation_list" => operations(answer),
        "operation_show" | "operation_cancel" | "operation_retry" | "tenant_delete" | "tenant_restore"
        | "tenant_purge" => operation(answer),
        "tenant_plan_deletion" => deletion(answer),
        "quarantine_list" => quarantines(answer),
        "scrub_show" => scrub(answer),
        "tenant_certificate" => certificates(answer),
        "certificate_verified" => format!("{}\nThe certificate is what was issued.", certificate(answer)),
        _ => tenant(answer),
    }
}

fn operations(answer: &Value) -> String {
    let columns = ["id", "state", "title", "step", "requestedBy", "requestedAt", "reason", "error"];
    let body =
        table(&columns, rows(&answer["rows"]).map(|row| columns.map(|name| text(&row[name])).to_vec()));
    format!("{body}\n{} workers", text(&answer["workers"]))
}

fn operation(answer: &Value) -> String {
    let columns = ["name", "state", "attempt", "startedAt", "endedAt", "detail", "error", "resource"];
    let steps =
        table(&columns, rows(&answer["steps"]).map(|row| columns.map(|name| text(&row[name])).to_vec()));
    let said = ["waiting", "error", "remedy"].map(|name| text(&answer[name]));
    let said =
        said.iter().filter(|line| !line.is_empty()).map(|line| format!("\n{line}")).collect::<String>();
    format!("{}  {}  {}{said}\n{steps}", text(&answer["id"]), text(&answer["state"]), text(&answer["title"]))
}

fn deletion(answer: &Value) -> String {
    let inventory = &answer["inventory"];
    let tables = table(
        &["table", "rows", "bytes"],
        rows(&inventory["tables"]).map(|row| ["name", "rows", "bytes"].map(|name| text(&row[name])).to_vec()),
    );
    let lines =
        |name: &str| rows(&answer[name]).map(|line| format!("\n- {}", text(line))).collect::<String>();
    let blocked = lines("blockers");
    let blocked = if blocked.is_empty() { blocked } else { format!("\nIt would be refused:{blocked}") };
    let rows = inventory["rows"].as_str().unwrap_or("an uncounted number of");
    format!(
        "{} holds {rows} rows.\n{tables}{}\nUndo: {}{blocked}\nTo confirm: --confirm {}",
        text(&inventory["container"]),
        lines("consequences"),
        text(&answer["undo"]),
        text(&answer["phrase"])
    )
}

fn scrub(answer: &Value) -> String {
    let columns =
        ["number", "kind", "name", "place", "rows", "bytes", "why", "decision", "purgedAt", "error"];
    let findings =
        table(&columns, rows(&answer["findings"]).map(|row| columns.map(|name| text(&row[name])).to_vec()));
    let places: String = rows(&answer["places"])
        .map(|place| match place["looked"] == true {
            true => format!("\nLooked at {}.", text(&place["place"])),
            false => format!("\nNOT looked at {}: {}", text(&place["place"]), text(&place["why"])),
        })
        .collect();
    let next = answer["next"].as_u64().map_or(String::new(), |next| format!("\nnext page: --after {next}"));
    format!(
        "{}  {}{places}\n{findings}\n{} found{next}",
        text(&answer["id"]),
        text(&answer["state"]),
        text(&answer["total"])
    )
}

fn certificates(answer: &Value) -> String {
    let one = |shown: &Value| {
        let intact = if shown["intact"] == true { "it is what was issued" } else { "IT WAS CHANGED SINCE" };
        let back = shown["restored"]["at"].as_str().map_or(String::new(), |at| {
            format!("\nRestored from the archive {at} by {}.", text(&shown["restored"]["by"]))
        });
        format!("{}\nSHA-256 {}: {intact}.{back}", certificate(&shown["document"]), text(&shown["digest"]))
    };
    let written = answer["path"].as_str().map_or(String::new(), |path| format!("\n\nWritten to {path}"));
    let all: Vec<String> = rows(&answer["certificates"]).map(one).collect();
    format!("{}{}", all.join("\n\n"), printable_lines(&written))
}

/// What a certificate says, to be read.
fn certificate(document: &Value) -> String {
    let (tenant, held, archive) = (&document["tenant"], &document["held"], &document["archive"]);
    let act = |name: &str| {
        let act = &document[name];
        format!(
            "{name:<9} {} by {}: {} (audit {})",
            text(&act["at"]),
            text(&act["by"]),
            text(&act["reason"]),
            text(&act["audit"])
        )
    };
    let tables = table(
        &["table", "rows", "bytes", "last write"],
        rows(&held["tables"])
            .map(|row| ["name", "rows", "bytes", "lastWrite"].map(|name| text(&row[name])).to_vec()),
    );
    let gone: String = rows(&document["gone"])
        .map(|row| format!("\n- {} {}", text(&row["kind"]), text(&row["name"])))
        .collect();
    format!(
        "Deletion certificate of {} ({}), {}\nwas {}, on the rung {} of {}, in {}\n{}\n{}\nGone:{gone}\nHeld {} rows:\n{tables}\n\
         Archive: {} rows in {}, manifest {}\nBackups: {}\nIssued {}",
        text(&tenant["slug"]),
        text(&tenant["name"]),
        text(&tenant["id"]),
        text(&document["was"]),
        text(&document["rung"]),
        text(&document["cluster"]),
        text(&held["container"]),
        act("deleted"),
        act("purged"),
        text(&held["rows"]),
        text(&archive["rows"]),
        text(&archive["folder"]),
        text(&archive["manifest"]),
        text(&document["backups"]["said"]),
        text(&document["issuedAt"])
    )
}

fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

fn quarantines(answer: &Value) -> String {
    let columns = ["slug", "rung", "since", "until", "deletedBy", "kept", "rows", "reason"];
    let body = rows(&answer["rows"]).map(|row| {
        columns.map(|name| text(if name == "slug" { &row["tenant"][name] } else { &row[name] })).to_vec()
    });
    table(&columns, body)
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_header(head);
    rows.for_each(|row| {
        table.add_row(row);
    });
    table.to_string()
}

fn rows(answer: &Value) -> impl Iterator<Item = &Value> {
    answer.as_array().into_iter().flatten()
}

fn tenants(answer: &Value) -> String {
    let gauge =
        |row: &Value, name: &str| format!("{}/{}", text(&row[name]["used"]), text(&row[name]["limit"]));
    let body = table(
        &[
            "slug",
            "name",
            "status",
            "tier",
            "rung",
            "region",
            "users",
            "projects",
            "storage bytes",
            "API calls",
            "usage",
        ],
        rows(&answer["rows"]).map(|row| {
            let plain = ["slug", "name", "status", "tier", "rung", "region"].map(|name| text(&row[name]));
            let gauges = ["users", "projects", "storageBytes", "apiCallsMonth"].map(|name| gauge(row, name));
            let usage = row["usagePermille"].as_i64().unwrap_or(0) / 10;
            plain.into_iter().chain(gauges).chain([format!("{usage} %")]).collect()
        }),
    );
    let next = answer["next"].as_str().map_or(String::new(), |next| format!("next page: --after '{next}'"));
    format!("{body}\n{} found\n{}", text(&answer["total"]), printable(&next)).trim_end().to_owned()
}

fn trail(answer: &Value) -> String {
    let columns =
        ["number", "at", "login", "action", "tenantSlug", "object", "reason", "before", "after", "client"];
    table(&columns, rows(&answer["entries"]).map(|row| columns.map(|name| text(&row[name])).to_vec()))
}

fn fleet(answer: &Value) -> String {
    let groups = ["byStatus", "byTier", "byRung", "byRegion", "pressure", "subscriptions"];
    let body = groups.iter().flat_map(|group| {
        rows(&answer[*group]).map(|share| {
            vec![(*group).to_owned(), text(&share["label"]), text(&share["count"]), text(&share["query"])]
        })
    });
    format!("{} tenants\n{}", text(&answer["tenants"]), table(&["", "", "tenants", "query"], body))
}

fn plan(answer: &Value) -> String {
    let body = rows(&answer["limits"]).map(|limit| {
        let note = if limit["exceeded"] == true { "past it: acknowledge" } else { "" };
        ["name", "before", "after", "used"]
            .map(|name| text(&limit[name]))
            .into_iter()
            .chain([note.to_owned()])
            .collect()
    });
    let moves = answer["movesTo"].as_str().map_or(String::new(), |rung| format!("\nwill move to {rung}"));
    let head = format!("{} to {}", text(&answer["from"]), text(&answer["to"]));
    format!(
        "{head}\n{}{moves}\n{}",
        table(&["limit", "before", "after", "used", ""], body),
        text_lines(&answer["sql"])
    )
}

fn rehearsal(answer: &Value) -> String {
    let body = rows(&answer["limits"]).map(|limit| {
        let days = limit["hitDays"].as_array().map_or(0, Vec::len).to_string();
        vec![text(&limit["name"]), text(&limit["limit"]), text(&limit["peak"]), days]
    });
    format!(
        "{} on the last {} days ({} sampled)\n{}",
        text(&answer["tier"]),
        text(&answer["days"]),
        text(&answer["sampledDays"]),
        table(&["limit", "value", "peak", "days past it"], body)
    )
}

fn tenant(answer: &Value) -> String {
    let facts = [
        "slug",
        "name",
        "id",
        "status",
        "statusReason",
        "tier",
        "region",
        "domain",
        "subscriptionEnds",
        "version",
    ];
    let facts = facts.iter().filter(|name| !answer[**name].is_null());
    let head = table(&["", ""], facts.map(|name| vec![(*name).to_owned(), text(&answer[*name])]));
    let limits = rows(&answer["limits"]).map(|limit| {
        let until = &limit["overrideDetail"]["until"];
        ["name", "used", "effective", "source"]
            .map(|name| text(&limit[name]))
            .into_iter()
            .chain([text(until)])
            .collect()
    });
    format!("{head}\n{}", table(&["limit", "used", "in force", "from", "until"], limits))
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => printable(text),
        other => printable(&other.to_string()),
    }
}

fn text_lines(value: &Value) -> String {
    printable_lines(value.as_str().unwrap_or_default())
}

/// Control and direction-changing characters as escapes, line breaks among them: a name cannot forge a row.
pub(crate) fn printable(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' | '\u{2028}' | '\u{2029}');
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || turns(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_tenants_reaches_the_terminal_as_control() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
    }
}
