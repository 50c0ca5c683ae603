//! Connecting: the profile's identity of the server is checked, and what is wrong is named by the step that failed.

use secrecy::SecretString;
use tenantry_engine::connect::{Target, TargetParts, Tls, Writes};
use tenantry_engine::directory::{Directory, Identity};
use tenantry_engine::probe::{self, Outcome};

use super::Answer;
use super::profiles::{is_of_sandbox, missing};
use super::sandbox::{sandbox_login, sandbox_of};
use crate::Console;
use crate::connection::Live;
use crate::error::{CommandError, ErrorCode};
use crate::profiles::check;
use crate::views::{
    ConnectRequest, ConnectionView, Environment, LoginMethod, Nothing, Password, Profile, SafeMode, TlsMode,
};

/// Connects by a saved profile, or as one of the sandbox's logins.
pub async fn connect(console: &Console, request: ConnectRequest) -> Answer<ConnectionView> {
    let (profile, password) = if is_of_sandbox(&request.profile) {
        sandbox_login(console, &request.profile).await?
    } else {
        let saved = console.profiles().read()?;
        let found = saved.profiles.into_iter().find(|p| p.name == request.profile);
        let profile = found.ok_or_else(|| missing(&request.profile))?;
        check(&profile)?;
        let password = password_of(console, &profile, request.password).await?;
        (profile, Some(password))
    };
    let target = target(&profile, password.as_ref());
    let live = open(profile, &target).await?;
    let name = live.profile.name.clone();
    if console.places().remember_last
        && let Err(error) = console.profiles().change(|saved| saved.last = Some(name))
    {
        tracing::warn!("the last profile was not remembered: {error}");
    }
    tracing::info!(db.version = %live.identity.server(), "connected");
    let attached = console.attach(live).await;
    match sandbox_of(console, &request.profile).await {
        Some(server) if console.places().works => console.work_for(&server).await,
        _ => console.keep_worker(None).await,
    }
    Ok(attached)
}

impl Console {
    /// Connects by a URL, for the command line: no profile, no keychain.
    pub async fn connect_url(&self, url: &str) -> Answer<ConnectionView> {
        let target = Target::from_url(url)?;
        let profile = Profile {
            name: "url".to_owned(),
            host: target.host(),
            port: target.port(),
            database: String::new(),
            login: target.login().to_owned(),
            login_method: LoginMethod::Ask,
            tls: TlsMode::VerifyFull,
            ca_file: None,
            aws_profile: None,
            aws_region: None,
            environment: Environment::Development,
            safe_mode: SafeMode::Open,
        };
        let live = open(profile, &target).await?;
        Ok(self.attach(live).await)
    }
}

async fn password_of(console: &Console, profile: &Profile, given: Option<Password>) -> Answer<SecretString> {
    if let Some(password) = given.and_then(Password::given) {
        return Ok(password);
    }
    let kept = match profile.login_method {
        LoginMethod::Keychain => console.keychain().password(profile).await?,
        LoginMethod::Ask | LoginMethod::IamToken => None,
    };
    kept.ok_or_else(|| {
        CommandError::invalid(
            "password",
            format!("The password of {} is needed.", profile.login),
            "Type it; it is not stored.",
        )
    })
}

async fn open(profile: Profile, target: &Target) -> Answer<Live> {
    let writes = if profile.safe_mode == SafeMode::ReadOnly { Writes::Refused } else { Writes::Allowed };
    let steps = probe::probe(&profile.host, profile.port, target).await;
    if let Some(failed) = steps.iter().find(|step| step.outcome == Outcome::Failed) {
        return Err(refused(failed));
    }
    identify(Directory::new(target, writes), profile, target).await
}

async fn identify(directory: Directory, profile: Profile, target: &Target) -> Answer<Live> {
    let identity = directory.identity().await?;
    let schema_version = directory.schema_version().await?;
    let warnings = warnings(&identity, target);
    Ok(Live::new(directory, (profile, target.address()), identity, schema_version, warnings))
}

fn warnings(identity: &Identity, target: &Target) -> Vec<String> {
    let mut warnings: Vec<String> = identity.server().warning().into_iter().collect();
    if identity.powerful {
        warnings.push(format!(
            "{} is a superuser or may make roles: what it does is outside the promise.",
            identity.login
        ));
    }
    if target.is_exposed() && !identity.encrypted {
        warnings.push("The connection is not encrypted.".to_owned());
    }
    warnings
}

fn refused(step: &probe::Step) -> CommandError {
    let code = match step.field {
        Some("password" | "login") => ErrorCode::Denied,
        Some("database") => ErrorCode::NotFound,
        _ => ErrorCode::Unavailable,
    };
    CommandError::new(code, step.message.clone())
        .about(step.field.unwrap_or_default())
        .remedied(step.remedy.clone().unwrap_or_default())
}

/// The profile as the engine takes it.
pub(super) fn target(profile: &Profile, password: Option<&SecretString>) -> Target {
    Target::new(&TargetParts {
        host: &profile.host,
        port: profile.port,
        database: &profile.database,
        login: &profile.login,
        password,
        tls: match profile.tls {
            TlsMode::VerifyFull => Tls::VerifyFull,
            TlsMode::VerifyCa => Tls::VerifyCa,
            TlsMode::Require => Tls::Require,
            TlsMode::Off => Tls::Off,
        },
        ca_file: profile.ca_file.as_deref().filter(|file| !file.is_empty()),
    })
}

/// Ends the connection.
pub async fn disconnect(console: &Console, _: Nothing) -> Answer<ConnectionView> {
    Ok(console.detach().await)
}

/// How the connection stands.
pub async fn connection_status(console: &Console, _: Nothing) -> Answer<ConnectionView> {
    Ok(console.connection())
}
