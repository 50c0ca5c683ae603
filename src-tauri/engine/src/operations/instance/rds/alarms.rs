//! The two alarms of every instance.

use serde_json::json;
use tenantry_aws::{AlarmSpec, Aws, Comparison};

use super::super::Wanted;
use super::{facts, held, refused, tags};
use crate::operations::ledger::{Ledger, Taken};
use crate::operations::steps::{Step, StepError, did};

const LOW_STORAGE: f64 = 2.0 * 1024.0 * 1024.0 * 1024.0;

fn both(taken: &Taken, wanted: &Wanted) -> [AlarmSpec; 2] {
    let alarm = |what: &str, metric: &str, comparison, threshold, periods, description: &str| AlarmSpec {
        name: format!("{}-{what}", wanted.identifier),
        instance: wanted.identifier.clone(),
        metric: metric.to_owned(),
        comparison,
        threshold,
        periods,
        period_seconds: 300,
        topic: wanted.alarm_topic.clone(),
        description: description.to_owned(),
        tags: tags(taken),
    };
    [
        alarm("high-cpu", "CPUUtilization", Comparison::Above, 80.0, 2, "CPU above 80 % for 10 minutes."),
        alarm(
            "low-storage",
            "FreeStorageSpace",
            Comparison::Below,
            LOW_STORAGE,
            1,
            "Less than 2 GiB of storage left.",
        ),
    ]
}

/// Makes both alarms what they should be.
pub(super) async fn raise(aws: &Aws, ledger: &Ledger, taken: &Taken, wanted: &Wanted) -> Step {
    let instance = held(aws, taken, wanted).await?;
    let both = both(taken, wanted);
    for alarm in &both {
        aws.put_alarm(alarm).await.map_err(refused)?;
    }
    let mut seen = facts(wanted, &instance);
    seen["alarms"] = json!(both.each_ref().map(|alarm| &alarm.name));
    ledger.instance_seen(taken, Some(&seen)).await?;
    Ok(did(format!("Raised {} and {}.", both[0].name, both[1].name)))
}

/// Removes both.
pub(super) async fn remove(aws: &Aws, taken: &Taken, wanted: &Wanted) -> Result<(), StepError> {
    let names = both(taken, wanted).map(|alarm| alarm.name);
    aws.delete_alarms(&names).await.map_err(refused)
}
