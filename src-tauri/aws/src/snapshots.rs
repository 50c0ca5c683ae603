//! Snapshots of instances.

use aws_sdk_rds::types::DbSnapshot;

use crate::client::Aws;
use crate::error::AwsError;
use crate::instances::{rds_tags, tags_of};
use crate::refused::Call;
use crate::{rules, tag};

/// A snapshot as RDS describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its name in the account and region.
    pub id: String,
    /// Its name in the world.
    pub arn: String,
    /// RDS's word: `creating`, `available`, `failed`.
    pub state: String,
    /// Key and value of each tag.
    pub tags: Vec<(String, String)>,
    /// How much of it is written, 0 to 100, as far as RDS says.
    pub percent: Option<i32>,
}

impl Snapshot {
    /// The value of a tag.
    pub fn tag(&self, key: &str) -> Option<&str> {
        tag(&self.tags, key)
    }

    /// Whether it is whole.
    pub fn is_ready(&self) -> bool {
        self.state == "available"
    }

    /// Whether waiting for it is over without one.
    pub fn has_failed(&self) -> bool {
        matches!(self.state.as_str(), "failed" | "deleting" | "deleted")
            || self.state.starts_with("incompatible-")
    }
}

impl Aws {
    /// The snapshot of a name; `None` when there is none.
    ///
    /// # Errors
    /// See [`AwsError`].
    pub async fn snapshot(&self, id: &str) -> Result<Option<Snapshot>, AwsError> {
        rules::identifier("snapshot", id)?;
        let what = format!("snapshot {id}");
        let call = Call { action: "DescribeDBSnapshots", what: &what };
        match self.rds.describe_db_snapshots().db_snapshot_identifier(id).send().await {
            Ok(answer) => Ok(answer.db_snapshots().first().map(Snapshot::from)),
            Err(error) => match call.refused(error) {
                AwsError::NotFound { .. } => Ok(None),
                other => Err(other),
            },
        }
    }

    /// Begins a snapshot of an instance. It is `creating` when this returns.
    ///
    /// # Errors
    /// [`AwsError::Exists`] when the name is taken; [`AwsError::NotFound`] without the instance; see [`AwsError`].
    pub async fn create_snapshot(
        &self,
        identifier: &str,
        id: &str,
        tags: &[(String, String)],
    ) -> Result<Snapshot, AwsError> {
        rules::identifier("identifier", identifier)?;
        rules::identifier("snapshot", id)?;
        rules::tags(tags)?;
        let what = format!("snapshot {id} of the instance {identifier}");
        let call = Call { action: "CreateDBSnapshot", what: &what };
        let snapshot = self.rds.create_db_snapshot().db_instance_identifier(identifier);
        let snapshot = snapshot.db_snapshot_identifier(id).set_tags(Some(rds_tags(tags)));
        let answer = snapshot.send().await.map_err(|error| call.refused(error))?;
        answer.db_snapshot().map(Snapshot::from).ok_or_else(|| call.unreadable())
    }
}

impl From<&DbSnapshot> for Snapshot {
    fn from(it: &DbSnapshot) -> Self {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            id: text(it.db_snapshot_identifier()),
            arn: text(it.db_snapshot_arn()),
            state: text(it.status()),
            tags: tags_of(it.tag_list()),
            percent: it.percent_progress(),
        }
    }
}
