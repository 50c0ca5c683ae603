//! The wall: whatever a login types, the database refuses what its group role does not give. Plain SQL, no code of ours.

mod acts;
mod functions;
mod roles;
mod shadows;
mod tenant_rows;
mod views;

use sqlx::PgConnection;
use tenantry_tests::sql;

/// Every kind of person and service, and one that is nobody.
const EVERYBODY: [&str; 7] = ["support", "ops", "approver", "auditor", "app", "worker", "nobody"];

/// The rows of a query, a list of columns each.
async fn rows(connection: &mut PgConnection, query: &str) -> Vec<Vec<String>> {
    let packed = format!("select to_jsonb(q) from ({query}) q");
    let found: Vec<serde_json::Value> =
        sqlx::query_scalar(sql::text(packed)).fetch_all(connection).await.expect("a query of the catalog");
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    // by position: columns are named a, b, c …
    found
        .iter()
        .map(|row| row.as_object().into_iter().flat_map(|row| row.values().map(text)).collect())
        .collect()
}
