use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::create_secret::CreateSecretOutput;
use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueOutput;
use aws_sdk_secretsmanager::operation::list_secrets::ListSecretsOutput;
use aws_sdk_secretsmanager::primitives::DateTime;
use aws_sdk_secretsmanager::types::{SecretListEntry, Tag};
use aws_smithy_mocks::mock;
use secrecy::{ExposeSecret as _, SecretString};

use super::ground::{json_refusal, once};
use crate::{AwsError, NewSecret};

const CANARY: &str = "canary-of-the-database";
const TOKEN: &str = "0199a8e0-0000-7000-8000-000000000001";

async fn create(rule: &aws_smithy_mocks::Rule) -> Result<(), AwsError> {
    let value = SecretString::from(CANARY);
    let new = NewSecret {
        name: "saas/tenant/1/database",
        token: TOKEN,
        value: &value,
        description: "The login of a tenant",
        kms_key: None,
        tags: &[],
    };
    assert!(!format!("{new:?}").contains(CANARY));
    once(&[rule]).create_secret(&new).await
}

fn pending() -> DescribeSecretOutput {
    DescribeSecretOutput::builder()
        .name("s")
        .arn("arn")
        .deleted_date(DateTime::from_secs(1_800_000_000))
        .build()
}

#[tokio::test]
async fn a_secret_is_sent_with_its_token() {
    let rule = mock!(Client::create_secret)
        .match_requests(|asked| {
            asked.client_request_token() == Some(TOKEN) && asked.secret_string() == Some(CANARY)
        })
        .then_output(|| CreateSecretOutput::builder().build());
    assert_eq!(create(&rule).await, Ok(()));
}

#[tokio::test]
async fn a_taken_name_is_told_whatever_took_it() {
    // another secret of the name, or the same token with another value; then one that waits for its deletion
    for code in ["ResourceExistsException", "InvalidRequestException"] {
        let rule = mock!(Client::create_secret).then_http_response(move || {
            json_refusal(code, "a secret with this name is already scheduled for deletion")
        });
        let error = create(&rule).await.expect_err("the name is taken");
        assert!(matches!(&error, AwsError::Exists { .. }) && error.to_string().contains(code), "{error:?}");
    }
}

#[tokio::test]
async fn no_error_repeats_the_value() {
    for code in ["ValidationException", "InvalidParameterException", "InternalServiceError", "Strange"] {
        let rule = mock!(Client::create_secret).then_http_response(move || {
            json_refusal(code, &format!("Value '{CANARY}' at 'secretString' is wrong"))
        });
        let error = create(&rule).await.expect_err("it is refused");
        let told = format!("{error} {error:?} {}", error.remedy());
        assert!(told.contains(code) && !told.contains("canary"), "{told}");
    }
}

#[tokio::test]
async fn a_value_is_fetched_only_while_the_secret_stays_and_is_never_shown() {
    let there = mock!(Client::describe_secret)
        .then_output(|| DescribeSecretOutput::builder().name("s").arn("arn").build());
    let value = mock!(Client::get_secret_value)
        .then_output(|| GetSecretValueOutput::builder().secret_string(CANARY).build());
    let aws = once(&[&there, &value]);
    let secret = aws.secret("s").await.expect("AWS answers").expect("it is there");
    assert_eq!(secret.value.as_ref().map(|value| value.expose_secret()), Some(CANARY));
    assert!(!format!("{secret:?} {aws:?}").contains("canary"));
    let waiting = mock!(Client::describe_secret).then_output(pending);
    let secret = once(&[&waiting, &value]).secret("s").await.expect("AWS answers").expect("it waits");
    assert!(secret.value.is_none() && secret.deleted_at.is_some());
    assert_eq!(value.num_calls(), 1);
    let gone = mock!(Client::describe_secret)
        .then_http_response(|| json_refusal("ResourceNotFoundException", "gone"));
    assert!(once(&[&gone]).secret("s").await.expect("AWS answers").is_none());
}

#[tokio::test]
async fn deleting_and_restoring_twice_is_doing_it_once() {
    let scheduled = || json_refusal("InvalidRequestException", "it was already scheduled for deletion");
    let delete = mock!(Client::delete_secret).then_http_response(scheduled);
    let waiting = mock!(Client::describe_secret).then_output(pending);
    assert_eq!(once(&[&delete, &waiting]).delete_secret("s", 7).await, Ok(()));
    let gone =
        mock!(Client::delete_secret).then_http_response(|| json_refusal("ResourceNotFoundException", "gone"));
    assert_eq!(once(&[&gone]).delete_secret("s", 7).await, Ok(()));
    // one of RDS's own, which only RDS may delete
    let owned =
        mock!(Client::describe_secret).then_output(|| DescribeSecretOutput::builder().name("s").build());
    let value = mock!(Client::get_secret_value).then_output(|| GetSecretValueOutput::builder().build());
    let error = once(&[&delete, &owned, &value]).delete_secret("s", 7).await.expect_err("it is not ours");
    assert!(matches!(error, AwsError::Conflict { .. }), "{error:?}");
    let restore = mock!(Client::restore_secret)
        .then_http_response(|| json_refusal("InvalidRequestException", "not scheduled"));
    assert_eq!(once(&[&restore, &owned, &value]).restore_secret("s").await, Ok(()));
    let error = once(&[]).delete_secret("s", 6).await.expect_err("too few days");
    assert!(matches!(error, AwsError::Invalid { .. }), "{error:?}");
}

#[tokio::test]
async fn every_page_is_read_and_others_are_left_out() {
    let entry = |name: &str, by: &str| {
        let tag = Tag::builder().key("ManagedBy").value(by).build();
        SecretListEntry::builder().name(name).tags(tag).build()
    };
    let rule = mock!(Client::list_secrets)
        .match_requests(|asked| asked.include_planned_deletion() == Some(true))
        .sequence()
        .output(move || {
            let page = ListSecretsOutput::builder().secret_list(entry("a", "tenantry"));
            page.secret_list(entry("b", "tenantry-of-others")).next_token("1").build()
        })
        .output(move || ListSecretsOutput::builder().secret_list(entry("c", "tenantry")).build())
        .build();
    let all = once(&[&rule]).managed_secrets().await.expect("AWS answers");
    let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["a", "c"]);
}
