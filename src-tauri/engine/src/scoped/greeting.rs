//! The first words on a new connection: which database it is, whose, with which kit, and as whom.

use tenantry_model::TenantId;

use super::Source;
use crate::EngineError;
use crate::wire::{Connection, Step};

/// The oldest kit that this program works with.
const KIT: i64 = 8;
/// What every connection carries. No statement timeout: each transaction sets its tenant's.
const OPTIONS: [(&str, &str); 4] =
    [("timezone", "UTC"), ("jit", "off"), ("client_min_messages", "warning"), ("row_security", "on")];
const GREET: &str = "select kit_version, cluster, tenant_id, unfit from tenantry.greet()";

/// Connects, and makes sure that the database reached is the one that is meant.
pub(super) async fn connect(source: &Source) -> Result<Connection, EngineError> {
    let mut connection = Connection::connect(&source.target, &OPTIONS).await?;
    if let Err(error) = check(&mut connection, source).await {
        connection.close().await;
        return Err(error);
    }
    Ok(connection)
}

async fn check(connection: &mut Connection, source: &Source) -> Result<(), EngineError> {
    let answers = connection.round(&[Step::new(GREET, &[])]).await?;
    let row = answers.first().and_then(|answer| answer.rows.first());
    let row =
        row.ok_or_else(|| EngineError::Inconsistent("The isolation kit does not answer.".to_owned()))?;
    let kit: Option<i64> = row.get(0)?;
    let cluster: Option<String> = row.get(1)?;
    let tenant: Option<uuid::Uuid> = row.get(2)?;
    let unfit: Option<String> = row.get(3)?;
    if kit.is_none_or(|kit| kit < KIT) {
        return Err(EngineError::Inconsistent(format!(
            "The isolation kit is older than this program (it has {}, {KIT} is needed); run \"tenantryctl db install\".",
            kit.unwrap_or(0)
        )));
    }
    if cluster.as_deref() != Some(source.cluster.as_str()) || tenant.map(TenantId) != source.tenant {
        return Err(EngineError::Inconsistent(format!(
            "The database at {:?} is not the one that is meant: it is marked as {}.",
            source.target,
            cluster.map_or("nobody's".to_owned(), |cluster| format!("part of {cluster}"))
        )));
    }
    match unfit {
        Some(why) => Err(EngineError::Precondition {
            field: "login".to_owned(),
            message: format!("The login {} is unfit for tenant data: it {why}.", source.target.login),
            remedy: "Connect as a login that is a member of tenantry_app and of nothing else.".to_owned(),
        }),
        None => Ok(()),
    }
}
