//! The command line: nouns and verbs of the command registry, with fixed names.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::isolation::IsolationVerb;

/// Looks after the tenants of a multi-tenant product: the console's commands without a window.
#[derive(Parser)]
#[command(name = "tenantryctl", version, propagate_version = true)]
pub(crate) struct Cli {
    /// A saved profile; the default is the one connected to last.
    #[arg(long, global = true)]
    pub(crate) profile: Option<String>,
    /// A PostgreSQL URL of the control database.
    #[arg(long, global = true, env = "TENANTRY_DATABASE_URL", hide_env_values = true)]
    pub(crate) url: Option<String>,
    /// One JSON document on stdout instead of tables and sentences.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) noun: Noun,
}

#[derive(Subcommand)]
pub(crate) enum Noun {
    /// An own PostgreSQL with a fleet of sample tenants.
    #[command(subcommand)]
    Sandbox(SandboxVerb),
    /// What is installed in a server.
    #[command(subcommand)]
    Db(DbVerb),
    /// Tenants: look and change.
    #[command(subcommand)]
    Tenant(TenantVerb),
    /// Long actions: watch, cancel, retry.
    #[command(subcommand)]
    Operation(OperationVerb),
    /// What lies on the servers and is nobody's, and what is missing there.
    #[command(subcommand)]
    Scrub(ScrubVerb),
    /// What executes operations.
    #[command(subcommand)]
    Worker(WorkerVerb),
    /// The servers of the fleet.
    #[command(subcommand)]
    Cluster(ClusterVerb),
    /// The fleet at a glance.
    #[command(subcommand)]
    Fleet(FleetVerb),
    /// The audit trail.
    #[command(subcommand)]
    Audit(AuditVerb),
    /// Raw SQL: which statements may run.
    #[command(subcommand)]
    Guard(GuardVerb),
    /// What keeps tenants apart in a database.
    #[command(subcommand)]
    Isolation(IsolationVerb),
}

#[derive(Args)]
pub(crate) struct Dir {
    /// The sandbox's folder; the default is in the user's data folder.
    #[arg(long)]
    pub(crate) dir: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum SandboxVerb {
    /// Starts it, made and filled if it is not yet; the server runs on.
    Up {
        #[command(flatten)]
        dir: Dir,
        /// The port on loopback; the default is a free one.
        #[arg(long)]
        port: Option<u16>,
        /// How many tenants, 1 to 1,000,000; the default is 2,000.
        #[arg(long)]
        tenants: Option<u32>,
        /// The same seed makes the same fleet.
        #[arg(long)]
        seed: Option<u32>,
    },
    /// Stops it and keeps its data.
    Down(Dir),
    /// Says whether it runs, and where.
    Status(Dir),
    /// Stops it and throws its data away.
    Reset(Dir),
}

#[derive(Subcommand)]
pub(crate) enum DbVerb {
    /// Installs or upgrades roles, control schema and isolation kit.
    Install {
        /// The sample product's tables in the schema public too.
        #[arg(long)]
        sample: bool,
        /// Only says what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// What is installed, and what is pending.
    Status,
}

#[derive(Subcommand)]
pub(crate) enum FleetVerb {
    /// Counts and distributions.
    Status,
}

#[derive(Args)]
pub(crate) struct Change {
    /// Id or slug.
    pub(crate) tenant: String,
    /// Why, for those who read the audit trail.
    #[arg(long)]
    pub(crate) reason: String,
    /// The version that the change was decided on; the default is whatever it is now.
    #[arg(long)]
    pub(crate) version_seen: Option<String>,
}

#[derive(Args)]
pub(crate) struct Deletion {
    /// Id or slug.
    pub(crate) tenant: String,
    /// Why, for those who read the audit trail.
    #[arg(long)]
    pub(crate) reason: String,
    /// The phrase that was shown, exactly.
    #[arg(long)]
    pub(crate) confirm: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum OperationVerb {
    /// Operations, newest first.
    List {
        /// queued, running, cancelling, done, failed, cancelled or stuck; several are separated by commas.
        #[arg(long, value_delimiter = ',')]
        state: Vec<String>,
        /// Only this tenant's: id or slug.
        #[arg(long)]
        tenant: Option<String>,
        /// At most so many, 1 to 200.
        #[arg(long)]
        limit: Option<u32>,
        /// After this one, the "next" of an earlier page.
        #[arg(long)]
        before: Option<String>,
    },
    /// One operation with its steps.
    Show {
        /// Its id.
        id: String,
    },
    /// One operation, until it has ended; each change is one line on stderr, or one document with --json.
    Watch {
        /// Its id.
        id: String,
    },
    /// Asks it to stop and to take back what it did.
    Cancel {
        /// Its id.
        id: String,
        /// Why.
        #[arg(long, default_value = "cancelled by tenantryctl")]
        reason: String,
    },
    /// Begins it anew where it stopped.
    Retry {
        /// Its id.
        id: String,
        /// Why.
        #[arg(long, default_value = "retried by tenantryctl")]
        reason: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum ScrubVerb {
    /// Looks at every server, and shows what it found. Nothing is removed.
    Run {
        /// Why.
        #[arg(long, default_value = "scrubbed by tenantryctl")]
        reason: String,
    },
    /// A scrub and what it found; the default is the newest.
    Show {
        /// Its id.
        id: Option<String>,
        /// Findings after this number, the "next" of an earlier page.
        #[arg(long)]
        after: Option<u32>,
    },
    /// Decides of findings what becomes of them; the last word is purge or keep.
    Decide {
        /// The scrub's id.
        id: String,
        /// Numbers of findings, and purge or keep.
        #[arg(required = true, num_args = 2..)]
        words: Vec<String>,
        /// Why, for those who read the audit trail.
        #[arg(long)]
        reason: String,
    },
    /// Purges what was decided to go, each after a second look.
    Purge {
        /// The scrub's id.
        id: String,
        /// Why, for those who read the audit trail.
        #[arg(long)]
        reason: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum WorkerVerb {
    /// Executes operations until it is stopped.
    Run {
        /// Only until the queue is empty.
        #[arg(long)]
        once: bool,
        /// A name for people.
        #[arg(long, default_value = "worker")]
        name: String,
        /// Seconds after which a worker that is not seen counts as dead.
        #[arg(long, default_value_t = 10.0)]
        patience: f64,
        /// Operations that this worker executes at once.
        #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(i32).range(1..=64))]
        at_once: i32,
        /// Seconds between two looks at a server that AWS is making.
        #[arg(long, default_value_t = 30.0)]
        look: f64,
        /// Where archives are kept; the default is in the user's data folder.
        #[arg(long)]
        archives: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
pub(crate) enum ClusterVerb {
    /// All of them, with how servers of their tenants' own are made.
    List,
    /// Says how servers of a cluster's tenants' own are made.
    SetInstances(Box<InstancesSet>),
}

#[derive(Args)]
pub(crate) struct InstancesSet {
    /// The cluster.
    pub(crate) cluster: String,
    /// local (beside the sandbox's) or rds.
    #[arg(long, value_parser = ["local", "rds"])]
    pub(crate) provider: String,
    /// The region of AWS.
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// PostgreSQL's version, as in 18.4.
    #[arg(long)]
    pub(crate) engine_version: Option<String>,
    /// The tag Environment.
    #[arg(long)]
    pub(crate) environment: Option<String>,
    /// The subnet group.
    #[arg(long)]
    pub(crate) subnet_group: Option<String>,
    /// A security group; may be repeated.
    #[arg(long)]
    pub(crate) security_group: Vec<String>,
    /// The SNS topic that alarms are sent to, its ARN.
    #[arg(long)]
    pub(crate) alarm_topic: Option<String>,
    /// The KMS key, when a tenant has none of its own.
    #[arg(long)]
    pub(crate) kms_key: Option<String>,
    /// Why.
    #[arg(long)]
    pub(crate) reason: String,
}

#[derive(Subcommand)]
pub(crate) enum TenantVerb {
    /// A page of tenants.
    List {
        /// Query language: tier:pro usage>90% region:eu acme.
        #[arg(long, default_value = "")]
        query: String,
        /// A column, with - before it for descending.
        #[arg(long, default_value = "", allow_hyphen_values = true)]
        sort: String,
        /// Rows, 1 to 500.
        #[arg(long)]
        limit: Option<u32>,
        /// After this cursor, the "next" of an earlier page.
        #[arg(long, allow_hyphen_values = true)]
        after: Option<String>,
        /// From this position, counted from 0.
        #[arg(long, conflicts_with = "after")]
        at: Option<u32>,
        /// The last page.
        #[arg(long, conflicts_with_all = ["after", "at"])]
        last: bool,
    },
    /// One tenant, whole.
    Show {
        /// Id or slug.
        tenant: String,
    },
    /// Creates a tenant; on every rung but shared it is active when its operation is done.
    Create {
        /// A DNS label, unique.
        #[arg(long)]
        slug: String,
        /// Its name.
        #[arg(long)]
        name: String,
        /// Its tier.
        #[arg(long)]
        tier: String,
        /// Its region.
        #[arg(long)]
        region: String,
        /// Its rung; the default is the tier's.
        #[arg(long)]
        rung: Option<String>,
        /// The organisation it belongs to.
        #[arg(long)]
        parent: Option<String>,
        /// Why.
        #[arg(long, default_value = "created by tenantryctl")]
        reason: String,
    },
    /// Changes the tier.
    SetTier {
        /// Id or slug.
        tenant: String,
        /// The new tier.
        tier: String,
        /// Why, for those who read the audit trail.
        #[arg(long, required_unless_present = "plan")]
        reason: Option<String>,
        /// Only shows what would change.
        #[arg(long)]
        plan: bool,
        /// Acknowledges that present use exceeds this limit of the new tier.
        #[arg(long)]
        acknowledge: Vec<String>,
        /// The version that the change was decided on; the default is whatever it is now.
        #[arg(long)]
        version_seen: Option<String>,
    },
    /// Which limits of a tier the past usage would have hit.
    Rehearse {
        /// Id or slug.
        tenant: String,
        /// The tier.
        tier: String,
        /// How many days back.
        #[arg(long)]
        days: Option<u32>,
    },
    /// Overrides a limit.
    SetLimit {
        #[command(flatten)]
        change: Change,
        /// users, projects, storage_bytes or api_calls_month.
        limit: String,
        /// Digits or "unlimited".
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// When the override lapses, RFC 3339.
        #[arg(long, value_parser = moment)]
        until: Option<OffsetDateTime>,
    },
    /// Clears an override.
    ClearLimit {
        #[command(flatten)]
        change: Change,
        /// users, projects, storage_bytes or api_calls_month.
        limit: String,
    },
    /// Deletes a tenant: into quarantine. Without --confirm it shows what is there and the phrase to type.
    Delete(Deletion),
    /// Brings a tenant back: from quarantine or, once it was purged, from its archive.
    Restore(Change),
    /// The deletion certificate of a purged tenant.
    Certificate {
        /// Id or slug.
        #[arg(required_unless_present = "verify", conflicts_with = "verify")]
        tenant: Option<String>,
        /// Writes it to a file, which does not exist yet.
        #[arg(long, conflicts_with = "verify")]
        out: Option<PathBuf>,
        /// Says whether such a file is what was issued; no server is asked.
        #[arg(long)]
        verify: Option<PathBuf>,
    },
    /// Removes a tenant in quarantine for good. Without --confirm it shows what is there and the phrase to type.
    Purge(Deletion),
    /// Tenants in quarantine.
    Quarantine,
    /// Where a tenant lives: its container, its server, its alarms.
    Infrastructure {
        /// Id or slug.
        tenant: String,
    },
    /// Makes a tenant's server what its tier wants, in the maintenance window.
    Resize {
        /// Id or slug.
        tenant: String,
        /// Why.
        #[arg(long)]
        reason: String,
        /// At once, with some minutes without connections.
        #[arg(long)]
        now: bool,
    },
    /// Suspends an active tenant.
    Suspend(Change),
    /// Resumes a suspended tenant.
    Resume(Change),
    /// Writes what a query finds to a file.
    Export {
        /// Query language.
        #[arg(long, default_value = "")]
        query: String,
        /// A column, with - before it for descending.
        #[arg(long, default_value = "", allow_hyphen_values = true)]
        sort: String,
        /// csv or jsonl.
        #[arg(long, default_value = "csv", value_parser = ["csv", "jsonl"])]
        format: String,
        /// The file, which does not exist yet.
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum AuditVerb {
    /// A page of the trail, newest first.
    List {
        /// Id or slug.
        #[arg(long)]
        tenant: Option<String>,
        /// A login.
        #[arg(long)]
        who: Option<String>,
        /// An action, or its beginning: tenant.set_tier.
        #[arg(long)]
        action: Option<String>,
        /// A ticket.
        #[arg(long)]
        ticket: Option<String>,
        /// From this moment, RFC 3339.
        #[arg(long, value_parser = moment)]
        since: Option<OffsetDateTime>,
        /// Up to this moment, RFC 3339.
        #[arg(long, value_parser = moment)]
        until: Option<OffsetDateTime>,
        /// Entries older than the one of this number.
        #[arg(long)]
        before: Option<String>,
        /// Entries, 1 to 500.
        #[arg(long)]
        limit: Option<u32>,
    },
}

fn moment(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| "write it as RFC 3339, for example 2026-11-27T18:00:00+01:00".to_owned())
}

#[derive(Subcommand)]
pub(crate) enum GuardVerb {
    /// Reads a statement per line, as a JSON string, and prints a verdict per line; no database is asked.
    Check {
        /// The schema of the tenant's tables: the only one that may be read.
        #[arg(long)]
        schema: String,
    },
}
