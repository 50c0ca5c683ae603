//! Copying a server to where its account can reach it: root's home is shut to others, `/var/lib` is not.

use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::home::make_passable;

/// Copies the server that `folder` is the `bin` of to `copy`, readable by all, unless it is there; never half.
pub(super) async fn once(folder: &Path, copy: &Path) -> std::io::Result<()> {
    let from = folder.parent().unwrap_or(folder).to_owned();
    let copy = copy.to_owned();
    tokio::task::spawn_blocking(move || {
        make_passable(copy.parent().unwrap_or(&copy))?;
        let lock = File::create(copy.with_extension("lock"))?;
        lock.lock()?;
        if copy.exists() {
            return Ok(());
        }
        let making = copy.with_extension("making");
        if making.exists() {
            std::fs::remove_dir_all(&making)?;
        }
        tree(&from, &making)?;
        std::fs::rename(&making, &copy)
    })
    .await
    .map_err(std::io::Error::other)?
}

fn tree(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir(to)?;
    std::fs::set_permissions(to, Permissions::from_mode(0o755))?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            tree(&source, &target)?;
        } else if kind.is_symlink() {
            std::os::unix::fs::symlink(std::fs::read_link(&source)?, &target)?;
        } else {
            std::fs::copy(&source, &target)?;
            let mode = entry.metadata()?.permissions().mode();
            let open = if mode & 0o100 == 0 { 0o644 } else { 0o755 };
            std::fs::set_permissions(&target, Permissions::from_mode(open))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_copy_is_made_once_keeps_links_and_is_readable_by_all() {
        let root = tempfile::tempdir().unwrap();
        let bin = root.path().join("install/bin");
        std::fs::create_dir_all(&bin).unwrap();
        std::fs::write(bin.join("initdb"), "a program").unwrap();
        std::fs::set_permissions(bin.join("initdb"), Permissions::from_mode(0o700)).unwrap();
        std::os::unix::fs::symlink("postgres", bin.join("link")).unwrap();
        let copy = root.path().join("copies/postgres-18-4");
        std::fs::create_dir_all(copy.with_extension("making").join("bin")).unwrap();
        once(&bin, &copy).await.unwrap();
        once(&bin, &copy).await.unwrap();
        assert_eq!(std::fs::read_link(copy.join("bin/link")).unwrap(), Path::new("postgres"));
        assert_eq!(std::fs::metadata(copy.join("bin/initdb")).unwrap().permissions().mode() & 0o777, 0o755);
        assert!(!copy.with_extension("making").exists(), "nothing half is left");
    }
}
