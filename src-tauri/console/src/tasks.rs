//! Long commands that can be cancelled, by the id that their caller chose.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

/// Running tasks.
#[derive(Default)]
pub(crate) struct Tasks {
    running: Mutex<HashMap<String, watch::Sender<bool>>>,
    ended: Notify,
}

/// A running task: it tells whether it was cancelled, and is forgotten when it is dropped.
pub(crate) struct Task<'a> {
    tasks: &'a Tasks,
    id: String,
    cancelled: watch::Receiver<bool>,
}

impl Task<'_> {
    /// Returns when the task is cancelled, and never otherwise.
    pub(crate) async fn cancelled(&mut self) {
        if self.cancelled.wait_for(|cancelled| *cancelled).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Task<'_> {
    fn drop(&mut self) {
        self.tasks.map().remove(&self.id);
        self.tasks.ended.notify_waiters();
    }
}

impl Tasks {
    fn map(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<bool>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers a task; none: one of that id runs already.
    pub(crate) fn begin(&self, id: &str) -> Option<Task<'_>> {
        let mut running = self.map();
        if running.contains_key(id) {
            return None;
        }
        let (sender, receiver) = watch::channel(false);
        running.insert(id.to_owned(), sender);
        Some(Task { tasks: self, id: id.to_owned(), cancelled: receiver })
    }

    /// Returns when no task runs.
    pub(crate) async fn all_ended(&self) {
        loop {
            let ended = self.ended.notified();
            if self.map().is_empty() {
                return;
            }
            ended.await;
        }
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
