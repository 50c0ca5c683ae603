//! Changes of an instance that is there.

use serde_json::json;
use tenantry_aws::{Aws, InstanceChange};

use super::super::Wanted;
use super::{facts, held, refused};
use crate::operations::ledger::{Ledger, Taken, Told};
use crate::operations::steps::{Step, did};

fn nothing() -> InstanceChange {
    InstanceChange {
        class: None,
        storage_gb: None,
        wanted_iops: None,
        multi_az: None,
        deletion_protection: None,
        backup_days: None,
        insights_days: None,
    }
}

/// Protection from deletion, on or off.
pub(super) fn protection(on: bool) -> InstanceChange {
    InstanceChange { deletion_protection: Some(on), ..nothing() }
}

/// Makes sure that backups are kept for as long as the tier says.
pub(super) async fn backups(aws: &Aws, ledger: &Ledger, taken: &Taken, wanted: &Wanted) -> Step {
    let mut found = held(aws, taken, wanted).await?;
    if found.backup_days != wanted.backup_days {
        let change = InstanceChange { backup_days: Some(wanted.backup_days), ..nothing() };
        found = aws.change_instance(&wanted.identifier, &change, true).await.map_err(refused)?;
    }
    ledger.instance_seen(taken, Some(&facts(wanted, &found))).await?;
    Ok(did(format!("Backups are kept for {} days.", wanted.backup_days)))
}

/// Asks for what the tier wants now: at once, or in the maintenance window.
pub(super) async fn change(aws: &Aws, taken: &Taken, wanted: &Wanted) -> Step {
    let found = held(aws, taken, wanted).await?;
    let (asked, at_once) = (&taken.plan["change"], taken.plan["atOnce"].as_bool().unwrap_or_default());
    let number = |key: &str| asked[key].as_i64().and_then(|value| i32::try_from(value).ok());
    let storage_gb = number("storageGb").filter(|wanted| *wanted > found.storage_gb);
    let mut change = InstanceChange {
        class: asked["class"].as_str().map(str::to_owned),
        storage_gb,
        wanted_iops: storage_gb.map(|_| wanted.wanted_iops),
        multi_az: asked["multiAz"].as_bool(),
        deletion_protection: asked["deletionProtection"].as_bool(),
        backup_days: number("backupDays"),
        insights_days: Some(wanted.insights_days),
    };
    if asked.as_object().is_none_or(serde_json::Map::is_empty) {
        // what waits for the window is to happen now: asked for once more
        change = InstanceChange { class: wanted.class.clone(), ..nothing() };
    }
    aws.change_instance(&wanted.identifier, &change, at_once).await.map_err(refused)?;
    let when =
        if at_once { "at once; connections are cut for some minutes" } else { "in the maintenance window" };
    Ok(Told {
        output: Some(json!({ "call": change.command_line(&wanted.identifier, at_once, aws.region()) })),
        ..did(format!("Asked AWS to change {}, {when}.", wanted.identifier))
    })
}
