//! The login of a tenant's services as a secret of AWS Secrets Manager.

use rand::Rng as _;
use rand::distr::Alphanumeric;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use tenantry_aws::{Aws, AwsError, NewSecret, Secret};

use super::database;
use super::instance::{aws, refused, tags};
use super::ledger::Taken;
use super::schema::taken_name;
use super::steps::StepError;
use crate::EngineError;

/// The days in which a secret that was removed can be brought back.
const RECOVERY_DAYS: i64 = 7;

pub(super) fn name(taken: &Taken) -> String {
    format!("saas/tenant/{}/database", taken.tenant)
}

async fn store(taken: &Taken) -> Result<Aws, StepError> {
    match taken.plan["instance"]["region"].as_str() {
        Some(region) => aws(region).await,
        None => match std::env::var("AWS_REGION") {
            Ok(region) => aws(&region).await,
            Err(_) => Err(EngineError::Precondition {
                field: "worker".to_owned(),
                message: "This worker has no store for secrets: AWS_REGION is not set.".to_owned(),
                remedy: "Set it, with credentials that may use Secrets Manager, and retry.".to_owned(),
            }
            .into()),
        },
    }
}

/// The password, drawn at the first call and kept; a later call, of this operation or another, finds it.
pub(super) async fn drawn(taken: &Taken) -> Result<SecretString, StepError> {
    let store = store(taken).await?;
    if let Some(found) = looked_up(&store, taken).await? {
        return Ok(found);
    }
    let password: String = rand::rng().sample_iter(Alphanumeric).take(32).map(char::from).collect();
    let login = database::name(taken);
    let value = json!({ "engine": "postgres", "username": login, "password": password, "dbname": login });
    let value = SecretString::from(value.to_string());
    let new = NewSecret {
        name: &name(taken),
        token: &taken.id.to_string(),
        value: &value,
        description: "The login of a tenant's services, kept by Tenantry.",
        kms_key: taken.plan["instance"]["kmsKey"].as_str(),
        tags: &tags(taken),
    };
    match store.create_secret(&new).await {
        Ok(()) => Ok(password.into()),
        // made by an attempt whose answer was lost
        Err(AwsError::Exists { .. }) => {
            looked_up(&store, taken).await?.ok_or_else(|| taken_name("secret", &name(taken)).into())
        }
        Err(error) => Err(refused(error)),
    }
}

/// The password that is kept; none: there is no secret. One that is somebody else's, or that was removed by another
/// operation, is told and left.
async fn looked_up(store: &Aws, taken: &Taken) -> Result<Option<SecretString>, StepError> {
    let Some(mut found) = store.secret(&name(taken)).await.map_err(refused)? else { return Ok(None) };
    let tenant = taken.tenant.to_string();
    if !has(&found, "ManagedBy", "tenantry") || !has(&found, "TenantId", &tenant) {
        return Err(taken_name("secret", &name(taken)).into());
    }
    let ours = has(&found, "tenantry:saga", &taken.id.to_string());
    if found.deleted_at.is_some() {
        if !ours {
            return Err(EngineError::Precondition {
                field: "aws".to_owned(),
                message: format!("The secret {} is waiting to be deleted.", name(taken)),
                remedy: "Restore it or let it go in AWS Secrets Manager, and retry.".to_owned(),
            }
            .into());
        }
        store.restore_secret(&name(taken)).await.map_err(refused)?;
        found = store.secret(&name(taken)).await.map_err(refused)?.unwrap_or(found);
    }
    if taken.kind == "tenant.create" && !ours {
        return Err(taken_name("secret", &name(taken)).into());
    }
    let parsed = found.value.as_ref().and_then(|value| serde_json::from_str(value.expose_secret()).ok());
    let password = parsed.and_then(|parsed: Value| parsed["password"].as_str().map(SecretString::from));
    match password {
        Some(password) => Ok(Some(password)),
        None => Err(EngineError::Precondition {
            field: "aws".to_owned(),
            message: format!("The secret {} has another value than was kept in it.", name(taken)),
            remedy: "Put the value back that it had, in AWS Secrets Manager, and retry.".to_owned(),
        }
        .into()),
    }
}

fn has(secret: &Secret, key: &str, value: &str) -> bool {
    secret.tags.iter().any(|(k, v)| k == key && v == value)
}

/// Removes the secret, to be brought back for a week; `own`: only when this operation made it.
pub(super) async fn remove(store: &Aws, taken: &Taken, own: bool) -> Result<(), StepError> {
    let Some(found) = store.secret(&name(taken)).await.map_err(refused)? else { return Ok(()) };
    let wanted = if own {
        has(&found, "tenantry:saga", &taken.id.to_string())
    } else {
        has(&found, "TenantId", &taken.tenant.to_string())
    };
    if wanted && found.deleted_at.is_none() {
        store.delete_secret(&name(taken), RECOVERY_DAYS).await.map_err(refused)?;
    }
    Ok(())
}
