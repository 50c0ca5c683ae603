//! Clients that answer by rules, and things to ask for.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_rds::config::http::HttpResponse;
use aws_sdk_rds::config::{HttpClient, SharedHttpClient};
use aws_smithy_mocks::{MockResponseInterceptor, Rule, RuleMode, create_mock_http_client};

use crate::client::attempts;
use crate::{Aws, InstanceSpec};

pub(super) const REGION: &str = "eu-central-1";
pub(super) const REQUEST: &str = "11111111-2222-3333-4444-555555555555";

/// One attempt for each call.
pub(super) fn once(rules: &[&Rule]) -> Aws {
    answering(rules, RetryConfig::disabled())
}

/// As many attempts as in earnest, without the long waits.
pub(super) fn in_earnest(rules: &[&Rule]) -> Aws {
    answering(rules, attempts().with_initial_backoff(Duration::from_millis(1)))
}

fn answering(rules: &[&Rule], retry: RetryConfig) -> Aws {
    let interceptor = || {
        let empty = MockResponseInterceptor::new().rule_mode(RuleMode::MatchAny);
        rules.iter().fold(empty, |all, rule| all.with_rule(rule))
    };
    let config = config(create_mock_http_client(), retry);
    let rds = aws_sdk_rds::config::Builder::from(&config).interceptor(interceptor()).build();
    let secrets = aws_sdk_secretsmanager::config::Builder::from(&config).interceptor(interceptor()).build();
    let cloudwatch = aws_sdk_cloudwatch::config::Builder::from(&config).interceptor(interceptor()).build();
    Aws {
        region: REGION.into(),
        rds: aws_sdk_rds::Client::from_conf(rds),
        secrets: aws_sdk_secretsmanager::Client::from_conf(secrets),
        cloudwatch: aws_sdk_cloudwatch::Client::from_conf(cloudwatch),
    }
}

/// All services over one HTTP client.
pub(super) fn over(http: impl HttpClient + 'static) -> Aws {
    let config = config(SharedHttpClient::new(http), RetryConfig::disabled());
    Aws::of(REGION, &config)
}

pub(super) fn config(http: SharedHttpClient, retry: RetryConfig) -> SdkConfig {
    let credentials = Credentials::new("AKIATEST", "canary-of-the-key", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http)
        .retry_config(retry)
        .build()
}

/// An error as RDS writes it.
pub(super) fn refusal(code: &str, status: u16, message: &str) -> HttpResponse {
    let body = format!(
        "<ErrorResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><Error><Type>Sender</Type><Code>{code}</Code>\
         <Message>{message}</Message></Error><RequestId>{REQUEST}</RequestId></ErrorResponse>"
    );
    response(status, body)
}

/// An error as Secrets Manager writes it.
pub(super) fn json_refusal(code: &str, message: &str) -> HttpResponse {
    response(400, format!(r#"{{"__type":"{code}","message":"{message}"}}"#))
}

fn response(status: u16, body: String) -> HttpResponse {
    let mut response = HttpResponse::new(status.try_into().expect("it is a status"), body.into());
    response.headers_mut().insert("x-amzn-requestid", REQUEST);
    response
}

/// What the tier enterprise asks for.
pub(super) fn large() -> InstanceSpec {
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    InstanceSpec {
        identifier: "saas-0199a8e0".to_owned(),
        class: "db.m6i.large".to_owned(),
        engine_version: "17.6".to_owned(),
        storage_gb: 500,
        wanted_iops: 16_000,
        backup_days: 35,
        multi_az: true,
        deletion_protection: true,
        insights_days: Some(731),
        kms_key: Some("arn:aws:kms:eu-central-1:123456789012:key/k".to_owned()),
        subnet_group: Some("tenants".to_owned()),
        security_groups: vec!["sg-0123456789abcdef0".to_owned(), "sg-0fedcba987654321f".to_owned()],
        tags: vec![pair("ManagedBy", "tenantry"), pair("Environment", "pre production")],
    }
}

/// What the tier starter asks for.
pub(super) fn small() -> InstanceSpec {
    InstanceSpec {
        class: "db.t3.micro".to_owned(),
        storage_gb: 20,
        wanted_iops: 3_000,
        backup_days: 7,
        multi_az: false,
        deletion_protection: false,
        insights_days: None,
        kms_key: None,
        subnet_group: None,
        security_groups: Vec::new(),
        ..large()
    }
}
