//! What a request may name its tenant by, and what is answered when it does so badly.

use tenantry_tests::{sql, until};

use super::{Stage, ask};

#[tokio::test]
async fn each_strategy_names_the_tenant_and_the_response_tells_its_id() {
    let stage = Stage::set().await;
    let server = stage.trusting().await;
    let (by_id, in_path) =
        (format!("X-Tenant-Id: {}", stage.acme), format!("/api/tenants/{}/documents/1", stage.acme));
    let asked: [(&str, &[&str]); 13] = [
        ("/whoami", &["Host: acme.example.com"]),
        ("/whoami", &["Host: ACME.Example.COM:8080"]),
        ("/whoami", &["Host: acme.example.com."]),
        ("/whoami", &["Host: shop.acme.test"]),
        ("/whoami", &["Host: Shop.Acme.Test:443"]),
        ("/whoami", &["X-Tenant-Id: acme"]),
        ("/whoami", &["x-tenant-id:acme"]),
        ("/whoami", &[&by_id]),
        ("/api/tenants/acme/documents/a%2Fb", &[]),
        (&in_path, &[]),
        ("/whoami?tenantId=acme", &[]),
        ("/whoami?a=b&tenant_id=acme", &[]),
        ("/whoami", &["Host: www.example.com", "X-Tenant-Id: acme"]),
    ];
    for (path, headers) in asked {
        let answer = ask(server, path, headers).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "acme"), "{path} {headers:?}");
        assert_eq!(answer.headers["x-tenant-id"], stage.acme);
        assert_eq!(answer.headers["vary"], "x-tenant-id");
    }
}

#[tokio::test]
async fn sources_that_agree_are_one_and_sources_that_do_not_are_refused() {
    let stage = Stage::set().await;
    let server = stage.trusting().await;
    let by_id = format!("X-Tenant-Id: {}", stage.acme.to_uppercase());
    let path = "/api/tenants/acme/documents/1?tenantId=acme";
    let answer = ask(server, path, &["Host: shop.acme.test", &by_id]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "acme"));
    let other = format!("X-Tenant-Id: {}", stage.globex);
    let asked: [(&str, &[&str]); 7] = [
        ("/whoami", &["Host: acme.example.com", "X-Tenant-Id: globex"]),
        ("/whoami", &["Host: shop.acme.test", &other]),
        ("/whoami?tenantId=globex", &["X-Tenant-Id: acme"]),
        ("/api/tenants/acme/documents/1?tenant_id=globex", &[]),
        ("/whoami?tenantId=acme&tenant_id=acme", &[]),
        ("/whoami?tenantId=acme&tenantId=acme", &[]),
        ("/whoami", &["X-Tenant-Id: acme", "X-Tenant-Id: acme"]),
    ];
    for (path, headers) in asked {
        let answer = ask(server, path, headers).await;
        assert_eq!(answer.refusal(), (400, "tenant_ambiguous".to_owned()), "{path} {headers:?}");
    }
}

#[tokio::test]
async fn what_names_no_tenant_well_is_told_so() {
    let stage = Stage::set().await;
    let server = stage.trusting().await;
    let asked: [(&str, &[&str], u16, &str); 18] = [
        ("/whoami", &[], 400, "tenant_missing"),
        ("/whoami", &["Host: www.example.com"], 400, "tenant_missing"),
        ("/whoami", &["Host: example.com"], 400, "tenant_missing"),
        ("/whoami", &["Host: a.acme.example.com"], 400, "host_invalid"),
        ("/whoami", &["Host: acme.example.com", "Host: acme.example.com"], 400, "host_invalid"),
        ("http://globex.example.com/whoami", &["Host: acme.example.com"], 400, "host_invalid"),
        ("/whoami", &["X-Tenant-Id:"], 400, "tenant_invalid"),
        ("/whoami", &["X-Tenant-Id: ACME"], 400, "tenant_invalid"),
        ("/whoami", &["X-Tenant-Id: acme, globex"], 400, "tenant_invalid"),
        ("/whoami", &["X-Tenant-Id: acme'--"], 400, "tenant_invalid"),
        ("/whoami?tenantId=%00", &[], 400, "tenant_invalid"),
        ("/api/tenants/%61cme/documents/1", &[], 400, "tenant_invalid"),
        ("/api/%74enants/acme/documents/1", &[], 400, "path_invalid"),
        ("/api/tenants/acme/../globex/documents/1", &[], 400, "path_invalid"),
        ("/whoami", &["X-Tenant-Id: initech"], 404, "tenant_unknown"),
        ("/whoami", &["X-Tenant-Id: 0190a6b2-0000-7000-8000-000000000001"], 404, "tenant_unknown"),
        ("/whoami", &["Host: shop.initech.test"], 404, "tenant_unknown"),
        ("/whoami", &["Host: xn--acm-epa.example.com"], 404, "tenant_unknown"),
    ];
    for (path, headers, status, code) in asked {
        let answer = ask(server, path, headers).await;
        assert_eq!(answer.refusal(), (status, code.to_owned()), "{path} {headers:?}");
    }
}

#[tokio::test]
async fn a_tenant_that_may_not_work_is_refused_by_its_reason() {
    let stage = Stage::set().await;
    let server = stage.trusting().await;
    let ask = async || ask(server, "/whoami", &["X-Tenant-Id: acme"]).await;
    let tell = "select pg_notify('tenantry_stale', '{\"nouns\":[\"tenants\"],\"tenant\":null}')";
    let mut admin = stage.fleet.admin().await;
    // each follows from the one before, as the transitions allow
    for (status, refusal) in [
        ("migrating", None),
        ("active", None),
        ("suspended", Some((403, "tenant_suspended"))),
        ("deleting", Some((403, "tenant_closed"))),
        ("failed", Some((403, "tenant_closed"))),
        ("provisioning", Some((403, "tenant_closed"))),
    ] {
        stage.set_behind("acme", &format!("status = '{status}'")).await;
        sql::must(&mut admin, tell).await;
        let seen = async || {
            let known = stage.tenants.look_up(&"acme".parse().unwrap()).await.unwrap()?;
            (known.context().status.as_str() == status).then_some(())
        };
        until::found(status, seen).await;
        let answer = ask().await;
        match refusal {
            Some((status, code)) => assert_eq!(answer.refusal(), (status, code.to_owned())),
            None => assert_eq!(answer.status, 200, "{status}"),
        }
    }
    stage.set_behind("globex", "subscription_ends = clock_timestamp() - interval '1 second'").await;
    let answer = super::ask(server, "/whoami", &["X-Tenant-Id: globex"]).await;
    assert_eq!(answer.refusal(), (403, "subscription_expired".to_owned()));
    // gone for good: it is no longer told from one that never was
    stage.set_behind("acme", "status = 'active'").await;
    stage.set_behind("acme", "status = 'deleting'").await;
    stage.set_behind("acme", "status = 'deleted'").await;
    sql::must(&mut admin, tell).await;
    until::found("deleted", async || (ask().await.status == 404).then_some(())).await;
}

#[tokio::test]
async fn public_routes_have_no_tenant_and_are_meant_to_the_letter() {
    let stage = Stage::set().await;
    let server = stage.trusting().await;
    for path in ["/health", "/health?tenantId=acme", "/open/page"] {
        let answer = ask(server, path, &["X-Tenant-Id: acme", "X-Tenant-Id: globex"]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "open"), "{path}");
        assert!(!answer.headers.contains_key("x-tenant-id"));
    }
    for path in
        ["/health/", "//health", "/%68ealth", "/open/../whoami", "/open/%2e%2e/whoami", "/opened", "/Health"]
    {
        let answer = ask(server, path, &[]).await;
        assert_eq!(answer.status, 400, "{path}: {answer:?}");
    }
    // a handler that needs a tenant, on a route that has none, does not run
    let answer = ask(server, "/auth/login", &["X-Tenant-Id: acme"]).await;
    assert_eq!(answer.refusal(), (500, "tenant_not_resolved".to_owned()));
}

#[tokio::test]
async fn what_is_too_long_never_reaches_the_directory_and_nothing_hostile_is_repeated() {
    let stage = Stage::set().await;
    let server = stage.trusting().await;
    let before = stage.tenants.counts();
    let header = |length: usize| format!("X-Tenant-Id: {}", "a".repeat(length));
    assert_eq!(ask(server, "/whoami", &[&header(10_000_000)]).await.status, 431);
    assert_eq!(
        ask(server, "/whoami", &[&header(100_000)]).await.refusal(),
        (431, "header_too_large".to_owned())
    );
    assert_eq!(ask(server, "/whoami", &[&header(100)]).await.refusal(), (400, "tenant_invalid".to_owned()));
    let long = "a".repeat(20_000);
    for path in [format!("/whoami?tenantId={long}"), format!("/api/tenants/{long}/documents/1")] {
        assert_eq!(ask(server, &path, &[]).await.refusal(), (400, "tenant_invalid".to_owned()));
    }
    let host = format!("Host: {long}.example.com");
    assert_eq!(ask(server, "/whoami", &[&host]).await.refusal(), (400, "host_invalid".to_owned()));
    let hostile =
        ask(server, "/whoami?tenantId=%3Cscript%3Ealert(1)%3C/script%3E", &["X-Tenant-Id: <b>x</b>"]).await;
    assert_eq!(hostile.status, 400);
    assert!(!hostile.body.contains("script") && !hostile.body.contains("<b>"), "{hostile:?}");
    assert_eq!(stage.tenants.counts().questions, before.questions, "nothing of this was looked up");
}
