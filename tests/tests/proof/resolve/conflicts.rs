//! A token of one tenant and a request for another: refused, and written down, but not without end.

use serde_json::{Value, json};
use tenantry_engine::resolve::http::{Resolution, Strategy};
use tenantry_tests::{sql, until};

use super::{Stage, ask, bearer, secret, serve};
use crate::audit_chain::assert_intact;

const ENTRIES: &str = "tenantry_control.audit_entries where action = 'context.conflict'";

#[tokio::test]
async fn a_request_for_another_tenant_than_the_tokens_is_refused_and_written_down() {
    let stage = Stage::set().await;
    let server = stage.guarded(secret()).await;
    let acme = bearer(json!({ "tenant_id": "acme" }));
    let other = format!("X-Tenant-Id: {}", stage.globex);
    let asked: [(&str, &[&str]); 8] = [
        ("/whoami", &[&acme, &other]),
        ("/whoami", &[&acme, "X-Tenant-Id: globex"]),
        ("/whoami", &[&acme, "Host: globex.example.com"]),
        ("/api/tenants/globex/documents/1", &[&acme]),
        ("/whoami?tenantId=globex", &[&acme]),
        // whether the other exists makes no difference to what is told
        ("/whoami", &[&acme, "X-Tenant-Id: initech"]),
        ("/whoami", &[&acme, "Host: shop.initech.test"]),
        ("/whoami", &[&acme, "X-Tenant-Id: acme", "Host: globex.example.com"]),
    ];
    let mut bodies = Vec::new();
    for (path, headers) in asked {
        let answer = ask(server, path, headers).await;
        assert_eq!(answer.refusal(), (403, "tenant_conflict".to_owned()), "{path} {headers:?}");
        bodies.push(answer.body);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    let mut admin = stage.fleet.admin().await;
    // each pair of tenants once a minute; the answers did not wait for the entries, so whichever request was first
    let entries = format!(
        "select string_agg(format('%s %s %s', login, tenant_id, coalesce(object, '-')), ',' order by object) from {ENTRIES}"
    );
    let expected = format!("app {} {},app {} -", stage.acme, stage.globex, stage.acme);
    let written = async || (sql::one(&mut admin, entries.as_str()).await == expected).then_some(());
    until::found("both entries", written).await;
    assert_intact(&mut admin).await;
    assert_eq!(ask(server, "/whoami", &[&acme]).await.status, 200);
}

#[tokio::test]
async fn nobody_floods_the_trail() {
    let stage = Stage::set().await;
    let (mut app, mut admin) = (stage.fleet.enter_as("app").await, stage.fleet.admin().await);
    let call =
        |tenant: &str| format!("select tenantry_control.audit_refused_request('{tenant}', null, 'header')");
    let mut written = 0;
    for _ in 0..25 {
        written += usize::from(sql::one(&mut app, call(&stage.acme)).await == "true");
    }
    assert_eq!(written, 20);
    assert_eq!(sql::one(&mut app, call(&stage.globex)).await, "true", "one tenant's flood is not another's");
    sql::must(&mut admin, "update tenantry_control.refused_requests set since = since - interval '2 hours'")
        .await;
    assert_eq!(sql::one(&mut app, call(&stage.acme)).await, "true");
    let last = format!("select after from {ENTRIES} order by number desc limit 1");
    let last: Value = serde_json::from_str(&sql::one(&mut admin, last).await).unwrap();
    assert_eq!(last, json!({ "source": "header", "named": null, "leftOutBefore": 5 }));
    // a login as a whole has an end too
    let whole = "update tenantry_control.refused_requests set since = clock_timestamp(), written = 500 \
                 where tenant_id = '00000000-0000-0000-0000-000000000000'";
    sql::must(&mut admin, whole).await;
    assert_eq!(sql::one(&mut app, call(&stage.globex)).await, "false");
    let unknown = "0190a6b2-0000-7000-8000-000000000001";
    assert_eq!(sql::must_not(&mut app, "app", call(unknown)).await.code, "TN404");
    let odd = format!("select tenantry_control.audit_refused_request('{}', null, 'whatever')", stage.acme);
    assert_eq!(sql::must_not(&mut app, "app", odd).await.code, "TN400");
    assert_intact(&mut admin).await;
}

#[tokio::test]
async fn a_token_that_lists_tenants_may_act_for_each_and_no_other() {
    let stage = Stage::set().await;
    let server = stage.guarded(secret().several_tenants_claim(&["tenants"])).await;
    let many = bearer(json!({ "tenant_id": "acme", "tenants": ["acme", stage.globex] }));
    for (header, slug) in
        [("X-Tenant-Id: globex", "globex"), ("X-Tenant-Id: acme", "acme"), ("X-Other: x", "acme")]
    {
        let answer = ask(server, "/whoami", &[&many, header]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, slug), "{header}");
    }
    let third = stage.fleet.tenant_where("status = 'active'").await;
    for stranger in [third.as_str(), "initech"] {
        let answer = ask(server, "/whoami", &[&many, &format!("X-Tenant-Id: {stranger}")]).await;
        assert_eq!(answer.refusal(), (403, "tenant_conflict".to_owned()), "{stranger}");
    }
    let both = ask(server, "/whoami?tenantId=acme", &[&many, "X-Tenant-Id: globex"]).await;
    assert_eq!(both.refusal(), (400, "tenant_ambiguous".to_owned()));
    let (two, one) =
        (bearer(json!({ "tenants": ["acme", "globex"] })), bearer(json!({ "tenants": ["globex"] })));
    assert_eq!(ask(server, "/whoami", &[&two]).await.refusal(), (400, "tenant_missing".to_owned()));
    assert_eq!(ask(server, "/whoami", &[&one]).await.body, "globex");
    // a list of nothing gives nothing
    let none = bearer(json!({ "tenants": [] }));
    assert_eq!(
        ask(server, "/whoami", &[&none, "X-Tenant-Id: acme"]).await.refusal(),
        (403, "tenant_claim_missing".to_owned())
    );
    // and a service that was not told of such a claim does not look at it
    let plain = stage.guarded(secret()).await;
    assert_eq!(ask(plain, "/whoami", &[&many, "X-Tenant-Id: globex"]).await.status, 403);
}

#[tokio::test]
async fn only_what_is_trusted_is_believed_without_a_token() {
    let stage = Stage::set().await;
    let resolution = Resolution::builder(stage.tenants.clone())
        .tokens(secret())
        .strategies(&[Strategy::Header, Strategy::Subdomain])
        .trust_unauthenticated(&[Strategy::Subdomain])
        .base_domain("example.com");
    let server = serve(resolution.build().unwrap()).await;
    let acme = bearer(json!({ "tenant_id": "acme" }));
    assert_eq!(ask(server, "/whoami", &["Host: acme.example.com"]).await.body, "acme");
    for (headers, status, code) in [
        (&["X-Tenant-Id: acme"][..], 401, "token_missing"),
        (&["Host: acme.example.com", "X-Tenant-Id: globex"], 400, "tenant_ambiguous"),
        (&["Host: globex.example.com", &acme], 403, "tenant_conflict"),
        (&["Host: acme.example.com", &bearer(json!({}))], 403, "tenant_claim_missing"),
        (&["Host: acme.example.com", "Authorization: Bearer x"], 401, "token_invalid"),
    ] {
        assert_eq!(ask(server, "/whoami", headers).await.refusal(), (status, code.to_owned()), "{headers:?}");
    }
    let nothing = || Resolution::builder(stage.tenants.clone());
    assert!(nothing().strategies(&[Strategy::Header]).build().is_err(), "nobody is authenticated");
    assert!(nothing().trust_unauthenticated(&[Strategy::Header]).build().is_err(), "trusted and not allowed");
    assert!(nothing().tokens(secret()).strategies(&[Strategy::Subdomain]).build().is_err(), "no base domain");
    for route in ["health", "/a/../b", "/%68ealth", "/a//b"] {
        assert!(nothing().tokens(secret()).public_routes(&[route]).build().is_err(), "{route}");
    }
}
