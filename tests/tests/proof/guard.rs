//! The guard for raw SQL: a gallery of statements, the lists against the server's own, the gate in the database, the
//! rewriting for systems without row security, and whether two parsers agree.

mod agreement;
mod gallery;
mod gate;
mod lists;
mod predicate;

use sqlx::PgConnection;
use tenantry_tests::{Fleet, sql};

/// The tenant of the fleet with the most users, as an id.
async fn somebody(admin: &mut PgConnection) -> String {
    sql::one(admin, "select tenant_id from users group by 1 order by count(*) desc, 1 limit 1").await
}

/// A connection of the services' login, bound to a tenant.
async fn bound(fleet: &Fleet, tenant: &str) -> PgConnection {
    let login = "app";
    let entitle = format!(
        "select tenantry.entitle(gen_random_uuid(), '{login}', '{tenant}', now() + interval '1 hour')"
    );
    sql::must(&mut fleet.admin().await, entitle).await;
    let mut app = fleet.enter_as(login).await;
    sql::must(&mut app, format!("select tenantry.enter('{tenant}')")).await;
    app
}

/// The server's major version.
async fn major(connection: &mut PgConnection) -> u32 {
    let version = sql::one(connection, "select current_setting('server_version_num')::int / 10000").await;
    version.parse().expect("a version is a number")
}
