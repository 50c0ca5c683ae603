//! A proxy between the SDK and MiniStack: it records every call, spoils those that were planned to be spoilt, and makes
//! the answers like those of AWS.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, Request, Response, Uri};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::answers::{Script, Stand};
use super::asked::{Call, Protocol};
use super::faults::{ANY, Fault, When};

/// More than any call here says.
const MOST: usize = 4 << 20;

/// A call that came, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The call.
    pub call: Call,
    /// What became of it; none while it is under way.
    pub outcome: Option<Outcome>,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// MiniStack answered with this status.
    Answered(u16),
    /// MiniStack answered with this status, and the answer was lost.
    Lost(u16),
    /// It was refused here, and MiniStack knows nothing of it.
    Refused,
}

struct Planned {
    action: String,
    when: When,
    fault: Fault,
    met: usize,
}

#[derive(Default)]
struct Book {
    script: Script,
    planned: Vec<Planned>,
    seen: Vec<Seen>,
}

impl Book {
    /// Writes a call down and tells what shall happen to it: the first plan that meets it. Every plan counts it.
    fn enter(&mut self, call: &Call) -> (usize, Option<Fault>) {
        let mut fault = None;
        for plan in &mut self.planned {
            if plan.action == ANY || plan.action == call.action {
                plan.met += 1;
                fault = fault.or(plan.when.meets(plan.met).then_some(plan.fault));
            }
        }
        self.seen.push(Seen { call: call.clone(), outcome: None });
        (self.seen.len() - 1, fault)
    }
}

struct Way {
    behind: u16,
    client: Client<HttpConnector, Body>,
    book: Mutex<Book>,
}

/// The proxy; it ends when this is dropped.
pub struct Between {
    port: u16,
    way: Arc<Way>,
    _listening: JoinSet<()>,
}

impl Between {
    pub(super) async fn listen(behind: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let way = Arc::new(Way { behind, client: client(), book: Mutex::default() });
        let mut listening = JoinSet::new();
        listening.spawn(serve(listener, Arc::clone(&way)));
        Self { port, way, _listening: listening }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Plans what happens to calls of an action (`CreateDBInstance`, `secretsmanager.CreateSecret`, [`ANY`]) from now on.
    /// Of several plans that meet a call the first one happens.
    pub fn plan(&self, action: &str, when: When, fault: Fault) {
        let action = action.rsplit('.').next().unwrap_or_default().to_owned();
        self.book().planned.push(Planned { action, when, fault, met: 0 });
    }

    /// Forgets all plans.
    pub fn calm(&self) {
        self.book().planned.clear();
    }

    /// The states that an instance or a snapshot goes through, one for each look at it; the last one stays.
    pub fn states(&self, identifier: &str, states: &[&str]) {
        let states = states.iter().map(|state| (*state).to_owned()).collect();
        self.book().script.states.insert(identifier.to_owned(), states);
    }

    pub(super) fn stand(&self, identifier: &str, stand: Stand) {
        self.book().script.stands.insert(identifier.to_owned(), stand);
    }

    /// Every call so far, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.book().seen.clone()
    }

    /// How often a call of this action about this thing took effect: it was passed on, and MiniStack did not refuse it.
    pub fn effects(&self, action: &str, of: &str) -> usize {
        let took_effect = |outcome: Option<Outcome>| match outcome {
            Some(Outcome::Answered(status) | Outcome::Lost(status)) => status < 400,
            Some(Outcome::Refused) | None => false,
        };
        let meant = |seen: &&Seen| seen.call.action == action && seen.call.of.as_deref() == Some(of);
        self.book().seen.iter().filter(meant).filter(|seen| took_effect(seen.outcome)).count()
    }

    /// Asks MiniStack itself, unseen.
    ///
    /// # Panics
    /// When it does not answer with JSON.
    pub(super) async fn ask_behind(&self, target: &str, body: &serde_json::Value) -> serde_json::Value {
        self.way.ask_behind(target, body).await
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.way.book()
    }
}

pub(super) fn client() -> Client<HttpConnector, Body> {
    Client::builder(TokioExecutor::new()).build_http()
}

async fn serve(listener: TcpListener, way: Arc<Way>) {
    let mut open = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        open.spawn(speak(stream, Arc::clone(&way)));
        // those that have ended
        while open.try_join_next().is_some() {}
    }
}

async fn speak(stream: TcpStream, way: Arc<Way>) {
    let answer = service_fn(move |request: Request<hyper::body::Incoming>| {
        let way = Arc::clone(&way);
        async move { way.answer(request.map(Body::new)).await }
    });
    // It ends with an error when an answer is lost on purpose, and when the client gives up.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
}

/// The answer is lost: the connection ends without a word.
#[derive(Debug)]
struct Severed;

impl std::fmt::Display for Severed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the answer was lost on purpose")
    }
}

impl std::error::Error for Severed {}

impl Way {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().expect("nobody panics with the book in hand")
    }

    async fn answer(&self, request: Request<Body>) -> Result<Response<Body>, Severed> {
        let (head, body) = request.into_parts();
        let body = to_bytes(body, MOST).await.map_err(|_| Severed)?;
        let call = Call::read(&head, &body);
        let (number, fault) = self.book().enter(&call);
        if let Some(refusal) = fault.and_then(|fault| fault.answer(call.protocol)) {
            self.note(number, Outcome::Refused);
            return Ok(refusal);
        }
        match fault {
            Some(Fault::Hang) => std::future::pending().await,
            Some(Fault::Late(by)) => {
                let _ = tokio::time::timeout(by, std::future::pending::<()>()).await;
            }
            _ => {}
        }
        let answer = self.pass_on(Request::from_parts(head, Body::from(body)), &call).await?;
        let status = answer.status().as_u16();
        if fault == Some(Fault::Lost) {
            self.note(number, Outcome::Lost(status));
            return Err(Severed);
        }
        self.note(number, Outcome::Answered(status));
        Ok(answer)
    }

    fn note(&self, number: usize, outcome: Outcome) {
        self.book().seen[number].outcome = Some(outcome);
    }

    async fn pass_on(&self, mut request: Request<Body>, call: &Call) -> Result<Response<Body>, Severed> {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
        *request.uri_mut() = self.uri(&path);
        let answer = self.client.request(request).await.map_err(|_| Severed)?;
        let (mut head, body) = answer.into_parts();
        let body = to_bytes(Body::new(body), MOST).await.map_err(|_| Severed)?;
        if call.protocol != Protocol::Query || !head.status.is_success() {
            return Ok(Response::from_parts(head, Body::from(body)));
        }
        if call.action == "DeleteDBInstance" {
            self.forget(call.of.as_deref().unwrap_or_default()).await;
        }
        let body = self.book().script.rewritten(call, &String::from_utf8_lossy(&body));
        head.headers.insert("content-length", HeaderValue::from(body.len()));
        Ok(Response::from_parts(head, Body::from(body)))
    }

    /// RDS deletes the master user's secret together with its instance.
    async fn forget(&self, identifier: &str) {
        let stand = self.book().script.stands.remove(identifier);
        if let Some(Stand { master, .. }) = stand {
            let body = serde_json::json!({ "SecretId": master, "ForceDeleteWithoutRecovery": true });
            self.ask_behind("secretsmanager.DeleteSecret", &body).await;
        }
    }

    async fn ask_behind(&self, target: &str, body: &serde_json::Value) -> serde_json::Value {
        let scope = format!("{}/20260101/{}/secretsmanager/aws4_request", super::ACCESS_KEY, super::REGION);
        let request = Request::post(self.uri("/"))
            .header("x-amz-target", target)
            .header("content-type", "application/x-amz-json-1.1")
            .header(
                "authorization",
                format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"),
            )
            .body(Body::from(body.to_string()))
            .expect("it is a request");
        let answer = self.client.request(request).await.expect("MiniStack answers");
        let said: Bytes = to_bytes(Body::new(answer.into_body()), MOST).await.expect("the answer is whole");
        serde_json::from_slice(&said).expect("the answer is JSON")
    }

    fn uri(&self, path: &str) -> Uri {
        format!("http://127.0.0.1:{}{path}", self.behind).parse().expect("it is a URL")
    }
}
