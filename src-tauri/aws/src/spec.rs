//! What an instance shall be, and what shall become of it: checked, and shown as the command that would do the same.

use crate::command_line::Line;
use crate::error::AwsError;
use crate::{Instance, rules};

/// The master user of every instance; RDS makes and keeps its password.
pub const MASTER_USER: &str = "tenant_admin";
pub(crate) const ENGINE: &str = "postgres";
pub(crate) const STORAGE_TYPE: &str = "gp3";
/// When RDS makes its daily backup, in UTC.
pub(crate) const BACKUP_WINDOW: &str = "03:00-04:00";
/// When RDS may restart it, in UTC.
pub(crate) const MAINTENANCE_WINDOW: &str = "sun:04:00-sun:05:00";

/// An instance to be made: PostgreSQL on gp3, encrypted, not reachable from the internet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceSpec {
    /// Its name in the account and region.
    pub identifier: String,
    /// `db.t3.small`.
    pub class: String,
    /// A version of PostgreSQL that RDS offers.
    pub engine_version: String,
    /// The volume, in GB.
    pub storage_gb: i32,
    /// The IOPS that the tier wishes for: see [`InstanceSpec::iops`].
    pub wanted_iops: i32,
    /// How long automated backups are kept, in days; 0 for none.
    pub backup_days: i32,
    /// A standby in another zone.
    pub multi_az: bool,
    /// Whether deleting it is refused until this is taken away.
    pub deletion_protection: bool,
    /// How long Performance Insights keeps what it saw, in days; none for without.
    pub insights_days: Option<i32>,
    /// The KMS key that encrypts it; none for the account's own.
    pub kms_key: Option<String>,
    /// The subnets it stands in; none for the account's own.
    pub subnet_group: Option<String>,
    /// Ids of security groups; none for the network's own.
    pub security_groups: Vec<String>,
    /// Key and value of each tag.
    pub tags: Vec<(String, String)>,
}

impl InstanceSpec {
    /// Holds it against AWS's own rules, without a call.
    ///
    /// # Errors
    /// [`AwsError::Invalid`] with the first field that breaks one.
    pub fn check(&self) -> Result<(), AwsError> {
        rules::identifier("identifier", &self.identifier)?;
        rules::class(&self.class)?;
        rules::engine_version(&self.engine_version)?;
        rules::storage(self.storage_gb)?;
        rules::backups(self.backup_days)?;
        self.insights_days.map_or(Ok(()), rules::insights)?;
        rules::network(&self.security_groups, self.subnet_group.as_deref())?;
        rules::tags(&self.tags)
    }

    /// The IOPS that are asked for. RDS takes one's own for PostgreSQL on gp3 only from 400 GB on, and then 12,000 to
    /// 64,000; below, `None`: the baseline of 3,000.
    pub fn iops(&self) -> Option<i32> {
        rules::iops(self.storage_gb, self.wanted_iops)
    }

    /// The same call for a shell: exact, and without a secret, because RDS makes the master password.
    pub fn command_line(&self, region: &str) -> String {
        let mut line = Line::new("rds", "create-db-instance", region)
            .with("--db-instance-identifier", &self.identifier)
            .with("--db-instance-class", &self.class)
            .with("--engine", ENGINE)
            .with("--engine-version", &self.engine_version)
            .with("--allocated-storage", self.storage_gb)
            .with("--storage-type", STORAGE_TYPE)
            .maybe("--iops", self.iops())
            .flag("--storage-encrypted")
            .maybe("--kms-key-id", self.kms_key.as_ref())
            .with("--master-username", MASTER_USER)
            .flag("--manage-master-user-password")
            .with("--backup-retention-period", self.backup_days)
            .with("--preferred-backup-window", BACKUP_WINDOW)
            .with("--preferred-maintenance-window", MAINTENANCE_WINDOW)
            .either("multi-az", self.multi_az)
            .either("deletion-protection", self.deletion_protection)
            .flag("--no-publicly-accessible")
            .flag("--auto-minor-version-upgrade")
            .flag("--copy-tags-to-snapshot")
            .either("enable-performance-insights", self.insights_days.is_some());
        line = line
            .maybe("--performance-insights-retention-period", self.insights_days)
            .maybe("--db-subnet-group-name", self.subnet_group.as_ref())
            .all("--vpc-security-group-ids", self.security_groups.iter().cloned());
        line.tags(&self.tags).end()
    }
}

/// What shall be different; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InstanceChange {
    /// Another class: the instance restarts.
    pub class: Option<String>,
    /// A larger volume, in GB; the same or a smaller one is never asked for.
    pub storage_gb: Option<i32>,
    /// The IOPS that the tier wishes for; they follow the size of the volume as with a new instance.
    pub wanted_iops: Option<i32>,
    /// With or without a standby in another zone.
    pub multi_az: Option<bool>,
    /// Whether deleting it is refused.
    pub deletion_protection: Option<bool>,
    /// How long automated backups are kept, in days.
    pub backup_days: Option<i32>,
    /// How long Performance Insights keeps what it saw, in days; `Some(None)` switches it off.
    pub insights_days: Option<Option<i32>>,
}

impl InstanceChange {
    /// Whether nothing shall be different.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Holds it against AWS's rules and against the instance as it is, without a call.
    ///
    /// # Errors
    /// [`AwsError::Invalid`] with the first field that breaks one: a volume never shrinks.
    pub fn check(&self, now: &Instance) -> Result<(), AwsError> {
        self.class.as_deref().map_or(Ok(()), rules::class)?;
        self.storage_gb.map_or(Ok(()), |gb| rules::growth(now.storage_gb, gb))?;
        self.backup_days.map_or(Ok(()), rules::backups)?;
        self.insights_days.flatten().map_or(Ok(()), rules::insights)
    }

    /// The change as it is asked of an instance: a volume that is so large already, and IOPS that it cannot or need not be
    /// given, are left out.
    pub fn against(&self, now: &Instance) -> Self {
        let size = self.storage_gb.unwrap_or(now.storage_gb);
        let iops = self.wanted_iops.or(now.iops).and_then(|wanted| rules::iops(size, wanted));
        let differs = iops != now.iops && (self.wanted_iops.is_some() || size != now.storage_gb);
        Self {
            storage_gb: self.storage_gb.filter(|gb| *gb != now.storage_gb),
            wanted_iops: iops.filter(|_| differs),
            ..self.clone()
        }
    }

    /// The same call for a shell. The IOPS are shown as wished; pass it through [`InstanceChange::against`] first.
    pub fn command_line(&self, identifier: &str, at_once: bool, region: &str) -> String {
        let mut line = Line::new("rds", "modify-db-instance", region)
            .with("--db-instance-identifier", identifier)
            .maybe("--db-instance-class", self.class.as_ref())
            .maybe("--allocated-storage", self.storage_gb)
            .maybe("--iops", self.wanted_iops)
            .maybe("--backup-retention-period", self.backup_days);
        if let Some(multi_az) = self.multi_az {
            line = line.either("multi-az", multi_az);
        }
        if let Some(protected) = self.deletion_protection {
            line = line.either("deletion-protection", protected);
        }
        if let Some(insights) = self.insights_days {
            line = line
                .either("enable-performance-insights", insights.is_some())
                .maybe("--performance-insights-retention-period", insights);
        }
        line.either("apply-immediately", at_once).end()
    }
}
