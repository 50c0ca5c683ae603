//! Isolation, written and checked: the policies of a table ([`policies`]), what is wrong with a database and the SQL that
//! mends it ([`lint`]), and the check a service makes before it serves anybody ([`gate`]).

mod lint;
mod policies;

use sqlx::PgConnection;

pub use lint::{Finding, Level, lint};
pub use policies::{PolicyPlan, PolicyRequest, apply_policies, policies};

use crate::EngineError;
use crate::connect::{Target, close};

/// The tenant column's usual name.
pub const TENANT_COLUMN: &str = "tenant_id";

/// How many findings a refusal names.
const NAMED: usize = 3;

/// The check at start-up, as the service's own login: `Ok` when no policy, grant or role is wrong and the login is one that
/// policies hold. Else [`EngineError::Precondition`], naming the login's power or the first findings of level error.
pub async fn gate(target: &Target) -> Result<(), EngineError> {
    let mut connection = target.connect().await?;
    let power = power_of_login(&mut connection).await?;
    close(connection).await;
    if let Some(power) = power {
        return Err(EngineError::Precondition {
            field: "login".to_owned(),
            message: format!("The login \"{}\" {power}: policies do not hold it.", target.login()),
            remedy: "Connect as a login that is a member of tenantry_app and of nothing else.".to_owned(),
        });
    }
    let errors: Vec<_> =
        lint(target, TENANT_COLUMN).await?.into_iter().filter(|f| f.level == Level::Error).collect();
    if errors.is_empty() {
        return Ok(());
    }
    let named: Vec<_> =
        errors.iter().take(NAMED).map(|f| format!("{}: {} {}", f.code, f.object, f.why)).collect();
    let more = errors.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" And {more} more.") } else { String::new() };
    Err(EngineError::Precondition {
        field: String::new(),
        message: tenantry_model::refusal::shown(&format!(
            "The database does not keep tenants apart. {}{more}",
            named.join(" ")
        )),
        remedy: "Run \"tenantryctl isolation lint\" as an administrator, and the SQL that it gives."
            .to_owned(),
    })
}

/// What lifts the login above the policies, if anything does: a phrase to follow its name.
async fn power_of_login(connection: &mut PgConnection) -> Result<Option<String>, EngineError> {
    let query = lint::grounded(include_str!("isolation/login.sql"));
    let kit = lint::has_kit(connection).await?;
    let powers = sqlx::query_scalar(query).bind(TENANT_COLUMN).bind(kit).fetch_all(connection).await?;
    Ok(powers.into_iter().next())
}
