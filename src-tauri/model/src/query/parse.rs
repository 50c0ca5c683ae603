//! From written terms to typed ones; each refusal names the term and what would be right.

use time::macros::format_description;

use super::lex::{RawTerm, terms};
use super::{Comparison, Field, FieldKind, TenantQuery, Term, Value};
use crate::refusal::{Refusal, suggest};

/// The words that are rows and not types: a query is read against them.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// The names of the tiers.
    pub tiers: Vec<String>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self { tiers: ["free", "starter", "pro", "enterprise"].map(str::to_owned).to_vec() }
    }
}

/// Reads a query.
pub fn parse(query: &str, vocabulary: &Vocabulary) -> Result<TenantQuery, Refusal> {
    let terms = terms(query)?.into_iter().filter_map(|raw| term(raw, vocabulary).transpose());
    Ok(TenantQuery { terms: terms.collect::<Result<_, _>>()? })
}

fn term(raw: RawTerm, vocabulary: &Vocabulary) -> Result<Option<Term>, Refusal> {
    let RawTerm { negated, field, value } = raw;
    let Some((word, comparison)) = field else {
        let needle = value.to_lowercase();
        return Ok((!needle.is_empty()).then_some(Term::Text { needle, negated }));
    };
    let field = Field::from_word(&word)?;
    if comparison != Comparison::Is && !is_ordered(field.kind()) {
        return Err(Refusal::new(
            "query",
            format!("\"{}\" has no order, so < and > mean nothing.", field.word()),
            format!("Write {}:….", field.word()),
        ));
    }
    let values =
        value.split(',').map(|v| read(field, v.trim(), vocabulary)).collect::<Result<Vec<_>, _>>()?;
    if comparison != Comparison::Is && values.len() > 1 {
        return Err(Refusal::new(
            "query",
            format!("\"{}\" is compared with more than one value.", field.word()),
            "Give one value after < or >.",
        ));
    }
    Ok(Some(Term::Filter { field, comparison, values, negated }))
}

const fn is_ordered(kind: FieldKind) -> bool {
    match kind {
        FieldKind::Percent | FieldKind::Count | FieldKind::Bytes | FieldKind::Past | FieldKind::Ahead => true,
        FieldKind::Status | FieldKind::Tier | FieldKind::Rung | FieldKind::Word | FieldKind::Id => false,
    }
}

fn read(field: Field, text: &str, vocabulary: &Vocabulary) -> Result<Value, Refusal> {
    let in_query = |refusal: Refusal| Refusal { field: "query", ..refusal };
    if text.is_empty() {
        return Err(refuse(field, text, "Write a value after it"));
    }
    match field.kind() {
        FieldKind::Status => text.to_lowercase().parse().map(Value::Status).map_err(in_query),
        FieldKind::Rung => text.to_lowercase().parse().map(Value::Rung).map_err(in_query),
        FieldKind::Id => text.parse().map(Value::Id).map_err(in_query),
        FieldKind::Tier => tier(text, vocabulary),
        FieldKind::Word => Ok(Value::Word(text.to_lowercase())),
        FieldKind::Percent => percent(text).ok_or_else(|| refuse(field, text, "Give a percentage")),
        FieldKind::Count => scaled(text, &[("k", 1_000), ("m", 1_000_000), ("", 1)])
            .ok_or_else(|| refuse(field, text, "Give a count")),
        FieldKind::Bytes => {
            scaled(text, BYTE_UNITS).ok_or_else(|| refuse(field, text, "Give bytes with a unit"))
        }
        FieldKind::Past | FieldKind::Ahead => {
            moment(text).ok_or_else(|| refuse(field, text, "Give a date or a distance"))
        }
    }
}

fn refuse(field: Field, text: &str, remedy: &str) -> Refusal {
    let example =
        Field::ALL.iter().find(|(known, _, _)| *known == field).map_or("", |(_, _, example)| example);
    Refusal::new(
        "query",
        format!("\"{}\" is no value for {}.", text.escape_debug(), field.word()),
        format!("{remedy}, as in {example}."),
    )
}

fn tier(text: &str, vocabulary: &Vocabulary) -> Result<Value, Refusal> {
    let lower = text.to_lowercase();
    if vocabulary.tiers.contains(&lower) {
        return Ok(Value::Word(lower));
    }
    let known: Vec<&str> = vocabulary.tiers.iter().map(String::as_str).collect();
    let message = format!("There is no tier \"{}\".", text.escape_debug());
    Err(Refusal::new("query", message, suggest(&lower, &known)))
}

/// Longest units first: the first that ends the text decides.
const BYTE_UNITS: &[(&str, i64)] = &[
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
    ("k", 1_000),
    ("m", 1_000_000),
    ("g", 1_000_000_000),
    ("t", 1_000_000_000_000),
    ("b", 1),
    ("", 1),
];

fn percent(text: &str) -> Option<Value> {
    let number = text.strip_suffix('%').unwrap_or(text);
    thousandths(number).and_then(|n| (n % 100 == 0).then_some(Value::Permille(n / 100)))
}

fn scaled(text: &str, units: &[(&str, i64)]) -> Option<Value> {
    let lower = text.to_lowercase();
    let (number, scale) = units.iter().find_map(|(unit, scale)| {
        lower.strip_suffix(unit).filter(|n| n.ends_with(|c: char| c.is_ascii_digit())).map(|n| (n, *scale))
    })?;
    let scaled = thousandths(number)?.checked_mul(scale)?;
    (scaled % 1_000 == 0).then_some(Value::Number(scaled / 1_000))
}

/// A plain decimal with at most three places, in thousandths.
fn thousandths(text: &str) -> Option<i64> {
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || places.len() > 3 || !digits(whole) || !digits(places) {
        return None;
    }
    let fraction: i64 = format!("{places:0<3}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(1_000)?.checked_add(fraction)
}

fn moment(text: &str) -> Option<Value> {
    if let Ok(day) = time::Date::parse(text, format_description!("[year]-[month]-[day]")) {
        return Some(Value::Day(day));
    }
    let units = [("h", 3_600), ("d", 86_400), ("w", 604_800), ("y", 31_536_000)];
    match scaled(text, &units) {
        Some(Value::Number(seconds)) => Some(Value::Distance(seconds)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TenantStatus;

    fn ok(query: &str) -> Vec<Term> {
        parse(query, &Vocabulary::default()).unwrap().terms
    }

    fn no(query: &str) -> Refusal {
        parse(query, &Vocabulary::default()).unwrap_err()
    }

    fn filter(field: Field, comparison: Comparison, values: Vec<Value>) -> Term {
        Term::Filter { field, comparison, values, negated: false }
    }

    #[test]
    fn the_sentence_of_the_handbook() {
        let word = |w: &str| Value::Word(w.to_owned());
        assert_eq!(
            ok("tier:pro usage>90% region:eu status:suspended Acme"),
            [
                filter(Field::Tier, Comparison::Is, vec![word("pro")]),
                filter(Field::Usage, Comparison::Above, vec![Value::Permille(900)]),
                filter(Field::Region, Comparison::Is, vec![word("eu")]),
                filter(Field::Status, Comparison::Is, vec![Value::Status(TenantStatus::Suspended)]),
                Term::Text { needle: "acme".to_owned(), negated: false },
            ]
        );
    }

    #[test]
    fn units_dates_negation_quotes_and_alternatives() {
        assert_eq!(
            ok("storage>=1.5GB"),
            [filter(Field::Storage, Comparison::AtLeast, vec![Value::Number(1_500_000_000)])]
        );
        assert_eq!(
            ok("api>100k"),
            [filter(Field::ApiCalls, Comparison::Above, vec![Value::Number(100_000)])]
        );
        assert_eq!(
            ok("activity<30d"),
            [filter(Field::Activity, Comparison::Below, vec![Value::Distance(2_592_000)])]
        );
        assert_eq!(ok("-tier:free,pro").len(), 1);
        assert_eq!(
            ok("-\"Harbor Clinic\""),
            [Term::Text { needle: "harbor clinic".to_owned(), negated: true }]
        );
        assert_eq!(
            ok("name:\"a:b c\""),
            [filter(Field::Name, Comparison::Is, vec![Value::Word("a:b c".to_owned())])]
        );
        assert_eq!(ok("  "), []);
    }

    #[test]
    fn refusals_name_the_nearest_known_word() {
        assert_eq!(no("statsu:active").remedy, "Did you mean \"status\"?");
        assert_eq!(no("tier:entreprise").remedy, "Did you mean \"enterprise\"?");
        assert_eq!(no("status:suspend").remedy, "Did you mean \"suspended\"?");
        assert!(no("flavour:x").remedy.contains("status, tier"));
        assert!(no("tier>pro").message.contains("no order"));
        assert!(no("usage>lots").remedy.contains("usage>90%"));
        for bad in ["usage>", "users>-1", "storage>1e9", "created>2026-02-30", "\"open", "users>1,2", "a\0"] {
            assert_eq!(no(bad).field, "query", "{bad:?}");
        }
    }

    #[test]
    fn hostile_words_are_only_words() {
        for hostile in ["'; drop table tenants; --", "%_\\", "<svg>", "{{7*7}}", "\u{202e}abc"] {
            assert!(ok(hostile).iter().all(|t| matches!(t, Term::Text { .. })), "{hostile:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_written_makes_it_panic(query in ".{0,200}") {
            let _ = parse(&query, &Vocabulary::default());
        }
    }
}
