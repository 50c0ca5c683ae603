//! Servers of tenants' own, beside sandboxes and at AWS, with the secrets and alarms that belong to them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tenantry_aws::Aws;
use uuid::Uuid;

use super::super::instance::{aws, refused};
use super::super::steps::{Shop, StepError};
use super::book::{Book, Condemned, Finding};
use super::kind::{Kind, Thing};
use crate::EngineError;
use crate::sandbox::Sandbox;

/// How servers of tenants' own are named.
const PREFIX: &str = "saas-";
/// How often a snapshot is looked at before it is given up.
const LOOKS: u32 = 60;

/// Where such servers are made.
pub(super) enum Maker {
    /// In the folder of a sandbox.
    Local { dir: PathBuf },
    /// In a region of AWS.
    Aws { region: String },
}

/// A thing, and what must be the same when it goes.
type Marked = (Thing, String);

impl Maker {
    pub(super) fn new(provider: &str, at: &str) -> Self {
        match (provider, at.strip_prefix("sandbox:")) {
            ("local", Some(dir)) => Self::Local { dir: dir.into() },
            _ => Self::Aws { region: at.to_owned() },
        }
    }

    /// What it is called among the places.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Local { dir } => format!("servers of {}", dir.display()),
            Self::Aws { region } => format!("AWS {region}"),
        }
    }

    fn key(&self) -> (&'static str, String) {
        match self {
            Self::Local { dir } => ("local", format!("sandbox:{}", dir.display())),
            Self::Aws { region } => ("rds", region.clone()),
        }
    }

    const fn kinds(&self) -> &'static [Kind] {
        match self {
            Self::Local { .. } => &[Kind::Server],
            Self::Aws { .. } => &[Kind::Instance, Kind::Secret, Kind::Alarm],
        }
    }

    /// All of a kind that is there.
    async fn list(&self, kind: Kind) -> Result<Vec<Marked>, StepError> {
        match self {
            Self::Local { dir } => local(dir),
            Self::Aws { region } => remote(&aws(region).await?, kind).await,
        }
    }

    /// Everything there that is nobody's, and everything that should be there and is not.
    pub(super) async fn look(&self, book: &Book) -> Result<(), StepError> {
        let (provider, at) = self.key();
        // before: a server that is made meanwhile is not missed
        let wanted = book.servers_wanted(provider, &at).await?;
        let mut findings = Vec::new();
        let mut there = HashSet::new();
        for kind in self.kinds() {
            let (things, marks): (Vec<_>, Vec<_>) = self.list(*kind).await?.into_iter().unzip();
            if matches!(kind, Kind::Server | Kind::Instance) {
                there = things.iter().map(|thing| thing.name.clone()).collect();
            }
            for (thing, why) in book.strangers_of(&[], *kind, &things).await? {
                let same = things.iter().position(|other| other.name == thing.name);
                let mark = same.and_then(|at| marks.get(at)).cloned().unwrap_or_default();
                findings.push(Finding::new(*kind, &self.place(), thing, why, mark));
            }
        }
        let lacking: Vec<_> = wanted.into_iter().filter(|wanted| !there.contains(&wanted.name)).collect();
        if !lacking.is_empty() {
            let still = book.servers_wanted(provider, &at).await?;
            let still: HashSet<Uuid> = still.into_iter().map(|wanted| wanted.tenant_id).collect();
            for wanted in lacking.iter().filter(|wanted| still.contains(&wanted.tenant_id)) {
                let why = format!("{} has a server of its own, and it is not there.", wanted.slug);
                findings.push(Finding::missing(Kind::MissingServer, &self.place(), wanted, why));
            }
        }
        Ok(book.found(&findings).await?)
    }

    /// The thing of a finding, if it is there: with its mark when it is nobody's still.
    pub(super) async fn again(
        &self,
        book: &Book,
        kind: Kind,
        name: &str,
    ) -> Result<Option<(Thing, Option<String>)>, StepError> {
        let found = self.list(kind).await?.into_iter().find(|(thing, _)| thing.name == name);
        let Some((thing, mark)) = found else { return Ok(None) };
        let stranger = !book.strangers_of(&[], kind, std::slice::from_ref(&thing)).await?.is_empty();
        Ok(Some((thing, stranger.then_some(mark))))
    }

    /// Removes a thing; of an instance a last snapshot is kept.
    pub(super) async fn purge(&self, shop: &Shop, kind: Kind, thing: &Thing) -> Result<(), StepError> {
        match self {
            Self::Local { dir } => remove(&Sandbox::servers(dir).join(&thing.name)).await,
            Self::Aws { region } => {
                let aws = aws(region).await?;
                match kind {
                    Kind::Secret => aws.delete_secret(&thing.name, 7).await.map_err(refused),
                    Kind::Alarm => {
                        aws.delete_alarms(std::slice::from_ref(&thing.name)).await.map_err(refused)
                    }
                    _ => end(&aws, &thing.name, shop.ground.look).await,
                }
            }
        }
    }
}

/// The maker whose place a finding names.
pub(super) async fn maker_of(book: &Book, finding: &Condemned) -> Result<Option<Maker>, EngineError> {
    Ok(book.makers().await?.into_iter().find(|maker| maker.place() == finding.place))
}

/// Whose a name says that it is.
fn tenant_in(name: &str) -> Option<Uuid> {
    name.strip_prefix(PREFIX)?.get(..36)?.parse().ok()
}

/// The servers in a sandbox's folder.
fn local(dir: &Path) -> Result<Vec<Marked>, StepError> {
    let place = Sandbox::servers(dir);
    if !place.is_dir() {
        return Ok(Vec::new());
    }
    let files = |error: std::io::Error| EngineError::Busy {
        message: format!("{}: {error}.", place.display()),
        remedy: "Correct the folder's rights.".to_owned(),
    };
    let mut all = Vec::new();
    for entry in std::fs::read_dir(&place).map_err(files)? {
        let path = entry.map_err(files)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() && name.starts_with(PREFIX) {
            let made = std::fs::read_to_string(path.with_extension("made")).unwrap_or_default();
            all.push((Thing { tenant: tenant_in(&name), name, oid: None, operation: None }, made));
        }
    }
    all.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    Ok(all)
}

async fn remove(server: &Path) -> Result<(), StepError> {
    Sandbox::reset(server).await.map_err(EngineError::from)?;
    let note = server.with_extension("made");
    let gone = std::fs::remove_dir_all(server).and_then(|()| match note.exists() {
        true => std::fs::remove_file(&note),
        false => Ok(()),
    });
    gone.map_err(|error| EngineError::Internal(format!("{}: {error}.", server.display())).into())
}

/// What carries our mark at AWS.
async fn remote(aws: &Aws, kind: Kind) -> Result<Vec<Marked>, StepError> {
    let tagged = |tags: &[(String, String)], key: &str| {
        tags.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.parse::<Uuid>().ok())
    };
    let thing = |name: String, tags: &[(String, String)]| Thing {
        tenant: tagged(tags, "TenantId"),
        operation: tagged(tags, "tenantry:saga"),
        name,
        oid: None,
    };
    Ok(match kind {
        Kind::Secret => {
            let all = aws.managed_secrets().await.map_err(refused)?;
            // what is on its way out goes by itself
            let live = all.into_iter().filter(|secret| secret.deleted_at.is_none());
            live.map(|secret| (thing(secret.name, &secret.tags), secret.arn)).collect()
        }
        Kind::Alarm => {
            let all = aws.alarms(PREFIX).await.map_err(refused)?;
            let named = |name: String| Thing { tenant: tenant_in(&name), name, oid: None, operation: None };
            all.into_iter().map(|alarm| (named(alarm.name), alarm.arn)).collect()
        }
        _ => {
            let all = aws.managed_instances().await.map_err(refused)?;
            let live = all.into_iter().filter(|instance| instance.state != "deleting");
            live.map(|found| (thing(found.identifier, &found.tags), found.resource_id)).collect()
        }
    })
}

/// Deletes an instance after a last snapshot. One that AWS protects stays.
async fn end(aws: &Aws, identifier: &str, look: Duration) -> Result<(), StepError> {
    let Some(found) = aws.instance(identifier).await.map_err(refused)? else { return Ok(()) };
    if found.deletion_protection {
        return Err(kept(format!("{identifier} is protected from deletion.")));
    }
    let id = format!("{identifier}-scrubbed");
    if aws.snapshot(&id).await.map_err(refused)?.is_none() {
        aws.create_snapshot(identifier, &id, &found.tags).await.map_err(refused)?;
    }
    for _ in 0..LOOKS {
        if aws.snapshot(&id).await.map_err(refused)?.is_some_and(|snapshot| snapshot.is_ready()) {
            return aws.delete_instance(identifier).await.map_err(refused);
        }
        tokio::time::sleep(look).await;
    }
    Err(kept(format!("The last snapshot of {identifier} does not become available.")))
}

fn kept(message: String) -> StepError {
    EngineError::Precondition {
        field: "finding".to_owned(),
        message,
        remedy: "Nothing was removed. Look at it in the AWS console.".to_owned(),
    }
    .into()
}
