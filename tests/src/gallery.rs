//! The gallery of statements for the raw SQL guard: two files of text, each case with what is expected and why.

const INNOCENT: &str = include_str!("../tests/proof/guard/innocent.txt");
const HOSTILE: &str = include_str!("../tests/proof/guard/hostile.txt");

/// A statement of the gallery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The code of the refusal; of an innocent one the oldest PostgreSQL that knows it.
    pub mark: String,
    /// What it shows.
    pub why: String,
    /// The statement.
    pub sql: String,
}

/// What a report may hold.
pub fn innocent() -> Vec<Case> {
    read(INNOCENT)
}

/// What must be refused.
pub fn hostile() -> Vec<Case> {
    read(HOSTILE)
}

fn read(file: &str) -> Vec<Case> {
    let cases = file.split("\n## ").skip(1).map(|case| {
        let (head, sql) = case.split_once('\n').expect("a case has a statement");
        let (mark, why) = head.split_once(" | ").expect("a case says why");
        Case { mark: mark.to_owned(), why: why.to_owned(), sql: written_out(sql.trim_end_matches('\n')) }
    });
    cases.collect()
}

/// `{U+00A0}` is that character, `{3*abc}` is abcabcabc; other braces stand for themselves.
fn written_out(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match rest.find('}').and_then(|end| Some((short(&rest[1..end])?, end))) {
            Some((long, end)) => {
                out.push_str(&long);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn short(inside: &str) -> Option<String> {
    if let Some(code) = inside.strip_prefix("U+") {
        return u32::from_str_radix(code, 16).ok().and_then(char::from_u32).map(String::from);
    }
    let (times, text) = inside.split_once('*')?;
    Some(text.repeat(times.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_written_out() {
        assert_eq!(written_out("a{U+0041}{2*xy} '{}' {3*{} b}"), "aAxyxy '{}' {{{ b}");
    }
}
