//! Jobs: inside the tenant's scope, once, over a restart, fairly; and out of the services' reach.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use futures_util::FutureExt as _;
use serde_json::{Value, json};
use tenantry_engine::EngineError;
use tenantry_engine::connect::Target;
use tenantry_engine::context::{require, with_tenant};
use tenantry_engine::events::Outbox;
use tenantry_engine::jobs::{self, Jobs, JobsConfig, Schedule, Whom};
use tenantry_engine::scoped::{Budget, Step};
use tenantry_model::{TenantContext, TenantId};
use tenantry_tests::neighbours::Neighbours;
use tenantry_tests::{sql, until};

/// Who ran, in which order.
type Ran = Arc<Mutex<Vec<TenantId>>>;

/// Tenants and a queue in their control database.
async fn stage_with_queue(count: usize) -> Neighbours {
    let stage = Neighbours::of(count, Budget { connections: 16, ..Budget::default() }).await;
    let admin = Target::from_url(&stage.fleet.url("tenantry_admin")).expect("the stage is as it was set");
    // twice: run again, it changes nothing
    jobs::install(&admin).await.expect("the queue is installed");
    jobs::install(&admin).await.expect("the queue is there");
    stage
}

/// A process that runs jobs: each writes to its tenant's log and answers its tenant's id.
async fn process(stage: &Neighbours, ran: &Ran, name: &str) -> Jobs {
    let mut config = JobsConfig::new(&stage.fleet.url("worker"), name);
    (config.at_once, config.per_tenant, config.poll) = (4, 1, Duration::from_millis(20));
    let (data, ran) = (stage.data.clone(), Arc::clone(ran));
    let builder = Jobs::new(config, stage.admission()).expect("the stage is as it was set");
    let builder = builder.on("log", move |job| {
        let (data, ran) = (data.clone(), Arc::clone(&ran));
        async move {
            let tenant = require()?;
            assert_eq!(tenant.id, job.tenant);
            if job.payload["fail"] == true {
                return Err(EngineError::Internal("It does not fit.".to_owned()));
            }
            let sql = "insert into public.audit_logs (tenant_id, action, entity_type) values ($1, $2, 'job')";
            let action = job.id.as_str().to_owned();
            data.round(&[Step::new(sql, &[&tenant.id.0, &action])]).await?;
            ran.lock().expect("the stage is as it was set").push(tenant.id);
            Ok(json!(tenant.id.to_string()))
        }
        .boxed()
    });
    builder.expect("the stage is as it was set").launch().await.expect("the worker may run jobs")
}

async fn enqueue(
    jobs: &Jobs,
    tenant: &TenantContext,
    key: &str,
    payload: Value,
) -> Result<jobs::JobId, EngineError> {
    with_tenant(tenant.clone(), jobs.enqueue("log", key, payload)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_runs_in_its_tenants_scope_once_and_tells_only_him() {
    let stage = stage_with_queue(2).await;
    let [own, other] = [&stage.tenants[0], &stage.tenants[1]];
    let jobs = process(&stage, &Ran::default(), "one").await;
    assert!(matches!(jobs.enqueue("log", "a", json!({})).await, Err(EngineError::NoTenant)));
    let id = enqueue(&jobs, own, "a", json!({ "tenant_id": own.id.to_string() })).await.unwrap();
    assert_eq!(enqueue(&jobs, own, "a", json!({})).await.unwrap(), id, "the same key is the same job");
    let answer = with_tenant(own.clone(), jobs.wait(&id)).await.unwrap();
    assert_eq!(answer, json!(own.id.to_string()));
    assert!(matches!(with_tenant(other.clone(), jobs.wait(&id)).await, Err(EngineError::NotFound(_))));
    assert!(matches!(jobs.wait(&id).await, Err(EngineError::NoTenant)));
    assert_eq!(stage.log(own).await, [id.as_str()]);

    let foreign = enqueue(&jobs, own, "b", json!({ "a": { "tenantId": other.id.to_string() } })).await;
    assert!(matches!(foreign, Err(EngineError::Invalid { ref field, .. }) if field == "payload"));
    let unknown = with_tenant(own.clone(), jobs.enqueue("drop", "a", json!({}))).await;
    assert!(matches!(unknown, Err(EngineError::Invalid { ref field, .. }) if field == "kind"));
    let failing = enqueue(&jobs, own, "c", json!({ "fail": true })).await.unwrap();
    let failed = with_tenant(own.clone(), jobs.wait(&failing)).await;
    assert!(
        matches!(failed, Err(EngineError::Precondition { ref message, .. }) if message == "It does not fit.")
    );

    // id, partition and attributes carry the tenant
    let told = stage.truth(&format!(
        "select (queue_partition_key = '{0}' and attributes::jsonb ->> 'tenant' = '{0}')::text from dbos.workflow_status \
         where workflow_uuid = '{id}'", own.id, id = id.as_str())).await;
    assert_eq!(told, "true");
    // an envelope that was tampered with names two tenants, and is run for neither
    let plant = format!(
        "insert into dbos.workflow_status select (jsonb_populate_record(w, jsonb_build_object('workflow_uuid', \
         '{}/log/planted', 'status', 'ENQUEUED', 'output', null, 'executor_id', null, 'completed_at', null))).* \
         from dbos.workflow_status w where workflow_uuid = '{}'",
        other.id,
        id.as_str()
    );
    sql::must(&mut stage.fleet.admin().await, plant).await;
    let planted = jobs::JobId::new(other.id, "log", "planted").unwrap();
    let refused = with_tenant(other.clone(), jobs.wait(&planted)).await;
    assert!(
        matches!(refused, Err(EngineError::Precondition { ref message, .. }) if message == "The job names two tenants."),
        "{refused:?}"
    );
    assert!(stage.log(other).await.is_empty());
    jobs.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_out_of_the_services_reach() {
    let stage = stage_with_queue(1).await;
    for login in ["app", "support", "ops", "approver", "auditor"] {
        let mut connection = stage.fleet.enter_as(login).await;
        for statement in [
            "select * from dbos.workflow_status",
            "select dbos.enqueue_workflow('log', 'tenantry')",
            "delete from dbos.queues",
        ] {
            let refused = sql::must_not(&mut connection, login, statement).await;
            assert_eq!(refused.code, "42501", "{login}: {statement}");
        }
    }
    let config = JobsConfig::new(&stage.fleet.url("app"), "one");
    let launched = Jobs::new(config, stage.admission()).unwrap().launch().await;
    assert!(matches!(launched, Err(EngineError::Unavailable(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_outlives_the_process_and_a_request_becomes_one_job() {
    let stage = stage_with_queue(2).await;
    let [own, other] = [&stage.tenants[0], &stage.tenants[1]];
    let ran = Ran::default();
    // on the queue while nobody runs anything: the service's request, written with a change
    let jobs = process(&stage, &ran, "one").await;
    let requests = jobs.take_requests(stage.data.clone(), stage.admission());
    let requests = requests.watches(&stage.worker()).await.unwrap();
    let outbox = Outbox::new(stage.data.clone());
    for _ in 0..2 {
        let asked = jobs::request("log", "wanted", json!({}));
        with_tenant(own.clone(), outbox.write(&[], &[asked])).await.unwrap();
    }
    with_tenant(other.clone(), outbox.write(&[], &[super::events::numbered(1)])).await.unwrap();
    jobs.shut_down().await;
    assert!(enqueue(&jobs, own, "late", json!({})).await.is_err());

    let waiting = process(&stage, &ran, "one").await;
    let taken = waiting.take_requests(stage.data.clone(), stage.admission());
    let taken = taken.watches(&stage.worker()).await.unwrap();
    drop(requests);
    super::events::drain(&taken).await;
    waiting.shut_down().await;
    // another process finds on the queue what that one left
    let next = process(&stage, &ran, "two").await;
    let id = jobs::JobId::new(own.id, "log", "wanted").unwrap();
    let log = until::found("the job ran", async || {
        let log = stage.log(own).await;
        (!log.is_empty()).then_some(log)
    })
    .await;
    assert_eq!(log, [id.as_str()], "asked for twice, done once");
    assert_eq!(with_tenant(own.clone(), next.wait(&id)).await.unwrap(), json!(own.id.to_string()));
    next.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_tenant_does_not_keep_others_from_their_jobs() {
    let stage = stage_with_queue(11).await;
    let ran = Ran::default();
    let jobs = process(&stage, &ran, "one").await;
    let busy = &stage.tenants[0];
    for number in 0..200 {
        enqueue(&jobs, busy, &number.to_string(), json!({})).await.unwrap();
    }
    for tenant in &stage.tenants[1..] {
        enqueue(&jobs, tenant, "only", json!({})).await.unwrap();
    }
    let others = until::found("the others are done", async || {
        let ran = ran.lock().unwrap().clone();
        (ran.iter().filter(|id| **id != busy.id).count() == 10).then_some(ran)
    })
    .await;
    assert!(others.len() < 210, "the busy one was done before all others");
    eprintln!("the 10 others were done when {} of 200 of the busy tenant were", others.len() - 10);
    jobs.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_active_tenants_get_a_job_and_schedules_come_once() {
    let stage = stage_with_queue(1).await;
    // the fleet's own tenants are known to the directory, and closed here: their jobs fail, and that is enough
    let active = "select count(*) from tenantry_control.tenants where status in ('active', 'migrating') \
                  and (subscription_ends is null or subscription_ends > now())";
    let active = stage.truth(active).await;
    let (one, two) =
        (process(&stage, &Ran::default(), "one").await, process(&stage, &Ran::default(), "two").await);
    assert_eq!(one.enqueue_for_all_active("log", "all", json!({})).await.unwrap().to_string(), active);
    assert_eq!(two.enqueue_for_all_active("log", "all", json!({})).await.unwrap().to_string(), active);
    let count = "select count(*) from dbos.workflow_status where workflow_uuid like '%/log/all'";
    assert_eq!(stage.truth(count).await, active, "again is the same");

    let own = &stage.tenants[0];
    for process in [&one, &two] {
        let whom = Whom::One(own.id);
        process.keep(Schedule::new("tick", "* * * * * *", "log", json!({}), whom).unwrap());
    }
    let ticks = until::found("it ticked", async || {
        let log = stage.log(own).await;
        (log.len() >= 3).then_some(log)
    })
    .await;
    let mut once = ticks.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), ticks.len(), "two processes keep it and each time comes once");
    assert!(ticks[0].contains("/log/tick@20"), "{}", ticks[0]);
    one.shut_down().await;
    two.shut_down().await;
}
