//! Running other programs: each is shown before it runs, each one's end is looked at, none outlives this process.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::wait;

/// Why it was not done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The call was wrong: the usage is shown.
    Usage(String),
    /// Something on the way failed: a sentence.
    Stopped(String),
}

/// A failure on the way, as a sentence.
pub(crate) fn stopped(why: impl Into<String>) -> Failure {
    Failure::Stopped(why.into())
}

/// The cargo that runs this program, without the variables that it set for it: build scripts that watch them would run
/// again each time a person calls cargo and xtask in turn.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_BIN_"]
            .iter()
            .any(|mark| text.starts_with(mark))
        {
            command.env_remove(&name);
        }
    }
    command
}

/// Shows and runs a command; its output is the terminal's. Anything but success is a failure.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    println!("$ {}", shown(command));
    let status = command.status().map_err(|e| not_started(command, &e))?;
    if status.success() { Ok(()) } else { Err(stopped(format!("`{}` ended with {status}.", shown(command)))) }
}

/// What a command prints, quietly, without the white space around it; `None` when it is not there or fails.
pub(crate) fn capture(command: &mut Command) -> Option<String> {
    let out = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// Shows and runs a command, prints what it says (both streams in their order) and hands each line to `look` too.
pub(crate) fn run_watched(command: &mut Command, mut look: impl FnMut(&str)) -> Result<ExitStatus, Failure> {
    println!("$ {}", shown(command));
    let broken = |e: std::io::Error| stopped(format!("A pipe could not be made: {e}."));
    let (reader, writer) = std::io::pipe().map_err(broken)?;
    command.stdout(writer.try_clone().map_err(broken)?).stderr(writer);
    let child = command.spawn().map_err(|e| not_started(command, &e))?;
    let mut child = Kept::new("", child);
    // The command keeps its ends of the pipe open, and the last line would never come.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    for line in BufReader::new(reader).split(b'\n') {
        let line = line.map_err(broken)?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        look(&line);
    }
    child.wait()
}

/// Whether a program of this name is on the PATH.
pub(crate) fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// How a process is bound to the life of its parent.
const TIE: [&str; 4] = ["setpriv", "--pdeathsig", "TERM", "--"];

/// The same command as a process that the kernel ends when this one ends, even by `kill -9`. Without `setpriv` it is
/// the command as it was, which is then ended only when this process ends in order.
pub(crate) fn tied(command: Command) -> Command {
    if !cfg!(target_os = "linux") || !is_there(TIE[0]) {
        return command;
    }
    let mut tied = Command::new(TIE[0]);
    tied.args(&TIE[1..]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => tied.env(name, value),
            None => tied.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        tied.current_dir(folder);
    }
    tied
}

/// A process that is ended, by its id, when this is dropped: asked first, killed if it does not listen.
pub(crate) struct Kept {
    name: String,
    child: Child,
}

impl Kept {
    /// Keeps a process; the name is for sentences.
    pub(crate) fn new(name: impl Into<String>, child: Child) -> Self {
        Self { name: name.into(), child }
    }

    /// Starts a command and keeps it.
    pub(crate) fn start(name: &str, command: &mut Command) -> Result<Self, Failure> {
        let child = command.spawn().map_err(|e| not_started(command, &e))?;
        Ok(Self::new(name, child))
    }

    /// The process itself, for its streams.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Waits until it ends by itself.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus, Failure> {
        self.child.wait().map_err(|e| stopped(format!("{} could not be waited for: {e}.", self.name)))
    }

    /// How it ended, when it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if self.ended().is_some() {
            return;
        }
        let asked = capture(Command::new("kill").arg("-TERM").arg(self.child.id().to_string()));
        let patience = if asked.is_some() { Duration::from_secs(15) } else { Duration::ZERO };
        if wait::until(patience, || self.ended()).is_none() {
            // It is ending or gone: both are what is wanted.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// How long something took, for people.
pub(crate) fn since(start: Instant) -> String {
    let seconds = start.elapsed().as_secs_f64();
    if seconds < 60.0 { format!("{seconds:.1} s") } else { format!("{:.1} min", seconds / 60.0) }
}

/// A path as an argument for a sentence or a shell.
pub(crate) fn word(path: &Path) -> String {
    quoted(path.as_os_str())
}

fn shown(command: &Command) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let folder = command.get_current_dir().filter(|folder| *folder != here);
    let folder =
        folder.map(|folder| format!("(in {}) ", folder.strip_prefix(&here).unwrap_or(folder).display()));
    let mut words: Vec<&OsStr> = std::iter::once(command.get_program()).chain(command.get_args()).collect();
    if words[0] == TIE[0] {
        words.drain(..TIE.len());
    }
    // rustup's path of cargo is long, and nobody types it.
    if Path::new(words[0]).file_name() == Some(OsStr::new("cargo")) {
        words[0] = OsStr::new("cargo");
    }
    let words: Vec<String> = words.into_iter().map(quoted).collect();
    format!("{}{}", folder.unwrap_or_default(), words.join(" "))
}

fn quoted(word: &OsStr) -> String {
    let text = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:,+@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    stopped(format!("`{}` could not be started: {error}.", command.get_program().to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_could_be_typed() {
        let mut command = Command::new("import");
        command.args(["-window", "root", "a b's.png"]).current_dir("/tmp");
        assert_eq!(shown(&command), "(in /tmp) import -window root 'a b'\\''s.png'");
        let mut command = Command::new("/far/away/cargo");
        command.arg("fmt").current_dir(std::env::current_dir().unwrap());
        assert_eq!(shown(&command), "cargo fmt");
        assert_eq!(shown(&tied(command)), "cargo fmt");
    }

    #[test]
    fn both_streams_are_seen_in_their_order_and_the_end_is_told() {
        let mut seen = Vec::new();
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; echo three; exit 3"]);
        let status = run_watched(&mut command, |line| seen.push(line.to_owned())).unwrap();
        assert_eq!(seen, ["one", "two", "three"]);
        assert_eq!(status.code(), Some(3));
    }

    #[test]
    fn a_failing_and_a_missing_program_are_told_apart() {
        assert!(
            matches!(run(&mut Command::new("false")), Err(Failure::Stopped(why)) if why.contains("ended with"))
        );
        let missing = run(&mut Command::new("no-such-program"));
        assert!(matches!(missing, Err(Failure::Stopped(why)) if why.contains("could not be started")));
    }

    #[test]
    fn a_tied_command_keeps_its_words_folder_and_variables() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo $WORD $(pwd)"]).env("WORD", "kept").current_dir("/");
        assert_eq!(capture(&mut tied(command)).as_deref(), Some("kept /"));
    }

    #[test]
    fn what_is_kept_ends_with_its_keeper() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo $$; exec cat"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut kept = Kept::start("cat", &mut command).unwrap();
        let mut line = String::new();
        BufReader::new(kept.child().stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(kept.ended().is_none());
        drop(kept);
        assert!(capture(Command::new("kill").arg("-0").arg(line.trim())).is_none(), "it lives on");
    }
}
