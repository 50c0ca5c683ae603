//! System packages: which are missing, and getting them: by apt as root or by sudo without a password, else by the person.

use std::process::Command;

use crate::process::{Failure, capture, is_there, run, stopped};

/// Debian's names of what building and the tests of the real window need.
const PACKAGES: [&str; 13] = [
    // building: the window, its icons and tray, TLS, the SQL parser's bindings
    "build-essential",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "libayatana-appindicator3-dev",
    "libxdo-dev",
    "libssl-dev",
    "libclang-dev",
    // the real window without a screen: display, driver, session bus, keychain, pictures
    "xvfb",
    "webkit2gtk-driver",
    "dbus",
    "gnome-keyring",
    "imagemagick",
    // what stands in for AWS
    "python3-venv",
];

/// Installs the missing packages, or fails with the one command line to run.
pub(crate) fn install_missing() -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !is_there("dpkg-query") {
        println!(
            "This is no Debian: see that the equivalents of these packages are installed: {}.",
            PACKAGES.join(" ")
        );
        return Ok(());
    }
    let missing = missing(&installed());
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing system packages: {}.", missing.join(" "));
    let prefix = match capture(Command::new("id").arg("-u")).as_deref() {
        Some("0") => Vec::new(),
        _ if capture(Command::new("sudo").args(["-n", "true"])).is_some() => vec!["sudo", "-n"],
        _ => {
            return Err(stopped(format!(
                "Install the missing packages, then call this again:\n\n    {}\n",
                line(&missing)
            )));
        }
    };
    let apt = |arguments: &[&str]| {
        let words =
            prefix.iter().chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]).chain(arguments);
        let words: Vec<&str> = words.copied().collect();
        run(Command::new(words[0]).args(&words[1..]))
    };
    // Another apt may be at work on a fresh machine.
    const PATIENT: &str = "-oDPkg::Lock::Timeout=300";
    apt(&["update", "-q", PATIENT])
        .and_then(|()| {
            apt(&[&["install", "-q", "-y", "--no-install-recommends", PATIENT], &missing[..]].concat())
        })
        .map_err(|_| {
            stopped(format!(
                "The packages could not be installed. Mend the cause and run:\n\n    {}\n",
                line(&missing)
            ))
        })
}

/// One line per package that dpkg knows, with its status first; it fails when it knows not all of them, yet prints.
fn installed() -> String {
    let mut command = Command::new("dpkg-query");
    command.args(["-W", "-f", "${db:Status-Status} ${Package}\\n"]).args(PACKAGES);
    command.output().map(|out| String::from_utf8_lossy(&out.stdout).into_owned()).unwrap_or_default()
}

fn missing(dpkg: &str) -> Vec<&'static str> {
    let there = |package: &str| dpkg.lines().any(|line| line.split_once(' ') == Some(("installed", package)));
    PACKAGES.into_iter().filter(|package| !there(package)).collect()
}

fn line(packages: &[&str]) -> String {
    format!("sudo apt-get update && sudo apt-get install -y --no-install-recommends {}", packages.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_installed_counts_as_there() {
        let all: String = PACKAGES.iter().map(|package| format!("installed {package}\n")).collect();
        assert!(missing(&all).is_empty());
        let removed = all.replace("installed xvfb", "config-files xvfb");
        assert_eq!(missing(&removed), ["xvfb"]);
        assert_eq!(missing("").len(), PACKAGES.len());
    }

    #[test]
    fn the_person_gets_one_line() {
        assert_eq!(
            line(&["xvfb", "dbus"]),
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends xvfb dbus"
        );
    }
}
