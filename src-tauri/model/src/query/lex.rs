//! Cuts a query into terms: quotes hold spaces together, an operator cuts field from value.

use super::Comparison;
use crate::Refusal;

/// A term as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RawTerm {
    pub(super) negated: bool,
    pub(super) field: Option<(String, Comparison)>,
    pub(super) value: String,
}

/// Longest query accepted, in characters.
pub(super) const QUERY_MAX: usize = 1_000;

pub(super) fn terms(query: &str) -> Result<Vec<RawTerm>, Refusal> {
    if query.chars().count() > QUERY_MAX {
        return Err(Refusal::new(
            "query",
            format!("The query is longer than {QUERY_MAX} characters."),
            "Shorten it.",
        ));
    }
    if query.contains('\0') {
        return Err(Refusal::new("query", "The query holds a NUL character.", "Remove it."));
    }
    let mut chars = query.chars().peekable();
    let mut found = Vec::new();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek().is_none() {
            return Ok(found);
        }
        found.push(term(&mut chars)?);
    }
}

fn term(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<RawTerm, Refusal> {
    let negated = chars.next_if_eq(&'-').is_some();
    let mut field = None;
    let mut word = String::new();
    let mut quoted = false;
    while let Some(&c) = chars.peek() {
        if c.is_whitespace() {
            break;
        }
        chars.next();
        match c {
            '"' => {
                word.push_str(&quoted_rest(chars)?);
                quoted = true;
            }
            ':' | '=' | '>' | '<' if field.is_none() && !quoted && is_field_word(&word) => {
                let comparison = comparison(c, chars.next_if_eq(&'=').is_some());
                field = Some((std::mem::take(&mut word), comparison));
            }
            _ => word.push(c),
        }
    }
    Ok(RawTerm { negated, field, value: word })
}

fn is_field_word(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
}

fn comparison(operator: char, or_equal: bool) -> Comparison {
    match (operator, or_equal) {
        ('>', false) => Comparison::Above,
        ('>', true) => Comparison::AtLeast,
        ('<', false) => Comparison::Below,
        ('<', true) => Comparison::AtMost,
        _ => Comparison::Is,
    }
}

fn quoted_rest(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<String, Refusal> {
    let mut text = String::new();
    for c in chars.by_ref() {
        if c == '"' {
            return Ok(text);
        }
        text.push(c);
    }
    Err(Refusal::new("query", "A quote is opened and not closed.", "Close it with \"."))
}
