//! Opening the console on a sandbox.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::desk::{Belongings, Desk, has_screen};
use crate::process::{Failure, Kept, capture, run as run_shown, stopped, tied, word};
use crate::wait;
use crate::workspace::{Profile, Workspace};
use crate::{setup, ui};

/// From a first start, which makes and fills a sandbox, to a painted page.
const PAINTED: Duration = Duration::from_secs(600);
/// From the page's word that it is painted to its picture on the screen.
const ON_SCREEN: Duration = Duration::from_secs(20);
/// Fewer colours than this is a window that shows nothing yet.
const COLOURS_OF_A_PAGE: u32 = 32;

/// What was asked.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    profile: Profile,
    /// Where to write the picture; then the console ends.
    shot: Option<PathBuf>,
}

impl Wish {
    fn read(arguments: &[String]) -> Result<Self, Failure> {
        let mut wish = Self { profile: Profile::Debug, shot: None };
        let mut rest = arguments.iter();
        while let Some(word) = rest.next() {
            match word.as_str() {
                "--release" => wish.profile = Profile::Release,
                "--shot" => {
                    let file = rest.next().filter(|file| !file.starts_with("--"));
                    let file = file.ok_or_else(|| Failure::Usage("--shot needs a file to write.".into()))?;
                    wish.shot = Some(PathBuf::from(file));
                }
                other => return Err(Failure::Usage(format!("`{other}` is not known to run."))),
            }
        }
        Ok(wish)
    }
}

/// Installs and builds what is missing and opens the console, on a virtual display where there is no screen.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let wish = Wish::read(arguments)?;
    setup::setup(workspace, &[])?;
    ui::build(workspace)?;
    run_shown(
        workspace
            .cargo()
            .args(["build", "-p", "tenantry", "--bin", "tenantry"])
            .args(wish.profile.arguments()),
    )?;
    let program = workspace.programs(wish.profile).join("tenantry");
    match wish.shot {
        Some(file) => shoot(&program, &file),
        None if has_screen() => run_shown(Command::new(&program).arg("--sandbox")),
        None => {
            println!("There is no screen: the console opens on a virtual display, where nobody sees it.");
            println!("`cargo xtask run --shot FILE` writes what it shows. Ctrl-C ends it.");
            let desk = Desk::new(Belongings::Own)?;
            let mut command = tied(sandboxed(&program));
            run_shown(desk.seat(&mut command))
        }
    }
}

/// Waits until the console says that its page is painted and filled, takes a picture, and ends it.
fn shoot(program: &Path, file: &Path) -> Result<(), Failure> {
    println!("The console opens on a virtual display, for its picture.");
    let desk = Desk::new(Belongings::Own)?;
    let ready = desk.scratch().path().join("ready");
    let mut command = sandboxed(program);
    command.arg("--ready-file").arg(&ready);
    let mut command = tied(command);
    let mut console = Kept::start("The console", desk.seat(&mut command))?;
    let seen = wait::until(PAINTED, || match console.ended() {
        Some(status) => {
            Some(Err(stopped(format!("The console ended with {status} before its page was painted."))))
        }
        None => ready.exists().then_some(Ok(())),
    });
    seen.unwrap_or_else(|| Err(stopped("The console painted no page in ten minutes.")))?;
    let shown = wait::until(ON_SCREEN, || match desk.picture(file) {
        Ok(()) => shows_a_page(file).then_some(Ok(())),
        failed => Some(failed),
    });
    shown.unwrap_or_else(|| {
        Err(stopped("The console said that its page is painted, but the screen is empty."))
    })?;
    println!("{} shows the console.", word(file));
    Ok(())
}

fn sandboxed(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("--sandbox");
    command
}

fn shows_a_page(picture: &Path) -> bool {
    let colours = capture(Command::new("identify").args(["-format", "%k"]).arg(picture));
    colours.and_then(|text| text.parse::<u32>().ok()).is_some_and(|colours| colours >= COLOURS_OF_A_PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Wish, Failure> {
        Wish::read(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn wishes_are_read_in_any_order() {
        let both = Wish { profile: Profile::Release, shot: Some(PathBuf::from("a.png")) };
        assert_eq!(read(&["--shot", "a.png", "--release"]).unwrap(), both);
        assert_eq!(read(&["--release", "--shot", "a.png"]).unwrap(), both);
        assert_eq!(read(&[]).unwrap(), Wish { profile: Profile::Debug, shot: None });
    }

    #[test]
    fn a_wrong_call_gets_the_usage() {
        assert!(matches!(read(&["--shot"]), Err(Failure::Usage(_))));
        assert!(matches!(read(&["--shot", "--release"]), Err(Failure::Usage(_))));
        assert!(matches!(read(&["--relaese"]), Err(Failure::Usage(why)) if why.contains("--relaese")));
    }
}
