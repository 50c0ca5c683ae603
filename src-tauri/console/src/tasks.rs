//! Long commands that can be cancelled, by the id that their caller chose.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// Running tasks.
#[derive(Default)]
pub(crate) struct Tasks(Mutex<HashMap<String, watch::Sender<bool>>>);

/// Tells whether the task was cancelled.
#[derive(Clone)]
pub(crate) struct Cancel(watch::Receiver<bool>);

impl Cancel {
    /// Returns when the task is cancelled, and never otherwise.
    pub(crate) async fn cancelled(&mut self) {
        if self.0.wait_for(|cancelled| *cancelled).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Tasks {
    fn map(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<bool>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers a task; none: one of that id runs already.
    pub(crate) fn begin(&self, id: &str) -> Option<Cancel> {
        let mut running = self.map();
        if running.contains_key(id) {
            return None;
        }
        let (sender, receiver) = watch::channel(false);
        running.insert(id.to_owned(), sender);
        Some(Cancel(receiver))
    }

    /// Forgets a task that ended.
    pub(crate) fn end(&self, id: &str) {
        self.map().remove(id);
    }

    /// Cancels a task; whether there was one.
    pub(crate) fn cancel(&self, id: &str) -> bool {
        self.map().get(id).is_some_and(|task| task.send(true).is_ok())
    }

    /// Cancels all.
    pub(crate) fn cancel_all(&self) {
        for task in self.map().values() {
            let _ = task.send(true);
        }
    }
}
