//! A desk of our own: a virtual display, a session bus and an unlocked keychain, each ended with it. What programs on
//! it remember lies in a scratch folder, so that nothing of the person's is read or changed.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::process::{Failure, Kept, capture, stopped, tied, word};
use crate::scratch::Scratch;
use crate::wait;

/// The size in which the pictures are taken.
const SCREEN: &str = "1440x900x24";
/// A daemon of the session answers within a second, on a busy machine within a few.
const PATIENCE: Duration = Duration::from_secs(20);
/// It protects nothing: the keychain lives for one run in a scratch folder.
const KEYCHAIN_PASSWORD: &[u8] = b"for one run";

/// Whose things the programs on a desk remember.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Belongings {
    /// The person's: the sandbox of last time is found again. There is no keychain.
    Own,
    /// Nobody's: empty folders and a fresh, unlocked keychain.
    Scratch,
}

/// The desk. Fields are dropped in their order: the daemons first, the folder last.
pub(crate) struct Desk {
    daemons: Vec<Kept>,
    variables: Vec<(&'static str, String)>,
    display: String,
    scratch: Scratch,
}

impl Desk {
    /// Sets it up.
    pub(crate) fn new(belongings: Belongings) -> Result<Self, Failure> {
        let mut desk = Self {
            daemons: Vec::new(),
            variables: Vec::new(),
            display: String::new(),
            scratch: Scratch::new()?,
        };
        desk.start_display()?;
        let run = desk.scratch.make("run", 0o700)?;
        desk.set("XDG_RUNTIME_DIR", run.display().to_string());
        if belongings == Belongings::Scratch {
            for (variable, folder) in [
                ("XDG_DATA_HOME", "data"),
                ("XDG_CONFIG_HOME", "config"),
                ("XDG_CACHE_HOME", "cache"),
                ("XDG_STATE_HOME", "state"),
            ] {
                let folder = desk.scratch.make(folder, 0o755)?;
                desk.set(variable, folder.display().to_string());
            }
        }
        desk.start_bus(&run)?;
        if belongings == Belongings::Scratch {
            desk.start_keychain()?;
        }
        Ok(desk)
    }

    /// The command, placed on this desk.
    pub(crate) fn seat<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env_remove("WAYLAND_DISPLAY").envs(self.variables.iter().map(|(name, value)| (name, value)))
    }

    /// The folder that goes away with the desk.
    pub(crate) fn scratch(&self) -> &Scratch {
        &self.scratch
    }

    /// Takes a picture of the whole screen.
    pub(crate) fn picture(&self, file: &Path) -> Result<(), Failure> {
        let taken =
            capture(Command::new("import").args(["-window", "root", "-display", &self.display]).arg(file));
        taken.map(drop).ok_or_else(|| stopped(format!("ImageMagick could not write {}.", word(file))))
    }

    fn set(&mut self, variable: &'static str, value: String) {
        self.variables.push((variable, value));
    }

    fn start_display(&mut self) -> Result<(), Failure> {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]);
        let number = self.daemon("Xvfb", command)?;
        self.display = format!(":{number}");
        self.set("DISPLAY", self.display.clone());
        self.set("GDK_BACKEND", "x11".into());
        // Its buffers need a graphics card: without one the window stays white.
        self.set("WEBKIT_DISABLE_DMABUF_RENDERER", "1".into());
        // No accessibility bus on this desk: GTK would wait for one.
        self.set("NO_AT_BRIDGE", "1".into());
        Ok(())
    }

    fn start_bus(&mut self, run: &Path) -> Result<(), Failure> {
        let mut command = Command::new("dbus-daemon");
        let address = format!("--address=unix:path={}", run.join("bus").display());
        command.args(["--session", "--nofork", "--print-address=1", &address]);
        let address = self.daemon("dbus-daemon", command)?;
        self.set("DBUS_SESSION_BUS_ADDRESS", address);
        Ok(())
    }

    fn start_keychain(&mut self) -> Result<(), Failure> {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]);
        let mut command = tied(command);
        self.seat(&mut command)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(self.log("gnome-keyring-daemon")?);
        let mut kept = Kept::start("gnome-keyring-daemon", &mut command)?;
        let handed = kept.child().stdin.take().map(|mut stdin| stdin.write_all(KEYCHAIN_PASSWORD));
        if !matches!(handed, Some(Ok(()))) {
            return Err(self.did_not_start("gnome-keyring-daemon"));
        }
        let owned = wait::until(PATIENCE, || self.has_keychain().then_some(()));
        self.daemons.insert(0, kept);
        owned.ok_or_else(|| self.did_not_start("gnome-keyring-daemon"))
    }

    fn has_keychain(&self) -> bool {
        let mut command = Command::new("dbus-send");
        command.args([
            "--session",
            "--print-reply=literal",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
        ]);
        command.args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]);
        capture(self.seat(&mut command)).is_some_and(|said| said.contains("boolean true"))
    }

    /// Starts a daemon that prints one line when it is ready, and returns that line. The last started is ended first.
    fn daemon(&mut self, name: &'static str, command: Command) -> Result<String, Failure> {
        let mut command = tied(command);
        self.seat(&mut command).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(self.log(name)?);
        let mut kept = Kept::start(name, &mut command)?;
        let mut line = String::new();
        if let Some(stdout) = kept.child().stdout.take() {
            // No line is an end of the daemon: it is told below.
            let _ = BufReader::new(stdout).read_line(&mut line);
        }
        self.daemons.insert(0, kept);
        match line.trim() {
            "" => Err(self.did_not_start(name)),
            said => Ok(said.to_owned()),
        }
    }

    fn log(&self, name: &str) -> Result<File, Failure> {
        let path = self.scratch.path().join(format!("{name}.log"));
        File::create(&path).map_err(|e| stopped(format!("{} cannot be written: {e}.", path.display())))
    }

    fn did_not_start(&self, name: &str) -> Failure {
        let log =
            std::fs::read_to_string(self.scratch.path().join(format!("{name}.log"))).unwrap_or_default();
        stopped(format!("{name} did not start. {}", log.trim()))
    }
}

/// Whether the person sits before a screen that windows can be opened on.
pub(crate) fn has_screen() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::is_there;

    #[test]
    fn a_desk_has_a_display_a_bus_and_a_keychain_and_leaves_nothing() {
        // xtask's own tests must run on a machine where nothing is installed yet.
        if !["Xvfb", "dbus-daemon", "gnome-keyring-daemon", "import"].into_iter().all(is_there) {
            return;
        }
        let mut desk = Desk::new(Belongings::Scratch).unwrap();
        let folder = desk.scratch().path().to_owned();
        let picture = folder.join("screen.png");
        desk.picture(&picture).unwrap();
        assert!(picture.metadata().unwrap().len() > 0);
        assert!(desk.has_keychain());
        let said =
            capture(desk.seat(Command::new("sh").args(["-c", "echo $DISPLAY $XDG_DATA_HOME"]))).unwrap();
        assert_eq!(said, format!("{} {}", desk.display, folder.join("data").display()));
        let ids: Vec<u32> = desk.daemons.iter_mut().map(|kept| kept.child().id()).collect();
        drop(desk);
        assert!(!folder.exists());
        for id in ids {
            assert!(capture(Command::new("kill").args(["-0", &id.to_string()])).is_none(), "{id} lives on");
        }
    }
}
