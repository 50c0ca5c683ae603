//! Commands: what somebody asks to be done, in an envelope. The tenant is the scope's and never the sender's word: an
//! envelope or payload that names another is refused before anybody sees it.
//!
//! [`CommandBus`] hands a command to the handler of its kind, in a transaction that also remembers the command's id: sent
//! twice, to whichever process, it is carried out once, and the second sender gets the first one's answer.
//!
//! ```no_run
//! # use futures_util::FutureExt as _;
//! # use serde_json::json;
//! # use tenantry_engine::commands::CommandBus;
//! # use tenantry_engine::scoped::{Step, TenantData};
//! # #[derive(serde::Serialize, serde::Deserialize)] struct Rename { id: uuid::Uuid, title: String }
//! # async fn example(data: TenantData, body: &[u8]) -> Result<(), tenantry_engine::EngineError> {
//! let bus = CommandBus::new(data).on::<Rename, _>("document.rename", |command, transaction| {
//!     async move {
//!         let sql = format!("update {}.documents set title = $1 where id = $2", transaction.schema().quoted());
//!         let Rename { id, title } = command.payload;
//!         transaction.round(&[Step::new(&sql, &[&title, &id])]).await?;
//!         Ok(json!({ "renamed": id }))
//!     }
//!     .boxed()
//! });
//! // inside `with_tenant`
//! let answer = bus.run(body).await?;
//! # Ok(()) }
//! ```

mod bus;
mod envelope;

pub use bus::{Carrying, CommandBus};
pub use envelope::Command;
