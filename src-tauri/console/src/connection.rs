//! The one connection of a console: what it is to, how it stands, and what is remembered for it. The memory is keyed to
//! the connection, so nothing read as one person is ever shown to another.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use tenantry_engine::EngineError;
use tenantry_engine::directory::{Directory, Identity, Layout};
use tenantry_model::query::{Sort, Vocabulary};
use time::OffsetDateTime;
use tokio::sync::Notify;

use crate::console::now;
use crate::views::{ConnectionState, ConnectionView, Profile, SafeMode, ServerView};

/// How long a layout of the grid is believed; a change that is announced forgets it at once.
const LAYOUT_KEPT: Duration = Duration::from_secs(60);

/// A connection that was made.
pub(crate) struct Live {
    pub(crate) directory: Directory,
    pub(crate) profile: Profile,
    address: String,
    pub(crate) identity: Identity,
    pub(crate) schema_version: i64,
    pub(crate) warnings: Vec<String>,
    doubts: Arc<Notify>,
    layouts: Cache<(String, Sort), Arc<Layout>>,
    vocabulary: Cache<(), Arc<Vocabulary>>,
}

impl Live {
    pub(crate) fn new(
        directory: Directory,
        (profile, address): (Profile, String),
        identity: Identity,
        schema_version: i64,
        warnings: Vec<String>,
    ) -> Self {
        Self {
            directory,
            profile,
            address,
            identity,
            schema_version,
            warnings,
            doubts: Arc::new(Notify::new()),
            layouts: Cache::builder().max_capacity(64).time_to_live(LAYOUT_KEPT).build(),
            vocabulary: Cache::builder().max_capacity(1).time_to_live(LAYOUT_KEPT).build(),
        }
    }

    /// The words that queries are read against.
    pub(crate) async fn vocabulary(&self) -> Result<Arc<Vocabulary>, EngineError> {
        let read = async {
            let tiers = self.directory.tiers().await?;
            Ok(Arc::new(Vocabulary { tiers: tiers.into_iter().map(|tier| tier.name).collect() }))
        };
        self.vocabulary.try_get_with((), read).await.map_err(|error: Arc<EngineError>| (*error).clone())
    }

    /// Total and anchors of a query, made once however many ask at the same time.
    pub(crate) async fn layout(&self, query: &str, sort: Sort) -> Result<Arc<Layout>, EngineError> {
        let read = async {
            let vocabulary = self.vocabulary().await?;
            let parsed = tenantry_model::query::parse(query, &vocabulary)?;
            Ok(Arc::new(self.directory.layout(&parsed, sort).await?))
        };
        let key = (query.trim().to_owned(), sort);
        self.layouts.try_get_with(key, read).await.map_err(|error: Arc<EngineError>| (*error).clone())
    }

    /// Rings when a question found the server away: the watcher looks for itself.
    pub(crate) fn doubts(&self) -> Arc<Notify> {
        Arc::clone(&self.doubts)
    }

    /// Forgets what was remembered.
    pub(crate) fn forget(&self) {
        self.layouts.invalidate_all();
        self.vocabulary.invalidate_all();
    }

    fn view(&self) -> ServerView {
        ServerView {
            profile: self.profile.name.clone(),
            environment: self.profile.environment,
            safe_mode: self.profile.safe_mode,
            address: self.address.clone(),
            version: self.identity.server().to_string(),
            login: self.identity.login.clone(),
            roles: crate::present::roles(&self.identity),
            schema_version: self.schema_version.to_string(),
            warnings: self.warnings.clone(),
        }
    }

    /// Whether the server refuses every write of this connection.
    pub(crate) fn is_read_only(&self) -> bool {
        self.profile.safe_mode == SafeMode::ReadOnly
    }
}

/// How the connection stands.
pub(crate) struct Link {
    state: ConnectionState,
    since: OffsetDateTime,
    live: Option<Arc<Live>>,
    problem: Option<String>,
}

impl Link {
    pub(crate) fn disconnected() -> Self {
        Self { state: ConnectionState::Disconnected, since: now(), live: None, problem: None }
    }

    pub(crate) fn view(&self) -> ConnectionView {
        ConnectionView {
            state: self.state,
            since: self.since.into(),
            server: self.live.as_ref().map(|live| live.view()),
            problem: self.problem.clone(),
        }
    }

    /// The connection, or in words why there is none to ask.
    pub(crate) fn live(&self) -> Result<Arc<Live>, &str> {
        match (&self.live, &self.problem) {
            (Some(live), None) => Ok(Arc::clone(live)),
            (Some(_), Some(problem)) => Err(problem),
            (None, _) => Err("The console is not connected."),
        }
    }

    pub(crate) fn is(&self, live: &Arc<Live>) -> bool {
        self.live.as_ref().is_some_and(|current| Arc::ptr_eq(current, live))
    }

    pub(crate) fn attach(&mut self, live: Arc<Live>) -> Option<Arc<Live>> {
        let before = self.live.replace(live);
        self.stands(ConnectionState::Connected, None);
        before
    }

    pub(crate) fn detach(&mut self) -> Option<Arc<Live>> {
        let before = self.live.take();
        self.stands(ConnectionState::Disconnected, None);
        before
    }

    pub(crate) fn lose(&mut self, live: &Arc<Live>, problem: &str) -> bool {
        if !self.is(live) || self.state == ConnectionState::Lost {
            return false;
        }
        self.stands(ConnectionState::Lost, Some(problem.to_owned()));
        true
    }

    pub(crate) fn find(&mut self, live: &Arc<Live>) -> bool {
        if !self.is(live) || self.state != ConnectionState::Lost {
            return false;
        }
        self.stands(ConnectionState::Connected, None);
        true
    }

    fn stands(&mut self, state: ConnectionState, problem: Option<String>) {
        self.state = state;
        self.since = now();
        self.problem = problem;
    }
}
