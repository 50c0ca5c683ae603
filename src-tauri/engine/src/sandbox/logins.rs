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
    let mut passwords = Vec::new();
    for (login, _) in LOGINS {
        passwords.push(server.password_for(login)?.expose_secret().to_owned());
    }
    // logins, group roles and passwords are words without a comma
    sqlx::query(
        "select set_config('tenantry.logins', $1, false), set_config('tenantry.groups', $2, false), \
           set_config('tenantry.passwords', $3, false)",
    )
    .bind(LOGINS.map(|(login, _)| login).join(","))
    .bind(LOGINS.map(|(_, group)| group).join(","))
    .bind(passwords.join(","))
    .execute(&mut *admin)
    .await?;
    sqlx::raw_sql(include_str!("logins.sql")).execute(admin).await?;
    Ok(())
}
