//! The lines that are shown: as they are, and held against what is sent.

use std::collections::BTreeSet;

use aws_smithy_http_client::test_util::capture_request;

use super::ground::{REGION, large, over, small};
use crate::{AlarmSpec, Comparison, InstanceChange};

pub(super) fn low_storage() -> AlarmSpec {
    AlarmSpec {
        name: "saas-0199a8e0-low-storage".to_owned(),
        instance: "saas-0199a8e0".to_owned(),
        metric: "FreeStorageSpace".to_owned(),
        comparison: Comparison::Below,
        threshold: 2_147_483_648.0,
        periods: 1,
        period_seconds: 300,
        topic: Some("arn:aws:sns:eu-central-1:123456789012:alarms".to_owned()),
        description: "Less than 2 GiB are free.".to_owned(),
        tags: vec![("ManagedBy".to_owned(), "tenantry".to_owned())],
    }
}

#[test]
fn a_creation_is_shown_as_it_could_be_typed() {
    assert_eq!(
        large().command_line(REGION),
        "aws rds create-db-instance --region eu-central-1 --db-instance-identifier saas-0199a8e0 \
         --db-instance-class db.m6i.large --engine postgres --engine-version 17.6 --allocated-storage 500 \
         --storage-type gp3 --iops 16000 --storage-encrypted \
         --kms-key-id arn:aws:kms:eu-central-1:123456789012:key/k --master-username tenant_admin \
         --manage-master-user-password --backup-retention-period 35 --preferred-backup-window 03:00-04:00 \
         --preferred-maintenance-window sun:04:00-sun:05:00 --multi-az --deletion-protection \
         --no-publicly-accessible --auto-minor-version-upgrade --copy-tags-to-snapshot \
         --enable-performance-insights --performance-insights-retention-period 731 \
         --db-subnet-group-name tenants --vpc-security-group-ids sg-0123456789abcdef0 sg-0fedcba987654321f \
         --tags Key=ManagedBy,Value=tenantry 'Key=Environment,Value=pre production'"
    );
    let line = small().command_line(REGION);
    assert!(line.contains("--no-multi-az --no-deletion-protection"), "{line}");
    assert!(
        !line.contains("--iops") && !line.contains("--kms-key-id") && !line.contains("retention-period 731")
    );
}

#[test]
fn a_change_is_shown_as_it_could_be_typed() {
    let change = InstanceChange {
        class: Some("db.t3.small".to_owned()),
        storage_gb: Some(100),
        multi_az: Some(false),
        deletion_protection: Some(true),
        backup_days: Some(14),
        insights_days: Some(None),
        wanted_iops: None,
    };
    assert_eq!(
        change.command_line("saas-1", false, REGION),
        "aws rds modify-db-instance --region eu-central-1 --db-instance-identifier saas-1 \
         --db-instance-class db.t3.small --allocated-storage 100 --backup-retention-period 14 --no-multi-az \
         --deletion-protection --no-enable-performance-insights --no-apply-immediately"
    );
    assert!(change.command_line("saas-1", true, REGION).ends_with(" --apply-immediately"));
    assert!(InstanceChange::default().is_empty() && !change.is_empty());
}

#[test]
fn an_alarm_is_shown_as_it_could_be_typed() {
    assert_eq!(
        low_storage().command_line(REGION),
        "aws cloudwatch put-metric-alarm --region eu-central-1 --alarm-name saas-0199a8e0-low-storage \
         --alarm-description 'Less than 2 GiB are free.' --namespace AWS/RDS --metric-name FreeStorageSpace \
         --dimensions Name=DBInstanceIdentifier,Value=saas-0199a8e0 --statistic Average \
         --comparison-operator LessThanThreshold --threshold 2147483648 --evaluation-periods 1 --period 300 \
         --treat-missing-data missing --alarm-actions arn:aws:sns:eu-central-1:123456789012:alarms \
         --tags Key=ManagedBy,Value=tenantry"
    );
}

/// The CLI's name of a parameter: `DBInstanceIdentifier` → `db-instance-identifier`.
fn flag(parameter: &str) -> String {
    let letters: Vec<char> = parameter.chars().collect();
    let mut flag = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let begins = letter.is_uppercase()
            && at > 0
            && (letters[at - 1].is_lowercase()
                || letters.get(at + 1).is_some_and(|next| next.is_lowercase()));
        if begins {
            flag.push('-');
        }
        flag.extend(letter.to_lowercase());
    }
    flag
}

/// The flags that say what a body of the query protocol says.
fn flags(body: &str) -> BTreeSet<String> {
    body.split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, _)| !["Action", "Version"].contains(name))
        .map(|(name, value)| {
            let name = flag(name.split('.').next().unwrap_or_default());
            if value == "false" { format!("--no-{name}") } else { format!("--{name}") }
        })
        .collect()
}

#[tokio::test]
async fn what_is_shown_is_what_is_sent() {
    for spec in [large(), small()] {
        let (http, sent) = capture_request(None);
        // The answer is empty: only the question is looked at.
        let _ = over(http).create_instance(&spec).await;
        let sent = sent.expect_request();
        let body = std::str::from_utf8(sent.body().bytes().expect("it is in memory")).expect("it is a form");
        let line = spec.command_line(REGION);
        let shown: BTreeSet<String> = line
            .split(' ')
            .filter(|word| word.starts_with("--") && *word != "--region")
            .map(str::to_owned)
            .collect();
        assert_eq!(shown, flags(body), "{body}");
        for value in [&spec.identifier, &spec.class, &spec.engine_version] {
            assert!(body.contains(&format!("={value}")) && line.contains(&format!(" {value}")), "{body}");
        }
    }
}
