use super::ground::{large, small};
use crate::{AwsError, Comparison, InstanceSpec};

/// The field that a spec breaks a rule with.
fn broken(change: impl FnOnce(&mut InstanceSpec)) -> Option<String> {
    let mut spec = small();
    change(&mut spec);
    match spec.check() {
        Ok(()) => None,
        Err(AwsError::Invalid { field, message, remedy }) => {
            assert!(message.ends_with('.') && remedy.ends_with('.'), "{message} {remedy}");
            Some(field)
        }
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn what_the_tiers_ask_for_is_taken() {
    assert_eq!(small().check(), Ok(()));
    assert_eq!(large().check(), Ok(()));
    let id = format!("saas-{}", "0199a8e0-0000-7000-8000-000000000001");
    assert_eq!(broken(|spec| spec.identifier = id), None);
}

#[test]
fn identifiers_classes_and_versions() {
    for bad in ["", "1a", "-a", "a-", "a--b", "A", "a_b", "é", &"a".repeat(64)] {
        assert_eq!(broken(|spec| spec.identifier = bad.to_owned()).as_deref(), Some("identifier"), "{bad}");
    }
    for good in ["a", "a-1", &"a".repeat(63)] {
        assert_eq!(broken(|spec| spec.identifier = good.to_owned()), None, "{good}");
    }
    for bad in ["", "t3.small", "db.t3", "db.t3.", "db..small", "db.t3.small; ls", "DB.t3.small", "db.t3.a.b"]
    {
        assert_eq!(broken(|spec| spec.class = bad.to_owned()).as_deref(), Some("class"), "{bad}");
    }
    for good in ["db.t4g.micro", "db.r6gd.16xlarge", "db.x2iedn.metal"] {
        assert_eq!(broken(|spec| spec.class = good.to_owned()), None, "{good}");
    }
    for bad in ["", "17.", "17.6.1", "latest", "17.6-R1"] {
        assert_eq!(
            broken(|spec| spec.engine_version = bad.to_owned()).as_deref(),
            Some("engine version"),
            "{bad}"
        );
    }
}

#[test]
fn figures() {
    for (gb, good) in [(19, false), (20, true), (65_536, true), (65_537, false)] {
        assert_eq!(broken(|spec| spec.storage_gb = gb).is_none(), good, "{gb} GB");
    }
    for (days, good) in [(-1, false), (0, true), (35, true), (36, false)] {
        assert_eq!(broken(|spec| spec.backup_days = days).is_none(), good, "{days} days of backups");
    }
    for (days, good) in [
        (0, false),
        (7, true),
        (8, false),
        (30, false),
        (31, true),
        (713, true),
        (744, false),
        (731, true),
        (730, false),
    ] {
        assert_eq!(broken(|spec| spec.insights_days = Some(days)).is_none(), good, "{days} days of insights");
    }
}

#[test]
fn iops_follow_the_volume() {
    let iops = |storage_gb, wanted_iops| InstanceSpec { storage_gb, wanted_iops, ..small() }.iops();
    assert_eq!(iops(100, 12_000), None);
    assert_eq!(iops(399, 16_000), None);
    assert_eq!(iops(400, 3_000), Some(12_000));
    assert_eq!(iops(500, 16_000), Some(16_000));
    assert_eq!(iops(500, 99_999), Some(64_000));
}

#[test]
fn networks_and_tags() {
    assert_eq!(
        broken(|spec| spec.security_groups = vec!["default".to_owned()]).as_deref(),
        Some("security groups")
    );
    assert_eq!(
        broken(|spec| spec.subnet_group = Some("Default".to_owned())).as_deref(),
        Some("subnet group")
    );
    let tags = |tags: Vec<(&str, String)>| {
        let tags = tags.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        broken(|spec| spec.tags = tags)
    };
    let value = "v".to_owned();
    assert_eq!(tags(vec![("Käse", "1 + 1 = 2 @ x/y:z_.-".to_owned()), ("Empty", String::new())]), None);
    assert_eq!(tags(vec![("k", "v".repeat(256))]), None);
    for bad in [
        vec![("", value.clone())],
        vec![("aws:x", value.clone())],
        vec![("AWS:x", value.clone())],
        vec![("k", "v".repeat(257))],
        vec![("k", "a,b".to_owned())],
        vec![("k", "a\nb".to_owned())],
        vec![("k", value.clone()), ("k", value.clone())],
    ] {
        assert_eq!(tags(bad.clone()).as_deref(), Some("tags"), "{bad:?}");
    }
    let keys: Vec<String> = (0..51).map(|n| format!("k{n}")).collect();
    assert_eq!(tags(keys.iter().map(|key| (key.as_str(), value.clone())).collect()).as_deref(), Some("tags"));
    assert_eq!(tags(keys[1..].iter().map(|key| (key.as_str(), value.clone())).collect()), None);
}

#[test]
fn alarms() {
    let alarm = super::calls::low_storage();
    assert_eq!(alarm.check(), Ok(()));
    assert_eq!(alarm.comparison, Comparison::Below);
    for (periods, seconds, good) in
        [(2, 300, true), (288, 300, true), (289, 300, false), (0, 300, false), (1, 45, false)]
    {
        let alarm = crate::AlarmSpec { periods, period_seconds: seconds, ..alarm.clone() };
        assert_eq!(alarm.check().is_ok(), good, "{periods} × {seconds}");
    }
    assert!(crate::AlarmSpec { threshold: f64::NAN, ..alarm }.check().is_err());
}
