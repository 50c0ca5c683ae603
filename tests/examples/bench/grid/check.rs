//! What the grid shows at a position, and what SQL says is there.

use serde_json::{Value, json};
use sqlx::PgConnection;
use tenantry_tests::until;
use tenantry_tests::window::Window;

/// A row in view.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) index: u32,
    pub(super) slug: String,
}

/// The rows in view, first to last; null while one of them is not read yet or the row asked for is not among them.
const ROWS: &str =
    "const grid = document.querySelector('[data-testid=\"tenants-grid\"]').getBoundingClientRect();
    const rows = [...document.querySelectorAll('[data-testid=\"tenant-row\"]')]
        .filter((row) => { const at = row.getBoundingClientRect();
                           return at.top >= grid.top && at.bottom <= grid.bottom + 1; })
        .map((row) => ({ index: Number(row.dataset.rowIndex), slug: row.dataset.slug ?? null }))
        .sort((a, b) => a.index - b.index);
    const there = rows.some((row) => row.index === arguments[0]) && rows.every((row) => row.slug !== null);
    return there ? rows : null";

/// Where the middle of the view is that row.
const SCROLL: &str = "const grid = document.querySelector('[data-testid=\"tenants-grid\"]');
    grid.scrollTop = grid.scrollHeight * arguments[0] / arguments[1] - grid.clientHeight / 2";

/// The rows in view, once that of the index is among them and all are read.
pub(super) async fn rows_at(window: &Window, index: u32) -> Vec<Shown> {
    until::found(&format!("row {index} is shown"), async || {
        let Value::Array(rows) = window.js(ROWS, json!([index])).await else { return None };
        rows.iter().map(shown).collect()
    })
    .await
}

/// Scrolls to a row and gives back what is in view then.
pub(super) async fn scrolled_to(window: &Window, index: u32, total: u32) -> Vec<Shown> {
    window.js(SCROLL, json!([index, total])).await;
    rows_at(window, index).await
}

fn shown(row: &Value) -> Option<Shown> {
    let index = u32::try_from(row["index"].as_u64()?).ok()?;
    Some(Shown { index, slug: row["slug"].as_str()?.to_owned() })
}

/// The rows must be those that SQL has at these positions.
pub(super) async fn against_sql(plain: &mut PgConnection, shown: &[Shown]) {
    let found: Vec<(String,)> =
        sqlx::query_as("select slug from tenantry_control.tenants order by name_key, id offset $1 limit $2")
            .bind(i64::from(shown[0].index))
            .bind(shown.len() as i64)
            .fetch_all(plain)
            .await
            .expect("the login may look");
    let expected: Vec<Shown> =
        (shown[0].index..).zip(found).map(|(index, (slug,))| Shown { index, slug }).collect();
    assert_eq!(shown, expected, "the grid shows what SQL has");
}
