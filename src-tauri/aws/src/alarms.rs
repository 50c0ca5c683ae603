//! CloudWatch alarms on what RDS measures of an instance.

use aws_sdk_cloudwatch::types::{AlarmType, ComparisonOperator, Dimension, MetricAlarm, Statistic, Tag};
use time::OffsetDateTime;

use crate::client::Aws;
use crate::command_line::Line;
use crate::error::AwsError;
use crate::refused::Call;
use crate::{moment, rules};

const NAMESPACE: &str = "AWS/RDS";
const DIMENSION: &str = "DBInstanceIdentifier";
/// What a period without a figure counts as: nothing, so that an instance that is being made raises no alarm.
const MISSING: &str = "missing";
/// How many are asked for, or deleted, at once: the most that CloudWatch takes.
const PAGE: usize = 100;

/// On which side of its threshold a metric raises the alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Above it.
    Above,
    /// Below it.
    Below,
}

impl Comparison {
    fn operator(self) -> ComparisonOperator {
        match self {
            Self::Above => ComparisonOperator::GreaterThanThreshold,
            Self::Below => ComparisonOperator::LessThanThreshold,
        }
    }
}

/// An alarm to be made, on the average of a metric of one instance.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmSpec {
    /// Its name in the account and region: `<identifier>-high-cpu`.
    pub name: String,
    /// The identifier of the instance.
    pub instance: String,
    /// RDS's name of the metric: `CPUUtilization`.
    pub metric: String,
    /// On which side of the threshold.
    pub comparison: Comparison,
    /// In the metric's own unit.
    pub threshold: f64,
    /// How many periods in a row.
    pub periods: i32,
    /// How long one is, in seconds.
    pub period_seconds: i32,
    /// The ARN of the SNS topic that is told; none for nobody.
    pub topic: Option<String>,
    /// What it means.
    pub description: String,
    /// Key and value of each tag; AWS takes them when the alarm is made, not when it is changed.
    pub tags: Vec<(String, String)>,
}

impl AlarmSpec {
    /// Holds it against AWS's own rules, without a call.
    ///
    /// # Errors
    /// [`AwsError::Invalid`] with the first field that breaks one.
    pub fn check(&self) -> Result<(), AwsError> {
        rules::alarm_name(&self.name)?;
        rules::identifier("instance", &self.instance)?;
        rules::threshold(self.threshold)?;
        rules::periods(self.periods, self.period_seconds)?;
        rules::tags(&self.tags)
    }

    /// The same call for a shell.
    pub fn command_line(&self, region: &str) -> String {
        Line::new("cloudwatch", "put-metric-alarm", region)
            .with("--alarm-name", &self.name)
            .with("--alarm-description", &self.description)
            .with("--namespace", NAMESPACE)
            .with("--metric-name", &self.metric)
            .with("--dimensions", format!("Name={DIMENSION},Value={}", self.instance))
            .with("--statistic", Statistic::Average.as_str())
            .with("--comparison-operator", self.comparison.operator().as_str())
            .with("--threshold", self.threshold)
            .with("--evaluation-periods", self.periods)
            .with("--period", self.period_seconds)
            .with("--treat-missing-data", MISSING)
            .maybe("--alarm-actions", self.topic.as_ref())
            .tags(&self.tags)
            .end()
    }
}

/// An alarm as CloudWatch describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Alarm {
    /// Its name.
    pub name: String,
    /// The identifier of the instance that it watches; empty when it watches something else.
    pub instance: String,
    /// The metric that it watches.
    pub metric: String,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub state: String,
    /// Why it is so, in CloudWatch's words.
    pub reason: Option<String>,
    /// Since when it is so.
    pub changed_at: Option<OffsetDateTime>,
    /// In the metric's own unit.
    pub threshold: f64,
    /// Its name in the world.
    pub arn: String,
}

impl Aws {
    /// Makes an alarm, or changes the one of the same name.
    ///
    /// # Errors
    /// See [`AwsError`].
    pub async fn put_alarm(&self, alarm: &AlarmSpec) -> Result<(), AwsError> {
        alarm.check()?;
        let what = format!("alarm {}", alarm.name);
        let call = Call { action: "PutMetricAlarm", what: &what };
        let tags = alarm.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
        let sent = self
            .cloudwatch
            .put_metric_alarm()
            .alarm_name(&alarm.name)
            .alarm_description(&alarm.description)
            .namespace(NAMESPACE)
            .metric_name(&alarm.metric)
            .dimensions(Dimension::builder().name(DIMENSION).value(&alarm.instance).build())
            .statistic(Statistic::Average)
            .comparison_operator(alarm.comparison.operator())
            .threshold(alarm.threshold)
            .evaluation_periods(alarm.periods)
            .period(alarm.period_seconds)
            .treat_missing_data(MISSING)
            .set_alarm_actions(alarm.topic.clone().map(|topic| vec![topic]))
            .set_tags((!alarm.tags.is_empty()).then(|| tags.collect()))
            .send()
            .await;
        sent.map_err(|error| call.refused(error))?;
        Ok(())
    }

    /// Every alarm on a metric whose name begins so.
    ///
    /// # Errors
    /// See [`AwsError`].
    pub async fn alarms(&self, prefix: &str) -> Result<Vec<Alarm>, AwsError> {
        let call = Call { action: "DescribeAlarms", what: "list of alarms" };
        let list = self.cloudwatch.describe_alarms().alarm_types(AlarmType::MetricAlarm);
        // An empty beginning is not taken, and means all.
        let list = list.set_alarm_name_prefix((!prefix.is_empty()).then(|| prefix.to_owned()));
        let mut pages = list.max_records(PAGE as i32).into_paginator().send();
        let mut all = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| call.refused(error))?;
            all.extend(page.metric_alarms().iter().map(Alarm::from));
        }
        Ok(all)
    }

    /// Deletes alarms. Ok for those that are gone.
    ///
    /// # Errors
    /// See [`AwsError`].
    pub async fn delete_alarms(&self, names: &[String]) -> Result<(), AwsError> {
        for names in names.chunks(PAGE) {
            match self.delete_together(names).await {
                // One that is gone keeps all of a call from being deleted.
                Err(AwsError::NotFound { .. }) if names.len() > 1 => self.delete_one_by_one(names).await?,
                Ok(()) | Err(AwsError::NotFound { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    async fn delete_one_by_one(&self, names: &[String]) -> Result<(), AwsError> {
        for name in names {
            match self.delete_together(std::slice::from_ref(name)).await {
                Ok(()) | Err(AwsError::NotFound { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    async fn delete_together(&self, names: &[String]) -> Result<(), AwsError> {
        let call = Call { action: "DeleteAlarms", what: "alarms" };
        let sent = self.cloudwatch.delete_alarms().set_alarm_names(Some(names.to_vec())).send().await;
        sent.map_err(|error| call.refused(error))?;
        Ok(())
    }
}

impl From<&MetricAlarm> for Alarm {
    fn from(it: &MetricAlarm) -> Self {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let instance = it.dimensions().iter().find(|dimension| dimension.name() == Some(DIMENSION));
        Self {
            name: text(it.alarm_name()),
            instance: text(instance.and_then(|dimension| dimension.value())),
            metric: text(it.metric_name()),
            state: text(it.state_value().map(|state| state.as_str())),
            reason: it.state_reason().map(str::to_owned),
            changed_at: it.state_updated_timestamp().and_then(moment),
            threshold: it.threshold().unwrap_or_default(),
            arn: text(it.alarm_arn()),
        }
    }
}
