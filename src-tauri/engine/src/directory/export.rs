//! All rows of a query, streamed on a connection of its own. Given up half way, the connection is closed and the server
//! stops sending; nothing of it goes back to the pool.

use futures_util::StreamExt;
use sqlx::postgres::PgPool;
use tenantry_model::query::{Sort, TenantQuery};
use tokio::sync::mpsc;

use super::Directory;
use super::page::{DirectoryRow, read};
use super::statement::render_all;
use crate::EngineError;

/// Rows in flight between the database and the writer.
const IN_FLIGHT: usize = 1_000;

/// A stream of rows; dropping it ends the query.
pub struct TenantStream(mpsc::Receiver<Result<DirectoryRow, EngineError>>);

impl TenantStream {
    /// The next row; none: that was all.
    pub async fn next(&mut self) -> Option<Result<DirectoryRow, EngineError>> {
        self.0.recv().await
    }
}

impl Directory {
    /// Streams all rows of a query.
    pub fn stream(&self, query: TenantQuery, sort: Sort) -> TenantStream {
        let (sender, receiver) = mpsc::channel(IN_FLIGHT);
        tokio::spawn(send_rows(self.pool().clone(), query, sort, sender));
        TenantStream(receiver)
    }
}

async fn send_rows(
    pool: PgPool,
    query: TenantQuery,
    sort: Sort,
    sender: mpsc::Sender<Result<DirectoryRow, EngineError>>,
) {
    let mut connection = match pool.acquire().await {
        // detached: half a result must never go back to the pool
        Ok(connection) => connection.detach(),
        Err(error) => {
            let _ = sender.send(Err(error.into())).await;
            return;
        }
    };
    let statement = render_all(&query, sort);
    if let Err(error) = sqlx::raw_sql("set statement_timeout = '15min'").execute(&mut connection).await {
        let _ = sender.send(Err(error.into())).await;
        return;
    }
    let pid: i32 = match sqlx::query_scalar("select pg_backend_pid()").fetch_one(&mut connection).await {
        Ok(pid) => pid,
        Err(error) => {
            let _ = sender.send(Err(error.into())).await;
            return;
        }
    };
    let mut rows =
        sqlx::query_with(crate::sql::built(statement.sql), statement.arguments).fetch(&mut connection);
    loop {
        let row = tokio::select! {
            biased;
            // given up: the query is ended on the server too, even before its first row
            () = sender.closed() => break,
            row = rows.next() => row,
        };
        let Some(row) = row else { return };
        let row = row.map_err(EngineError::from).and_then(|row| read(&row));
        let failed = row.is_err();
        if sender.send(row).await.is_err() || failed {
            break;
        }
    }
    let cancelled = sqlx::query("select pg_cancel_backend($1)").bind(pid).execute(&pool).await;
    if let Err(error) = cancelled {
        tracing::debug!("an export that was given up runs on at the server: {error}");
    }
}
