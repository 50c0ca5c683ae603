//! Secrets in Secrets Manager. A value is in memory only as a [`SecretString`], and AWS's words about a call that carries
//! one are not repeated.

use aws_sdk_secretsmanager::types::{Filter, FilterNameStringType, SecretListEntry, Tag};
use secrecy::{ExposeSecret as _, SecretString};
use time::OffsetDateTime;

use crate::client::Aws;
use crate::error::AwsError;
use crate::refused::Call;
use crate::{MANAGED_BY, is_ours, moment, rules};

/// How many are asked for at once: the most that Secrets Manager gives.
const PAGE: i32 = 100;

/// A secret to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewSecret<'a> {
    /// Its name: `saas/tenant/<id>/database`.
    pub name: &'a str,
    /// 32 to 64 characters that stay the same when the call is made again: the same value is then taken once.
    pub token: &'a str,
    /// What is kept.
    pub value: &'a SecretString,
    /// What it is for.
    pub description: &'a str,
    /// The KMS key that encrypts it; none for the account's own.
    pub kms_key: Option<&'a str>,
    /// Key and value of each tag.
    pub tags: &'a [(String, String)],
}

/// A secret with its present value.
#[derive(Debug, Clone)]
pub struct Secret {
    /// Its name.
    pub name: String,
    /// Its name in the world.
    pub arn: String,
    /// The present value; none while it waits for its deletion, or before it has one.
    pub value: Option<SecretString>,
    /// Key and value of each tag.
    pub tags: Vec<(String, String)>,
    /// When its deletion was asked for: until the recovery days have passed it can be restored.
    pub deleted_at: Option<OffsetDateTime>,
}

/// A secret in a list, without its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretEntry {
    /// Its name.
    pub name: String,
    /// Its name in the world.
    pub arn: String,
    /// Key and value of each tag.
    pub tags: Vec<(String, String)>,
    /// When its deletion was asked for.
    pub deleted_at: Option<OffsetDateTime>,
}

impl Aws {
    /// A secret by its name or ARN; `None` when there is none. The value is fetched only when it is not being deleted.
    ///
    /// # Errors
    /// See [`AwsError`].
    pub async fn secret(&self, name: &str) -> Result<Option<Secret>, AwsError> {
        let what = format!("secret {name}");
        let call = Call { action: "DescribeSecret", what: &what };
        let it = match self.secrets.describe_secret().secret_id(name).send().await {
            Ok(it) => it,
            Err(error) => {
                return match call.refused(error) {
                    AwsError::NotFound { .. } => Ok(None),
                    other => Err(other),
                };
            }
        };
        let deleted_at = it.deleted_date().and_then(moment);
        let value = if deleted_at.is_some() { None } else { self.value(name, &what).await? };
        Ok(Some(Secret {
            name: it.name().unwrap_or(name).to_owned(),
            arn: it.arn().unwrap_or_default().to_owned(),
            value,
            tags: tags_of(it.tags()),
            deleted_at,
        }))
    }

    /// The present value; `None` before it has one, and when its deletion was asked for a moment ago.
    async fn value(&self, name: &str, what: &str) -> Result<Option<SecretString>, AwsError> {
        let call = Call { action: "GetSecretValue", what };
        match self.secrets.get_secret_value().secret_id(name).send().await {
            Ok(answer) => Ok(answer.secret_string.map(SecretString::from)),
            Err(error) => match call.refused(error) {
                AwsError::NotFound { .. } | AwsError::Conflict { .. } => Ok(None),
                other => Err(other),
            },
        }
    }

    /// Makes a secret. The same token with the same value again is taken for the same call.
    ///
    /// # Errors
    /// [`AwsError::Exists`] when the name is taken, by one that waits for its deletion too, or when the token was used
    /// with another value; see [`AwsError`].
    pub async fn create_secret(&self, new: &NewSecret<'_>) -> Result<(), AwsError> {
        rules::secret_name(new.name)?;
        rules::token(new.token)?;
        rules::tags(new.tags)?;
        let what = format!("secret {}", new.name);
        let call = Call { action: "CreateSecret", what: &what };
        let tags = new.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
        let sent = self
            .secrets
            .create_secret()
            .name(new.name)
            .client_request_token(new.token)
            .secret_string(new.value.expose_secret())
            .description(new.description)
            .set_kms_key_id(new.kms_key.map(str::to_owned))
            .set_tags(Some(tags.collect()))
            .send()
            .await;
        match sent.map_err(|error| call.refused_silently(error)) {
            Ok(_) => Ok(()),
            // The one state in which a name cannot be given: its last bearer waits for its deletion.
            Err(AwsError::Conflict { said }) => Err(AwsError::Exists { what: format!("{what} {said}") }),
            Err(other) => Err(other),
        }
    }

    /// Asks for a secret's deletion after some days (7 to 30), in which it can be restored. Ok when that was asked for
    /// already, and when it is gone.
    ///
    /// # Errors
    /// See [`AwsError`].
    pub async fn delete_secret(&self, name: &str, recovery_days: i64) -> Result<(), AwsError> {
        rules::recovery(recovery_days)?;
        let what = format!("secret {name}");
        let call = Call { action: "DeleteSecret", what: &what };
        let deletion = self.secrets.delete_secret().secret_id(name).recovery_window_in_days(recovery_days);
        let Err(error) = deletion.send().await else { return Ok(()) };
        match call.refused(error) {
            AwsError::NotFound { .. } => Ok(()),
            conflict @ AwsError::Conflict { .. } => match self.secret(name).await? {
                Some(secret) if secret.deleted_at.is_none() => Err(conflict),
                _ => Ok(()),
            },
            other => Err(other),
        }
    }

    /// Takes a deletion back. Ok when none was asked for.
    ///
    /// # Errors
    /// [`AwsError::NotFound`] when it is gone; see [`AwsError`].
    pub async fn restore_secret(&self, name: &str) -> Result<(), AwsError> {
        let what = format!("secret {name}");
        let call = Call { action: "RestoreSecret", what: &what };
        let Err(error) = self.secrets.restore_secret().secret_id(name).send().await else { return Ok(()) };
        match call.refused(error) {
            conflict @ AwsError::Conflict { .. } => match self.secret(name).await? {
                Some(secret) if secret.deleted_at.is_none() => Ok(()),
                _ => Err(conflict),
            },
            other => Err(other),
        }
    }

    /// Every secret of the region with our tag, those that wait for their deletion too, without values.
    ///
    /// # Errors
    /// See [`AwsError`].
    pub async fn managed_secrets(&self) -> Result<Vec<SecretEntry>, AwsError> {
        let call = Call { action: "ListSecrets", what: "list of secrets" };
        // Both filters match beginnings, and not together on one tag: what comes is looked at again.
        let (key, value) = MANAGED_BY;
        let filter = |by, text: &str| Filter::builder().key(by).values(text).build();
        let list = self.secrets.list_secrets().include_planned_deletion(true);
        let list = list.filters(filter(FilterNameStringType::TagKey, key));
        let list = list.filters(filter(FilterNameStringType::TagValue, value));
        let mut pages = list.into_paginator().page_size(PAGE).send();
        let mut all = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| call.refused(error))?;
            all.extend(page.secret_list().iter().map(SecretEntry::from).filter(|one| is_ours(&one.tags)));
        }
        Ok(all)
    }
}

fn tags_of(tags: &[Tag]) -> Vec<(String, String)> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    tags.iter().map(|tag| (text(tag.key()), text(tag.value()))).collect()
}

impl From<&SecretListEntry> for SecretEntry {
    fn from(it: &SecretListEntry) -> Self {
        Self {
            name: it.name().unwrap_or_default().to_owned(),
            arn: it.arn().unwrap_or_default().to_owned(),
            tags: tags_of(it.tags()),
            deleted_at: it.deleted_date().and_then(moment),
        }
    }
}
