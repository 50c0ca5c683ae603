//! What a service's login may learn of tenants by plain SQL: what it asks for by its exact name, and nothing else.

use tenantry_tests::sql;

use super::Stage;

#[tokio::test]
async fn a_service_cannot_list_tenants() {
    let stage = Stage::set().await;
    let mut app = stage.fleet.enter_as("app").await;
    for list in [
        "select id from tenantry_control.tenants",
        "select slug from tenantry_control.tenants limit 1",
        "select count(*) from tenantry_control.tenants",
        "select exists (select from tenantry_control.tenants where slug = 'acme')",
        "select tenantry_control.effective_limits(id) from tenantry_control.tenants",
        "select * from tenantry_control.refused_requests",
        "select tenantry_control.named_tenant('slug', 'acme')",
        "select tenantry_control.take_refused_request(gen_random_uuid(), 1)",
        "copy tenantry_control.tenants (slug) to stdout",
    ] {
        assert_eq!(sql::must_not(&mut app, "app", list).await.code, "42501", "{list}");
    }
    for table in ["pg_stats", "pg_statistic_ext_data"] {
        let seen = format!("select count(*) from {table} where true");
        if let Ok(rows) = sql::run(&mut app, seen).await {
            let leak = format!("select count(*) from {table} s where to_jsonb(s)->>'tablename' = 'tenants'");
            assert_eq!((rows, sql::one(&mut app, leak).await.as_str()), (1, "0"), "{table}");
        }
    }
}

#[tokio::test]
async fn one_exact_name_gives_one_whole_row() {
    let stage = Stage::set().await;
    let mut app = stage.fleet.enter_as("app").await;
    let found = async |app: &mut _, kind: &str, value: &str| {
        let query = format!("select count(*) from tenantry_control.resolve_tenant('{kind}', '{value}')");
        sql::one(app, query).await
    };
    for (kind, value) in [("slug", "acme"), ("id", stage.acme.as_str()), ("domain", "shop.acme.test")] {
        assert_eq!(found(&mut app, kind, value).await, "1", "{kind} {value}");
    }
    let loud = stage.acme.to_uppercase();
    for (kind, value) in [
        ("slug", "%"),
        ("slug", "acm_"),
        ("slug", "ACME"),
        ("slug", ""),
        ("slug", stage.acme.as_str()),
        ("id", "acme"),
        ("id", ""),
        ("id", "%"),
        ("id", loud.as_str()),
        ("id", "{0190a6b2-0000-7000-8000-000000000001}"),
        ("domain", "acme"),
        ("domain", ""),
        ("name", "acme"),
        ("", ""),
    ] {
        assert_eq!(found(&mut app, kind, value).await, "0", "{kind} {value}");
    }
    let row = "select slug || ' ' || status || ' ' || tier || ' ' || pool_max || ' ' || statement_timeout_ms || ' ' || rung \
                 || ' ' || generation || ' ' || expired || ' ' || limit_names::text || ' ' || limit_values::text \
                 || ' ' || coalesce(lasts::text, 'for ever') from tenantry_control.resolve_tenant('slug', 'acme')";
    let expected = "acme active free 2 5000 shared 1 false {users,projects,storage_bytes,api_calls_month} \
                    {5,3,1000000000,10000} for ever";
    assert_eq!(sql::one(&mut app, row).await, expected);
}

#[tokio::test]
async fn nobody_but_a_service_resolves_even_when_execute_was_granted_by_mistake() {
    let stage = Stage::set().await;
    let mut admin = stage.fleet.admin().await;
    let grant = "grant execute on all functions in schema tenantry_control to public; \
                 grant usage on schema tenantry_control to public";
    sql::must(&mut admin, grant).await;
    for login in ["support", "ops", "approver", "auditor", "nobody"] {
        let mut connection = stage.fleet.enter_as(login).await;
        let audit =
            format!("select tenantry_control.audit_refused_request('{}', null, 'header')", stage.acme);
        for call in ["select * from tenantry_control.resolve_tenant('slug', 'acme')", audit.as_str()] {
            let refused = sql::must_not(&mut connection, login, call).await;
            assert_eq!(
                (refused.code.as_str(), refused.message),
                ("42501", format!("{login} is not a service."))
            );
        }
    }
}
