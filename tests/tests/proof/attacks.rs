//! The attack catalogue, 1 to 36, each as a named test that really tries it: as the service's login with injected SQL, as
//! an operator, as nobody. `docs/attacks.md` says for each number what must happen.

mod context;
mod databases;
mod keys;
mod leaks;
mod leftovers;
mod logins;
mod partitions;
mod plans;
mod rows;
mod schemas;
mod shadows;
mod table;
mod tls;

pub(crate) use context::entitle;
pub(crate) use shadows::hostile;

use sqlx::PgConnection;
use tenantry_engine::EngineError;
use tenantry_engine::scoped::Answer;
use tenantry_model::TenantContext;
use tenantry_tests::sql::{self, Refused};
use tenantry_tests::stage::column;

/// What an attempt brought: nothing but one's own, or a refusal. How many rows it brought.
fn own_only(what: &str, own: &TenantContext, seen: Result<Vec<String>, Refused>) -> usize {
    let Ok(rows) = seen else { return 0 };
    let id = own.id.to_string();
    for row in &rows {
        assert!(row.is_empty() || row.starts_with(&id), "a row of another tenant: {what}: {row}");
    }
    rows.iter().filter(|row| !row.is_empty()).count()
}

/// The same of an attempt through the engine.
fn own_only_through(what: &str, own: &TenantContext, seen: Result<Vec<String>, EngineError>) -> usize {
    let refused =
        |error: EngineError| Refused { code: String::new(), message: error.to_string(), field: None };
    own_only(what, own, seen.map_err(refused))
}

/// Whether a change was refused, or found nothing to change.
fn came_to_nothing(what: &str, done: Result<Answer, EngineError>) {
    if let Ok(answer) = done {
        assert_eq!(answer.affected, 0, "it was let do this: {what}");
    }
}

/// The tenants whose users a connection sees.
async fn users_seen(connection: &mut PgConnection) -> Result<Vec<String>, Refused> {
    column(connection, "select distinct tenant_id::text from public.users order by 1").await
}

/// Must be refused with one of these codes.
async fn refused(connection: &mut PgConnection, codes: &[&str], statement: impl Into<String>) -> Refused {
    let statement = statement.into();
    let refused = sql::must_not(connection, "it", statement.clone()).await;
    assert!(codes.contains(&refused.code.as_str()), "{statement}: {refused:?}");
    refused
}
