//! `cargo xtask`: everything a person or a machine does with this checkout, as processes and nothing else.
//! It must compile without any system package, because it is what installs them. Start at [`WORDS`].
#![expect(clippy::print_stdout, reason = "printing is what a command line tool is for")]

mod bench;
mod check;
mod cloud;
mod codegen;
mod desk;
mod node;
mod process;
mod run;
mod scratch;
mod setup;
mod shots;
mod system;
mod tally;
mod test;
mod ui;
mod wait;
mod workspace;

use std::process::ExitCode;

use process::Failure;
use workspace::Workspace;

/// A word of the command line: its name, what it takes, what it does, and the function that does it.
struct Word {
    name: &'static str,
    takes: &'static str,
    does: &'static str,
    act: fn(&Workspace, &[String]) -> Result<(), Failure>,
}

static WORDS: [Word; 7] = [
    Word {
        name: "run",
        takes: "[--shot FILE] [--release]",
        does: "open the console on a sandbox; with --shot write a picture of it and end",
        act: run::run,
    },
    Word { name: "test", takes: "", does: "prove everything, in the real window too", act: test::test },
    Word {
        name: "check",
        takes: "",
        does: "format, lints, types and generated files, without tests",
        act: check::check,
    },
    Word {
        name: "bench",
        takes: "NAME...",
        does: "measure, as ratios to the raw limit of the same run",
        act: bench::bench,
    },
    Word {
        name: "codegen",
        takes: "",
        does: "write what is generated from the command registry",
        act: codegen::codegen,
    },
    Word {
        name: "shots",
        takes: "[NAME...]",
        does: "take pictures of the pages into shots/",
        act: shots::shots,
    },
    Word {
        name: "setup",
        takes: "",
        does: "install system packages, npm packages, the embedded server and MiniStack",
        act: setup::setup,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((word, rest)) = arguments.split_first().and_then(|(name, rest)| Some((find(name)?, rest)))
    else {
        eprint!("{}", usage());
        return ExitCode::from(2);
    };
    match Workspace::find().and_then(|workspace| (word.act)(&workspace, rest)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(why)) => {
            eprint!("{why}\n\n{}", usage());
            ExitCode::from(2)
        }
        Err(Failure::Stopped(why)) => {
            eprintln!("\nerror: {why}");
            ExitCode::FAILURE
        }
    }
}

fn find(name: &str) -> Option<&'static Word> {
    WORDS.iter().find(|word| word.name == name)
}

fn usage() -> String {
    let lines = WORDS.iter().map(|word| {
        let call = format!("{} {}", word.name, word.takes);
        format!("  cargo xtask {call:<31} {}\n", word.does)
    });
    format!("Usage:\n{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_by_its_name_and_stands_in_the_usage() {
        for word in &WORDS {
            assert!(find(word.name).is_some_and(|found| std::ptr::eq(found, word)));
            assert!(usage().contains(&format!("cargo xtask {} ", word.name)), "{}", word.name);
        }
        assert!(find("tests").is_none());
    }
}
