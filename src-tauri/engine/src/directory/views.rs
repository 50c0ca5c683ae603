//! Saved views of the grid.

use sqlx::FromRow;

use super::Directory;
use crate::EngineError;

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
#[expect(missing_docs, reason = "the columns of the view, documented where they are shown")]
pub struct ViewRow {
    pub owner: String,
    pub name: String,
    pub query: String,
    pub sort: String,
    pub columns: Vec<String>,
    pub shared: bool,
    pub mine: bool,
}

impl Directory {
    /// The views that the login sees: its own first, then the shared, by name.
    pub async fn views(&self) -> Result<Vec<ViewRow>, EngineError> {
        let statement = "select owner::text, name, query, sort, columns, shared, mine \
                         from tenantry_control.visible_views order by mine desc, lower(name), owner limit 500";
        Ok(sqlx::query_as(statement).fetch_all(self.pool()).await?)
    }

    /// Saves a view of the login's own; one of the same name is replaced.
    pub async fn save_view(&self, view: &ViewRow) -> Result<(), EngineError> {
        sqlx::query("select tenantry_control.save_view($1, $2, $3, $4, $5)")
            .bind(&view.name)
            .bind(&view.query)
            .bind(&view.sort)
            .bind(&view.columns)
            .bind(view.shared)
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// Deletes a view of the login's own.
    pub async fn delete_view(&self, name: &str) -> Result<(), EngineError> {
        sqlx::query("select tenantry_control.delete_view($1)").bind(name).execute(self.pool()).await?;
        Ok(())
    }
}
