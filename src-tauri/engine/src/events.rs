//! Events: what changed, written in the transaction of the change ([`Outbox`]), read in order tenant by tenant inside
//! that tenant's scope ([`Consumer`]). What nobody can take is set aside, visible, with the reason ([`SetAside`]).
//!
//! The tenant of an event is the scope's: neither the event nor its payload can name another. Each write also announces
//! `tenant-<id>` (NOTIFY): a hint to look, which may be missed and says nothing.
//!
//! ```no_run
//! # use tenantry_engine::events::{Event, Outbox};
//! # use tenantry_engine::scoped::{Step, TenantData};
//! # async fn example(data: TenantData) -> Result<(), tenantry_engine::EngineError> {
//! // inside `with_tenant`
//! let sql = format!("update {}.documents set title = $1 where id = $2", data.schema()?.quoted());
//! let (title, id) = ("Offer".to_owned(), uuid::Uuid::now_v7());
//! let renamed = Event::new("document.renamed", "document", id, 2, serde_json::json!({ "title": title }));
//! // one round trip, one transaction: the change and the event
//! Outbox::new(data).write(&[Step::new(&sql, &[&title, &id])], &[renamed]).await?;
//! # Ok(()) }
//! ```

mod admission;
mod aside;
mod consumer;
mod event;
mod foreign;
mod outbox;
mod turn;

pub use admission::Admission;
pub use aside::{SetAside, SetAsideEvent};
pub use consumer::{Consumer, Handling, Pass};
pub use event::{Event, Received};
pub use foreign::names_another_tenant;
pub use outbox::Outbox;
