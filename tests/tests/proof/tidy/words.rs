//! Words that must stand nowhere, or in one place only.

use regex::Regex;
use tenantry_tests::tree;

use super::{assert_none, code, product, written};

#[test]
fn built_sql_goes_through_one_door() {
    let mut all = Vec::new();
    for source in written().iter().filter(|s| s.is(&[".rs"]) && s.path != "src-tauri/engine/src/sql.rs") {
        let word = ["AssertSql", "Safe"].concat();
        for (n, line) in code(source).filter(|(_, line)| line.contains(&word)) {
            all.push(format!("{}:{n}: {}", source.path, line.trim()));
        }
        // a leaked string is static SQL to sqlx: only tests may say what they like
        if source.below("src-tauri/") {
            for (n, line) in
                product(source).filter(|(_, line)| line.contains("leak(") && !source.is(&["build.rs"]))
            {
                all.push(format!("{}:{n}: {}", source.path, line.trim()));
            }
        }
    }
    assert_none("SQL is built elsewhere", "Go through sql::built.", &all);
}

#[test]
fn nothing_is_set_as_markup() {
    let word = ["dangerouslySet", "InnerHTML"].concat();
    let sinks = [
        word.as_str(),
        ".innerHTML",
        ".outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "new Function(",
        " eval(",
    ];
    let mut all = Vec::new();
    for source in written()
        .iter()
        .filter(|s| s.below("ui/src/") && s.is(&[".ts", ".tsx"]) && !s.path.contains(".test."))
    {
        for (n, line) in code(source).filter(|(_, line)| sinks.iter().any(|sink| line.contains(sink))) {
            all.push(format!("{}:{n}: {}", source.path, line.trim()));
        }
    }
    assert_none("Text is set as markup", "Names are hostile: show them as text.", &all);
}

#[test]
fn no_path_of_a_workplace_stands_in_a_source() {
    let home = Regex::new(r#"(^|["'`(\s=:])/(home|root|Users|work)/[A-Za-z0-9._-]+"#).unwrap();
    let checkout = tree::root().display().to_string();
    let mut all = Vec::new();
    for source in written().iter().filter(|s| s.path != "tests/tests/proof/tidy/words.rs") {
        for (n, line) in source.text.lines().enumerate() {
            // a checkout at the root of a disk says nothing
            if (checkout.len() > 5 && line.contains(&checkout)) || home.is_match(line) {
                all.push(format!("{}:{}: {}", source.path, n + 1, line.trim()));
            }
        }
    }
    assert_none("A path of somebody's machine", "Write it relative to the workspace.", &all);
}

#[test]
fn every_definer_function_pins_its_search_path_and_says_what_it_authorises() {
    let mut all = Vec::new();
    let mut definers = 0;
    for source in written().iter().filter(|s| s.below("migrations/") && s.is(&[".sql"])) {
        for part in source.text.split("\ncreate ").skip(1).filter(|part| part.starts_with("function")) {
            let head = part.split("as $$").next().unwrap_or_default();
            let name = part.split('(').next().unwrap_or_default();
            if !head.contains("set search_path = pg_catalog, pg_temp") {
                all.push(format!("{}: {name} does not pin its search_path", source.path));
            }
            if head.contains("security definer") {
                definers += 1;
                let before = source.text.split(&format!("create {name}(")).next().unwrap_or_default();
                let comment: Vec<&str> =
                    before.lines().rev().take_while(|line| line.starts_with("--")).collect();
                if comment.is_empty() {
                    all.push(format!("{}: {name} does not say what it authorises", source.path));
                }
            }
        }
    }
    assert!(definers >= 10, "only {definers} definer functions were found");
    assert_none("A function is open to its caller", "See docs/adding-a-migration.md.", &all);
}

#[test]
fn nothing_waits_for_time_to_pass_in_a_proof() {
    let word = ["sleep", "("].concat();
    let mut all = Vec::new();
    for source in written().iter().filter(|s| s.below("tests/") && s.is(&[".rs"])) {
        // the one place that waits for conditions, and the window's own; a bench measures time and proves nothing
        let waits = source.path == "tests/src/until.rs"
            || source.path.contains("/window")
            || source.below("tests/examples/");
        for (n, line) in
            code(source).filter(|(_, line)| line.contains(&word) && !waits && !line.contains("pg_sleep"))
        {
            all.push(format!("{}:{n}: {}", source.path, line.trim()));
        }
    }
    assert_none("A proof sleeps", "Wait for the condition: tenantry_tests::until.", &all);
}

#[test]
fn no_product_code_unwraps() {
    let word = [".unwrap", "()"].concat();
    let mut all = Vec::new();
    for source in
        written().iter().filter(|s| s.below("src-tauri/") && s.is(&[".rs"]) && !s.path.ends_with("/tests.rs"))
    {
        for (n, line) in product(source).filter(|(_, line)| line.contains(&word)) {
            all.push(format!("{}:{n}: {}", source.path, line.trim()));
        }
    }
    assert_none(
        "An unwrap outside tests",
        "Say with expect why it cannot fail, or answer with an error.",
        &all,
    );
}
