//! `guard check`: one JSON string per line in, one verdict per line out, in the same order. No database is asked.

use std::io::{BufRead, BufReader, BufWriter, Read, Write};

use tenantry_engine::EngineError;
use tenantry_engine::guard::{Code, Guard, Reject};

use crate::args::GuardVerb;
use crate::run::Outcome;

/// Bytes of a line that are looked at: a statement that may run has 64 KiB, six times that when all of it is escaped.
const MOST_BYTES: u64 = 1024 * 1024;

pub(crate) fn run(verb: &GuardVerb) -> Outcome<()> {
    let GuardVerb::Check { schema } = verb;
    let guard = Guard::for_schema(schema)?;
    check(&guard, std::io::stdin().lock(), std::io::stdout().lock())
        .map_err(|error| EngineError::Unavailable(format!("The lines ended early: {error}.")).into())
}

/// Answers are held back only while more lines are at hand: whoever asks one by one gets one by one.
fn check(guard: &Guard, input: impl Read, output: impl Write) -> std::io::Result<()> {
    let mut input = BufReader::with_capacity(256 * 1024, input);
    let mut output = BufWriter::with_capacity(64 * 1024, output);
    let mut line = Vec::new();
    loop {
        line.clear();
        if (&mut input).take(MOST_BYTES).read_until(b'\n', &mut line)? == 0 {
            return output.flush();
        }
        let whole = line.ends_with(b"\n") || (line.len() as u64) < MOST_BYTES;
        let verdict = if whole { decide(guard, &line) } else { Err(too_long()) };
        serde_json::to_writer(&mut output, &answer(verdict))?;
        output.write_all(b"\n")?;
        if !whole {
            skip_line(&mut input)?;
        }
        if !input.buffer().contains(&b'\n') {
            output.flush()?;
        }
    }
}

fn decide(guard: &Guard, line: &[u8]) -> Result<(), Reject> {
    if std::str::from_utf8(line).is_err() {
        return Err(Reject::not_text());
    }
    let statement: String = serde_json::from_slice(line)
        .map_err(|_| Reject { code: Code::Text, reason: "The line is no JSON string.".to_owned() })?;
    guard.check(&statement).map(drop)
}

fn too_long() -> Reject {
    Reject { code: Code::Size, reason: format!("The line has more than {MOST_BYTES} bytes.") }
}

fn answer(verdict: Result<(), Reject>) -> serde_json::Value {
    match verdict {
        Ok(()) => serde_json::json!({
            "verdict": "allow",
            "reason": "One query of relations, functions and types that are on the list.",
        }),
        Err(reject) => serde_json::json!({
            "verdict": "reject",
            "reason": reject.reason,
            "code": reject.code.as_str(),
        }),
    }
}

fn skip_line(input: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let at_hand = input.fill_buf()?;
        let end = at_hand.iter().position(|b| *b == b'\n');
        let (used, done) = match end {
            Some(at) => (at + 1, true),
            None => (at_hand.len(), at_hand.is_empty()),
        };
        input.consume(used);
        if done {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdicts(lines: &[u8]) -> Vec<String> {
        let mut out = Vec::new();
        check(&Guard::for_schema("tenant_a").unwrap(), lines, &mut out).unwrap();
        let verdict =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["verdict"].to_string();
        std::str::from_utf8(&out).unwrap().lines().map(verdict).collect()
    }

    #[test]
    fn every_line_gets_a_verdict_in_its_place() {
        let mut lines =
            b"\"select 1\"\nnonsense\n\"select pg_sleep(1)\"\n\n\"\xff\"\n42\n\"\\ud800\"\n".to_vec();
        lines.extend(format!("\"select '{}'\"\n", "x".repeat(3_000_000)).bytes());
        lines.extend(b"\"table tenant_a.users\"");
        let expected =
            ["allow", "reject", "reject", "reject", "reject", "reject", "reject", "reject", "allow"];
        assert_eq!(verdicts(&lines), expected.map(|word| format!("\"{word}\"")));
    }

    #[test]
    fn nothing_in_is_nothing_out() {
        assert!(verdicts(b"").is_empty());
    }
}
