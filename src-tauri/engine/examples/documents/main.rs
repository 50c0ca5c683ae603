//! A small service on the isolation engine: documents of many tenants, created, read, listed, searched and deleted over
//! HTTP. Nothing in its handlers names a tenant: the layer resolves it, the repository works for it, the database
//! enforces it.
//!
//! It is told by its environment: `TENANTRY_DATABASE_URL` (the login of a service), `TENANTRY_CONTEXT_KEY` (id and
//! secret of its context key, `0123abcd:` and hex), `TENANTRY_CLUSTERS` (the clusters whose shared tables are there,
//! comma-separated), `TENANTRY_TOKEN_SECRET` (HS256), `PORT` (none: any free one). It prints the address it listens on.
#![expect(clippy::print_stdout, reason = "the address is what whoever starts it waits for")]

mod documents;
mod problem;

use std::env;
use std::error::Error;

use axum::Router;
use axum::routing::get;
use tenantry_engine::connect::Target;
use tenantry_engine::resolve::Tenants;
use tenantry_engine::resolve::http::{Keys, Resolution, SigningAlgorithm, Strategy, Tokens};
use tenantry_engine::scoped::{Budget, ContextKey, Source, Sources, TenantData, WireTarget};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter("warn").init();
    let url = env::var("TENANTRY_DATABASE_URL")?;
    let data = TenantData::new(sources(&url)?, Budget::default());
    let tenants = Tenants::open(&Target::from_url(&url)?);
    let secret = env::var("TENANTRY_TOKEN_SECRET")?.into();
    let tokens = Tokens::new(Keys::secret(&secret, SigningAlgorithm::Hs256)?, "documents", "documents");
    let resolution = Resolution::builder(tenants)
        .tokens(tokens)
        .strategies(&[Strategy::Header])
        .public_routes(&["/health"])
        .build()?;
    let service =
        Router::new().route("/health", get(async || "ok")).merge(documents::routes(data)).layer(resolution);
    let port = env::var("PORT").unwrap_or_else(|_| "0".to_owned());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, service).await?;
    Ok(())
}

/// All tenants of this service are in the shared tables and schemas of one database.
fn sources(url: &str) -> Result<Sources, Box<dyn Error>> {
    let key = env::var("TENANTRY_CONTEXT_KEY")?;
    let (id, secret) = key.split_once(':').ok_or("TENANTRY_CONTEXT_KEY is written as id:hex")?;
    let source = Source {
        target: WireTarget::from_url(url)?,
        key: ContextKey::new(id, &bytes(secret).ok_or("the secret of TENANTRY_CONTEXT_KEY is hex")?)?,
        cluster: "control".to_owned(),
        tenant: None,
        schema: "public".parse()?,
    };
    let clusters = env::var("TENANTRY_CLUSTERS")?;
    Ok(Sources::new().shared(clusters.split(',').map(str::to_owned), source))
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
