//! Budgets: the tail decides. Files have at most 500 lines and nine in ten at most 300; functions 80 and 40.

use tenantry_tests::tree::Source;

use super::{assert_none, written};

/// Longer than the budget, each with the lines it may have; take a line away when it fits, never add one.
const LONG_FILES: [(&str, usize); 0] = [];
const LONG_FUNCTIONS: [(&str, usize); 0] = [];

struct Budget {
    most: usize,
    nine_in_ten: usize,
}

fn assert_kept(what: &str, budget: &Budget, exempt: &[(&str, usize)], mut lengths: Vec<(String, usize)>) {
    lengths.sort_by_key(|(_, length)| *length);
    let allowed =
        |name: &str| exempt.iter().find(|(path, _)| name.starts_with(path)).map_or(budget.most, |(_, n)| *n);
    let over: Vec<String> = lengths
        .iter()
        .filter(|(name, length)| *length > allowed(name))
        .map(|(name, length)| format!("{name}: {length} lines, {} are allowed", allowed(name)))
        .collect();
    assert_none(&format!("A {what} is too long"), "Split it by meaning: look for the second noun.", &over);
    let nine_in_ten = lengths[lengths.len() * 9 / 10].1;
    let longest: Vec<_> = lengths.iter().rev().take(12).collect();
    assert!(
        nine_in_ten <= budget.nine_in_ten,
        "nine in ten of the {what}s have up to {nine_in_ten} lines, {} are allowed; the longest: {longest:#?}",
        budget.nine_in_ten
    );
    for (path, _) in exempt {
        let still = lengths.iter().any(|(name, length)| name.starts_with(path) && *length > budget.most);
        assert!(still, "{path} fits its budget: take it off the list of exemptions");
    }
}

#[test]
fn no_file_is_longer_than_a_person_reads() {
    let lengths: Vec<(String, usize)> = written()
        .into_iter()
        .filter(|source| source.is(&[".rs", ".ts", ".tsx", ".sql"]))
        .map(|source| (source.path.clone(), source.text.lines().count()))
        .collect();
    assert!(lengths.len() > 150, "the sources were found: {}", lengths.len());
    assert_kept("file", &Budget { most: 500, nine_in_ten: 300 }, &LONG_FILES, lengths);
}

/// Each function with its lines, by counting braces; strings that hold a brace alone do not occur often enough to count.
fn functions(source: &Source) -> Vec<(String, usize)> {
    let mut all = Vec::new();
    let mut open: Vec<(String, usize, i64)> = Vec::new();
    let mut depth = 0_i64;
    let mut announced: Option<(String, usize)> = None;
    for (n, line) in source.text.lines().enumerate() {
        let text = line.split("//").next().unwrap_or_default();
        let is_fn = text.trim_start().starts_with("fn ") || text.contains(" fn ") && !text.contains("//");
        if is_fn && announced.is_none() && text.contains('(') {
            let name =
                text.split("fn ").nth(1).and_then(|rest| rest.split(['(', '<']).next()).unwrap_or_default();
            announced = Some((name.to_owned(), n));
        }
        for c in text.chars() {
            match c {
                '{' => {
                    if let Some((name, from)) = announced.take() {
                        open.push((name, from, depth));
                    }
                    depth += 1;
                }
                '}' => {
                    depth -= 1;
                    if open.last().is_some_and(|(_, _, at)| *at == depth) {
                        let (name, from, _) = open.pop().unwrap_or_default();
                        all.push((format!("{}::{name}", source.path), n - from + 1));
                    }
                }
                ';' if announced.is_some() => announced = None,
                _ => {}
            }
        }
    }
    all
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let lengths: Vec<(String, usize)> =
        written().iter().filter(|source| source.is(&[".rs"])).flat_map(functions).collect();
    assert!(lengths.len() > 500, "the functions were found: {}", lengths.len());
    assert_kept("function", &Budget { most: 80, nine_in_ten: 40 }, &LONG_FUNCTIONS, lengths);
}

#[test]
fn a_long_function_would_be_found() {
    let body = "    x();\n".repeat(90);
    let text = format!(
        "impl A {{\n    pub fn short() {{ y() }}\n\nfn long(\n    a: u8,\n) -> u8 {{\n{body}}}\n}}\n"
    );
    let found = functions(&Source { path: "x.rs".to_owned(), text });
    assert_eq!(found, [("x.rs::short".to_owned(), 1), ("x.rs::long".to_owned(), 94)]);
}
