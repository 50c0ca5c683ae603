//! From a command to its handler.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Command;
use crate::scoped::{Step, TenantData, TenantTransaction};
use crate::{EngineError, context};

const BEGIN: &str = "select tenantry.begin_command($1, $2, $3)";
const END: &str = "select tenantry.end_command($1, $2)";

/// What a handler gives back: the answer to the sender.
pub type Carrying<'a> = BoxFuture<'a, Result<Value, EngineError>>;

type Handler = dyn for<'a> Fn(Command<Value>, &'a mut TenantTransaction) -> Carrying<'a> + Send + Sync;

/// The kinds of commands that there are, and who carries them out. A clone is the same.
#[derive(Clone)]
pub struct CommandBus {
    data: TenantData,
    handlers: HashMap<String, Arc<Handler>>,
}

impl CommandBus {
    /// Without any kind yet.
    pub fn new(data: TenantData) -> Self {
        Self { data, handlers: HashMap::new() }
    }

    /// A kind of command and its handler, which runs inside the tenant's scope and changes what it changes in the given
    /// transaction: that lasts exactly if the command counts as carried out.
    #[must_use]
    pub fn on<T, H>(mut self, kind: &str, handler: H) -> Self
    where
        T: DeserializeOwned + Send + 'static,
        H: for<'a> Fn(Command<T>, &'a mut TenantTransaction) -> Carrying<'a> + Send + Sync + 'static,
    {
        let typed = for_any_lifetime(move |command, transaction| match command.typed::<T>() {
            Ok(command) => handler(command, transaction),
            Err(error) => async { Err(error) }.boxed(),
        });
        self.handlers.insert(kind.to_owned(), Arc::new(typed));
        self
    }

    /// Reads a command as JSON and carries it out, or answers what came of it before.
    ///
    /// # Errors
    /// As [`Command::read`] and [`CommandBus::carry_out`].
    pub async fn run(&self, body: &[u8]) -> Result<Value, EngineError> {
        self.carry_out(Command::<Value>::read(body)?).await
    }

    /// Carries a command of the scope's tenant out, or answers what came of it before.
    ///
    /// # Errors
    /// [`EngineError::NoTenant`] outside of a scope; [`EngineError::Denied`] for another tenant's command;
    /// [`EngineError::NotFound`] for a kind without a handler; [`EngineError::Conflict`] when another command had this
    /// id; and what the handler says: then nothing is changed and nothing remembered.
    pub async fn carry_out<T: Serialize>(&self, command: Command<T>) -> Result<Value, EngineError> {
        let tenant = context::require()?.id;
        if command.tenant() != tenant {
            return Err(EngineError::Denied("The command is of another tenant than the scope.".to_owned()));
        }
        let handler = self.handlers.get(&command.kind);
        let handler =
            handler.ok_or_else(|| EngineError::NotFound("There is no such kind of command.".to_owned()))?;
        let sent = serde_json::to_value(&command);
        let command = Command::admit(sent.map_err(|error| EngineError::Internal(error.to_string()))?)?;
        let (id, kind) = (command.id, command.kind.clone());
        let digest = Sha256::digest(command.payload.to_string()).to_vec();
        let mut transaction = self.data.begin().await?;
        let begun = transaction.round(&[Step::new(BEGIN, &[&id, &kind, &digest])]).await?;
        let row = begun.first().and_then(|answer| answer.rows.first());
        if let Some(answer) = row.map(|row| row.get::<Option<Value>>(0)).transpose()?.flatten() {
            transaction.roll_back().await?;
            return Ok(answer);
        }
        let answer = match handler(command, &mut transaction).await {
            Ok(answer) => answer,
            Err(error) => {
                // a lost connection undoes it as well
                let _ = transaction.roll_back().await;
                return Err(error);
            }
        };
        transaction.round(&[Step::new(END, &[&id, &answer])]).await?;
        transaction.commit().await?;
        Ok(answer)
    }
}

/// Tells the compiler that a closure takes a transaction of any lifetime.
const fn for_any_lifetime<F>(handler: F) -> F
where
    F: for<'a> Fn(Command<Value>, &'a mut TenantTransaction) -> Carrying<'a> + Send + Sync + 'static,
{
    handler
}
