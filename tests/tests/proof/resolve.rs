//! The tenant of an HTTP request: a real axum server on loopback, asked byte by byte, with a real directory behind it.

mod conflicts;
mod memory;
mod sources;
mod tokens;
mod wall;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use serde_json::{Value, json};
use tenantry_engine::connect::Target;
use tenantry_engine::context;
use tenantry_engine::resolve::Tenants;
use tenantry_engine::resolve::http::{
    Keys, Resolution, SigningAlgorithm, Strategy, Tenant, Tokens, USUAL_PUBLIC_ROUTES,
};
use tenantry_tests::{Fleet, sql};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const ISSUER: &str = "https://login.example.com/";
const AUDIENCE: &str = "https://api.example.com";
const SECRET: &str = "a secret of the proofs, 32 bytes or more";
const EVERY_WAY: [Strategy; 5] =
    [Strategy::Subdomain, Strategy::Domain, Strategy::Header, Strategy::Path, Strategy::Query];

/// A fleet with two tenants that the tests know by name: acme (`shop.acme.test`) and globex.
struct Stage {
    fleet: Fleet,
    tenants: Tenants,
    acme: String,
    globex: String,
}

impl Stage {
    async fn set() -> Self {
        let fleet = Fleet::fresh().await;
        let (acme, globex) = (made(&fleet, "acme").await, made(&fleet, "globex").await);
        let mut admin = fleet.admin().await;
        let domain =
            format!("update tenantry_control.tenants set domain = 'shop.acme.test' where id = '{acme}'");
        sql::must(&mut admin, domain).await;
        let target = Target::from_url(&fleet.url("app")).expect("a URL of the sandbox");
        let tenants = Tenants::open(&target);
        Self { fleet, tenants, acme, globex }
    }

    /// A server that believes what a request names.
    async fn trusting(&self) -> SocketAddr {
        let resolution = Resolution::builder(self.tenants.clone())
            .strategies(&EVERY_WAY)
            .trust_unauthenticated(&EVERY_WAY)
            .base_domain("example.com")
            .own_host("127.0.0.1")
            .public_routes(&USUAL_PUBLIC_ROUTES)
            .public_tree("/open");
        serve(resolution.build().expect("the stage is as it was set")).await
    }

    /// A server that believes tokens alone.
    async fn guarded(&self, tokens: Tokens) -> SocketAddr {
        let resolution = Resolution::builder(self.tenants.clone())
            .tokens(tokens)
            .strategies(&EVERY_WAY)
            .base_domain("example.com")
            .public_routes(&USUAL_PUBLIC_ROUTES);
        serve(resolution.build().expect("the stage is as it was set")).await
    }

    /// Changes a tenant behind everybody's back.
    async fn set_behind(&self, slug: &str, what: &str) {
        let mut admin = self.fleet.admin().await;
        sql::must(&mut admin, format!("update tenantry_control.tenants set {what} where slug = '{slug}'"))
            .await;
    }

    /// Has ops do something to a tenant, by a function that takes its id, a reason and its version.
    async fn operate(&self, slug: &str, call: &str) {
        let mut ops = self.fleet.enter_as("ops").await;
        sql::must(&mut ops, format!("select {call} from tenantry_control.tenants where slug = '{slug}'"))
            .await;
    }

    /// The tenant's tier, as the service sees it.
    async fn tier(&self, name: &str) -> String {
        let known = self
            .tenants
            .look_up(&name.parse().expect("the stage is as it was set"))
            .await
            .expect("the stage is as it was set");
        known.expect("the tenant is there").context().tier.clone()
    }
}

async fn made(fleet: &Fleet, slug: &str) -> String {
    let mut ops = fleet.enter_as("ops").await;
    let make = "select tenantry_control.create_tenant($1, $1, 'free', 'eu-central-1', 'shared', null, 'Made for a proof.')::text";
    sqlx::query_scalar(make).bind(slug).fetch_one(&mut ops).await.expect("ops may create tenants")
}

fn secret() -> Tokens {
    let keys = Keys::secret(&SECRET.into(), SigningAlgorithm::Hs256).expect("the stage is as it was set");
    Tokens::new(keys, ISSUER, AUDIENCE)
}

async fn whoami(tenant: Tenant) -> String {
    let scope = context::current().expect("a handler that has a tenant runs in its scope");
    assert_eq!(scope, tenant.0);
    tenant.slug.as_str().to_owned()
}

async fn document(tenant: Tenant, Path((id, _)): Path<(String, String)>) -> String {
    assert!(id == tenant.slug.as_str() || id.eq_ignore_ascii_case(&tenant.id.to_string()));
    tenant.slug.as_str().to_owned()
}

async fn nobody() -> &'static str {
    assert!(context::current().is_none(), "a public route is outside of every scope");
    "open"
}

async fn serve(resolution: Resolution) -> SocketAddr {
    let routes = Router::new()
        .route("/whoami", get(whoami))
        .route("/api/tenants/{id}/documents/{document}", get(document))
        .route("/health", get(nobody))
        .route("/open/{page}", get(nobody))
        .route("/auth/login", get(whoami))
        .layer(resolution);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("the stage is as it was set");
    let address = listener.local_addr().expect("the stage is as it was set");
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

/// A response.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Answer {
    /// The code of a refusal; the body is JSON, and nothing but code and message.
    fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"));
        let error = body["error"].as_object().unwrap_or_else(|| panic!("no error: {self:?}"));
        assert_eq!(error.keys().collect::<Vec<_>>(), ["code", "message"]);
        assert!(!self.headers.contains_key("x-tenant-id"), "a refusal names no tenant: {self:?}");
        assert_eq!(self.headers["content-type"], "application/json");
        body["error"]["code"].as_str().expect("the stage is as it was set").to_owned()
    }

    /// Status and code of a refusal.
    fn refusal(&self) -> (u16, String) {
        (self.status, self.code())
    }
}

/// Asks with these header lines, and `Host: 127.0.0.1` if there is none among them.
async fn ask(server: SocketAddr, path: &str, headers: &[&str]) -> Answer {
    let mut head = format!("GET {path} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|line| line.to_ascii_lowercase().starts_with("host:")) {
        head.push_str("Host: 127.0.0.1\r\n");
    }
    for line in headers {
        head.push_str(line);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    send(server, head.into_bytes()).await
}

async fn send(server: SocketAddr, request: Vec<u8>) -> Answer {
    let (mut reading, mut writing) =
        TcpStream::connect(server).await.expect("the stage is as it was set").into_split();
    // a server that has read enough hangs up before all is written
    let written = tokio::spawn(async move { writing.write_all(&request).await.map(|()| writing) });
    let mut bytes = Vec::new();
    let _ = reading.read_to_end(&mut bytes).await;
    drop(written.await);
    let text = String::from_utf8(bytes).expect("the stage is as it was set");
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no response: {text:?}"));
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .expect("the stage is as it was set")
        .parse()
        .expect("the stage is as it was set");
    let header = |line: &str| line.split_once(": ").map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned()));
    Answer { status, headers: lines.filter_map(header).collect(), body: body.to_owned() }
}

/// `Authorization` with a token of these claims; issuer, audience and expiry are right unless they are given.
fn bearer(claims: Value) -> String {
    format!("Authorization: Bearer {}", tokens::signed(claims))
}

/// The claims with what every good token has.
fn whole(claims: Value) -> Value {
    let mut whole = json!({ "iss": ISSUER, "aud": AUDIENCE, "exp": tokens::from_now(300) });
    for (name, value) in claims.as_object().expect("the stage is as it was set") {
        whole[name] = value.clone();
    }
    whole
}
