//! The sample service under load: a hundred tenants, one of which sends half of all requests, and a prober that holds
//! every document that any tenant was ever shown against the database.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jsonwebtoken::{EncodingKey, Header, encode};
use rand::Rng as _;
use serde_json::{Value, json};
use sqlx::Row as _;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use uuid::Uuid;

use crate::ground::Ground;
use crate::report::{Sample, count, figure};

const FLEET: u32 = 2_000;
const TENANTS: i64 = 100;
const CLIENTS: usize = 48;
const CALM: Duration = Duration::from_secs(15);
const LOAD: Duration = Duration::from_secs(60);
/// How much worse the neighbours may fare than when everybody sends alike.
const GOAL: f64 = 3.0;

struct Tenant {
    id: Uuid,
    token: String,
    /// Documents that it made and that are there still.
    own: Mutex<Vec<String>>,
}

struct Service {
    client: Client<HttpConnector, Body>,
    address: String,
    tenants: Vec<Tenant>,
    /// Every document that was shown, and to whom.
    shown: Mutex<HashMap<String, Uuid>>,
}

/// What one request came to: whose it was, and how long it took.
struct Sent {
    noisy: bool,
    took: Duration,
    status: StatusCode,
}

/// Measures and prints; answers how many goals were missed.
pub(crate) async fn measure() -> usize {
    let ground = Ground::of(FLEET).await;
    let secret = Uuid::new_v4().to_string();
    let (mut process, address) = start(&ground, &secret).await;
    let service = Arc::new(Service {
        client: Client::builder(TokioExecutor::new()).build_http(),
        address,
        tenants: tenants(&ground, &secret).await,
        shown: Mutex::default(),
    });
    let calm = run(&service, CALM, 1.0 / TENANTS as f64).await;
    let load = run(&service, LOAD, 0.5).await;
    print("everybody sends alike", &calm);
    print("one sends half of all", &load);
    let leaks = leaks(&ground, &service).await;
    let shown = service.shown.lock().expect("nobody panicked").len();
    println!(
        "  the prober held {} documents that were shown against the database: {leaks} leaks",
        count(shown as u64)
    );
    let p99 = |requests: &[Sent]| times(requests, false).quantile(0.99);
    let worse = p99(&load) / p99(&calm);
    let failed = load.iter().filter(|request| !request.noisy && request.status.is_server_error()).count();
    println!(
        "  the neighbours' p99 is {} times what it was; {failed} of their requests failed (goal ≤ {GOAL}, 0)",
        figure(worse)
    );
    process.kill().await.expect("a process of ours can be ended");
    ground.leave().await;
    usize::from(leaks > 0) + usize::from(worse > GOAL) + usize::from(failed > 0)
}

/// Starts the service as anybody would, with a key of its own.
async fn start(ground: &Ground, secret: &str) -> (Child, String) {
    let mut admin = ground.enter("tenantry_admin").await;
    let key = "select tenantry.add_context_key('app', decode(repeat('07', 32), 'hex'), interval '1 day')";
    let key: String = sqlx::query_scalar(key).fetch_one(&mut admin).await.expect("a key is added");
    let clusters = "select string_agg(name, ',') from tenantry_control.clusters";
    let clusters: String =
        sqlx::query_scalar(clusters).fetch_one(&mut admin).await.expect("there are clusters");
    let programs = std::env::var_os("TENANTRY_BIN_DIR").expect("`cargo xtask bench` says where programs are");
    let mut command = Command::new(PathBuf::from(programs).join("examples/documents"));
    command.env("TENANTRY_DATABASE_URL", ground.url("app")).env("TENANTRY_CLUSTERS", clusters);
    command
        .env("TENANTRY_CONTEXT_KEY", format!("{key}:{}", "07".repeat(32)))
        .env("TENANTRY_TOKEN_SECRET", secret);
    let mut process =
        command.stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("the service was built");
    let output = process.stdout.take().expect("it is piped");
    let address = BufReader::new(output).lines().next_line().await.expect("it can be read");
    (process, address.expect("the service says where it listens"))
}

async fn tenants(ground: &Ground, secret: &str) -> Vec<Tenant> {
    let mut admin = ground.enter("tenantry_admin").await;
    let query = "select id from tenantry_control.tenants where rung = 'shared' and status = 'active' \
                 and (subscription_ends is null or subscription_ends > now() + interval '1 day') order by id limit $1";
    let rows = sqlx::query(query).bind(TENANTS).fetch_all(&mut admin).await.expect("there are tenants");
    let expires = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is past 1970").as_secs() + 3_600;
    let token = |id: Uuid| {
        let claims =
            json!({ "tenant_id": id, "iss": "documents", "aud": "documents", "exp": expires, "sub": "load" });
        encode(&Header::default(), &claims, &EncodingKey::from_secret(secret.as_bytes()))
            .expect("a token is signed")
    };
    let tenant = |id: Uuid| Tenant { id, token: token(id), own: Mutex::default() };
    rows.iter().map(|row| tenant(row.get("id"))).collect()
}

/// Has all clients send for so long; `share` of the requests are the first tenant's.
async fn run(service: &Arc<Service>, length: Duration, share: f64) -> Vec<Sent> {
    let end = Instant::now() + length;
    let clients = (0..CLIENTS).map(|_| {
        let service = Arc::clone(service);
        tokio::spawn(async move {
            let mut requests = Vec::new();
            while Instant::now() < end {
                let at = if rand::rng().random_bool(share) {
                    0
                } else {
                    rand::rng().random_range(1..service.tenants.len())
                };
                let start = Instant::now();
                let status = service.request(&service.tenants[at]).await;
                requests.push(Sent { noisy: at == 0, took: start.elapsed(), status });
            }
            requests
        })
    });
    let all = futures_util::future::join_all(clients).await;
    all.into_iter().flat_map(|requests| requests.expect("no client panics")).collect()
}

impl Service {
    /// One request of a tenant: mostly reading, sometimes writing.
    async fn request(&self, tenant: &Tenant) -> StatusCode {
        let known = {
            let own = tenant.own.lock().expect("nobody panicked");
            (!own.is_empty()).then(|| own[rand::rng().random_range(0..own.len())].clone())
        };
        let dice = rand::rng().random_range(0..100);
        let (method, path, body) = match (dice, known) {
            (0..40, Some(id)) => (Method::GET, format!("/documents/{id}"), None),
            (40..70, _) => (Method::GET, "/documents?limit=20".to_owned(), None),
            (70..80, _) => (Method::GET, "/documents?q=minutes".to_owned(), None),
            (80..85, Some(id)) => {
                tenant.own.lock().expect("nobody panicked").retain(|own| *own != id);
                (Method::DELETE, format!("/documents/{id}"), None)
            }
            _ => {
                let draft = json!({ "title": "Minutes of a load", "content": format!("Of {}", tenant.id) });
                (Method::POST, "/documents".to_owned(), Some(draft))
            }
        };
        let (status, answer) = self.send(tenant, method.clone(), &path, body).await;
        let documents = match answer {
            Value::Array(documents) => documents,
            one => vec![one],
        };
        for document in documents.iter().filter(|document| document["id"].is_string()) {
            let id = document["id"].as_str().expect("it is a text").to_owned();
            if method == Method::POST {
                tenant.own.lock().expect("nobody panicked").push(id.clone());
            }
            let before = self.shown.lock().expect("nobody panicked").insert(id, tenant.id);
            assert!(before.is_none_or(|before| before == tenant.id), "a document was shown to two tenants");
        }
        status
    }

    async fn send(
        &self,
        tenant: &Tenant,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let request = Request::builder().method(method).uri(format!("{}{path}", self.address));
        let request = request.header("authorization", format!("Bearer {}", tenant.token));
        let request = request.header("content-type", "application/json").body(body).expect("a request");
        let answer = self.client.request(request).await.expect("the service answers");
        let status = answer.status();
        let body = to_bytes(Body::new(answer.into_body()), 16 << 20).await.expect("the answer is whole");
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }
}

/// Documents that were shown to a tenant whose they are not. Who was shown one that is gone by now made it himself.
async fn leaks(ground: &Ground, service: &Service) -> usize {
    let mut admin = ground.enter("tenantry_admin").await;
    let rows = sqlx::query("select id, tenant_id from public.documents").fetch_all(&mut admin).await;
    let owners: HashMap<String, Uuid> = rows
        .expect("they can be read")
        .iter()
        .map(|row| (row.get::<Uuid, _>("id").to_string(), row.get("tenant_id")))
        .collect();
    let shown = service.shown.lock().expect("nobody panicked");
    shown.iter().filter(|(id, tenant)| owners.get(*id).is_some_and(|owner| owner != *tenant)).count()
}

fn times(requests: &[Sent], noisy: bool) -> Sample {
    let chosen = requests.iter().filter(|request| request.noisy == noisy);
    Sample::of_times(&chosen.map(|request| request.took).collect::<Vec<_>>())
}

fn print(what: &str, requests: &[Sent]) {
    println!("\n{what}: {} requests of {CLIENTS} clients, ms", count(requests.len() as u64));
    for (who, noisy) in [("the one", true), ("the ninety-nine others", false)] {
        let times = times(requests, noisy);
        let busy = requests.iter().filter(|one| one.noisy == noisy && !one.status.is_success()).count();
        let [p50, p99] = [0.5, 0.99].map(|share| figure(times.quantile(share)));
        println!("  {who:<24} {} requests, p50 {p50}, p99 {p99}, {busy} refused", count(times.len() as u64));
    }
}
