//! The documents of the request's tenant.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tenantry_engine::cache::TenantCache;
use tenantry_engine::events::{Event, Outbox};
use tenantry_engine::repository::{Compare, Filter, List, Values};
use tenantry_engine::resolve::http::Tenant;
use tenantry_engine::sample::{Document, Documents, Users};
use tenantry_engine::scoped::TenantData;
use uuid::Uuid;

use crate::problem::Problem;

/// What the handlers share.
#[derive(Clone)]
struct Desk {
    documents: Documents,
    users: Users,
    outbox: Outbox,
    cache: TenantCache<Uuid, Document>,
}

#[derive(Deserialize)]
struct Draft {
    title: String,
    content: String,
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    q: String,
    limit: Option<u32>,
    offset: Option<u32>,
}

/// A document as callers see it.
#[derive(Serialize)]
struct View {
    id: Uuid,
    title: String,
    content: String,
    tenant: Uuid,
}

impl View {
    fn of(tenant: &Tenant, document: &Document) -> Self {
        let (title, content) = (document.title.clone(), document.content.clone());
        Self { id: document.id, title, content, tenant: tenant.id.0 }
    }
}

/// `/documents` and `/documents/{id}`.
pub(crate) fn routes(data: TenantData) -> Router {
    let desk = Desk {
        documents: Documents::new(data.clone()),
        users: Users::new(data.clone()),
        outbox: Outbox::new(data),
        cache: TenantCache::new(1_000),
    };
    Router::new()
        .route("/documents", get(list).post(create))
        .route("/documents/{id}", get(show).delete(remove))
        .with_state(desk)
}

async fn list(
    tenant: Tenant,
    State(desk): State<Desk>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<View>>, Problem> {
    let mut list = List::default().sorted("created_at").descending().limited(wanted.limit.unwrap_or(50));
    list = list.offset(wanted.offset.unwrap_or(0));
    if !wanted.q.is_empty() {
        list = list.filtered(Filter::new("title", Compare::Contains, wanted.q));
    }
    let page = desk.documents.list(&list).await?;
    Ok(Json(page.rows.iter().map(|document| View::of(&tenant, document)).collect()))
}

async fn show(tenant: Tenant, State(desk): State<Desk>, Path(id): Path<Uuid>) -> Result<Json<View>, Problem> {
    let found = desk.cache.get(&id, || desk.documents.find(id)).await?;
    found.as_ref().map(|document| Json(View::of(&tenant, document))).ok_or_else(Problem::not_found)
}

/// Document and event are one transaction and one round trip.
async fn create(
    tenant: Tenant,
    State(desk): State<Desk>,
    Json(draft): Json<Draft>,
) -> Result<(StatusCode, Json<View>), Problem> {
    let author = author(&desk).await?;
    let id = Uuid::now_v7();
    let told = Event::new("document.created", "document", id, 1, json!({ "title": draft.title }));
    let values = Values::new().with("id", id).with("title", draft.title).with("content", draft.content);
    let document =
        desk.documents.create_telling(values.with("created_by", author), &desk.outbox, &[told]).await?;
    Ok((StatusCode::CREATED, Json(View::of(&tenant, &document))))
}

async fn remove(_: Tenant, State(desk): State<Desk>, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    let gone = desk.documents.delete(id).await?;
    desk.cache.forget(&id).await?;
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

/// The person who writes: the first one of the tenant, made when there is none.
async fn author(desk: &Desk) -> Result<Uuid, Problem> {
    let first = desk.users.list(&List::default().limited(1)).await?.rows.pop();
    if let Some(user) = first {
        return Ok(user.id);
    }
    let values = Values::new().with("email", "service@documents.example").with("name", "The service");
    let values = values.with("role", "member").with("status", "active").with("password_hash", "nobody");
    Ok(desk.users.upsert(values).await?.id)
}
