use aws_sdk_rds::Client;
use aws_sdk_rds::operation::create_db_instance::CreateDbInstanceOutput;
use aws_sdk_rds::operation::delete_db_instance::DeleteDbInstanceOutput;
use aws_sdk_rds::operation::describe_db_instances::DescribeDbInstancesOutput;
use aws_sdk_rds::operation::modify_db_instance::ModifyDbInstanceOutput;
use aws_sdk_rds::types::{DbInstance, Endpoint, PendingModifiedValues, Tag};
use aws_smithy_mocks::mock;

use super::ground::{in_earnest, once, refusal, small};
use crate::{AwsError, Instance, InstanceChange};

fn described(state: &str) -> DbInstance {
    let endpoint = Endpoint::builder().address("saas-0199a8e0.x.rds.amazonaws.com").port(5432).build();
    DbInstance::builder()
        .db_instance_identifier("saas-0199a8e0")
        .db_instance_status(state)
        .allocated_storage(100)
        .iops(3_000)
        .set_endpoint((state != "creating").then_some(endpoint))
        .build()
}

fn page(instances: Vec<DbInstance>, next: Option<&str>) -> DescribeDbInstancesOutput {
    let page = DescribeDbInstancesOutput::builder().set_db_instances(Some(instances));
    page.set_marker(next.map(str::to_owned)).build()
}

#[tokio::test]
async fn an_instance_is_watched_from_creating_to_available() {
    let rule = mock!(Client::describe_db_instances)
        .match_requests(|asked| asked.db_instance_identifier() == Some("saas-0199a8e0"))
        .sequence()
        .output(|| page(vec![described("creating")], None))
        .times(30)
        .output(|| page(vec![described("backing-up")], None))
        .output(|| page(vec![described("available")], None))
        .build();
    let aws = once(&[&rule]);
    let mut seen: Vec<(String, bool)> = Vec::new();
    while seen.last().is_none_or(|(state, _)| state != "available") {
        let it = aws.instance("saas-0199a8e0").await.expect("AWS answers").expect("it is there");
        assert_eq!((it.is_ready(), it.has_failed()), (it.state == "available", false));
        seen.push((it.state, it.host.is_some() && it.port == Some(5432)));
    }
    assert_eq!(seen.len(), 32);
    let mut states = seen;
    states.dedup();
    let expected = [("creating", false), ("backing-up", true), ("available", true)];
    assert_eq!(states, expected.map(|(state, reachable)| (state.to_owned(), reachable)));
}

#[test]
fn an_end_is_told_from_a_way() {
    let ended = |state: &str| Instance::from(&described(state)).has_failed();
    for state in [
        "failed",
        "deleting",
        "incompatible-network",
        "incompatible-parameters",
        "inaccessible-encryption-credentials-recoverable",
        "restore-error",
        "storage-full",
    ] {
        assert!(ended(state), "{state}");
    }
    for state in ["creating", "backing-up", "available", "modifying", "storage-optimization", "rebooting"] {
        assert!(!ended(state), "{state}");
    }
}

#[tokio::test]
async fn none_is_an_answer() {
    let rule = mock!(Client::describe_db_instances)
        .then_http_response(|| refusal("DBInstanceNotFound", 404, "DBInstance saas-1 not found."));
    assert_eq!(once(&[&rule]).instance("saas-1").await, Ok(None));
}

#[tokio::test]
async fn a_taken_identifier_is_told_and_a_lost_answer_ends_there_too() {
    let rule = mock!(Client::create_db_instance)
        .sequence()
        .http_response(|| refusal("InternalFailure", 500, "lost"))
        .http_response(|| refusal("DBInstanceAlreadyExists", 400, "DB instance already exists"))
        .build();
    let error = in_earnest(&[&rule]).create_instance(&small()).await.expect_err("it is taken");
    assert!(matches!(&error, AwsError::Exists { what } if what.contains("saas-0199a8e0")), "{error:?}");
    assert_eq!(rule.num_calls(), 2);
}

#[tokio::test]
async fn a_wrong_spec_is_never_sent() {
    let rule = mock!(Client::create_db_instance).then_output(|| CreateDbInstanceOutput::builder().build());
    let mut spec = small();
    spec.storage_gb = 19;
    let error = once(&[&rule]).create_instance(&spec).await.expect_err("19 GB");
    assert!(matches!(&error, AwsError::Invalid { field, .. } if field == "storage"), "{error:?}");
    assert_eq!(rule.num_calls(), 0);
}

#[tokio::test]
async fn only_what_differs_is_changed_and_a_volume_never_shrinks() {
    let now = mock!(Client::describe_db_instances).then_output(|| page(vec![described("available")], None));
    let modify = mock!(Client::modify_db_instance)
        .match_requests(|asked| {
            asked.allocated_storage() == Some(500)
                && asked.iops() == Some(12_000)
                && asked.apply_immediately() == Some(false)
        })
        .then_output(|| ModifyDbInstanceOutput::builder().db_instance(waiting()).build());
    let aws = once(&[&now, &modify]);
    let change = |storage_gb| InstanceChange { storage_gb: Some(storage_gb), ..InstanceChange::default() };
    let error = aws.change_instance("saas-0199a8e0", &change(99), true).await.expect_err("it would shrink");
    assert!(
        matches!(&error, AwsError::Invalid { field, message, .. } if field == "storage" && message.contains("100 GB"))
    );
    aws.change_instance("saas-0199a8e0", &change(100), true).await.expect("nothing differs");
    assert_eq!(modify.num_calls(), 0);
    let changed = aws.change_instance("saas-0199a8e0", &change(500), false).await.expect("it grows");
    assert_eq!(
        changed.pending,
        ["class db.m6i.large", "storage 500 GB", "Multi-AZ on", "a new master password"]
    );
}

fn waiting() -> DbInstance {
    let pending = PendingModifiedValues::builder()
        .db_instance_class("db.m6i.large")
        .allocated_storage(500)
        .multi_az(true)
        .master_user_password("canary-of-the-master")
        .build();
    DbInstance::builder().db_instance_status("available").pending_modified_values(pending).build()
}

#[tokio::test]
async fn deleting_twice_is_deleting_once() {
    let gone =
        mock!(Client::delete_db_instance).then_http_response(|| refusal("DBInstanceNotFound", 404, "gone"));
    assert_eq!(once(&[&gone]).delete_instance("saas-1").await, Ok(()));
    let busy = || {
        mock!(Client::delete_db_instance)
            .then_http_response(|| refusal("InvalidDBInstanceState", 400, "not available"))
    };
    let (first, second) = (busy(), busy());
    let deleting =
        mock!(Client::describe_db_instances).then_output(|| page(vec![described("deleting")], None));
    assert_eq!(once(&[&first, &deleting]).delete_instance("saas-1").await, Ok(()));
    let modifying =
        mock!(Client::describe_db_instances).then_output(|| page(vec![described("modifying")], None));
    let error = once(&[&second, &modifying]).delete_instance("saas-1").await.expect_err("it is busy");
    assert!(matches!(error, AwsError::Conflict { .. }) && error.may_pass());
}

#[tokio::test]
async fn a_deletion_keeps_the_backups_and_takes_no_snapshot_of_its_own() {
    let rule = mock!(Client::delete_db_instance)
        .match_requests(|asked| {
            asked.skip_final_snapshot() == Some(true) && asked.delete_automated_backups() == Some(false)
        })
        .then_output(|| DeleteDbInstanceOutput::builder().build());
    assert_eq!(once(&[&rule]).delete_instance("saas-1").await, Ok(()));
    assert_eq!(rule.num_calls(), 1);
}

#[tokio::test]
async fn every_page_is_read_and_others_are_left_out() {
    let named = |name: &str, by: &str| {
        let tag = Tag::builder().key("ManagedBy").value(by).build();
        DbInstance::builder().db_instance_identifier(name).tag_list(tag).build()
    };
    let rule = mock!(Client::describe_db_instances)
        .sequence()
        .output(move || page(vec![named("saas-1", "tenantry"), named("theirs", "terraform")], Some("a")))
        .output(move || page(Vec::new(), Some("b")))
        .output(move || page(vec![named("saas-2", "tenantry")], None))
        .build();
    let all = once(&[&rule]).managed_instances().await.expect("AWS answers");
    let names: Vec<&str> = all.iter().map(|one| one.identifier.as_str()).collect();
    assert_eq!(names, ["saas-1", "saas-2"]);
}
