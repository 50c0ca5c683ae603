//! What is asked of AWS, against something that stands in for it, on good days and on bad ones.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tenantry_aws::{AlarmSpec, Aws, AwsError, Comparison, Instance, InstanceChange, InstanceSpec, NewSecret};
use tenantry_tests::cloud::{ANY, Cloud, Fault, Outcome, When};
use tenantry_tests::until;

const IDENTIFIER: &str = "saas-0199a8e0";
const SECRET: &str = "saas/tenant/0199a8e0/database";
const CANARY: &str = "canary-of-the-login";

fn tags() -> Vec<(String, String)> {
    [("ManagedBy", "tenantry"), ("TenantId", "0199a8e0")]
        .map(|(key, value)| (key.into(), value.into()))
        .into()
}

fn spec(identifier: &str) -> InstanceSpec {
    InstanceSpec {
        identifier: identifier.to_owned(),
        class: "db.t3.small".to_owned(),
        engine_version: "17.6".to_owned(),
        storage_gb: 100,
        wanted_iops: 12_000,
        backup_days: 14,
        multi_az: false,
        deletion_protection: true,
        insights_days: Some(7),
        kms_key: None,
        subnet_group: None,
        security_groups: vec!["sg-0123456789abcdef0".to_owned()],
        tags: tags(),
    }
}

fn alarm(name: &str) -> AlarmSpec {
    AlarmSpec {
        name: format!("{IDENTIFIER}-{name}"),
        instance: IDENTIFIER.to_owned(),
        metric: "CPUUtilization".to_owned(),
        comparison: Comparison::Above,
        threshold: 80.0,
        periods: 2,
        period_seconds: 300,
        topic: Some("arn:aws:sns:eu-central-1:000000000001:alarms".to_owned()),
        description: "The processor is busy.".to_owned(),
        tags: tags(),
    }
}

async fn keep(aws: &Aws, name: &str, value: &str) -> Result<(), AwsError> {
    let value = SecretString::from(value);
    let token = "0199a8e0-0000-7000-8000-000000000001";
    let tags = tags();
    let new = NewSecret { name, token, value: &value, description: "A login", kms_key: None, tags: &tags };
    aws.create_secret(&new).await
}

async fn look(aws: &Aws) -> Instance {
    aws.instance(IDENTIFIER).await.expect("AWS answers").expect("it is there")
}

#[tokio::test]
async fn an_instance_is_made_changed_kept_and_deleted() {
    let cloud = Cloud::raise().await;
    let aws = cloud.aws().await;
    cloud.stand_in(IDENTIFIER, "127.0.0.1", 54_321, "tenant_admin", CANARY).await;
    cloud.between.states(IDENTIFIER, &["creating", "creating", "backing-up", "available"]);
    assert_eq!(aws.instance(IDENTIFIER).await, Ok(None));
    let made = aws.create_instance(&spec(IDENTIFIER)).await.expect("it is made");
    assert_eq!((made.state.as_str(), made.host), ("creating", None));
    let mut states = Vec::new();
    let ready = until::found("the instance is ready", async || {
        let it = look(&aws).await;
        states.push((it.state.clone(), it.host.is_some()));
        it.is_ready().then_some(it)
    })
    .await;
    let expected = [("creating", false), ("creating", false), ("backing-up", true), ("available", true)];
    assert_eq!(states, expected.map(|(state, reachable)| (state.to_owned(), reachable)));
    assert_eq!((ready.host.as_deref(), ready.port), (Some("127.0.0.1"), Some(54_321)));
    assert_eq!((ready.class.as_str(), ready.storage_gb, ready.backup_days), ("db.t3.small", 100, 14));
    assert!(ready.deletion_protection && ready.insights && !ready.multi_az);
    assert_eq!(ready.tag("TenantId"), Some("0199a8e0"));
    let master = ready.master_secret.expect("RDS keeps the master password");
    let login = aws.secret(&master).await.expect("AWS answers").and_then(|secret| secret.value);
    assert!(login.is_some_and(|login| login.expose_secret().contains(CANARY)));
    changed_and_deleted(&cloud, &aws, &ready.arn).await;
    assert!(aws.secret(&master).await.expect("AWS answers").is_none(), "RDS deletes the master's secret too");
}

async fn changed_and_deleted(cloud: &Cloud, aws: &Aws, arn: &str) {
    let larger = InstanceChange {
        class: Some("db.m6i.large".to_owned()),
        storage_gb: Some(500),
        multi_az: Some(true),
        ..InstanceChange::default()
    };
    let waiting = aws.change_instance(IDENTIFIER, &larger, false).await.expect("it is taken");
    assert_eq!(waiting.class, "db.t3.small");
    assert!(waiting.pending.contains(&"class db.m6i.large".to_owned()), "{:?}", waiting.pending);
    let at_once = aws.change_instance(IDENTIFIER, &larger, true).await.expect("it is taken");
    assert_eq!((at_once.class.as_str(), at_once.storage_gb), ("db.m6i.large", 500));
    let error =
        aws.change_instance(IDENTIFIER, &InstanceChange { storage_gb: Some(100), ..larger }, true).await;
    assert!(matches!(error, Err(AwsError::Invalid { .. })), "{error:?}");
    aws.tag_instance(arn, &[("Tier".to_owned(), "enterprise".to_owned())]).await.expect("it is tagged");
    assert_eq!(
        (look(aws).await.tag("Tier"), look(aws).await.tag("ManagedBy")),
        (Some("enterprise"), Some("tenantry"))
    );

    cloud.between.states("saas-final", &["creating", "available"]);
    assert_eq!(aws.snapshot("saas-final").await, Ok(None));
    aws.create_snapshot(IDENTIFIER, "saas-final", &tags()).await.expect("it begins");
    let again = aws.create_snapshot(IDENTIFIER, "saas-final", &tags()).await;
    assert!(matches!(again, Err(AwsError::Exists { .. })), "{again:?}");
    let begun = aws.snapshot("saas-final").await.expect("AWS answers").expect("it is there");
    let whole = aws.snapshot("saas-final").await.expect("AWS answers").expect("it is there");
    assert_eq!(
        (begun.is_ready(), begun.percent, whole.is_ready(), whole.percent),
        (false, Some(40), true, Some(100))
    );
    assert_eq!(whole.tag("ManagedBy"), Some("tenantry"));

    let error = aws.delete_instance(IDENTIFIER).await.expect_err("it is protected");
    assert!(
        matches!(error, AwsError::Invalid { .. })
            && error.to_string().contains("InvalidParameterCombination"),
        "{error}"
    );
    let open = InstanceChange { deletion_protection: Some(false), ..InstanceChange::default() };
    aws.change_instance(IDENTIFIER, &open, true).await.expect("it is open");
    for _ in 0..2 {
        assert_eq!(aws.delete_instance(IDENTIFIER).await, Ok(()));
    }
    assert_eq!(cloud.between.effects("DeleteDBInstance", IDENTIFIER), 1);
    assert_eq!(aws.instance(IDENTIFIER).await, Ok(None));
}

#[tokio::test]
async fn secrets_and_alarms_come_and_go_and_only_ours_are_listed() {
    let cloud = Cloud::raise().await;
    let aws = cloud.aws().await;
    keep(&aws, SECRET, CANARY).await.expect("it is kept");
    let secret = aws.secret(SECRET).await.expect("AWS answers").expect("it is there");
    assert_eq!(secret.value.as_ref().map(|value| value.expose_secret()), Some(CANARY));
    let taken = keep(&aws, SECRET, "another").await;
    assert!(matches!(taken, Err(AwsError::Exists { .. })), "{taken:?}");
    assert!(!format!("{secret:?} {aws:?} {taken:?} {:?}", cloud.between.seen()).contains("canary"));
    for _ in 0..2 {
        assert_eq!(aws.delete_secret(SECRET, 7).await, Ok(()));
    }
    let waiting = aws.secret(SECRET).await.expect("AWS answers").expect("it waits");
    assert!(waiting.value.is_none() && waiting.deleted_at.is_some());
    assert!(matches!(keep(&aws, SECRET, CANARY).await, Err(AwsError::Exists { .. })));
    assert_eq!(aws.managed_secrets().await.map(|all| all.len()), Ok(1), "one that waits is listed");
    for _ in 0..2 {
        assert_eq!(aws.restore_secret(SECRET).await, Ok(()));
    }
    assert!(aws.secret(SECRET).await.expect("AWS answers").is_some_and(|secret| secret.value.is_some()));

    for name in ["high-cpu", "low-storage", "high-cpu"] {
        aws.put_alarm(&alarm(name)).await.expect("it is put");
    }
    let all = aws.alarms(&format!("{IDENTIFIER}-")).await.expect("AWS answers");
    assert_eq!(all.len(), 2);
    assert!(
        all.iter().all(|one| one.instance == IDENTIFIER
            && one.state == "INSUFFICIENT_DATA"
            && one.threshold == 80.0)
    );
    assert_eq!(aws.alarms("other-").await, Ok(Vec::new()));
    let names: Vec<String> =
        all.into_iter().map(|one| one.name).chain([format!("{IDENTIFIER}-gone")]).collect();
    for _ in 0..2 {
        assert_eq!(aws.delete_alarms(&names).await, Ok(()));
    }
    assert_eq!(aws.alarms(IDENTIFIER).await, Ok(Vec::new()));

    aws.create_instance(&spec("saas-1")).await.expect("it is made");
    aws.create_instance(&InstanceSpec { tags: Vec::new(), ..spec("theirs") }).await.expect("it is made");
    let ours = aws.managed_instances().await.expect("AWS answers");
    assert_eq!(ours.iter().map(|one| one.identifier.as_str()).collect::<Vec<_>>(), ["saas-1"]);
}

#[tokio::test]
async fn throttling_on_half_of_all_calls_is_outlasted() {
    let cloud = Cloud::raise().await;
    let aws = cloud.aws().await;
    cloud.between.plan(ANY, When::EveryOther, Fault::Throttled);
    aws.create_instance(&spec(IDENTIFIER)).await.expect("it is made");
    keep(&aws, SECRET, CANARY).await.expect("it is kept");
    aws.put_alarm(&alarm("high-cpu")).await.expect("it is put");
    let (instance, secret, alarms) =
        tokio::join!(aws.instance(IDENTIFIER), aws.secret(SECRET), aws.alarms(IDENTIFIER));
    assert!(instance.is_ok_and(|it| it.is_some()) && secret.is_ok_and(|it| it.is_some()));
    assert_eq!(alarms.map(|all| all.len()), Ok(1));
    let seen = cloud.between.seen();
    let refused = seen.iter().filter(|one| one.outcome == Some(Outcome::Refused)).count();
    assert!(refused >= 5 && refused.abs_diff(seen.len() - refused) <= 1, "{refused} of {}", seen.len());
    for (action, of) in [("CreateDBInstance", IDENTIFIER), ("CreateSecret", SECRET)] {
        assert_eq!(cloud.between.effects(action, of), 1, "{action}");
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_ends_where_the_thing_is_found() {
    let cloud = Cloud::raise().await;
    let aws = cloud.aws().await;
    for action in ["CreateDBInstance", "secretsmanager.CreateSecret", "PutMetricAlarm", "DeleteDBInstance"] {
        cloud.between.plan(action, When::Nth(1), Fault::Lost);
    }
    let open = InstanceSpec { deletion_protection: false, ..spec(IDENTIFIER) };
    let made = aws.create_instance(&open).await;
    assert!(
        matches!(&made, Err(AwsError::Exists { what }) if what.contains("DBInstanceAlreadyExists")),
        "{made:?}"
    );
    assert_eq!(look(&aws).await.tag("TenantId"), Some("0199a8e0"), "it is known by its tags");
    let kept = keep(&aws, SECRET, CANARY).await;
    assert!(matches!(kept, Err(AwsError::Exists { .. })), "{kept:?}");
    let secret = aws.secret(SECRET).await.expect("AWS answers").and_then(|secret| secret.value);
    assert!(secret.is_some_and(|value| value.expose_secret() == CANARY));
    assert_eq!(aws.put_alarm(&alarm("high-cpu")).await, Ok(()));
    assert_eq!(aws.alarms(IDENTIFIER).await.map(|all| all.len()), Ok(1));
    assert_eq!(aws.delete_instance(IDENTIFIER).await, Ok(()));
    for (action, of) in
        [("CreateDBInstance", IDENTIFIER), ("CreateSecret", SECRET), ("DeleteDBInstance", IDENTIFIER)]
    {
        assert_eq!(cloud.between.effects(action, of), 1, "{action}");
    }
}

#[tokio::test]
async fn each_refusal_is_told_apart_in_each_protocol() {
    let cloud = Cloud::raise().await;
    let aws = cloud.aws().await;
    let quota = Fault::Refused { status: 400, code: "InstanceQuotaExceeded" };
    for (fault, kind, code) in [
        (Fault::Denied, "Denied", "AccessDenied"),
        (Fault::Expired, "CredentialsExpired", "ExpiredToken"),
        (quota, "Quota", "InstanceQuotaExceeded"),
    ] {
        cloud.between.calm();
        cloud.between.plan(ANY, When::Every, fault);
        let cpu = alarm("high-cpu");
        let (instance, secret, alarm) =
            tokio::join!(aws.instance(IDENTIFIER), aws.secret(SECRET), aws.put_alarm(&cpu));
        for error in [instance.err(), secret.err(), alarm.err()] {
            let error = error.expect("it is refused");
            assert!(format!("{error:?}").starts_with(kind), "{error:?}");
            assert!(error.to_string().contains(code) && error.to_string().contains("request "), "{error}");
            assert!(!error.may_pass());
        }
    }
    cloud.between.calm();
    cloud.between.plan(ANY, When::First(2), Fault::Broken);
    assert_eq!(aws.instance(IDENTIFIER).await, Ok(None), "AWS's own errors are outlasted");
    let passed_on = |outcome: &Option<Outcome>| outcome.is_some_and(|outcome| outcome != Outcome::Refused);
    assert_eq!(cloud.between.seen().iter().filter(|one| passed_on(&one.outcome)).count(), 1);
}

#[tokio::test]
async fn a_call_that_hangs_has_no_effect_and_a_late_one_has() {
    let cloud = Cloud::raise().await;
    let aws = cloud.aws().await;
    cloud.between.plan("CreateDBInstance", When::Nth(1), Fault::Hang);
    cloud.between.plan("CreateDBInstance", When::Nth(2), Fault::Late(Duration::from_millis(50)));
    let given_up =
        tokio::time::timeout(Duration::from_millis(300), aws.create_instance(&spec(IDENTIFIER))).await;
    assert!(given_up.is_err());
    assert_eq!(cloud.between.effects("CreateDBInstance", IDENTIFIER), 0);
    aws.create_instance(&spec(IDENTIFIER)).await.expect("it is late, and made");
    assert_eq!(cloud.between.effects("CreateDBInstance", IDENTIFIER), 1);
}

#[tokio::test]
async fn a_cloud_ends_with_its_owner() {
    let cloud = Cloud::raise().await;
    let (aws, folder) = (cloud.aws().await, cloud.folder().to_owned());
    assert!(folder.is_dir());
    drop(cloud);
    assert!(!folder.exists());
    let patience = Duration::from_secs(10);
    let asked = tokio::time::timeout(patience, aws.instance(IDENTIFIER)).await;
    assert!(matches!(asked, Ok(Err(AwsError::Unavailable { .. }))), "{asked:?}");
}
