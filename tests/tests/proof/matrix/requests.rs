//! For each command a stage on which it succeeds for a login that may, and the request.

use serde_json::{Value, json};
use tenantry_tests::{Fleet, Seat, sql};

/// A request, with everything in place that it needs.
pub(super) struct Stage {
    pub(super) request: Value,
}

/// A profile named like the command that it is for.
fn profile(fleet: &Fleet, login: &str, name: &str) -> Value {
    json!({
        "name": name, "host": "127.0.0.1", "port": fleet.ground.server.port, "database": fleet.database,
        "login": login, "loginMethod": "ask", "tls": "off", "caFile": null, "awsProfile": null, "awsRegion": null,
        "environment": "development", "safeMode": "open",
    })
}

fn password(fleet: &Fleet, login: &str) -> String {
    let url = fleet.url(login);
    let secret = url.split(['@', ':']).nth(2).expect("a URL of ours holds a password");
    secret.to_owned()
}

/// A tenant that nobody has touched, its state made by the superuser.
async fn tenant(fleet: &Fleet, state: &str) -> String {
    let slug = fleet
        .tenant_where(
            "status = 'active' and tier = 'free' and version = 1 and users < 5 and parent_id is null",
        )
        .await;
    let mut admin = fleet.admin().await;
    let set = format!("update tenantry_control.tenants set version = 2, {state} where slug = '{slug}'");
    sql::must(&mut admin, set).await;
    slug
}

async fn overridden(fleet: &Fleet) -> String {
    let slug = tenant(fleet, "alarms = 0").await;
    let mut admin = fleet.admin().await;
    let set = format!(
        "insert into tenantry_control.overrides (tenant_id, limit_name, value, reason, set_by) \
         select id, 'users', 9, 'For the matrix.', 'ops' from tenantry_control.tenants where slug = '{slug}' \
         on conflict do nothing"
    );
    sql::must(&mut admin, set).await;
    slug
}

/// An operation on a tenant, in this state: the tenant's slug, and its id.
async fn operation(fleet: &Fleet, state: &str) -> (String, String) {
    let slug = tenant(fleet, "status = 'deleting'").await;
    let mut admin = fleet.admin().await;
    let make = format!(
        "insert into tenantry_control.operations (kind, tenant_id, plan, state, reason, requested_by) \
         select 'tenant.delete', id, '{{\"was\": \"active\"}}', '{state}', 'For the matrix.', 'nobody' \
         from tenantry_control.tenants where slug = '{slug}' returning id"
    );
    let id: uuid::Uuid =
        sqlx::query_scalar(sql::text(make)).fetch_one(&mut admin).await.expect("the superuser may");
    (slug, id.to_string())
}

/// A tenant in quarantine, whose time is over.
async fn quarantined(fleet: &Fleet) -> String {
    let (slug, operation) = operation(fleet, "done").await;
    let mut admin = fleet.admin().await;
    let keep = format!(
        "insert into tenantry_control.quarantines (tenant_id, operation_id, deleted_by, reason, was, until, kept, kept_as) \
         select tenant_id, id, 'nobody', reason, 'active', now(), 'rows', '{{}}' from tenantry_control.operations \
         where id = '{operation}'"
    );
    sql::must(&mut admin, keep).await;
    slug
}

/// A purged tenant with a certificate.
async fn certified(fleet: &Fleet) -> String {
    let (slug, operation) = operation(fleet, "done").await;
    let mut admin = fleet.admin().await;
    let certify = format!(
        "insert into tenantry_control.deletion_certificates (tenant_id, operation_id, document, digest) \
         select tenant_id, id, '{CERTIFICATE}', sha256(tenantry_control.certificate_form('{CERTIFICATE}')) \
         from tenantry_control.operations where id = '{operation}'"
    );
    sql::must(&mut admin, certify).await;
    slug
}

const CERTIFICATE: &str = r#"{"format": "tenantry deletion certificate 1", "tenant": {"id": "i", "slug": "s", "name": "n"},
    "rung": "shared", "cluster": "c", "was": "active", "held": {"container": "c", "keptAs": null, "rows": null, "bytes": null,
    "tables": []}, "gone": [], "deleted": {}, "purged": {}, "archive": {}, "backups": {"lastExpires": null, "said": "None."},
    "issuedAt": "2026-01-01T00:00:00Z"}"#;

/// A scrub that has ended, with one finding of which nothing was decided yet, or that it goes.
async fn scrubbed(fleet: &Fleet, decision: &str) -> String {
    let make = format!(
        "with ended as (update tenantry_control.scrubs set state = 'done', ended_at = coalesce(ended_at, now())), \
              made as (insert into tenantry_control.scrubs (state, reason, requested_by, ended_at) \
                       values ('done', 'For the matrix.', 'nobody', now()) returning id) \
         insert into tenantry_control.scrub_findings (scrub_id, number, kind, place, name, mark, why, can_purge, decision) \
         select id, 1, 'login', 'nowhere', 'tenant_of_nobody', '', 'For the matrix.', true, {decision} from made returning scrub_id"
    );
    let mut admin = fleet.admin().await;
    let id: uuid::Uuid =
        sqlx::query_scalar(sql::text(make)).fetch_one(&mut admin).await.expect("the superuser may");
    id.to_string()
}

/// A tenant with a server that is not what its tier wants, and nothing going on.
async fn served(fleet: &Fleet) -> String {
    let make = "with t as (select t.id, t.slug from tenantry_control.tenants t where t.rung = 'instance' and t.status = 'active' \
                  order by t.slug limit 1), \
                cleared as (delete from tenantry_control.operation_steps s using tenantry_control.operations o, t \
                  where s.operation_id = o.id and o.tenant_id = t.id and o.state <> 'done'), \
                ended as (update tenantry_control.operations o set state = 'done' from t where o.tenant_id = t.id), \
                made as (insert into tenantry_control.operations (kind, tenant_id, plan, reason, state) \
                  select 'tenant.create', t.id, '{}', 'For the matrix.', 'done' from t returning id, tenant_id), \
                there as (insert into tenantry_control.instances (tenant_id, operation_id, identifier, provider, state, class) \
                  select tenant_id, id, 'saas-' || tenant_id, 'local', 'available', 'db.t3.nano' from made \
                  on conflict (tenant_id) do nothing) \
                select slug from t";
    let mut admin = fleet.admin().await;
    sqlx::query_scalar(make).fetch_one(&mut admin).await.expect("the superuser may")
}

/// What confirms an act, as far as the login is told what that is.
async fn confirmed(seat: &Seat, slug: &str, act: &str) -> Value {
    let plan = seat.ask("tenant_plan_deletion", json!({ "tenant": slug, "act": act })).await;
    let plan = plan.unwrap_or_else(|_| json!({ "challenge": uuid::Uuid::nil(), "phrase": "" }));
    json!({ "tenant": slug, "reason": "For the matrix.", "challenge": plan["challenge"], "phrase": plan["phrase"] })
}

impl Stage {
    pub(super) async fn set(fleet: &Fleet, seat: &Seat, login: &str, command: &str) -> Self {
        let request = match command.split_once('_') {
            Some(("tenant", _)) => of_tenant(fleet, seat, command).await,
            Some(("profile", _)) => of_profile(fleet, seat, login, command).await,
            _ => of_rest(fleet, seat, login, command).await,
        };
        Self { request }
    }
}

async fn of_profile(fleet: &Fleet, seat: &Seat, login: &str, command: &str) -> Value {
    let profile = profile(fleet, login, command);
    match command {
        "profile_list" => json!({}),
        "profile_save" => json!({ "profile": profile, "renameFrom": null, "password": null }),
        "profile_delete" => {
            seat.must("profile_save", json!({ "profile": profile, "renameFrom": null, "password": null }))
                .await;
            json!({ "name": command })
        }
        "profile_test" => json!({ "profile": profile, "password": password(fleet, login) }),
        other => panic!("add a stage for {other} to tests/tests/proof/matrix/requests.rs"),
    }
}

async fn of_rest(fleet: &Fleet, seat: &Seat, login: &str, command: &str) -> Value {
    match command {
        "connect" => {
            let profile = profile(fleet, login, command);
            seat.must("profile_save", json!({ "profile": profile, "renameFrom": null, "password": null }))
                .await;
            json!({ "profile": command, "password": password(fleet, login) })
        }
        "disconnect" => {
            // whoever leaves comes back for the commands that follow; who cannot enter stays out
            let _ = seat.console.connect_url(&fleet.url(login)).await;
            json!({})
        }
        "sandbox_up" => {
            json!({ "dir": fleet.ground.server.dir, "port": null, "tenants": null, "seed": null })
        }
        "task_cancel" => json!({ "task": "none" }),
        "app_ready" => json!({ "shown": "painted" }),
        "fleet_status" => {
            let _ = seat.console.connect_url(&fleet.url(login)).await;
            json!({})
        }
        "tier_set_limit" => {
            let version = "select version from tenantry_control.tiers where name = 'starter'";
            let version = sql::one(&mut fleet.admin().await, version).await;
            json!({ "tier": "starter", "limit": "users", "value": "21", "reason": "For the matrix.", "version": version })
        }
        "view_save" => {
            json!({ "name": "matrix", "query": "", "sort": "", "columns": ["name"], "shared": false })
        }
        "view_delete" => {
            let save = "insert into tenantry_control.saved_views (owner, name, query, sort, columns) \
                        values ($1::name, 'to delete', '', '', '{}') on conflict do nothing";
            let mut admin = fleet.admin().await;
            sqlx::query(save).bind(login).execute(&mut admin).await.expect("the superuser may");
            json!({ "name": "to delete" })
        }
        "audit_list" => json!({
            "tenant": null, "who": null, "action": null, "ticket": null, "since": null, "until": null,
            "before": null, "limit": null,
        }),
        "scrub_request" => {
            scrubbed(fleet, "null").await;
            json!({ "reason": "For the matrix." })
        }
        "scrub_show" => json!({ "scrub": scrubbed(fleet, "null").await }),
        "scrub_decide" => json!({
            "scrub": scrubbed(fleet, "null").await, "numbers": [1], "decision": "keep", "reason": "For the matrix.",
        }),
        "scrub_purge" => json!({ "scrub": scrubbed(fleet, "'purge'").await, "reason": "For the matrix." }),
        "operation_list" => json!({ "states": ["queued"], "tenant": null, "before": null, "limit": 5 }),
        "operation_show" | "operation_cancel" | "operation_retry" => {
            let state = if command == "operation_retry" { "failed" } else { "queued" };
            json!({ "operation": operation(fleet, state).await.1, "reason": "For the matrix." })
        }
        "cluster_set_instances" => json!({
            "cluster": "eu-west-shared-1", "provider": "rds", "region": "eu-central-1", "engineVersion": "18.4",
            "environment": "matrix", "subnetGroup": null, "securityGroups": [], "alarmTopic": null, "kmsKey": null,
            "reason": "For the matrix.",
        }),
        "quarantine_list" | "cluster_list" | "connection_status" | "sandbox_status" | "sandbox_down"
        | "sandbox_reset" | "app_info" | "tier_list" | "view_list" => json!({}),
        other => panic!("add a stage for {other} to tests/tests/proof/matrix/requests.rs"),
    }
}

async fn of_tenant(fleet: &Fleet, seat: &Seat, command: &str) -> Value {
    let reason = "For the matrix.";
    let change = |slug: String| json!({ "tenant": slug, "reason": reason, "version": "2" });
    match command {
        "tenant_list" => {
            json!({ "query": "tier:pro", "sort": "-usage", "limit": 5, "at": { "from": "start" } })
        }
        "tenant_count" => json!({ "query": "tier:pro", "sort": "name" }),
        "tenant_show" => json!({ "tenant": tenant(fleet, "alarms = 0").await }),
        "tenant_usage" => json!({ "tenant": tenant(fleet, "alarms = 0").await, "days": 7 }),
        "tenant_export" => json!({
            "query": "tier:pro", "sort": "name", "format": "csv", "task": "matrix",
            "path": seat.folder().join("exports/matrix.csv"),
        }),
        "tenant_plan_tier" => json!({ "tenant": tenant(fleet, "alarms = 0").await, "tier": "pro" }),
        "tenant_rehearse" => json!({ "tenant": tenant(fleet, "alarms = 0").await, "tier": "pro", "days": 7 }),
        "tenant_create" => json!({
            "slug": "made-by-the-matrix", "name": "Made by the matrix", "tier": "free", "region": "eu-central-1",
            "rung": "shared", "parent": null, "reason": reason,
        }),
        "tenant_set_tier" => {
            let mut request = change(tenant(fleet, "alarms = 0").await);
            request["tier"] = json!("pro");
            request["acknowledge"] = json!([]);
            request
        }
        "tenant_set_limit" => {
            let mut request = change(tenant(fleet, "alarms = 0").await);
            request["limit"] = json!("users");
            request["value"] = json!("9");
            request["until"] = Value::Null;
            request
        }
        "tenant_clear_limit" => {
            let mut request = change(overridden(fleet).await);
            request["limit"] = json!("users");
            request
        }
        "tenant_plan_deletion" => json!({ "tenant": tenant(fleet, "alarms = 0").await, "act": "delete" }),
        "tenant_delete" => confirmed(seat, &tenant(fleet, "alarms = 0").await, "delete").await,
        "tenant_purge" => confirmed(seat, &quarantined(fleet).await, "purge").await,
        "tenant_certificate" => json!({ "tenant": certified(fleet).await }),
        "tenant_restore" => change(quarantined(fleet).await),
        "tenant_infrastructure" => json!({ "tenant": tenant(fleet, "alarms = 0").await }),
        "tenant_resize" => json!({ "tenant": served(fleet).await, "reason": reason, "atOnce": false }),
        "tenant_suspend" => change(tenant(fleet, "alarms = 0").await),
        "tenant_resume" => change(tenant(fleet, "status = 'suspended'").await),
        other => panic!("add a stage for {other} to tests/tests/proof/matrix/requests.rs"),
    }
}
