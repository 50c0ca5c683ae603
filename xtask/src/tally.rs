//! Counting what passed and failed, from what the runners say, and telling it at the end.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::process::{Failure, stopped};

/// What one runner did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Proven.
    pub(crate) passed: u64,
    /// Not so.
    pub(crate) failed: u64,
    /// Not run: told, so that nothing is skipped in silence.
    pub(crate) ignored: u64,
}

impl Counts {
    /// A check that is one thing: it holds or not.
    pub(crate) fn one(holds: bool) -> Self {
        Self { passed: u64::from(holds), failed: u64::from(!holds), ignored: 0 }
    }

    /// Vitest's JSON report; `None` when it is none.
    pub(crate) fn of_vitest(report: &str) -> Option<Self> {
        let report: serde_json::Value = serde_json::from_str(report).ok()?;
        let count = |name: &str| report[name].as_u64();
        let ignored = count("numPendingTests").unwrap_or(0) + count("numTodoTests").unwrap_or(0);
        Some(Self { passed: count("numPassedTests")?, failed: count("numFailedTests")?, ignored })
    }

    /// The same, with a failure when the runner itself failed without a failed test (it did not compile, it crashed).
    pub(crate) fn ended(self, well: bool) -> Self {
        Self { failed: if well { self.failed } else { self.failed.max(1) }, ..self }
    }

    /// `test result: ok. 3 passed; 0 failed; 1 ignored; …`
    fn of_libtest(line: &str) -> Option<Self> {
        let rest = line.trim().strip_prefix("test result: ")?;
        let count = |word: &str| {
            let before = rest.split([';', '.']).find_map(|part| part.trim().strip_suffix(word))?;
            before.trim().parse().ok()
        };
        Some(Self {
            passed: count("passed")?,
            failed: count("failed")?,
            ignored: count("ignored").unwrap_or(0),
        })
    }
}

/// Reads the output of `cargo test` line by line: which test program runs, and what it counted.
#[derive(Debug, Default)]
pub(crate) struct CargoTests {
    current: String,
    /// Each program with its counts, in the order in which they ran.
    pub(crate) programs: Vec<(String, Counts)>,
}

impl CargoTests {
    /// Takes the next line.
    pub(crate) fn line(&mut self, line: &str) {
        let trimmed = line.trim_start();
        if let Some(name) = trimmed.strip_prefix("Doc-tests ") {
            self.current = format!("{} (examples in the documentation)", name.trim());
        } else if let Some(name) = trimmed.strip_prefix("Running ").and_then(program_name) {
            self.current = name;
        } else if let Some(counts) = Counts::of_libtest(line) {
            self.programs.push((self.current.clone(), counts));
        }
    }

    /// All of them together.
    pub(crate) fn total(&self) -> Counts {
        sum(self.programs.iter().map(|(_, counts)| *counts))
    }
}

/// `unittests src/lib.rs (target/debug/deps/tenantry_model-0123456789abcdef)` → `tenantry_model`
fn program_name(running: &str) -> Option<String> {
    let path = running.rsplit_once('(')?.1.strip_suffix(')')?;
    let file = path.rsplit('/').next()?;
    Some(file.rsplit_once('-').map_or(file, |(name, _)| name).to_owned())
}

/// What was done so far, with the time that it took.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    rows: Vec<(String, Counts, Option<Duration>)>,
}

impl Summary {
    /// Does one thing that holds or not, and tells a failure at once. Returns whether it held.
    pub(crate) fn gate(&mut self, name: &str, act: impl FnOnce() -> Result<(), Failure>) -> bool {
        self.counted(name, || act().map(|()| Counts::one(true)))
    }

    /// Does something that counts by itself. A failure of it counts as one.
    pub(crate) fn counted(&mut self, name: &str, act: impl FnOnce() -> Result<Counts, Failure>) -> bool {
        println!("\n== {name}");
        let start = Instant::now();
        let counts = act().unwrap_or_else(|failure| {
            let (Failure::Stopped(why) | Failure::Usage(why)) = failure;
            println!("failed: {why}");
            Counts::one(false)
        });
        self.rows.push((name.to_owned(), counts, Some(start.elapsed())));
        counts.failed == 0
    }

    /// Adds the parts of the thing that was counted last; the sum of them replaces it.
    pub(crate) fn split_last(&mut self, parts: Vec<(String, Counts)>) {
        if let Some((name, counts, time)) = self.rows.pop() {
            let rest = Counts {
                passed: counts.passed.saturating_sub(sum(parts.iter().map(|(_, c)| *c)).passed),
                failed: counts.failed.saturating_sub(sum(parts.iter().map(|(_, c)| *c)).failed),
                ignored: 0,
            };
            self.rows.push((name, rest, time));
            let told = parts.into_iter().filter(|(_, c)| *c != Counts::default());
            self.rows.extend(told.map(|(name, counts)| (format!("  {name}"), counts, None)));
        }
    }

    /// The table and its last line, `N passed, N failed`; a failure when anything failed.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        print!("{}", self.text());
        match self.total().failed {
            0 => Ok(()),
            failed => Err(stopped(format!("{failed} failed, see above."))),
        }
    }

    fn total(&self) -> Counts {
        sum(self.rows.iter().map(|(_, counts, _)| *counts))
    }

    fn text(&self) -> String {
        let width = self.rows.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
        let mut text = String::from("\n");
        for (name, counts, time) in &self.rows {
            let time = time.map_or(String::new(), |time| format!("   {:.1} s", time.as_secs_f64()));
            let ignored =
                if counts.ignored == 0 { String::new() } else { format!(", {} not run", counts.ignored) };
            let _ = writeln!(
                text,
                "{name:<width$} {:>6} passed, {} failed{ignored}{time}",
                counts.passed, counts.failed
            );
        }
        let total = self.total();
        let _ = writeln!(text, "\n{} passed, {} failed", total.passed, total.failed);
        text
    }
}

fn sum(all: impl Iterator<Item = Counts>) -> Counts {
    all.fold(Counts::default(), |a, b| Counts {
        passed: a.passed + b.passed,
        failed: a.failed + b.failed,
        ignored: a.ignored + b.ignored,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
     Running unittests src/lib.rs (/t/debug/deps/tenantry_model-0123456789abcdef)

running 2 tests
test slug::tests::a ... ok
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running tests/window.rs (/t/debug/deps/window-0123456789abcdef)
test result: FAILED. 4 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 30.00s

   Doc-tests tenantry_model
test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

    fn counts(passed: u64, failed: u64, ignored: u64) -> Counts {
        Counts { passed, failed, ignored }
    }

    #[test]
    fn cargo_tests_are_counted_by_program() {
        let mut tests = CargoTests::default();
        OUTPUT.lines().for_each(|line| tests.line(line));
        assert_eq!(tests.programs[0], ("tenantry_model".into(), counts(2, 0, 0)));
        assert_eq!(tests.programs[1], ("window".into(), counts(4, 1, 2)));
        assert_eq!(tests.programs.len(), 3);
        assert_eq!(tests.total(), counts(6, 1, 2));
    }

    #[test]
    fn a_runner_that_fails_without_a_failed_test_has_failed() {
        assert_eq!(counts(5, 0, 0).ended(false), counts(5, 1, 0));
        assert_eq!(counts(5, 3, 0).ended(false), counts(5, 3, 0));
        assert_eq!(counts(5, 0, 0).ended(true), counts(5, 0, 0));
    }

    #[test]
    fn vitest_reports_are_read() {
        let report = r#"{"numTotalTests":9,"numPassedTests":7,"numFailedTests":1,"numPendingTests":1,"numTodoTests":0}"#;
        assert_eq!(Counts::of_vitest(report), Some(counts(7, 1, 1)));
        assert_eq!(Counts::of_vitest(""), None);
    }

    #[test]
    fn the_last_line_is_the_sum_of_all_rows() {
        let mut summary = Summary::default();
        assert!(summary.gate("format", || Ok(())));
        assert!(!summary.gate("lints", || Err(stopped("one lint"))));
        let mut tests = CargoTests::default();
        OUTPUT.lines().for_each(|line| tests.line(line));
        assert!(!summary.counted("cargo test", || Ok(tests.total().ended(false))));
        summary.split_last(tests.programs);
        let text = summary.text();
        assert!(text.ends_with("\n7 passed, 2 failed\n"), "{text}");
        assert!(text.contains("  window") && text.contains("4 passed, 1 failed, 2 not run"), "{text}");
        assert!(!text.contains("documentation"), "nothing is said of programs without tests: {text}");
        assert!(summary.finish().is_err());
    }
}
