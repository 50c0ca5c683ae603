//! How an instance ends: taken back by the operation that made it, or removed for good after a last snapshot.

use serde_json::{Value, json};
use tenantry_aws::Aws;
use time::OffsetDateTime;

use super::super::Wanted;
use super::{alarms, change, cloud, found, held, refused, tags, wait};
use crate::EngineError;
use crate::operations::ledger::{Ledger, Taken, Told};
use crate::operations::purge::gone;
use crate::operations::secret;
use crate::operations::steps::{Shop, Step, StepError, did};

/// Takes back what the creation made.
pub(in crate::operations::instance) async fn undo(
    shop: &Shop,
    ledger: &Ledger,
    taken: &Taken,
    wanted: &Wanted,
    name: &str,
) -> Step {
    let left = |what: String| move |error: StepError| StepError { resource: Some(what), ..error };
    let aws = cloud(wanted).await.map_err(left(wanted.said()))?;
    match name {
        "create_instance" => uncreate(&aws, shop, ledger, taken, wanted).await.map_err(left(wanted.said())),
        "draw_password" => {
            let name = secret::name(taken);
            secret::remove(&aws, taken, true).await.map_err(left(format!("secret {name}")))?;
            Ok(did(format!("Removed the secret {name}.")))
        }
        _ => {
            let what = format!("alarms of {}", wanted.identifier);
            alarms::remove(&aws, taken, wanted).await.map_err(left(what))?;
            Ok(did("Removed the alarms."))
        }
    }
}

async fn uncreate(aws: &Aws, shop: &Shop, ledger: &Ledger, taken: &Taken, wanted: &Wanted) -> Step {
    let there = match found(aws, taken, wanted).await {
        Ok(there) => there,
        Err(StepError { error: EngineError::Precondition { field, .. }, .. }) if field.is_empty() => {
            return Ok(did("The instance is somebody else's, and stays."));
        }
        Err(error) => return Err(error),
    };
    if there.is_none() {
        return Ok(did("The instance is not there."));
    }
    delete(aws, shop, ledger, taken, wanted, "create_instance").await?;
    ledger.instance_seen(taken, None).await?;
    Ok(did(format!("Deleted the instance {}.", wanted.identifier)))
}

/// Deletes the instance and waits until it is gone: until then it costs money.
async fn delete(
    aws: &Aws,
    shop: &Shop,
    ledger: &Ledger,
    taken: &Taken,
    wanted: &Wanted,
    step: &str,
) -> Result<(), StepError> {
    let there = held(aws, taken, wanted).await?;
    if there.deletion_protection {
        let off = change::protection(false);
        aws.change_instance(&wanted.identifier, &off, true).await.map_err(refused)?;
    }
    aws.delete_instance(&wanted.identifier).await.map_err(refused)?;
    wait::until_gone(aws, shop, ledger, taken, wanted, step).await
}

fn snapshot_id(taken: &Taken, wanted: &Wanted) -> String {
    format!("{}-final-{}", wanted.identifier, &taken.id.simple().to_string()[24..])
}

/// Makes the last snapshot. An instance whose protection somebody took away meanwhile is left alone.
pub(super) async fn snapshot(
    aws: &Aws,
    shop: &Shop,
    ledger: &Ledger,
    taken: &Taken,
    wanted: &Wanted,
) -> Step {
    let there = held(aws, taken, wanted).await?;
    if wanted.protected == Some(true) && !there.deletion_protection {
        return Err(EngineError::Precondition {
            field: "aws".to_owned(),
            message: format!("{} was protected from deletion, and is not any more.", wanted.identifier),
            remedy: "Find out who took the protection away; put it back, and retry.".to_owned(),
        }
        .into());
    }
    let id = snapshot_id(taken, wanted);
    if aws.snapshot(&id).await.map_err(refused)?.is_none() {
        match aws.create_snapshot(&wanted.identifier, &id, &tags(taken)).await {
            Ok(_) | Err(tenantry_aws::AwsError::Exists { .. }) => {}
            Err(error) => return Err(refused(error)),
        }
    }
    wait::until_kept(aws, shop, ledger, taken, &id).await?;
    Ok(Told { output: Some(json!({ "snapshot": id })), ..did(format!("Kept as the snapshot {id}.")) })
}

/// Removes the instance for good, its secret and its alarms with it. Its last snapshot must be there.
pub(in crate::operations::instance) async fn remove(
    shop: &Shop,
    ledger: &Ledger,
    taken: &Taken,
    wanted: &Wanted,
) -> Result<(Vec<Value>, Value), StepError> {
    let aws = cloud(wanted).await?;
    let id = snapshot_id(taken, wanted);
    let snapshot = aws.snapshot(&id).await.map_err(refused)?;
    let ours =
        |tags: &[(String, String)]| tags.iter().any(|(k, v)| k == super::SAGA && *v == taken.id.to_string());
    if !snapshot.is_some_and(|snapshot| snapshot.state == "available" && ours(&snapshot.tags)) {
        return Err(EngineError::Precondition {
            field: "aws".to_owned(),
            message: format!("The last snapshot, {id}, is not there: the instance stays."),
            remedy: "Look at its snapshots in the AWS console, and retry.".to_owned(),
        }
        .into());
    }
    if found(&aws, taken, wanted).await?.is_some() {
        delete(&aws, shop, ledger, taken, wanted, "drop").await?;
    }
    alarms::remove(&aws, taken, wanted).await?;
    secret::remove(&aws, taken, false).await?;
    ledger.instance_seen(taken, None).await?;
    let all =
        [("instance", wanted.said()), ("secret", secret::name(taken)), ("alarms", wanted.identifier.clone())];
    let gone = all.into_iter().map(|(kind, name)| gone(kind, name)).collect();
    Ok((gone, backups(&id, wanted.backup_days)))
}

/// What AWS still holds of the tenant.
fn backups(snapshot: &str, days: i32) -> Value {
    let last = OffsetDateTime::now_utc() + time::Duration::days(days.into());
    json!({
        "lastExpires": last.format(&time::format_description::well_known::Rfc3339).ok(),
        "said": format!(
            "The last snapshot, {snapshot}, stays at AWS until somebody deletes it. Automated backups expire within {days} days."
        ),
    })
}
