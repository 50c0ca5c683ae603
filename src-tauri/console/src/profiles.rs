//! Profiles in one JSON file of the user's data folder: read whole, replaced whole, never a password in it.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::error::{CommandError, ErrorCode};
use crate::views::{LoginMethod, Profile, TlsMode};

/// The file's content.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Saved {
    #[serde(default)]
    pub(crate) profiles: Vec<Profile>,
    #[serde(default)]
    pub(crate) last: Option<String>,
}

/// The file of profiles.
pub(crate) struct Profiles {
    file: PathBuf,
    turn: Mutex<()>,
}

impl Profiles {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self { file: folder.join("profiles.json"), turn: Mutex::new(()) }
    }

    /// What is saved. A file that is not there holds nothing; one that cannot be read is said so, and left alone.
    pub(crate) fn read(&self) -> Result<Saved, CommandError> {
        match std::fs::read(&self.file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Saved::default()),
            Err(error) => Err(self.broken(&error.kind().to_string())),
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|_| self.broken("it is not what was written"))
            }
        }
    }

    /// Changes what is saved: written beside, flushed, renamed, so that no half file is ever read.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Saved)) -> Result<Saved, CommandError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut saved = self.read()?;
        change(&mut saved);
        saved.profiles.sort_by_key(|profile| profile.name.to_lowercase());
        self.write(&saved).map_err(|error| {
            let message = format!("{} could not be written: {}.", self.file.display(), error.kind());
            CommandError::new(ErrorCode::Unavailable, message)
                .remedied("Free disk space or mend the folder's rights.")
        })?;
        Ok(saved)
    }

    fn write(&self, saved: &Saved) -> std::io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let beside = self.file.with_extension("json.new");
        let file = std::fs::File::create(&beside)?;
        serde_json::to_writer_pretty(&file, saved)?;
        file.sync_all()?;
        std::fs::rename(beside, &self.file)
    }

    fn broken(&self, why: &str) -> CommandError {
        CommandError::new(ErrorCode::Inconsistent, format!("{} cannot be read: {why}.", self.file.display()))
            .remedied("Mend it or move it away; profiles can be entered again.")
    }
}

/// What is wrong with a profile, field by field, before anything is tried.
pub(crate) fn check(profile: &Profile) -> Result<(), CommandError> {
    let filled = |field: &str, value: &str, what: &str| {
        if value.trim().is_empty() || value.chars().any(char::is_control) || value.len() > 255 {
            return Err(CommandError::invalid(field, format!("{what} is missing."), format!("Give {what}.")));
        }
        Ok(())
    };
    filled("name", &profile.name, "a name for the profile")?;
    filled("host", &profile.host, "the server's host name or address")?;
    filled("database", &profile.database, "the name of the control database")?;
    filled("login", &profile.login, "your own login")?;
    if profile.port == 0 {
        return Err(CommandError::invalid(
            "port",
            "Port 0 is not a port.",
            "Give 1 to 65535; PostgreSQL's is 5432.",
        ));
    }
    if let Some(file) = profile.ca_file.as_deref().filter(|file| !file.is_empty())
        && !Path::new(file).is_file()
    {
        return Err(CommandError::invalid(
            "caFile",
            format!("There is no file \"{}\".", file.escape_debug()),
            "Give the file's full path.",
        ));
    }
    if profile.login_method == LoginMethod::IamToken {
        let remedy = "Use a password from the keychain, or ask each time.";
        return Err(CommandError::invalid(
            "loginMethod",
            "Login by IAM token is not in this version.",
            remedy,
        ));
    }
    if profile.tls == TlsMode::Off && !is_here(&profile.host) {
        let remedy = "Choose \"verify full\"; TLS off is for a server on this machine.";
        return Err(CommandError::invalid(
            "tls",
            "The password would cross the network unencrypted.",
            remedy,
        ));
    }
    Ok(())
}

fn is_here(host: &str) -> bool {
    tenantry_engine::connect::is_here(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::{Environment, SafeMode};

    fn profile() -> Profile {
        Profile {
            name: "eu".to_owned(),
            host: "db.example".to_owned(),
            port: 5432,
            database: "control".to_owned(),
            login: "ana".to_owned(),
            login_method: LoginMethod::Keychain,
            tls: TlsMode::VerifyFull,
            ca_file: None,
            aws_profile: None,
            aws_region: None,
            environment: Environment::Production,
            safe_mode: SafeMode::Confirm,
        }
    }

    #[test]
    fn each_wrong_field_is_named() {
        assert_eq!(check(&profile()), Ok(()));
        let field = |change: fn(&mut Profile)| {
            let mut wrong = profile();
            change(&mut wrong);
            check(&wrong).unwrap_err().field.unwrap()
        };
        assert_eq!(field(|p| p.name = " ".to_owned()), "name");
        assert_eq!(field(|p| p.host = "a\nb".to_owned()), "host");
        assert_eq!(field(|p| p.port = 0), "port");
        assert_eq!(field(|p| p.tls = TlsMode::Off), "tls");
        assert_eq!(field(|p| p.ca_file = Some("/no/such.pem".to_owned())), "caFile");
    }

    #[test]
    fn a_torn_file_is_named_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let profiles = Profiles::in_folder(folder.path());
        profiles.change(|saved| saved.profiles.push(profile())).unwrap();
        assert_eq!(profiles.read().unwrap().profiles, [profile()]);
        std::fs::write(folder.path().join("profiles.json"), "{\"prof").unwrap();
        assert_eq!(profiles.change(|_| ()).unwrap_err().code, ErrorCode::Inconsistent);
        assert_eq!(std::fs::read(folder.path().join("profiles.json")).unwrap(), b"{\"prof");
    }
}
