//! The way to AWS: credentials, region, endpoint, patience.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::tls;

use crate::error::AwsError;
use crate::rules;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// How long one attempt of a call may take.
const ATTEMPT: Duration = Duration::from_secs(20);
/// How long a call may take with all its attempts.
const OPERATION: Duration = Duration::from_secs(60);
/// How often the SDK tries a call that was throttled, timed out or met an error of AWS. There is no second loop.
const ATTEMPTS: u32 = 4;

/// Where and as whom AWS is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The region, always named: `eu-central-1`.
    pub region: String,
    /// The profile of `~/.aws/config`; none for what the environment says.
    pub profile: Option<String>,
    /// Another endpoint than AWS's own, for all services; none for AWS or `AWS_ENDPOINT_URL`.
    pub endpoint: Option<String>,
}

/// All that Tenantry asks of AWS. Cheap to clone.
#[derive(Clone)]
pub struct Aws {
    pub(crate) region: Arc<str>,
    pub(crate) rds: aws_sdk_rds::Client,
    pub(crate) secrets: aws_sdk_secretsmanager::Client,
    pub(crate) cloudwatch: aws_sdk_cloudwatch::Client,
}

impl Aws {
    /// Reads the environment and the profile. AWS itself is not called: credentials are fetched with the first call.
    ///
    /// # Errors
    /// [`AwsError::Invalid`] for a region or an endpoint that cannot be one.
    pub async fn connect(settings: &Settings) -> Result<Self, AwsError> {
        rules::region(&settings.region)?;
        if let Some(endpoint) = &settings.endpoint {
            rules::endpoint(endpoint)?;
        }
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
            .build_https();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new(settings.region.clone()))
            .http_client(http)
            .timeout_config(patience())
            .retry_config(attempts());
        if let Some(profile) = &settings.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(endpoint) = &settings.endpoint {
            loader = loader.endpoint_url(endpoint);
        }
        Ok(Self::of(&settings.region, &loader.load().await))
    }

    pub(crate) fn of(region: &str, config: &SdkConfig) -> Self {
        Self {
            region: region.into(),
            rds: aws_sdk_rds::Client::new(config),
            secrets: aws_sdk_secretsmanager::Client::new(config),
            cloudwatch: aws_sdk_cloudwatch::Client::new(config),
        }
    }

    /// The region that is spoken to.
    pub fn region(&self) -> &str {
        &self.region
    }
}

impl fmt::Debug for Aws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Aws").field("region", &self.region).finish_non_exhaustive()
    }
}

fn patience() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build()
}

pub(crate) fn attempts() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS)
}
