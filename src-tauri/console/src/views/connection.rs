//! The connection: to what, as whom, since when, and what is wrong when it is lost.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Environment, Password, RoleName, SafeMode, Timestamp, words};

words! {
    /// How the connection stands. `lost`: it was there; the console tries again by itself.
    ConnectionState { Disconnected, Connected, Lost }
}

/// The connection as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// How it stands.
    pub state: ConnectionState,
    /// Since when it stands so.
    pub since: Timestamp,
    /// To what; none when disconnected.
    pub server: Option<ServerView>,
    /// Why it was lost, and what is done about it.
    pub problem: Option<String>,
}

/// The server and the operator on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServerView {
    /// The profile's name.
    pub profile: String,
    /// What it is.
    pub environment: Environment,
    /// How careful the console is.
    pub safe_mode: SafeMode,
    /// `host:port/database`.
    pub address: String,
    /// PostgreSQL's version, `18.4`.
    pub version: String,
    /// The operator's login, as the database knows it.
    pub login: String,
    /// The group roles the login is a member of.
    pub roles: Vec<RoleName>,
    /// Version of the installed control schema.
    pub schema_version: String,
    /// Things to know: an unsafe minor version, an unencrypted connection.
    pub warnings: Vec<String>,
}

/// Connects by a saved profile.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectRequest {
    /// The profile's name.
    pub profile: String,
    /// The password, when it is asked for each time.
    pub password: Option<Password>,
}

/// Starts a sandbox, or the one that is there, and connects to it as ops.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SandboxUp {
    /// Its folder; none: the user's data folder.
    pub dir: Option<String>,
    /// Its port; none: a free one.
    pub port: Option<u16>,
    /// How many tenants to fill in, 1 to 1,000,000; none: 2,000.
    pub tenants: Option<u32>,
    /// The same seed makes the same fleet; none: 1.
    pub seed: Option<u32>,
}

/// A running sandbox.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SandboxView {
    /// It runs.
    pub running: bool,
    /// Its port on loopback.
    pub port: Option<u16>,
    /// Its folder.
    pub dir: String,
    /// PostgreSQL's version.
    pub server_version: Option<String>,
    /// How many tenants it holds.
    pub tenants: Option<u32>,
}

/// What a long command is doing; sent as the event `progress`.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Which task: the id that the caller chose, or the command's name.
    pub task: String,
    /// What is done now, for people.
    pub phase: String,
    /// How much is done.
    pub done: u32,
    /// Of how much; none: unknown.
    pub total: Option<u32>,
}

/// Nouns whose data changed on the server; sent as the event `stale`, and the UI fetches them again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Stale {
    /// Which nouns.
    pub nouns: Vec<Noun>,
    /// The tenant, when one is meant.
    pub tenant: Option<String>,
}

words! {
    /// What can become stale.
    Noun { Profiles, Connection, Fleet, Tenants, Tiers, Views, Audit, Operations, Sandbox }
}

/// Cancels a long command.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TaskCancel {
    /// The task's id.
    pub task: String,
}

/// Says that the window shows something: the first frame, or a page filled with rows.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppReady {
    /// What is shown.
    pub shown: Shown,
}

words! {
    /// What the window shows.
    Shown { Painted, Filled }
}

/// About this program.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppInfo {
    /// Its version.
    pub version: String,
    /// Where it keeps profiles and logs.
    pub data_dir: String,
    /// The folder that exports are put into unless another is named.
    pub export_dir: String,
    /// The last lines of its log, redacted, newest last.
    pub log_tail: Vec<String>,
}
