//! Profiles of this machine: list, save, delete, test.

use tenantry_engine::probe::{self, Outcome};

use super::Answer;
use super::sandbox::sandbox_profiles;
use crate::Console;
use crate::commands::connect::target;
use crate::error::{CommandError, ErrorCode};
use crate::keychain::account;
use crate::profiles::check;
use crate::views::{
    LoginMethod, Nothing, Password, Profile, ProfileEntry, ProfileList, ProfileName, ProfileReport,
    ProfileSave, ProfileStep, ProfileTest, StepState,
};

/// The profiles, by name; the running sandbox's logins come last.
pub async fn profile_list(console: &Console, _: Nothing) -> Answer<ProfileList> {
    let saved = console.profiles().read()?;
    let keychain = console.keychain().state().await;
    let mut profiles = Vec::new();
    for profile in saved.profiles {
        let kept = keychain.available && profile.login_method == LoginMethod::Keychain;
        let has_password =
            kept && console.keychain().password(&profile).await.is_ok_and(|found| found.is_some());
        profiles.push(ProfileEntry { profile, has_password, of_sandbox: false });
    }
    for profile in sandbox_profiles(console).await {
        profiles.push(ProfileEntry { profile, has_password: true, of_sandbox: true });
    }
    Ok(ProfileList { profiles, keychain, last: saved.last })
}

/// Saves a profile; its password goes to the keychain, and nothing is saved when the keychain refuses it.
pub async fn profile_save(console: &Console, request: ProfileSave) -> Answer<ProfileList> {
    let ProfileSave { profile, rename_from, password } = request;
    check(&profile)?;
    let saved = console.profiles().read()?;
    let is_itself = |p: &Profile| Some(p.name.as_str()) == rename_from.as_deref();
    let taken =
        saved.profiles.iter().any(|p| !is_itself(p) && p.name.to_lowercase() == profile.name.to_lowercase());
    if taken || is_of_sandbox(&profile.name) {
        let message = format!("There is a profile named \"{}\" already.", profile.name);
        return Err(CommandError::invalid("name", message, "Choose another name."));
    }
    let password =
        password.and_then(Password::given).filter(|_| profile.login_method == LoginMethod::Keychain);
    if let Some(password) = password {
        console.keychain().store(&profile, password).await.map_err(|error| error.about("password"))?;
    }
    let before = saved.profiles.into_iter().find(is_itself);
    let after = console.profiles().change(|saved| {
        saved.profiles.retain(|p| !is_itself(p));
        saved.profiles.push(profile);
    })?;
    forget_unused(console, before, &after.profiles).await;
    profile_list(console, Nothing {}).await
}

/// Forgets the password of a profile that is gone, unless another profile uses the same login at the same server. A
/// keychain that is away keeps it, which is where it belongs.
async fn forget_unused(console: &Console, gone: Option<Profile>, left: &[Profile]) {
    let Some(gone) = gone else { return };
    let uses = |p: &Profile| p.login_method == LoginMethod::Keychain && account(p) == account(&gone);
    if !left.iter().any(uses)
        && let Err(error) = console.keychain().forget(&gone).await
    {
        tracing::info!("a password that is not needed any more stays in the keychain: {error}");
    }
}

/// Deletes a profile and its password.
pub async fn profile_delete(console: &Console, request: ProfileName) -> Answer<ProfileList> {
    let gone = console.profiles().read()?.profiles.into_iter().find(|p| p.name == request.name);
    let gone = gone.ok_or_else(|| missing(&request.name))?;
    let left = console.profiles().change(|saved| saved.profiles.retain(|p| p.name != request.name))?;
    forget_unused(console, Some(gone), &left.profiles).await;
    profile_list(console, Nothing {}).await
}

/// Tries a profile step by step, saved or not.
pub async fn profile_test(console: &Console, request: ProfileTest) -> Answer<ProfileReport> {
    check(&request.profile)?;
    let password = match request.password.and_then(Password::given) {
        Some(password) => Some(password),
        None => console.keychain().password(&request.profile).await.ok().flatten(),
    };
    let target = target(&request.profile, password.as_ref());
    let steps = probe::probe(&request.profile.host, request.profile.port, &target).await;
    let ok = steps.iter().all(|step| step.outcome != Outcome::Failed);
    Ok(ProfileReport { ok, steps: steps.into_iter().map(step).collect() })
}

pub(super) fn step(step: probe::Step) -> ProfileStep {
    ProfileStep {
        name: step.name.to_owned(),
        state: match step.outcome {
            Outcome::Passed => StepState::Passed,
            Outcome::Warned => StepState::Warned,
            Outcome::Failed => StepState::Failed,
        },
        message: step.message,
        remedy: step.remedy,
        field: step.field.map(str::to_owned),
    }
}

/// Names that belong to the sandbox's logins.
pub(super) fn is_of_sandbox(name: &str) -> bool {
    name.starts_with("Sandbox · ")
}

pub(super) fn missing(name: &str) -> CommandError {
    CommandError::new(ErrorCode::NotFound, format!("There is no profile named \"{}\".", name.escape_debug()))
        .about("profile")
        .remedied("Choose one of the list, or enter it anew.")
}
