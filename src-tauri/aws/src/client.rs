//! The way to AWS: credentials, region, endpoint, patience.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_rds::config::SharedHttpClient;
use aws_smithy_http_client::tls;
use secrecy::{ExposeSecret as _, SecretString};

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

/// Credentials that the caller holds itself.
#[derive(Debug, Clone)]
pub struct Login {
    /// The id of the key.
    pub access_key: String,
    /// The key.
    pub secret_key: SecretString,
    /// The token of temporary ones.
    pub session_token: Option<SecretString>,
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
    /// Reads the environment and the profile. A profile that is named is used alone: keys in the environment, which the
    /// SDK would prefer, may belong to another account. AWS itself is not called: credentials are fetched with the first
    /// call.
    ///
    /// # Errors
    /// [`AwsError::Invalid`] for a region or an endpoint that cannot be one.
    pub async fn connect(settings: &Settings) -> Result<Self, AwsError> {
        let http = http();
        let mut loader = loader(settings, http.clone())?;
        if let Some(profile) = &settings.profile {
            let region = Some(Region::new(settings.region.clone()));
            let ground = ProviderConfig::without_region().with_region(region).with_http_client(http);
            let provider = ProfileFileCredentialsProvider::builder().profile_name(profile).configure(&ground);
            loader = loader.profile_name(profile).credentials_provider(provider.build());
        }
        Ok(Self::of(&settings.region, &loader.load().await))
    }

    /// The same with credentials that the caller holds; a profile is read for everything else.
    ///
    /// # Errors
    /// [`AwsError::Invalid`] for a region or an endpoint that cannot be one.
    pub async fn connect_as(settings: &Settings, login: &Login) -> Result<Self, AwsError> {
        let mut loader = loader(settings, http())?;
        if let Some(profile) = &settings.profile {
            loader = loader.profile_name(profile);
        }
        let text = |secret: &SecretString| secret.expose_secret().to_owned();
        let token = login.session_token.as_ref().map(text);
        let keys = Credentials::new(&login.access_key, text(&login.secret_key), token, None, "tenantry");
        Ok(Self::of(&settings.region, &loader.credentials_provider(keys).load().await))
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

/// TLS by ring, with the roots of the machine.
fn http() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
        .build_https()
}

/// Everything but the credentials.
fn loader(settings: &Settings, http: SharedHttpClient) -> Result<ConfigLoader, AwsError> {
    rules::region(&settings.region)?;
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new(settings.region.clone()))
        .http_client(http)
        .timeout_config(patience())
        .retry_config(attempts());
    if let Some(endpoint) = &settings.endpoint {
        rules::endpoint(endpoint)?;
        loader = loader.endpoint_url(endpoint);
    }
    Ok(loader)
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
