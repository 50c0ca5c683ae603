//! `sandbox.json`: the port, the server's version and the generated passwords of the sandbox's logins.
//! It is readable by its owner alone, replaced whole, and its passwords are never logged: they open this sandbox only.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rand::Rng as _;
use rand::distr::Alphanumeric;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::error::SandboxError;

/// What is remembered between starts. No `Debug`: it holds passwords.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct State {
    /// The port of the last start.
    pub(super) port: Option<u16>,
    /// The version of the last start, as `18.4`.
    pub(super) server_version: Option<String>,
    passwords: BTreeMap<String, String>,
}

impl State {
    /// What the file says; `None` when there is no file or it cannot be understood (it is then made anew).
    pub(super) fn load(file: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(file).ok()?).ok()
    }

    /// Changes the file as one step: under a lock of its own, written beside, flushed, renamed.
    pub(super) fn change<T>(file: &Path, change: impl FnOnce(&mut Self) -> T) -> Result<T, SandboxError> {
        let lock = file.with_extension("json.lock");
        let held = private_file(&lock).map_err(SandboxError::files("written", &lock))?;
        held.lock().map_err(SandboxError::files("locked", &lock))?;
        let mut state = Self::load(file).unwrap_or_default();
        let answer = change(&mut state);
        state.save(file).map_err(SandboxError::files("written", file))?;
        Ok(answer)
    }

    /// The password of a login, when there is one.
    pub(super) fn password(&self, login: &str) -> Option<SecretString> {
        self.passwords.get(login).map(|password| SecretString::from(password.as_str()))
    }

    /// The password of a login, generated when there is none.
    pub(super) fn password_or_new(&mut self, login: &str) -> SecretString {
        let password = self.passwords.entry(login.to_owned()).or_insert_with(generate);
        SecretString::from(password.as_str())
    }

    /// Forgets the password of a login.
    pub(super) fn forget(&mut self, login: &str) {
        self.passwords.remove(login);
    }

    fn save(&self, file: &Path) -> std::io::Result<()> {
        let beside = file.with_extension("json.new");
        let mut out = private_file(&beside)?;
        out.set_len(0)?;
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")?;
        out.sync_all()?;
        std::fs::rename(&beside, file)
    }
}

/// 32 letters and digits: 190 bits, and nothing that a URL would have to escape.
fn generate() -> String {
    rand::rng().sample_iter(Alphanumeric).take(32).map(char::from).collect()
}

/// Opens a file that its owner alone can read, making it when it is not there.
pub(super) fn private_file(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn a_password_is_made_once_and_kept_where_only_the_owner_reads_it() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("sandbox.json");
        let first = State::change(&file, |state| state.password_or_new("ops")).unwrap();
        let again = State::change(&file, |state| state.password_or_new("ops")).unwrap();
        let other = State::change(&file, |state| state.password_or_new("support")).unwrap();
        assert_eq!(first.expose_secret(), again.expose_secret());
        assert_ne!(first.expose_secret(), other.expose_secret());
        assert!(
            first.expose_secret().len() == 32
                && first.expose_secret().chars().all(|c| c.is_ascii_alphanumeric())
        );
        for entry in std::fs::read_dir(place.path()).unwrap() {
            let mode = entry.as_ref().unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{entry:?}");
        }
    }

    #[test]
    fn a_torn_file_is_not_believed() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("sandbox.json");
        std::fs::write(&file, "{\"port\": 54").unwrap();
        assert!(State::load(&file).is_none());
        State::change(&file, |state| state.port = Some(5454)).unwrap();
        assert_eq!(State::load(&file).unwrap().port, Some(5454));
    }

    #[test]
    fn many_at_once_agree_on_one_password() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("sandbox.json");
        let ask =
            || State::change(&file, |state| state.password_or_new("ops")).unwrap().expose_secret().to_owned();
        let all: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
    }
}
