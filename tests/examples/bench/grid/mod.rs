//! The grid over a million tenants in the real window: scrolled end to end, its frames counted beside those of the same
//! window at rest, and what it shows compared with SQL.

mod check;
mod frames;

use sqlx::PgConnection;
use tenantry_tests::server::Ground as Server;
use tenantry_tests::window::{Stage, Window, testid};

use crate::ground::{Ground, wanted};
use crate::memory::Memory;
use crate::report::{AtMost, count};
use frames::Frames;

/// The 95th of a hundred frames, in milliseconds: what TanStack's grid alone takes here, drawn without a graphics card.
const FRAME: AtMost = AtMost(30.0);

/// Prints frames, memory and positions, and returns how many goals were missed.
pub(crate) async fn measure() -> usize {
    let ground = Ground::of(wanted()).await;
    // the window's stage wants a server of its own; the app never hears of it
    let server: &'static Server = Box::leak(Box::new(Server::new(0, |_| {}).await));
    let mut stage = Stage::set("grid", server);
    std::fs::create_dir_all(stage.data()).expect("the stage's folder is ours");
    let place = stage.data().join("sandbox");
    std::os::unix::fs::symlink(&ground.server.dir, place).expect("the stage's folder is ours");
    let window = stage.open().await;
    window.enter("Sandbox · ops").await;
    window.go("/tenants?sort=name").await;
    let mut plain = ground.enter("ops").await;
    let missed = scroll(&window, &ground).await + positions(&window, &mut plain, ground.tenants).await;
    stage.close().await;
    ground.leave().await;
    missed
}

async fn scroll(window: &Window, ground: &Ground) -> usize {
    let total = window.see_grid().await;
    assert_eq!(total, ground.tenants, "the grid counts what there is");
    let before = Memory::of_tree(window.process());
    let rest = Frames::record(window, frames::REST).await;
    let drag = Frames::record(window, frames::DRAG).await;
    let dragged_to = window.text(&testid("range")).await.unwrap_or_default();
    let wheel = Frames::record(window, frames::WHEEL).await;
    let wheeled_to = window.text(&testid("range")).await.unwrap_or_default();
    let after = Memory::of_tree(window.process());
    println!("\nFrames over {} rows, ms; dropped: more than 25 ms", count(total.into()));
    println!("{:<44} {rest}", "the same window at rest");
    println!("{:<44} {drag}; {}", "the thumb dragged end to end in 60 steps", drag.beside(&rest));
    println!("{:<44} shows {dragged_to}", "");
    println!("{:<44} {wheel}; {}", "scrolled on at 3,000 px/s for 10 s", wheel.beside(&rest));
    println!("{:<44} shows {wheeled_to}; 95th {}", "", FRAME.verdict(wheel.quantile(0.95)));
    println!("Memory before: {before}\nMemory after:  {after}");
    usize::from(!FRAME.is_met(wheel.quantile(0.95)))
}

async fn positions(window: &Window, plain: &mut PgConnection, total: u32) -> usize {
    const END: &str = "\u{E010}";
    window.see(&testid("tenants-grid")).await.send_keys(END).await.expect("the grid takes keys");
    let last = check::rows_at(window, total - 1).await;
    let end = last.last().map_or(0, |row| row.index);
    assert_eq!(end, total - 1, "End leads to the last row");
    check::against_sql(plain, &last).await;
    println!("End: row {} is {}, SQL's last", count(end.into()), last.last().map_or("", |row| &row.slug));
    let mut checked = 0;
    for _ in 0..20 {
        let index = rand::random_range(0..total);
        let rows = check::scrolled_to(window, index, total).await;
        check::against_sql(plain, &rows).await;
        checked += rows.len();
    }
    println!("20 random positions: all {checked} rows in view are SQL's rows of those positions");
    0
}
