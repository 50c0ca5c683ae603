//! The scrubber: what lies on the servers and is nobody's, and what is missing there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Quantity, Timestamp, words};

words! {
    /// Where a scrub stands.
    ScrubState { Queued, Running, Done, PurgeQueued, Purging, Failed }
}
words! {
    /// What becomes of a finding.
    ScrubDecision { Purge, Keep }
}

/// Has everything looked at.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScrubRequest {
    /// Why.
    pub reason: String,
}

/// Names a scrub, and where to read on in what it found.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ScrubKey {
    /// Its id; none: the newest.
    pub scrub: Option<String>,
    /// Findings after this number: `next` of the page before.
    pub after: Option<u32>,
}

/// Decides of findings.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScrubVerdict {
    /// The scrub.
    pub scrub: String,
    /// Numbers of its findings, 1 to 1,000 of them.
    pub numbers: Vec<u32>,
    /// What becomes of them.
    pub decision: ScrubDecision,
    /// Why.
    pub reason: String,
}

/// Has what was decided to go purged.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScrubAct {
    /// The scrub.
    pub scrub: String,
    /// Why.
    pub reason: String,
}

/// A scrub, and a page of what it found.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScrubView {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub state: ScrubState,
    /// Why it was requested.
    pub reason: String,
    /// By whom.
    pub requested_by: String,
    /// When.
    pub requested_at: Timestamp,
    /// When a worker took it.
    pub started_at: Option<Timestamp>,
    /// When all had been looked at.
    pub ended_at: Option<Timestamp>,
    /// Until when something may be decided of what it found.
    pub good_until: Option<Timestamp>,
    /// Why it does not go on now.
    pub waiting: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// Where it looked. "Nothing was found" is true of those that were looked at alone.
    pub places: Vec<ScrubPlace>,
    /// What it found, by number; up to 500.
    pub findings: Vec<ScrubFinding>,
    /// All that it found.
    pub total: u32,
    /// `after` of the next page; none: this is the last.
    pub next: Option<u32>,
    /// When this was read.
    pub as_of: Timestamp,
}

/// A place that was looked at, or could not be.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScrubPlace {
    /// Its clusters, or whose archives.
    pub place: String,
    /// Whether it was looked at.
    pub looked: bool,
    /// Why not.
    pub why: Option<String>,
}

/// A thing that was found, or is missing.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScrubFinding {
    /// Its number in the scrub.
    pub number: u32,
    /// schema, database, login, rows, schema_entry, placement, row_count, archive; missing_schema, missing_database,
    /// missing_login.
    pub kind: String,
    /// Where.
    pub place: String,
    /// Its name on the server.
    pub name: String,
    /// Whose it says it is, or whose is missing.
    pub tenant_id: Option<String>,
    /// That tenant's slug, if the directory has it.
    pub tenant_slug: Option<String>,
    /// Its rows.
    pub rows: Option<Quantity>,
    /// Its bytes.
    pub bytes: Option<Quantity>,
    /// Why it was found, a sentence.
    pub why: String,
    /// The operation that it belongs to, going on or stuck: then it is no orphan.
    pub operation: Option<String>,
    /// Whether it can be decided that it goes.
    pub can_purge: bool,
    /// What was decided.
    pub decision: Option<ScrubDecision>,
    /// By whom.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Why.
    pub decision_reason: Option<String>,
    /// When it went.
    pub purged_at: Option<Timestamp>,
    /// Why it did not go.
    pub error: Option<String>,
}
