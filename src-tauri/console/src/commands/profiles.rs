//! Profiles of this machine: list, save, delete, test.

use secrecy::SecretString;
use tenantry_engine::probe::{self, Outcome};

use super::Answer;
use super::sandbox::sandbox_profiles;
use crate::Console;
use crate::commands::connect::target;
use crate::error::{CommandError, ErrorCode};
use crate::profiles::check;
use crate::views::{
    LoginMethod, Nothing, Profile, ProfileEntry, ProfileList, ProfileName, ProfileReport, ProfileSave,
    ProfileStep, ProfileTest, StepState,
};

/// The profiles, by name; the running sandbox's logins come last.
pub async fn profile_list(console: &Console, _: Nothing) -> Answer<ProfileList> {
    let saved = console.profiles().read()?;
    let keychain = console.keychain().state().await;
    let mut profiles = Vec::new();
    for profile in saved.profiles {
        let kept = keychain.available && profile.login_method == LoginMethod::Keychain;
        let has_password =
            kept && console.keychain().password(&profile.name).await.is_ok_and(|found| found.is_some());
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
    let before = rename_from.clone().unwrap_or_else(|| profile.name.clone());
    let taken = |name: &str| saved.profiles.iter().any(|p| p.name.eq_ignore_ascii_case(name));
    let renamed = rename_from.as_deref() != Some(profile.name.as_str());
    if (rename_from.is_some() && renamed && taken(&profile.name)) || is_of_sandbox(&profile.name) {
        let message = format!("There is a profile named \"{}\" already.", profile.name);
        return Err(CommandError::invalid("name", message, "Choose another name."));
    }
    keep_password(console, &profile, &before, password).await?;
    console.profiles().change(|saved| {
        saved.profiles.retain(|p| p.name != before && p.name != profile.name);
        saved.profiles.push(profile);
    })?;
    profile_list(console, Nothing {}).await
}

async fn keep_password(
    console: &Console,
    profile: &Profile,
    before: &str,
    password: Option<String>,
) -> Answer<()> {
    let keychain = console.keychain();
    if profile.login_method != LoginMethod::Keychain {
        // a keychain that is away holds nothing that could be forgotten now
        let _ = keychain.forget(before).await;
        return Ok(());
    }
    let password = match password.filter(|text| !text.is_empty()) {
        Some(text) => Some(SecretString::from(text)),
        None if before != profile.name => keychain.password(before).await?,
        None => None,
    };
    if let Some(password) = password {
        keychain.store(&profile.name, password).await.map_err(|error| error.about("password"))?;
    }
    if before != profile.name {
        keychain.forget(before).await?;
    }
    Ok(())
}

/// Deletes a profile and its password.
pub async fn profile_delete(console: &Console, request: ProfileName) -> Answer<ProfileList> {
    let known = console.profiles().read()?.profiles.iter().any(|p| p.name == request.name);
    if !known {
        return Err(missing(&request.name));
    }
    let _ = console.keychain().forget(&request.name).await;
    console.profiles().change(|saved| saved.profiles.retain(|p| p.name != request.name))?;
    profile_list(console, Nothing {}).await
}

/// Tries a profile step by step, saved or not.
pub async fn profile_test(console: &Console, request: ProfileTest) -> Answer<ProfileReport> {
    check(&request.profile)?;
    let password = match request.password.filter(|text| !text.is_empty()) {
        Some(text) => Some(SecretString::from(text)),
        None => console.keychain().password(&request.profile.name).await.ok().flatten(),
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
