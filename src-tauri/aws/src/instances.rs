//! RDS instances: looked at, made, changed, tagged, deleted.

use aws_sdk_rds::types::{DbInstance, PendingModifiedValues, Tag};
use time::OffsetDateTime;

use crate::client::Aws;
use crate::error::AwsError;
use crate::refused::Call;
use crate::spec::{
    BACKUP_WINDOW, ENGINE, InstanceChange, InstanceSpec, MAINTENANCE_WINDOW, MASTER_USER, STORAGE_TYPE,
};
use crate::{is_ours, moment, rules, tag};

/// How many are asked for at once: the most that RDS gives.
const PAGE: i32 = 100;

/// An instance as RDS describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its name in the account and region.
    pub identifier: String,
    /// Its name in the world.
    pub arn: String,
    /// RDS's own id, which a later instance of the same name does not have (`DbiResourceId`).
    pub resource_id: String,
    /// RDS's word: `creating`, `available`, …
    pub state: String,
    /// Its address, once it has one.
    pub host: Option<String>,
    /// Its port, once it has an address.
    pub port: Option<u16>,
    /// `db.t3.small`.
    pub class: String,
    /// The version of PostgreSQL.
    pub engine_version: String,
    /// The volume, in GB.
    pub storage_gb: i32,
    /// The volume's IOPS, as far as RDS names them.
    pub iops: Option<i32>,
    /// A standby in another zone.
    pub multi_az: bool,
    /// Whether deleting it is refused.
    pub deletion_protection: bool,
    /// How long automated backups are kept, in days.
    pub backup_days: i32,
    /// The last moment to which it can be restored.
    pub latest_restorable: Option<OffsetDateTime>,
    /// Whether Performance Insights is on.
    pub insights: bool,
    /// What waits for the maintenance window, as words.
    pub pending: Vec<String>,
    /// The ARN of the secret with the master user's password, which RDS keeps.
    pub master_secret: Option<String>,
    /// Key and value of each tag.
    pub tags: Vec<(String, String)>,
}

impl Instance {
    /// The value of a tag.
    pub fn tag(&self, key: &str) -> Option<&str> {
        tag(&self.tags, key)
    }

    /// Whether it can be used and changed now.
    pub fn is_ready(&self) -> bool {
        self.state == "available"
    }

    /// Whether waiting for it is over: it failed, is going, or needs somebody's help.
    pub fn has_failed(&self) -> bool {
        let state = self.state.as_str();
        let over =
            ["failed", "deleted", "deleting", "restore-error", "storage-full", "insufficient-capacity"];
        over.contains(&state)
            || state.starts_with("incompatible-")
            || state.starts_with("inaccessible-encryption-credentials")
    }
}

impl Aws {
    /// The instance of a name; `None` when there is none.
    ///
    /// # Errors
    /// See [`AwsError`].
    pub async fn instance(&self, identifier: &str) -> Result<Option<Instance>, AwsError> {
        rules::identifier("identifier", identifier)?;
        let what = format!("instance {identifier}");
        let call = Call { action: "DescribeDBInstances", what: &what };
        match self.rds.describe_db_instances().db_instance_identifier(identifier).send().await {
            Ok(answer) => Ok(answer.db_instances().first().map(Instance::from)),
            Err(error) => match call.refused(error) {
                AwsError::NotFound { .. } => Ok(None),
                other => Err(other),
            },
        }
    }

    /// Makes an instance. It is `creating` when this returns, and has no address yet.
    ///
    /// # Errors
    /// [`AwsError::Exists`] when the identifier is taken, by an earlier call of the same kind too; see [`AwsError`].
    pub async fn create_instance(&self, spec: &InstanceSpec) -> Result<Instance, AwsError> {
        spec.check()?;
        let what = format!("instance {}", spec.identifier);
        let groups = (!spec.security_groups.is_empty()).then(|| spec.security_groups.clone());
        let answer = self
            .rds
            .create_db_instance()
            .db_instance_identifier(&spec.identifier)
            .db_instance_class(&spec.class)
            .engine(ENGINE)
            .engine_version(&spec.engine_version)
            .allocated_storage(spec.storage_gb)
            .storage_type(STORAGE_TYPE)
            .set_iops(spec.iops())
            .storage_encrypted(true)
            .set_kms_key_id(spec.kms_key.clone())
            .master_username(MASTER_USER)
            .manage_master_user_password(true)
            .backup_retention_period(spec.backup_days)
            .preferred_backup_window(BACKUP_WINDOW)
            .preferred_maintenance_window(MAINTENANCE_WINDOW)
            .multi_az(spec.multi_az)
            .deletion_protection(spec.deletion_protection)
            .publicly_accessible(false)
            .auto_minor_version_upgrade(true)
            .copy_tags_to_snapshot(true)
            .enable_performance_insights(spec.insights_days.is_some())
            .set_performance_insights_retention_period(spec.insights_days)
            .set_db_subnet_group_name(spec.subnet_group.clone())
            .set_vpc_security_group_ids(groups)
            .set_tags(Some(rds_tags(&spec.tags)))
            .send()
            .await;
        let call = Call { action: "CreateDBInstance", what: &what };
        described(answer.map_err(|error| call.refused(error))?.db_instance(), call)
    }

    /// Changes an instance, at once or in its maintenance window, and answers with what it then is and what waits.
    /// Only what differs is asked for; when nothing does, nothing is.
    ///
    /// # Errors
    /// [`AwsError::Invalid`] for a smaller volume; [`AwsError::Conflict`] while it is being changed; see [`AwsError`].
    pub async fn change_instance(
        &self,
        identifier: &str,
        change: &InstanceChange,
        at_once: bool,
    ) -> Result<Instance, AwsError> {
        let what = format!("instance {identifier}");
        let call = Call { action: "ModifyDBInstance", what: &what };
        let Some(now) = self.instance(identifier).await? else {
            let what = format!("{what} (DescribeDBInstances, DBInstanceNotFound)");
            return Err(AwsError::NotFound { what });
        };
        change.check(&now)?;
        let change = change.against(&now);
        if change.is_empty() {
            return Ok(now);
        }
        let answer = self
            .rds
            .modify_db_instance()
            .db_instance_identifier(identifier)
            .set_db_instance_class(change.class)
            .set_allocated_storage(change.storage_gb)
            .set_iops(change.wanted_iops)
            .set_multi_az(change.multi_az)
            .set_deletion_protection(change.deletion_protection)
            .set_backup_retention_period(change.backup_days)
            .set_enable_performance_insights(change.insights_days.map(|days| days.is_some()))
            .set_performance_insights_retention_period(change.insights_days.flatten())
            .apply_immediately(at_once)
            .send()
            .await;
        described(answer.map_err(|error| call.refused(error))?.db_instance(), call)
    }

    /// Sets tags of an instance or a snapshot; others stay.
    ///
    /// # Errors
    /// See [`AwsError`].
    pub async fn tag_instance(&self, arn: &str, tags: &[(String, String)]) -> Result<(), AwsError> {
        rules::tags(tags)?;
        let call = Call { action: "AddTagsToResource", what: arn };
        let sent = self.rds.add_tags_to_resource().resource_name(arn).set_tags(Some(rds_tags(tags))).send();
        sent.await.map_err(|error| call.refused(error))?;
        Ok(())
    }

    /// Deletes an instance without a final snapshot (ours is made and verified before) and keeps its automated backups
    /// for as long as they last. Ok when it is going or gone already.
    ///
    /// # Errors
    /// [`AwsError::Invalid`] while it is protected; [`AwsError::Conflict`] while it is being changed; see [`AwsError`].
    pub async fn delete_instance(&self, identifier: &str) -> Result<(), AwsError> {
        rules::identifier("identifier", identifier)?;
        let what = format!("instance {identifier}");
        let call = Call { action: "DeleteDBInstance", what: &what };
        let deletion = self.rds.delete_db_instance().db_instance_identifier(identifier);
        let deletion = deletion.skip_final_snapshot(true).delete_automated_backups(false);
        let Err(error) = deletion.send().await else { return Ok(()) };
        match call.refused(error) {
            AwsError::NotFound { .. } => Ok(()),
            conflict @ AwsError::Conflict { .. } => match self.instance(identifier).await? {
                Some(instance) if instance.state != "deleting" => Err(conflict),
                _ => Ok(()),
            },
            other => Err(other),
        }
    }

    /// Every instance of the region with our tag.
    ///
    /// # Errors
    /// See [`AwsError`].
    pub async fn managed_instances(&self) -> Result<Vec<Instance>, AwsError> {
        let call = Call { action: "DescribeDBInstances", what: "list of instances" };
        let mut pages = self.rds.describe_db_instances().into_paginator().page_size(PAGE).send();
        let mut all = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| call.refused(error))?;
            all.extend(page.db_instances().iter().map(Instance::from).filter(|one| is_ours(&one.tags)));
        }
        Ok(all)
    }
}

/// The instance of an answer: AWS has promised one.
fn described(instance: Option<&DbInstance>, call: Call<'_>) -> Result<Instance, AwsError> {
    instance.map(Instance::from).ok_or_else(|| call.unreadable())
}

/// Tags for RDS.
pub(crate) fn rds_tags(tags: &[(String, String)]) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

/// Tags of RDS.
pub(crate) fn tags_of(tags: &[Tag]) -> Vec<(String, String)> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    tags.iter().map(|tag| (text(tag.key()), text(tag.value()))).collect()
}

impl From<&DbInstance> for Instance {
    fn from(it: &DbInstance) -> Self {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let endpoint = it.endpoint();
        let port = endpoint.and_then(|endpoint| endpoint.port()).and_then(|port| u16::try_from(port).ok());
        Self {
            identifier: text(it.db_instance_identifier()),
            arn: text(it.db_instance_arn()),
            resource_id: text(it.dbi_resource_id()),
            state: text(it.db_instance_status()),
            host: endpoint.and_then(|endpoint| endpoint.address()).map(str::to_owned),
            port,
            class: text(it.db_instance_class()),
            engine_version: text(it.engine_version()),
            storage_gb: it.allocated_storage().unwrap_or_default(),
            iops: it.iops(),
            multi_az: it.multi_az().unwrap_or_default(),
            deletion_protection: it.deletion_protection().unwrap_or_default(),
            backup_days: it.backup_retention_period().unwrap_or_default(),
            latest_restorable: it.latest_restorable_time().and_then(moment),
            insights: it.performance_insights_enabled().unwrap_or_default(),
            pending: it.pending_modified_values().map(waiting).unwrap_or_default(),
            master_secret: it.master_user_secret().and_then(|secret| secret.secret_arn()).map(str::to_owned),
            tags: tags_of(it.tag_list()),
        }
    }
}

/// What waits for the window, as words. The password is a word without its value.
fn waiting(values: &PendingModifiedValues) -> Vec<String> {
    let on = |what: &str, yes: bool| format!("{what} {}", if yes { "on" } else { "off" });
    [
        values.db_instance_class().map(|class| format!("class {class}")),
        values.allocated_storage().map(|gb| format!("storage {gb} GB")),
        values.storage_type().map(|kind| format!("storage type {kind}")),
        values.iops().map(|iops| format!("{iops} IOPS")),
        values.multi_az().map(|yes| on("Multi-AZ", yes)),
        values.backup_retention_period().map(|days| format!("backups {days} days")),
        values.engine_version().map(|version| format!("version {version}")),
        values.master_user_password().map(|_| "a new master password".to_owned()),
        values.ca_certificate_identifier().map(|name| format!("certificate authority {name}")),
        values.db_instance_identifier().map(|name| format!("identifier {name}")),
        values.port().map(|port| format!("port {port}")),
    ]
    .into_iter()
    .flatten()
    .collect()
}
