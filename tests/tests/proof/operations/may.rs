//! Who may what with operations, tried with plain SQL as each login.

use tenantry_tests::sql;

use super::floor::Floor;

/// What ops alone may.
fn of_ops(id: &str, operation: &str) -> Vec<String> {
    vec![
        format!("select tenantry_control.plan_deletion('{id}', 'delete')"),
        format!("select tenantry_control.delete_tenant('{id}', 'a reason', gen_random_uuid(), 'x')"),
        format!("select tenantry_control.restore_tenant('{id}', 'a reason')"),
        format!("select tenantry_control.purge_tenant('{id}', 'a reason', gen_random_uuid(), 'x')"),
        format!("select tenantry_control.cancel_operation('{operation}', 'a reason')"),
        format!("select tenantry_control.retry_operation('{operation}', 'a reason')"),
        format!("select tenantry_control.resize_instance('{id}', true, 'a reason')"),
        "select tenantry_control.set_instances('control', 'local', null, null, null, null, null, null, null, 'a reason')".to_owned(),
        "select tenantry_control.request_scrub('a reason')".to_owned(),
        format!("select tenantry_control.decide_findings('{operation}', '{{1}}', 'purge', 'a reason')"),
        format!("select tenantry_control.purge_findings('{operation}', 'a reason')"),
    ]
}

/// What workers alone may.
fn of_workers(operation: &str) -> Vec<String> {
    vec![
        "select tenantry_control.worker_seen('x', '1', interval '1 s')".to_owned(),
        "select tenantry_control.worker_left('x')".to_owned(),
        format!("select * from tenantry_control.operation_taken('{operation}', 1, 'x')"),
        format!("select tenantry_control.step_begun('{operation}', 0, 1, false)"),
        format!("select tenantry_control.step_ended('{operation}', 0, 1, 'done', null, null, null, null)"),
        format!("select tenantry_control.operation_ended('{operation}', 0, 'done', null, null)"),
        format!("select tenantry_control.quarantined('{operation}', 0, 'x', '{{}}')"),
        format!("select tenantry_control.instance_seen('{operation}', 0, null)"),
        format!("select tenantry_control.step_waits('{operation}', 0, 1, 'x')"),
        format!("select tenantry_control.released('{operation}', 0)"),
        "select * from tenantry_control.scrub_taken('x', interval '1 s')".to_owned(),
        format!("select tenantry_control.scrub_strangers('{operation}', 0, '{{}}', 'rows', '[]')"),
        format!("select tenantry_control.scrub_found('{operation}', 0, '[]')"),
        format!("select tenantry_control.scrub_purged('{operation}', 0, 1, null)"),
        format!("select tenantry_control.certified('{operation}', 0, '{{}}')"),
    ]
}

/// What nobody may.
fn of_nobody(id: &str, operation: &str) -> Vec<String> {
    vec![
        format!("select tenantry_control.request_operation('tenant.delete', '{id}', '{{}}', 'a reason')"),
        format!("select tenantry_control.enqueue_operation('{operation}', 9)"),
        format!("select tenantry_control.fenced('{operation}', 0)"),
        format!("select * from tenantry.count_tenant('{id}', 'public')"),
        "insert into tenantry_control.operations (kind, tenant_id, plan, reason) select kind, tenant_id, plan, reason from tenantry_control.operations".to_owned(),
        "update tenantry_control.operations set state = 'done'".to_owned(),
        "delete from tenantry_control.operations".to_owned(),
        "update tenantry_control.operation_steps set state = 'done'".to_owned(),
        "update tenantry_control.quarantines set until = now()".to_owned(),
        "delete from tenantry_control.quarantines".to_owned(),
        "update tenantry_control.retention set days = 7".to_owned(),
        "select * from tenantry_control.challenges".to_owned(),
        "insert into tenantry_control.deletion_certificates (tenant_id, operation_id, document, digest) \
           select tenant_id, id, '{}', sha256('') from tenantry_control.operations".to_owned(),
        "update tenantry_control.deletion_certificates set document = '{}'".to_owned(),
        "delete from tenantry_control.deletion_certificates".to_owned(),
        "update tenantry_control.challenges set used_at = null".to_owned(),
        "update tenantry_control.clusters set administered_by = 'env:HOME'".to_owned(),
        "delete from tenantry_control.workers".to_owned(),
        "update tenantry_control.instance_settings set provider = 'local'".to_owned(),
        "update tenantry_control.instances set host = 'elsewhere'".to_owned(),
        "insert into tenantry_control.scrubs (reason) values ('a reason')".to_owned(),
        "update tenantry_control.scrubs set ended_at = now()".to_owned(),
        "update tenantry_control.scrub_findings set decision = 'purge'".to_owned(),
        "delete from tenantry_control.scrub_findings".to_owned(),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_does_with_operations_what_is_not_his() {
    let mut floor = Floor::new().await;
    let guest = floor.guest("schema").await;
    let operation = floor.request("create", &guest).await;
    let id = &guest.id;
    let (of_ops, of_workers) = (of_ops(id, &operation), of_workers(&operation));
    let of_nobody = of_nobody(id, &operation);
    for login in ["support", "ops", "approver", "auditor", "app", "worker"] {
        let mut connection = floor.fleet.enter_as(login).await;
        let forbidden = of_nobody
            .iter()
            .chain(of_ops.iter().filter(|_| login != "ops"))
            .chain(of_workers.iter().filter(|_| login != "worker"));
        for statement in forbidden {
            let refused = sql::must_not(&mut connection, login, statement.clone()).await;
            assert_eq!(refused.code, "42501", "{login}: {statement}");
        }
        if login != "worker" {
            for statement in [
                "select * from dbos.workflow_status",
                "select dbos.enqueue_workflow('operation', 'tenantry.operations')",
            ] {
                let refused = sql::must_not(&mut connection, login, statement).await;
                assert_eq!(refused.code, "42501", "{login}: {statement}");
            }
        }
    }
    // a worker that has not taken the operation changes nothing of it
    let mut worker = floor.fleet.enter_as("worker").await;
    for statement in &of_workers[3..] {
        sql::must(&mut worker, statement.clone()).await;
    }
    let untouched = format!("select state from tenantry_control.operations where id = '{operation}'");
    assert_eq!(sql::one(&mut floor.admin, untouched).await, "queued");
}
