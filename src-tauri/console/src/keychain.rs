//! Passwords in the operating system's keychain. Without one, passwords are asked for each time; never is one written to
//! a file. Every call has a deadline, because a locked keychain waits for a person.

use std::time::Duration;

use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

use crate::error::{CommandError, ErrorCode};
use crate::views::{KeychainState, Profile};

const SERVICE: &str = "tenantry";
const PATIENCE: Duration = Duration::from_secs(15);

/// The system's keychain, found at the first use.
pub(crate) struct Keychain;

impl Keychain {
    pub(crate) fn of_system() -> Self {
        Self
    }

    /// Whether it answers.
    pub(crate) async fn state(&self) -> KeychainState {
        match read(String::new()).await {
            Ok(_) => KeychainState { available: true, reason: None },
            Err(error) => KeychainState { available: false, reason: Some(error.message) },
        }
    }

    /// The password of a profile's login at its server; none: it holds none.
    pub(crate) async fn password(&self, profile: &Profile) -> Result<Option<SecretString>, CommandError> {
        read(account(profile)).await
    }

    /// Stores the password of a profile's login at its server.
    pub(crate) async fn store(&self, profile: &Profile, password: SecretString) -> Result<(), CommandError> {
        let account = account(profile);
        on_keychain(move || Entry::new(SERVICE, &account)?.set_password(password.expose_secret())).await
    }

    /// Forgets it; that there was none is no error.
    pub(crate) async fn forget(&self, profile: &Profile) -> Result<(), CommandError> {
        let account = account(profile);
        on_keychain(move || match Entry::new(SERVICE, &account)?.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            outcome => outcome,
        })
        .await
    }
}

/// A password belongs to a login at a server, not to a profile's name: a profile that was bent to another host finds none.
pub(crate) fn account(profile: &Profile) -> String {
    format!("{}@{}:{}/{}", profile.login, profile.host, profile.port, profile.database)
}

async fn read(account: String) -> Result<Option<SecretString>, CommandError> {
    on_keychain(move || match Entry::new(SERVICE, &account)?.get_password() {
        Ok(password) => Ok(Some(SecretString::from(password))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    })
    .await
}

/// Runs on a thread of its own: the store blocks, and may wait for a person to unlock it.
async fn on_keychain<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, CommandError> {
    let work = tokio::task::spawn_blocking(move || {
        open_store()?;
        call()
    });
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(Ok(found))) => Ok(found),
        Ok(Ok(Err(error))) => Err(unavailable(reason(&error))),
        Ok(Err(_)) => Err(unavailable("The keychain of this machine failed.")),
        Err(_) => Err(unavailable("The keychain of this machine is locked, or does not answer.")),
    }
}

#[cfg(target_os = "linux")]
fn open_store() -> Result<(), Error> {
    if keyring_core::get_default_store().is_none() {
        keyring_core::set_default_store(zbus_secret_service_keyring_store::Store::new()?);
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn open_store() -> Result<(), Error> {
    keyring_core::get_default_store().map(|_| ()).ok_or(Error::NoDefaultStore)
}

const fn reason(error: &Error) -> &'static str {
    match error {
        Error::NoStorageAccess(_) => "The keychain of this machine is locked.",
        Error::PlatformFailure(_) | Error::NoDefaultStore => "This machine has no keychain that answers.",
        _ => "The keychain of this machine refused.",
    }
}

fn unavailable(message: &str) -> CommandError {
    CommandError::new(ErrorCode::Unavailable, message)
        .remedied("Unlock or start it, or give the password each time; it is never written to a file.")
}
