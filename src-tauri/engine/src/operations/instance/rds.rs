//! Instances of AWS RDS. AWS knows no transaction and no fence, so every change looks first: whose the instance is stands
//! in its tags, with the number of the worker that may change it.

mod alarms;
mod change;
mod end;
mod wait;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use tenantry_aws::{Aws, AwsError, Instance, InstanceSpec, Settings};

use super::{Wanted, seen};
use crate::EngineError;
use crate::connect::{Target, TargetParts, Tls};
use crate::operations::ground::Ground;
use crate::operations::ledger::{Ledger, Taken, Told};
use crate::operations::schema::taken_name;
use crate::operations::steps::{Shop, Step, StepError, did};
pub(super) use end::{remove, undo};

const SAGA: &str = "tenantry:saga";
const FENCE: &str = "tenantry:fence";

/// AWS, by what this process finds of profiles, variables and a signed-in person; asked anew for each step, so that who
/// signs in again is let in.
pub(in crate::operations) async fn aws(region: &str) -> Result<Aws, StepError> {
    let settings = Settings { region: region.to_owned(), profile: None, endpoint: None };
    Aws::connect(&settings).await.map_err(refused)
}

async fn cloud(wanted: &Wanted) -> Result<Aws, StepError> {
    match &wanted.region {
        Some(region) => aws(region).await,
        None => Err(EngineError::Inconsistent("The plan names no region.".to_owned()).into()),
    }
}

/// What AWS refused, by what is to be done next. A door that is shut, or a quota, pauses: nothing is taken back.
pub(in crate::operations) fn refused(error: AwsError) -> StepError {
    let (message, remedy) = (error.to_string(), error.remedy());
    let pauses = matches!(
        error,
        AwsError::Denied { .. } | AwsError::CredentialsExpired { .. } | AwsError::Quota { .. }
    );
    let error = match error {
        error if error.may_pass() => EngineError::Busy { message, remedy },
        AwsError::Invalid { field, .. } => EngineError::Invalid { field, message, remedy },
        _ => EngineError::Precondition { field: "aws".to_owned(), message, remedy },
    };
    StepError { pauses, ..error.into() }
}

/// Marks of whose it is, on everything that is made.
pub(in crate::operations) fn tags(taken: &Taken) -> Vec<(String, String)> {
    let text = |key: &str| taken.plan["instance"][key].as_str().unwrap_or("unknown").to_owned();
    [
        ("TenantId", taken.tenant.to_string()),
        ("Tier", text("tier")),
        ("Environment", text("environment")),
        ("ManagedBy", "tenantry".to_owned()),
        (SAGA, taken.id.to_string()),
        (FENCE, taken.fence.to_string()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .to_vec()
}

fn spec(taken: &Taken, wanted: &Wanted) -> InstanceSpec {
    InstanceSpec {
        identifier: wanted.identifier.clone(),
        class: wanted.class.clone().unwrap_or_default(),
        engine_version: wanted.engine_version.clone().unwrap_or_default(),
        storage_gb: wanted.storage_gb,
        wanted_iops: wanted.wanted_iops,
        backup_days: wanted.backup_days,
        multi_az: wanted.multi_az,
        deletion_protection: wanted.deletion_protection,
        insights_days: wanted.insights_days,
        kms_key: wanted.kms_key.clone(),
        subnet_group: wanted.subnet_group.clone(),
        security_groups: wanted.security_groups.clone(),
        tags: tags(taken),
    }
}

/// The instance, if there is one and it is this tenant's; one of this name that is anybody else's is an error.
async fn found(aws: &Aws, taken: &Taken, wanted: &Wanted) -> Result<Option<Instance>, StepError> {
    let Some(found) = aws.instance(&wanted.identifier).await.map_err(refused)? else { return Ok(None) };
    let tenant = taken.tenant.to_string();
    let ours = found.tag("ManagedBy") == Some("tenantry") && found.tag("TenantId") == Some(&tenant);
    let ours = ours && (taken.kind != "tenant.create" || found.tag(SAGA) == Some(&taken.id.to_string()));
    let same = wanted.resource_id.as_ref().is_none_or(|known| *known == found.resource_id);
    if ours && same { Ok(Some(found)) } else { Err(taken_name("instance", &wanted.identifier).into()) }
}

/// The instance, for a change: no later worker has it, and from now on no earlier one.
async fn held(aws: &Aws, taken: &Taken, wanted: &Wanted) -> Result<Instance, StepError> {
    let found = found(aws, taken, wanted).await?.ok_or_else(|| gone(wanted))?;
    // numbers count within an operation; those of an earlier one say nothing
    let same = found.tag(SAGA) == Some(&taken.id.to_string());
    let fence = found.tag(FENCE).and_then(|fence| fence.parse::<i64>().ok()).filter(|_| same);
    match fence {
        Some(later) if later > taken.fence => Err(EngineError::Conflict {
            message: format!("Another worker changes the instance {}.", wanted.identifier),
            remedy: "Look at the operation again.".to_owned(),
        }
        .into()),
        Some(fence) if fence == taken.fence => Ok(found),
        _ => {
            let mine = [(SAGA.to_owned(), taken.id.to_string()), (FENCE.to_owned(), taken.fence.to_string())];
            aws.tag_instance(&found.arn, &mine).await.map_err(refused)?;
            Ok(found)
        }
    }
}

fn gone(wanted: &Wanted) -> StepError {
    EngineError::Precondition {
        field: "aws".to_owned(),
        message: format!("The instance {} is not there.", wanted.identifier),
        remedy: "Look in the AWS console for what removed it.".to_owned(),
    }
    .into()
}

pub(super) async fn perform(
    shop: &Shop,
    ledger: &Ledger,
    taken: &Taken,
    wanted: &Wanted,
    name: &str,
) -> Step {
    let aws = cloud(wanted).await?;
    match name {
        "create_instance" => create(&aws, shop, ledger, taken, wanted).await,
        "await_instance" => wait::until_ready(&aws, shop, ledger, taken, wanted).await,
        "set_backups" => change::backups(&aws, ledger, taken, wanted).await,
        "raise_alarms" => alarms::raise(&aws, ledger, taken, wanted).await,
        "change_instance" => change::change(&aws, taken, wanted).await,
        "final_snapshot" => end::snapshot(&aws, shop, ledger, taken, wanted).await,
        _ => Err(EngineError::Internal(format!("{name} is no step of an instance.")).into()),
    }
}

/// Asks AWS for the instance. Its identifier is what tells a second request from a first: AWS takes no token here.
async fn create(aws: &Aws, shop: &Shop, ledger: &Ledger, taken: &Taken, wanted: &Wanted) -> Step {
    let spec = spec(taken, wanted);
    spec.check().map_err(refused)?;
    match found(aws, taken, wanted).await? {
        Some(found) if found.state == "deleting" => {
            wait::until_gone(aws, shop, ledger, taken, wanted, "create_instance").await?;
        }
        Some(found) => return Ok(did(format!("The instance was asked for before, and is {}.", found.state))),
        None => {}
    }
    let told = |what: &str| Told {
        output: Some(json!({ "call": spec.command_line(aws.region()) })),
        ..did(format!("{what} {}.", wanted.said()))
    };
    match aws.create_instance(&spec).await {
        Ok(_) => Ok(told("Asked AWS for the")),
        // asked for by an attempt whose answer was lost, or by somebody else: its tags tell
        Err(AwsError::Exists { .. }) => match found(aws, taken, wanted).await? {
            Some(_) => Ok(told("AWS makes the")),
            None => Err(gone(wanted)),
        },
        Err(error) => Err(refused(error)),
    }
}

/// What is written down of an instance.
fn facts(wanted: &Wanted, found: &Instance) -> Value {
    seen(
        wanted,
        &found.state,
        json!({
            "resource_id": found.resource_id, "host": found.host, "port": found.port, "class": found.class,
            "engine_version": found.engine_version, "storage_gb": found.storage_gb, "iops": found.iops,
            "backup_days": found.backup_days, "multi_az": found.multi_az,
            "deletion_protection": found.deletion_protection, "pending": found.pending,
        }),
    )
}

/// The login that AWS made the instance with; its password is a secret that AWS drew and turns over.
pub(super) async fn admin(_: &Ground, taken: &Taken, wanted: &Wanted) -> Result<Target, StepError> {
    let aws = cloud(wanted).await?;
    let found = found(&aws, taken, wanted).await?.ok_or_else(|| gone(wanted))?;
    let (Some(host), Some(port), Some(secret)) = (&found.host, found.port, &found.master_secret) else {
        return Err(EngineError::Busy {
            message: format!(
                "The instance {} has no address or no secret yet; it is {}.",
                found.identifier, found.state
            ),
            remedy: "Wait until it is available, and retry.".to_owned(),
        }
        .into());
    };
    let secret = aws.secret(secret).await.map_err(refused)?.and_then(|secret| secret.value);
    let (login, password) = secret.as_ref().and_then(login).ok_or_else(|| -> StepError {
        EngineError::Precondition {
            field: "aws".to_owned(),
            message: format!("The secret of {}'s administrator cannot be used.", found.identifier),
            remedy: "Look at it in AWS Secrets Manager.".to_owned(),
        }
        .into()
    })?;
    let ca_file = std::env::var("TENANTRY_INSTANCE_CA").ok();
    Ok(Target::new(&TargetParts {
        host,
        port,
        database: "postgres",
        login: &login,
        password: Some(&password),
        tls: tls()?,
        ca_file: ca_file.as_deref(),
    }))
}

/// How the instance's identity is checked: `TENANTRY_INSTANCE_TLS`, in full when nothing is said.
fn tls() -> Result<Tls, StepError> {
    match std::env::var("TENANTRY_INSTANCE_TLS").as_deref() {
        Err(_) | Ok("verify-full") => Ok(Tls::VerifyFull),
        Ok("verify-ca") => Ok(Tls::VerifyCa),
        Ok("off") => Ok(Tls::Off),
        Ok(_) => Err(EngineError::Invalid {
            field: "TENANTRY_INSTANCE_TLS".to_owned(),
            message: "This is no way to check a server's identity.".to_owned(),
            remedy: "It is verify-full, verify-ca or off.".to_owned(),
        }
        .into()),
    }
}

/// Login and password of a secret as AWS writes it.
fn login(secret: &SecretString) -> Option<(String, SecretString)> {
    let parsed: Value = serde_json::from_str(secret.expose_secret()).ok()?;
    let text = |key: &str| parsed[key].as_str().map(str::to_owned);
    Some((text("username")?, text("password")?.into()))
}
