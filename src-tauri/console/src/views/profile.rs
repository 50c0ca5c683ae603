//! Profiles: where a console connects, as whom, and how careful it is.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words;

words! {
    /// The kind of environment: its colour is a state of the whole app.
    Environment { Production, Staging, Development, Sandbox }
}
words! {
    /// How careful the console is. `read_only` is enforced by a read-only session on the server.
    SafeMode { ReadOnly, Confirm, Open }
}
words! {
    /// How the server's identity is checked. `verify_full` is the default; `off` only for a socket or loopback.
    TlsMode { VerifyFull, VerifyCa, Require, Off }
}
words! {
    /// How the console logs in.
    LoginMethod { Keychain, Ask, IamToken }
}

/// A saved way to a control database. It never holds a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// Its name, unique on this machine.
    pub name: String,
    /// Host name, address, or the folder of a unix socket.
    pub host: String,
    /// Port, 1 to 65535.
    pub port: u16,
    /// The control database.
    pub database: String,
    /// The operator's own login.
    pub login: String,
    /// How the password is come by.
    pub login_method: LoginMethod,
    /// How the server's identity is checked.
    pub tls: TlsMode,
    /// A file with the certificate authorities to trust; none: the system's.
    pub ca_file: Option<String>,
    /// AWS profile for IAM tokens.
    pub aws_profile: Option<String>,
    /// AWS region for IAM tokens.
    pub aws_region: Option<String>,
    /// What it is: production, staging, development, sandbox.
    pub environment: Environment,
    /// How careful the console is.
    pub safe_mode: SafeMode,
}

/// Profiles of this machine.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileList {
    /// By name; the sandbox's logins come last.
    pub profiles: Vec<ProfileEntry>,
    /// Whether a keychain answers; if not, why, and passwords are asked for each time.
    pub keychain: KeychainState,
    /// The profile connected to last.
    pub last: Option<String>,
}

/// A profile and what is known of it without connecting.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileEntry {
    /// The profile.
    pub profile: Profile,
    /// A password for it is in the keychain.
    pub has_password: bool,
    /// Belongs to the running sandbox: it is neither edited nor deleted.
    pub of_sandbox: bool,
}

/// Whether the operating system's keychain answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeychainState {
    /// It answers.
    pub available: bool,
    /// Why not, and what to do.
    pub reason: Option<String>,
}

/// A password on its way in. It is never sent out, and prints as a dot.
#[derive(Clone, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct Password(String);

impl Password {
    /// A typed password.
    pub fn typed(text: String) -> Self {
        Self(text)
    }

    /// The password, unless it is empty.
    pub(crate) fn given(self) -> Option<SecretString> {
        (!self.0.is_empty()).then(|| SecretString::from(self.0))
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("•")
    }
}

/// Saves a profile; with `rename_from`, the one of that name is replaced.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileSave {
    /// The profile.
    pub profile: Profile,
    /// Its former name, when it is renamed.
    pub rename_from: Option<String>,
    /// A password to put into the keychain; none: left as it is.
    pub password: Option<Password>,
}

/// Names a profile.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileName {
    /// Its name.
    pub name: String,
}

/// Tries a profile without saving it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileTest {
    /// The profile to try.
    pub profile: Profile,
    /// The password to try; none: the keychain's.
    pub password: Option<Password>,
}

/// What a test found, step by step; the first failed step is the answer.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileReport {
    /// Every step passed.
    pub ok: bool,
    /// Name, reach, TLS, login, version, Tenantry, group roles.
    pub steps: Vec<ProfileStep>,
}

/// One step of a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileStep {
    /// What was tried, for people: `Reach the server`.
    pub name: String,
    /// How it went.
    pub state: StepState,
    /// What was found.
    pub message: String,
    /// What to do, when it failed.
    pub remedy: Option<String>,
    /// The field of the profile to correct, when one is meant.
    pub field: Option<String>,
}

words! {
    /// How a step went.
    StepState { Passed, Warned, Failed, Skipped }
}
