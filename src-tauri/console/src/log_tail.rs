//! The last lines of the program's own log, for the log viewer. What is secret never reaches the log; what looks like a
//! password in a URL is taken out once more here.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

const KEPT: usize = 500;

/// The last lines; cloning shares them. It is a writer for the log's subscriber.
#[derive(Clone, Default)]
pub struct LogTail(Arc<Mutex<VecDeque<String>>>);

impl LogTail {
    /// The lines, oldest first.
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

impl Write for LogTail {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for line in String::from_utf8_lossy(bytes).lines() {
            if lines.len() == KEPT {
                lines.pop_front();
            }
            lines.push_back(redacted(line));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Takes the password out of every `scheme://login:password@` of a line.
fn redacted(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || c == '/' || c == '"').unwrap_or(after.len());
        let authority = &after[..end];
        match authority.rsplit_once('@').and_then(|(user, host)| Some((user.split_once(':')?.0, host))) {
            Some((login, host)) => out.push_str(&format!("{login}:…@{host}")),
            None => out.push_str(authority),
        }
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_urls_are_taken_out() {
        let line = "at postgres://ops:canary@127.0.0.1:5432/t and http://x/y";
        assert_eq!(redacted(line), "at postgres://ops:…@127.0.0.1:5432/t and http://x/y");
    }

    #[test]
    fn only_the_last_lines_are_kept() {
        let mut tail = LogTail::default();
        for n in 0..KEPT + 3 {
            tail.write_all(format!("line {n}\n").as_bytes()).unwrap();
        }
        assert_eq!(tail.lines().len(), KEPT);
        assert_eq!(tail.lines()[0], "line 3");
    }
}
