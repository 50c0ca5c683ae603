//! The one direction: ui → src-tauri → console → engine → model.

use tenantry_tests::tree::Source;

use super::{assert_none, code, product, written};

/// A room, and the crates that must not be named in it.
const FORBIDDEN: [(&str, &[&str]); 5] = [
    (
        "src-tauri/model/",
        &[
            "tokio",
            "sqlx",
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "reqwest",
            "tauri",
            "tenantry_engine",
            "tenantry_console",
            "tracing",
            "SystemTime",
            "now_utc",
        ],
    ),
    ("src-tauri/engine/", &["tauri", "tenantry_console", "ts_rs", "clap"]),
    ("src-tauri/console/", &["sqlx", "tauri", "tokio_postgres", "aws_config", "aws_sdk_rds", "clap"]),
    ("src-tauri/src/", &["tenantry_engine", "tenantry_model", "sqlx", "tokio_postgres", "aws_config"]),
    ("src-tauri/cli/", &["tauri", "sqlx", "tokio_postgres"]),
];

fn names(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
        // `word` as a path or in a manifest, not within a longer name or a sentence
        !part(before)
            && !part(after)
            && (line[at..].contains("::") || line.contains('=') || word.contains("::"))
    })
}

fn findings(source: &Source, words: &[&str]) -> Vec<String> {
    let is_manifest = source.is(&["Cargo.toml"]);
    let lines = product(source);
    let of_manifest = |line: &str, word: &str| {
        let key = line.split(['=', '.', ' ']).next().unwrap_or_default();
        key == word || key == word.replace('_', "-")
    };
    lines
        .flat_map(|(n, line)| words.iter().map(move |word| (n, line, *word)))
        .filter(|(_, line, word)| {
            if is_manifest {
                of_manifest(line, word)
            } else {
                let quoted = line.find('"').is_some_and(|quote| line.find(word).is_some_and(|at| at > quote));
                names(line, word) && !quoted
            }
        })
        .map(|(n, line, word)| format!("{}:{n}: {word} in `{}`", source.path, line.trim()))
        .collect()
}

#[test]
fn no_room_imports_from_a_room_before_it() {
    let mut all = Vec::new();
    let mut looked_at = 0;
    for source in written().iter().filter(|source| source.is(&[".rs", "Cargo.toml"])) {
        for (room, words) in FORBIDDEN.iter().filter(|(room, _)| source.below(room)) {
            // the tests of a room may do what the room may not
            if source.path.ends_with("/tests.rs") {
                continue;
            }
            looked_at += 1;
            let _ = room;
            all.extend(findings(source, words));
        }
    }
    assert!(looked_at > 80, "only {looked_at} files were looked at");
    assert_none("An import against the one direction", "See ARCHITECTURE.md, rooms.", &all);
}

#[test]
fn an_import_against_the_direction_would_be_found() {
    let at = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let bad = at(
        "src-tauri/model/src/x.rs",
        "use tokio::fs;\nlet x = std::fs::read(1);\n// tokio::fs is not used\n",
    );
    assert_eq!(findings(&bad, FORBIDDEN[0].1).len(), 2);
    let manifest = at("src-tauri/console/Cargo.toml", "sqlx.workspace = true\ntokio.workspace = true\n");
    assert_eq!(findings(&manifest, FORBIDDEN[2].1).len(), 1);
}

#[test]
fn only_one_module_opens_connections() {
    let doors = [
        "PgConnection::connect",
        "PgPoolOptions",
        "PgConnectOptions",
        "connect_with(",
        "PgListener::connect",
    ];
    let mut all = Vec::new();
    for source in
        written().iter().filter(|s| s.below("src-tauri/") && s.is(&[".rs"]) && !s.path.ends_with("/tests.rs"))
    {
        let allowed = ["src-tauri/engine/src/connect.rs", "src-tauri/engine/src/listen.rs"];
        if allowed.contains(&source.path.as_str()) {
            continue;
        }
        for (n, line) in product(source).filter(|(_, line)| doors.iter().any(|door| line.contains(door))) {
            all.push(format!("{}:{n}: {}", source.path, line.trim()));
        }
    }
    assert_none("A connection is opened elsewhere", "Go through engine::connect.", &all);
}

#[test]
fn tauri_is_spoken_to_in_one_folder_of_the_ui() {
    let mut all = Vec::new();
    for source in
        written().iter().filter(|s| s.below("ui/src/") && !s.below("ui/src/ipc/") && s.is(&[".ts", ".tsx"]))
    {
        for (n, line) in code(source).filter(|(_, line)| line.contains("@tauri-apps")) {
            all.push(format!("{}:{n}: {}", source.path, line.trim()));
        }
    }
    assert_none("@tauri-apps outside ui/src/ipc", "Go through ui/src/ipc.", &all);
}

#[test]
fn features_of_the_ui_do_not_import_each_other() {
    let mut all = Vec::new();
    let mut features = 0;
    for source in written().iter().filter(|s| s.below("ui/src/features/") && s.is(&[".ts", ".tsx"])) {
        let feature = source.path.split('/').nth(3).unwrap_or_default();
        features += 1;
        for (n, line) in code(source).filter(|(_, line)| line.contains("from '") || line.contains("import('"))
        {
            let Some(path) = line.split('\'').nth(1) else { continue };
            let depth = source.path.split('/').count() - 5;
            let own =
                path.starts_with("./") || path.matches("../").count() <= depth && path.starts_with("..");
            let other = path.contains("features/") && !path.contains(&format!("features/{feature}"));
            let sideways = path.starts_with("../") && !own && path.matches("../").count() == depth + 1;
            if other || (sideways && is_feature(path)) {
                all.push(format!("{}:{n}: {}", source.path, line.trim()));
            }
        }
    }
    assert!(features > 20, "the features lie in ui/src/features");
    assert_none("A feature imports another", "Move what both need to ui/src/components or ui/src/lib.", &all);
}

fn is_feature(path: &str) -> bool {
    let first = path.trim_start_matches("../").split('/').next().unwrap_or_default();
    tenantry_tests::tree::root().join("ui/src/features").join(first).is_dir()
}
