//! Why an input was refused: the field, what was wrong, what would be right. Made at the door, shown as it stands.

/// A refused input. `field` is the name the caller used; both sentences are complete and free of SQL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The refused field, as the caller named it.
    pub field: &'static str,
    /// What was wrong.
    pub message: String,
    /// What would be right.
    pub remedy: String,
}

impl Refusal {
    /// Refuses `field` because of `message`; `remedy` says what would be accepted.
    pub fn new(field: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { field, message: message.into(), remedy: remedy.into() }
    }
}

/// The word of `known` nearest to `word`, when it is near enough to be meant (Damerau-Levenshtein ≤ 2, or a shared beginning).
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| {
            let begins = !lower.is_empty() && candidate.starts_with(&lower);
            (if begins { 1 } else { strsim::damerau_levenshtein(&lower, candidate) }, candidate)
        })
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| *distance <= 2 && *distance < candidate.chars().count())
        .map(|(_, candidate)| candidate)
}

/// "Did you mean …?" with the nearest known word, else the list of all.
pub fn suggest(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => format!("Known are {}.", known.join(", ")),
    }
}

/// Somebody's text in a sentence of ours: control characters, and those that hide or turn the sentence round, are
/// escaped; every script stays readable.
pub fn shown(text: &str) -> String {
    let hides = |c: char| {
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
        c.is_control() || turns || matches!(c, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    text.chars().map(|c| if hides(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_only_when_near() {
        assert_eq!(nearest("statsu", ["status", "tier"]), Some("status"));
        assert_eq!(nearest("ent", ["enterprise", "pro"]), Some("enterprise"));
        assert_eq!(nearest("zzz", ["status", "tier"]), None);
        assert!(suggest("zzz", &["status", "tier"]).contains("status, tier"));
    }

    #[test]
    fn a_text_cannot_turn_the_sentence_round() {
        assert_eq!(shown("\u{202e}txt\0"), "\\u{202e}txt\\u{0}");
        assert_eq!(shown("நிறுவனம் \"é\" 👩‍👧"), "நிறுவனம் \"é\" 👩‍👧");
    }
}
