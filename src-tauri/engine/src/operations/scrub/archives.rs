//! Archives on this worker's machine that no certificate names.

use std::path::Path;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::super::archive::files::{files, hex};
use super::super::steps::{Shop, StepError};
use super::book::{Book, Finding};
use super::kind::{Kind, Mark, Thing};

/// What the archives of a worker's machine are called among the places.
pub(super) fn place(_worker: &str) -> String {
    format!(
        "archives on {}",
        nix::unistd::gethostname()
            .map_or_else(|_| "this machine".to_owned(), |name| name.to_string_lossy().into_owned())
    )
}

/// The archives that are there: a folder for each tenant, and in it one for each purge.
fn list(root: &Path) -> Result<Vec<Thing>, StepError> {
    let mut all = Vec::new();
    for (tenant, folder) in folders(root)? {
        for (operation, _) in folders(&folder)? {
            let name = format!("{tenant}/{operation}");
            all.push(Thing { name, oid: None, tenant: Some(tenant), operation: Some(operation) });
        }
    }
    Ok(all)
}

/// The folders in a folder that are named by an id.
fn folders(root: &Path) -> Result<Vec<(Uuid, std::path::PathBuf)>, StepError> {
    if !root.is_dir() {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for entry in std::fs::read_dir(root).map_err(files(root))? {
        let path = entry.map_err(files(root))?.path();
        let id = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
        // a link leads elsewhere: it is not followed
        if let (Some(id), false, true) = (id, path.is_symlink(), path.is_dir()) {
            all.push((id, path));
        }
    }
    all.sort();
    Ok(all)
}

/// Which files there are, how long and how old.
fn mark(root: &Path, thing: &Thing) -> Result<Mark, StepError> {
    let folder = root.join(&thing.name);
    let (mut lines, mut bytes) = (Vec::new(), 0);
    for entry in std::fs::read_dir(&folder).map_err(files(&folder))? {
        let entry = entry.map_err(files(&folder))?;
        let meta = entry.metadata().map_err(files(&folder))?;
        bytes += i64::try_from(meta.len()).unwrap_or(i64::MAX);
        lines.push(format!("{:?} {} {:?}", entry.file_name(), meta.len(), meta.modified().ok()));
    }
    lines.sort();
    Ok((hex(&Sha256::digest(lines.join("\n"))), None, Some(bytes)))
}

/// Looks at the archives of this machine.
pub(super) async fn look(book: &Book, shop: &Shop, place: &str) -> Result<(), StepError> {
    let root = &shop.ground.archives;
    let mut findings = Vec::new();
    for (thing, why) in book.strangers_of(&[], Kind::Archive, &list(root)?).await? {
        let (mark, rows, bytes) = mark(root, &thing)?;
        findings.push(Finding::new(Kind::Archive, place, thing, why, mark).counted(rows, bytes));
    }
    Ok(book.found(&findings).await?)
}

/// The archive of a name, if nobody's still; and what it is like now.
pub(super) async fn again(
    book: &Book,
    shop: &Shop,
    name: &str,
) -> Result<Option<(Thing, Option<String>)>, StepError> {
    let root = &shop.ground.archives;
    let Some(thing) = list(root)?.into_iter().find(|thing| thing.name == name) else { return Ok(None) };
    let stranger = !book.strangers_of(&[], Kind::Archive, std::slice::from_ref(&thing)).await?.is_empty();
    let mark = mark(root, &thing)?.0;
    Ok(Some((thing, stranger.then_some(mark))))
}

/// Removes an archive.
pub(super) fn purge(shop: &Shop, thing: &Thing) -> Result<(), StepError> {
    let folder = shop.ground.archives.join(&thing.name);
    std::fs::remove_dir_all(&folder).map_err(files(&folder))?;
    // the tenant's folder goes with its last archive
    if let Some(parent) = folder.parent() {
        let _ = std::fs::remove_dir(parent);
    }
    Ok(())
}
