//! The sandbox's people: one login for each kind, with nothing but its group role.

use secrecy::ExposeSecret as _;
use sqlx::PgConnection;

use super::SandboxServer;
use crate::EngineError;

/// Each login and the group role that it is a member of; `ops2` and `approver2` are second people.
pub const LOGINS: [(&str, &str); 8] = [
    ("support", "tenantry_support"),
    ("ops", "tenantry_ops"),
    ("ops2", "tenantry_ops"),
    ("approver", "tenantry_approver"),
    ("approver2", "tenantry_approver"),
    ("auditor", "tenantry_auditor"),
    ("app", "tenantry_app"),
    ("worker", "tenantry_worker"),
];

/// Makes the logins that are missing and gives each its password of `sandbox.json`.
pub(super) async fn make(server: &SandboxServer, admin: &mut PgConnection) -> Result<(), EngineError> {
    for (login, group) in LOGINS {
        let password = server.password_for(login)?;
        sqlx::query("select set_config('tenantry.login', $1, false), set_config('tenantry.group', $2, false), set_config('tenantry.password', $3, false)")
            .bind(login)
            .bind(group)
            .bind(password.expose_secret())
            .execute(&mut *admin)
            .await?;
        sqlx::raw_sql(include_str!("logins.sql")).execute(&mut *admin).await?;
    }
    Ok(())
}
