use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::error::ErrorMetadata;
use aws_sdk_cloudwatch::operation::delete_alarms::{DeleteAlarmsError, DeleteAlarmsOutput};
use aws_sdk_cloudwatch::operation::describe_alarms::DescribeAlarmsOutput;
use aws_sdk_cloudwatch::operation::put_metric_alarm::{PutMetricAlarmError, PutMetricAlarmOutput};
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, MetricAlarm, StateValue};
use aws_smithy_mocks::{MockResponse, mock};

use super::calls::low_storage;
use super::ground::once;
use crate::AwsError;

#[tokio::test]
async fn an_alarm_is_put_as_it_is_wanted() {
    let rule = mock!(Client::put_metric_alarm)
        .match_requests(|asked| {
            asked.namespace() == Some("AWS/RDS")
                && asked.treat_missing_data() == Some("missing")
                && asked.threshold() == Some(2_147_483_648.0)
                && asked.comparison_operator().map(|it| it.as_str()) == Some("LessThanThreshold")
        })
        .then_output(|| PutMetricAlarmOutput::builder().build());
    assert_eq!(once(&[&rule]).put_alarm(&low_storage()).await, Ok(()));
    let full = mock!(Client::put_metric_alarm)
        .then_error(|| PutMetricAlarmError::generic(ErrorMetadata::builder().code("LimitExceeded").build()));
    let error = once(&[&full]).put_alarm(&low_storage()).await.expect_err("there are 5,000");
    assert!(matches!(error, AwsError::Quota { .. }), "{error:?}");
}

#[tokio::test]
async fn every_page_is_read_and_a_state_is_told_with_its_reason() {
    let alarm = |name: &str| {
        MetricAlarm::builder()
            .alarm_name(name)
            .dimensions(Dimension::builder().name("DBInstanceIdentifier").value("saas-1").build())
            .state_value(StateValue::Alarm)
            .state_reason("Threshold Crossed")
            .state_updated_timestamp(DateTime::from_secs(1_800_000_000))
            .threshold(80.0)
            .build()
    };
    let rule = mock!(Client::describe_alarms)
        .match_requests(|asked| asked.alarm_name_prefix() == Some("saas-1-"))
        .sequence()
        .output(move || {
            DescribeAlarmsOutput::builder().metric_alarms(alarm("saas-1-a")).next_token("1").build()
        })
        .output(move || DescribeAlarmsOutput::builder().metric_alarms(alarm("saas-1-b")).build())
        .build();
    let all = once(&[&rule]).alarms("saas-1-").await.expect("AWS answers");
    assert_eq!(all.len(), 2);
    assert_eq!((all[1].name.as_str(), all[1].state.as_str()), ("saas-1-b", "ALARM"));
    assert_eq!((all[0].instance.as_str(), all[0].reason.as_deref()), ("saas-1", Some("Threshold Crossed")));
    assert!(all[0].changed_at.is_some_and(|at| at.unix_timestamp() == 1_800_000_000));
}

#[tokio::test]
async fn one_that_is_gone_does_not_keep_the_others() {
    let rule = mock!(Client::delete_alarms).then_compute_response(|asked| {
        if asked.alarm_names().iter().any(|name| name == "gone") {
            let gone = ErrorMetadata::builder().code("ResourceNotFound").build();
            MockResponse::Error(DeleteAlarmsError::generic(gone))
        } else {
            MockResponse::Output(DeleteAlarmsOutput::builder().build())
        }
    });
    let names = ["a", "gone", "b"].map(str::to_owned);
    assert_eq!(once(&[&rule]).delete_alarms(&names).await, Ok(()));
    assert_eq!(rule.num_calls(), 4, "together, then one by one");
    assert_eq!(once(&[&rule]).delete_alarms(&[]).await, Ok(()));
}
