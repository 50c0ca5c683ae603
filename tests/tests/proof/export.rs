//! Exports: what is in the file, and that there is none when it is not whole.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tenantry_console::error::ErrorCode;
use tenantry_tests::{Fleet, Seat, sql, until};

fn request(seat: &Seat, name: &str, format: &str, query: &str) -> (Value, PathBuf) {
    let path = seat.folder().join("exports").join(name);
    (json!({ "query": query, "sort": "slug", "format": format, "path": path, "task": name }), path)
}

/// Everything in the folder of exports.
fn files(seat: &Seat) -> Vec<String> {
    let entries = std::fs::read_dir(seat.folder().join("exports")).expect("the folder is ours");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

const FORMULAS: [&str; 8] =
    ["=1+1", "+1 555 0100", "-2+3+cmd|' /C calc'!A0", "@SUM(1+9)", "\t=1+1", "\r=1+1", "=\"a\",\"b\"", "-"];

/// Tenants whose names are formulas.
async fn with_formulas(fleet: &Fleet) {
    let mut admin = fleet.admin().await;
    for (n, name) in FORMULAS.iter().enumerate() {
        let set = "update tenantry_control.tenants set name = $1 where slug = \
                   (select slug from tenantry_control.tenants order by slug offset $2 limit 1)";
        let offset = i64::try_from(n * 40).expect("a handful");
        sqlx::query(set).bind(name).bind(offset).execute(&mut admin).await.expect("the superuser may");
    }
}

#[tokio::test]
async fn no_cell_of_a_table_is_a_formula() {
    let fleet = Fleet::fresh().await;
    with_formulas(&fleet).await;
    let support = fleet.seat("support").await;
    let (export, path) = request(&support, "all.csv", "csv", "");
    let done = support.must("tenant_export", export).await;
    assert_eq!(done["rows"], 400);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(done["bytes"], text.len().to_string().as_str());
    let table = csv_cells(&text);
    assert_eq!(table.len(), 401, "a header and every tenant");
    assert!(table.iter().all(|row| row.len() == table[0].len()), "every row has every column");
    for cell in table.iter().flatten() {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !cell.contains('\0'),
            "{cell:?}"
        );
    }
    for formula in FORMULAS {
        assert!(table.iter().any(|row| row[2] == format!("'{formula}")), "kept as text: {formula:?}");
    }
    assert_eq!(files(&support), ["all.csv"]);
}

/// The cells of a CSV by RFC 4180, read without the crate that wrote them.
fn csv_cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}

#[tokio::test]
async fn each_line_is_a_tenant_as_the_grid_shows_it() {
    let fleet = Fleet::fresh().await;
    with_formulas(&fleet).await;
    let support = fleet.seat("support").await;
    let (export, path) = request(&support, "pro.jsonl", "json_lines", "tier:pro -status:deleted");
    let done = support.must("tenant_export", export).await;
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let list = json!({ "query": "tier:pro -status:deleted", "sort": "slug", "limit": 500, "at": { "from": "start" } });
    let grid = support.must("tenant_list", list).await;
    assert_eq!(done["rows"], lines.len());
    assert_eq!(grid["rows"], Value::Array(lines));
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_half_way_it_leaves_no_file() {
    let fleet = Fleet::fresh().await;
    let more = "insert into tenantry_control.tenants (slug, name, status, tier, tier_rank, region, rung, cluster) \
        select 'zz-' || n, repeat('Many ', 30), 'active', 'free', 1, 'eu-central-1', 'shared', \
               (select min(name) from tenantry_control.clusters) from generate_series(1, 60000) n";
    let mut admin = fleet.admin().await;
    sql::must(&mut admin, more).await;
    let support = Arc::new(fleet.seat("support").await);
    for format in ["csv", "json_lines"] {
        let name = format!("half.{format}");
        let (export, path) = request(&support, &name, format, "");
        let seat = Arc::clone(&support);
        let running = tokio::spawn(async move { seat.ask("tenant_export", export).await });
        until::found("the first rows are written", async || {
            let told = support.told.all();
            let mine = told.iter().filter(|told| told["progress"]["task"] == name.as_str());
            mine.max_by_key(|told| told["progress"]["done"].as_u64())
                .filter(|told| told["progress"]["done"].as_u64() > Some(0))
                .map(drop)
        })
        .await;
        support.must("task_cancel", json!({ "task": name })).await;
        let told = running.await.unwrap().expect_err("it was cancelled");
        assert_eq!(told.code, ErrorCode::Cancelled);
        assert!(!path.exists(), "no half file under the final name");
        assert_eq!(files(&support), Vec::<String>::new(), "and none under another");
        let told = support.must_not("task_cancel", json!({ "task": name })).await;
        assert_eq!(told.code, ErrorCode::NotFound, "the task is forgotten");
    }
    until::found("the server stops sending", async || {
        let busy = "select count(*) from pg_stat_activity where usename = 'support' and state = 'active' \
                    and datname = current_database()";
        (sql::one(&mut admin, busy).await == "0").then_some(())
    })
    .await;
    support.must("tenant_count", json!({ "query": "", "sort": "" })).await;
}

#[tokio::test]
async fn a_server_that_dies_half_way_leaves_no_file() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    let support = Arc::new(fleet.seat("support").await);
    // the count is answered, the stream waits for the overrides and loses its server there
    sql::must(&mut admin, "begin; lock table tenantry_control.overrides in access exclusive mode").await;
    let (export, _) = request(&support, "dead.csv", "csv", "");
    let seat = Arc::clone(&support);
    let running = tokio::spawn(async move { seat.ask("tenant_export", export).await });
    until::found("the stream waits", async || {
        assert!(!running.is_finished(), "the export ended before its server did");
        let end = "select count(pg_terminate_backend(pid)) from pg_stat_activity \
                   where usename = 'support' and wait_event_type = 'Lock' and datname = current_database()";
        (sql::one(&mut admin, end).await != "0").then_some(())
    })
    .await;
    let told = running.await.unwrap().expect_err("the server was gone");
    assert_eq!(told.code, ErrorCode::Unavailable, "{told:?}");
    assert_eq!(files(&support), Vec::<String>::new());
}

#[tokio::test]
async fn a_path_that_is_not_one_is_refused_and_nothing_is_overwritten() {
    let fleet = Fleet::fresh().await;
    let support = fleet.seat("support").await;
    let folder = support.folder().join("exports");
    let there = folder.join("there.csv");
    std::fs::write(&there, "kept").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.join("link.csv")).unwrap();
    std::os::unix::fs::symlink(folder.join("nowhere"), folder.join("dangling.csv")).unwrap();
    let before = files(&support);
    let bad =
        ["", "x.csv", "./x.csv", "/", "/no/such/folder/x.csv", "/dev/null", "/proc/self/mem", "C:\\x.csv"];
    let inside = ["../up.csv", "there.csv", "there.csv/x.csv", "link.csv", "dangling.csv", "."];
    let paths = bad.map(str::to_owned).into_iter();
    for path in paths.chain(inside.map(|name| format!("{}/{name}", folder.display()))) {
        let export = json!({ "query": "", "sort": "", "format": "csv", "path": path, "task": "bad" });
        let told = support.must_not("tenant_export", export).await;
        assert_eq!(
            (told.code, told.field.as_deref()),
            (ErrorCode::Invalid, Some("path")),
            "{path}: {told:?}"
        );
        assert!(told.remedy.is_some(), "{path}");
    }
    assert_eq!(files(&support), before);
    assert_eq!(std::fs::read_to_string(there).unwrap(), "kept");
}

#[tokio::test]
async fn a_query_that_is_none_writes_nothing() {
    let fleet = Fleet::fresh().await;
    let support = fleet.seat("support").await;
    for query in ["tier:platinum", "usage>", "\"open"] {
        let (export, _) = request(&support, "none.csv", "csv", query);
        assert_eq!(support.must_not("tenant_export", export).await.field.as_deref(), Some("query"));
    }
    assert_eq!(files(&support), Vec::<String>::new());
}
