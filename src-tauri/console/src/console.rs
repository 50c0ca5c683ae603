//! The console's state: profiles, keychain, one connection, running tasks. Every command gets a reference to it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tenantry_engine::EngineError;
use tenantry_engine::operations::Worker;
use time::OffsetDateTime;

use crate::connection::{Link, Live};
use crate::error::{CommandError, ErrorCode};
use crate::events::Events;
use crate::keychain::Keychain;
use crate::log_tail::LogTail;
use crate::profiles::Profiles;
use crate::tasks::Tasks;
use crate::views::{ConnectionView, Noun, Shown, Stale};
use crate::watch;

/// Longest wait for an answer: a little more than the server's own limit for a statement.
const PATIENCE: Duration = Duration::from_secs(65);

/// Where a console keeps what it keeps on this machine.
#[derive(Debug, Clone)]
pub struct Places {
    /// Profiles and logs.
    pub data_dir: PathBuf,
    /// Exports, unless another folder is named.
    pub export_dir: PathBuf,
    /// The sandbox; none: the user's default.
    pub sandbox_dir: Option<PathBuf>,
    /// Whether connecting makes a profile the one that is offered next time: a window's does, a script's does not.
    pub remember_last: bool,
    /// Whether this program executes the operations of a sandbox that it is connected to: a window's does.
    pub works: bool,
}

impl Places {
    /// The user's own folders.
    pub fn of_user() -> Self {
        let home = dirs::home_dir().unwrap_or_else(std::env::temp_dir);
        Self {
            data_dir: dirs::data_dir().unwrap_or_else(|| home.clone()).join("tenantry"),
            export_dir: dirs::download_dir().filter(|folder| folder.is_dir()).unwrap_or(home),
            sandbox_dir: None,
            remember_last: true,
            works: true,
        }
    }
}

/// The console's state. Cloning shares it.
#[derive(Clone)]
pub struct Console(Arc<Inner>);

struct Inner {
    places: Places,
    profiles: Profiles,
    keychain: Keychain,
    link: Mutex<Link>,
    events: Arc<dyn Events>,
    tasks: Tasks,
    log: LogTail,
    started_sandbox: Mutex<Option<PathBuf>>,
    worker: tokio::sync::Mutex<Option<Worker>>,
    shown: tokio::sync::watch::Sender<Option<Shown>>,
}

impl Console {
    /// A console that is not connected yet.
    pub fn new(places: Places, events: Arc<dyn Events>, log: LogTail) -> Self {
        Self(Arc::new(Inner {
            profiles: Profiles::in_folder(&places.data_dir),
            places,
            keychain: Keychain::of_system(),
            link: Mutex::new(Link::disconnected()),
            events,
            tasks: Tasks::default(),
            log,
            started_sandbox: Mutex::new(None),
            worker: tokio::sync::Mutex::new(None),
            shown: tokio::sync::watch::Sender::new(None),
        }))
    }

    pub(crate) fn places(&self) -> &Places {
        &self.0.places
    }

    pub(crate) fn profiles(&self) -> &Profiles {
        &self.0.profiles
    }

    pub(crate) fn keychain(&self) -> &Keychain {
        &self.0.keychain
    }

    pub(crate) fn events(&self) -> &Arc<dyn Events> {
        &self.0.events
    }

    pub(crate) fn tasks(&self) -> &Tasks {
        &self.0.tasks
    }

    pub(crate) fn log(&self) -> &LogTail {
        &self.0.log
    }

    fn link(&self) -> MutexGuard<'_, Link> {
        self.0.link.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the connection stands.
    pub fn connection(&self) -> ConnectionView {
        self.link().view()
    }

    /// Takes a connection that was just made, in place of the one before.
    pub(crate) async fn attach(&self, live: Live) -> ConnectionView {
        let live = Arc::new(live);
        let before = self.link().attach(Arc::clone(&live));
        if let Some(before) = before {
            close(before);
        }
        watch::start(self.clone(), live);
        self.tell_connection();
        self.connection()
    }

    /// Takes a worker in place of the one before, which ends its steps first.
    pub(crate) async fn keep_worker(&self, worker: Option<Worker>) {
        let before = std::mem::replace(&mut *self.0.worker.lock().await, worker);
        if let Some(before) = before
            && let Err(error) = before.stop().await
        {
            tracing::warn!("the worker inside the app could not say that it leaves: {error}");
        }
    }

    /// Ends the connection.
    pub async fn detach(&self) -> ConnectionView {
        self.keep_worker(None).await;
        let before = self.link().detach();
        if let Some(before) = before {
            close(before);
            self.tell_connection();
        }
        self.connection()
    }

    /// The connection, or why there is none. A lost one answers at once instead of waiting for the server.
    pub(crate) fn live(&self) -> Result<Arc<Live>, CommandError> {
        self.link().live().map_err(|problem| {
            CommandError::new(ErrorCode::Unavailable, problem).remedied(
                "Connect, or wait: a lost server is looked for, and what you see is the last that was read.",
            )
        })
    }

    /// Asks the server. When it is away, the connection is marked as lost, and the watcher finds it again.
    pub(crate) async fn ask<T>(
        &self,
        live: &Arc<Live>,
        question: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, CommandError> {
        let answer = tokio::time::timeout(PATIENCE, question).await.unwrap_or_else(|_| {
            let remedy = "Try again in a moment.".to_owned();
            Err(EngineError::Busy { message: "The server did not answer in time.".to_owned(), remedy })
        });
        match &answer {
            Err(EngineError::Unavailable(problem)) => {
                self.lost(live, problem);
                live.doubts().notify_one();
            }
            // busy or away: the watcher finds out
            Err(EngineError::Busy { .. }) => live.doubts().notify_one(),
            _ => {}
        }
        Ok(answer?)
    }

    /// Marks the connection as lost, unless another took its place meanwhile.
    pub(crate) fn lost(&self, live: &Arc<Live>, problem: &str) {
        if self.link().lose(live, problem) {
            tracing::warn!("the connection to the database was lost");
            self.tell_connection();
        }
    }

    /// Marks the connection as found again; everything may have changed meanwhile.
    pub(crate) fn found(&self, live: &Arc<Live>) {
        // before anybody may ask again: what is held from before would answer with its own death
        live.directory.let_go();
        if !self.link().find(live) {
            return;
        }
        tracing::info!("the connection to the database was found again");
        live.forget();
        self.tell_connection();
        let nouns = vec![Noun::Fleet, Noun::Tenants, Noun::Tiers, Noun::Views, Noun::Audit, Noun::Operations];
        self.events().stale(Stale { nouns, tenant: None });
    }

    /// Whether this is still the connection.
    pub(crate) fn is_current(&self, live: &Arc<Live>) -> bool {
        self.link().is(live)
    }

    fn tell_connection(&self) {
        self.events().connection(self.connection());
    }

    /// The window shows something; a host that waits for it is told.
    pub(crate) fn shown(&self, shown: Shown) {
        self.0.shown.send_replace(Some(shown));
    }

    /// Waits until the window has said that it shows `what`. A filled window is a painted one.
    pub async fn wait_until_shown(&self, what: Shown) {
        let mut heard = self.0.shown.subscribe();
        let enough = |said: &Option<Shown>| *said == Some(what) || (what == Shown::Painted && said.is_some());
        // the sender lives as long as the console
        let _ = heard.wait_for(enough).await;
    }

    /// Remembers that this console started the sandbox: it stops it when it ends.
    pub(crate) fn owns_sandbox(&self, dir: Option<&Path>) {
        let mut started = self.0.started_sandbox.lock().unwrap_or_else(PoisonError::into_inner);
        *started = dir.map(Path::to_owned);
    }

    /// Ends tasks and connection, and stops the sandbox if this console started it.
    pub async fn shut_down(&self) {
        self.tasks().cancel_all();
        // a cancelled task takes its half file away; one that hangs is not waited for
        let _ = tokio::time::timeout(Duration::from_secs(3), self.tasks().all_ended()).await;
        self.detach().await;
        let sandbox = self.0.started_sandbox.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(dir) = sandbox
            && let Err(error) = tenantry_engine::sandbox::Sandbox::down(&dir).await
        {
            tracing::warn!("the sandbox could not be stopped: {error}");
        }
    }
}

/// Closes a connection beside what goes on: a question that still runs on it may take its time.
fn close(before: Arc<Live>) {
    tokio::spawn(async move { before.directory.close().await });
}

/// Now, by this machine's clock: for what happens on this machine only.
pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
