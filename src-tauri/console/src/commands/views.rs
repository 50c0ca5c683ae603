//! Saved views of the grid.

use tenantry_engine::directory::ViewRow;
use tenantry_model::query::parse;

use super::Answer;
use super::change::writable;
use super::tenants::sort;
use crate::Console;
use crate::views::{Nothing, SavedView, ViewList, ViewName, ViewSave};

/// The views that the operator sees.
pub async fn view_list(console: &Console, _: Nothing) -> Answer<ViewList> {
    let live = console.live()?;
    let views = console.ask(&live, live.directory.views()).await?;
    let view = |row: ViewRow| SavedView {
        name: row.name,
        query: row.query,
        sort: row.sort,
        columns: row.columns,
        shared: row.shared,
        owner: row.owner,
        mine: row.mine,
    };
    Ok(ViewList { views: views.into_iter().map(view).collect() })
}

/// Saves a view of the operator's own.
pub async fn view_save(console: &Console, request: ViewSave) -> Answer<ViewList> {
    let live = writable(console)?;
    parse(&request.query, &*console.ask(&live, live.vocabulary()).await?)?;
    sort(&request.sort)?;
    let row = ViewRow {
        owner: String::new(),
        name: request.name,
        query: request.query,
        sort: request.sort,
        columns: request.columns,
        shared: request.shared,
        mine: true,
    };
    console.ask(&live, live.directory.save_view(&row)).await?;
    view_list(console, Nothing {}).await
}

/// Deletes a view of the operator's own.
pub async fn view_delete(console: &Console, request: ViewName) -> Answer<ViewList> {
    let live = writable(console)?;
    console.ask(&live, live.directory.delete_view(&request.name)).await?;
    view_list(console, Nothing {}).await
}
