use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_rds::Client;
use aws_sdk_rds::config::SharedHttpClient;
use aws_sdk_rds::operation::describe_db_instances::DescribeDbInstancesOutput;
use aws_smithy_mocks::mock;

use super::ground::{self, REGION, REQUEST, in_earnest, once, refusal};
use crate::{Aws, AwsError, Settings};

/// The name of a variant.
fn kind(error: &AwsError) -> &'static str {
    match error {
        AwsError::Throttled { .. } => "throttled",
        AwsError::Unavailable { .. } => "unavailable",
        AwsError::Denied { .. } => "denied",
        AwsError::CredentialsExpired { .. } => "expired",
        AwsError::Quota { .. } => "quota",
        AwsError::Invalid { .. } => "invalid",
        AwsError::NotFound { .. } => "not found",
        AwsError::Exists { .. } => "exists",
        AwsError::Conflict { .. } => "conflict",
        AwsError::Other { .. } => "other",
    }
}

const MEANINGS: [(&str, u16, &str, bool); 24] = [
    ("Throttling", 400, "throttled", true),
    ("ThrottlingException", 400, "throttled", true),
    ("RequestLimitExceeded", 503, "throttled", true),
    ("InternalFailure", 500, "unavailable", true),
    ("ServiceUnavailable", 503, "unavailable", true),
    ("InsufficientDBInstanceCapacity", 400, "unavailable", true),
    ("Strange", 502, "unavailable", true),
    ("ExpiredToken", 403, "expired", false),
    ("ExpiredTokenException", 400, "expired", false),
    ("RequestExpired", 400, "expired", false),
    ("AccessDenied", 403, "denied", false),
    ("InvalidClientTokenId", 403, "denied", false),
    ("KMSKeyNotAccessibleFault", 400, "denied", false),
    ("Strange", 403, "denied", false),
    ("InstanceQuotaExceeded", 400, "quota", false),
    ("StorageQuotaExceeded", 400, "quota", false),
    ("SnapshotQuotaExceeded", 400, "quota", false),
    ("DBInstanceAlreadyExists", 400, "exists", false),
    ("DBSnapshotNotFound", 404, "not found", false),
    ("InvalidDBInstanceState", 400, "conflict", true),
    ("InvalidParameterCombination", 400, "invalid", false),
    ("DBSubnetGroupNotFoundFault", 404, "invalid", false),
    ("InvalidVPCNetworkStateFault", 400, "invalid", false),
    ("Strange", 400, "other", false),
];

#[tokio::test]
async fn each_code_means_what_the_caller_does_next() {
    for (code, status, expected, may_pass) in MEANINGS {
        let rule = mock!(Client::create_db_instance)
            .then_http_response(move || refusal(code, status, "Something of\n  AWS's own words."));
        let error = once(&[&rule]).create_instance(&ground::small()).await.expect_err("it is refused");
        assert_eq!((kind(&error), error.may_pass()), (expected, may_pass), "{code} {status}: {error:?}");
        let text = error.to_string();
        assert!(text.contains(code) && text.contains(REQUEST), "{code}: {text}");
        assert!(
            text.ends_with('.') && !text.contains('\n') && !text.contains("..") && !text.contains("17.6"),
            "{text}"
        );
        assert!(error.remedy().ends_with(['.', ')']), "{}", error.remedy());
    }
}

#[tokio::test]
async fn a_sentence_reads_so() {
    let rule = mock!(Client::describe_db_instances).then_http_response(|| {
        refusal("AccessDenied", 403, "User x is not authorized to perform: rds:DescribeDBInstances.")
    });
    let error = once(&[&rule]).instance("saas-1").await.expect_err("it is refused");
    assert_eq!(
        error.to_string(),
        format!(
            "AWS does not allow it: User x is not authorized to perform: rds:DescribeDBInstances \
             (DescribeDBInstances, AccessDenied, request {REQUEST})."
        )
    );
}

#[tokio::test]
async fn throttling_is_outlasted_three_times_and_told_the_fourth() {
    let empty = || DescribeDbInstancesOutput::builder().build();
    let throttled = || refusal("Throttling", 400, "Rate exceeded");
    let three = mock!(Client::describe_db_instances)
        .sequence()
        .http_response(throttled)
        .times(3)
        .output(empty)
        .build();
    assert_eq!(in_earnest(&[&three]).instance("saas-1").await, Ok(None));
    assert_eq!(three.num_calls(), 4);
    let always =
        mock!(Client::describe_db_instances).sequence().http_response(throttled).repeatedly().build();
    let error = in_earnest(&[&always]).instance("saas-1").await.expect_err("it never passes");
    assert_eq!((kind(&error), always.num_calls()), ("throttled", 4));
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let deaf = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = deaf.local_addr().expect("it is bound");
    let http = aws_smithy_http_client::Builder::new().build_http();
    let patience = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_millis(100)).build();
    let config = ground::config(SharedHttpClient::new(http), RetryConfig::disabled()).into_builder();
    let config = config.timeout_config(patience).endpoint_url(format!("http://{address}")).build();
    let error = Aws::of(REGION, &config).instance("saas-1").await.expect_err("nobody answers");
    assert_eq!((kind(&error), error.may_pass()), ("unavailable", true));
    assert!(error.to_string().contains("(DescribeDBInstances, timeout, no request id)"), "{error}");
    drop(deaf);
    let error = Aws::of(REGION, &config).instance("saas-1").await.expect_err("nobody listens");
    assert!(error.to_string().contains("no connection"), "{error}");
}

#[tokio::test]
async fn a_profile_that_is_not_there_is_told_before_anything_is_sent() {
    let settings = |endpoint: &str| Settings {
        region: REGION.to_owned(),
        profile: Some("tenantry-no-such-profile".to_owned()),
        endpoint: Some(endpoint.to_owned()),
    };
    let aws = Aws::connect(&settings("http://127.0.0.1:9")).await.expect("nothing is asked yet");
    assert_eq!(aws.region(), REGION);
    let error = aws.instance("saas-1").await.expect_err("there are no credentials");
    assert!(matches!(kind(&error), "denied" | "invalid" | "expired"), "{error:?}");
    let wrong = Aws::connect(&settings("ftp://x")).await.expect_err("no such scheme");
    assert_eq!(kind(&wrong), "invalid");
    let wrong = Settings { region: "Frankfurt".to_owned(), profile: None, endpoint: None };
    assert_eq!(kind(&Aws::connect(&wrong).await.expect_err("no such region")), "invalid");
}
