//! The grid from end to end: the last row is reached by one key, and it is the last row.

use tenantry_tests::server::shared;
use tenantry_tests::sql;
use tenantry_tests::window::{Window, play, testid};

const END: &str = "\u{E010}";
const HOME: &str = "\u{E011}";

#[tokio::test]
async fn the_last_row_is_one_key_away_and_right_in_both_directions() {
    play("grid", shared().await, async |stage| {
        let mut admin = stage.admin().await;
        let window = stage.open_as("ops").await;
        for (sort, order) in [
            ("name", "name_key collate \"C\", id"),
            ("-name", "name_key collate \"C\" desc, id desc"),
            ("created", "created_at, id"),
        ] {
            window.go(&format!("/tenants?sort={sort}")).await;
            window.see_gone("[data-testid=tenants-grid][aria-busy=true]").await;
            let total = window.see_grid().await;
            let ends = format!(
                "select (array_agg(slug order by {order}))[1] || ' ' || (array_agg(slug order by {order}))[count(*)] from tenantry_control.tenants"
            );
            let ends = sql::one(&mut admin, ends).await;
            let (first, last) = ends.split_once(' ').expect("two slugs");
            assert_eq!(reach(&window, END, total - 1, last).await, last, "the last by {sort}");
            assert_eq!(reach(&window, HOME, 0, first).await, first, "the first by {sort}");
        }
    })
    .await;
}

/// Presses a key and gives back the slug of the row that it leads to.
async fn reach(window: &Window, key: &str, index: u32, expected: &str) -> String {
    window.see(&testid("tenants-grid")).await.send_keys(key).await.expect("the grid takes keys");
    let row = format!("[data-row-index=\"{index}\"][data-slug]");
    window.see(&format!("{row}[data-slug=\"{expected}\"]")).await;
    window.attribute(&row, "data-slug").await.unwrap_or_default()
}
