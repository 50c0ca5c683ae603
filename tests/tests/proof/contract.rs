//! The lists agree: what is generated from the registry is what is checked in, and every host knows every command.
//! Each failure names the file to edit.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use regex::Regex;
use tenantry_console::registry::{self, export_types};
use tenantry_tests::tree;
use ts_rs::Config;

fn read(path: &str) -> String {
    std::fs::read_to_string(tree::root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn names() -> Vec<&'static str> {
    registry::commands().into_iter().map(|spec| spec.name).collect()
}

/// All files of a folder, by their path in it.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            all.extend(
                files(&entry.path()).into_iter().map(|(below, text)| (format!("{name}/{below}"), text)),
            );
        } else {
            all.insert(name, std::fs::read_to_string(entry.path()).unwrap_or_default());
        }
    }
    all
}

const STALE: &str = "is out of date: run `cargo xtask codegen` and commit what it wrote";

/// The generator as cargo built it beside this program, unless the sources are newer.
fn generator() -> Command {
    let deps = std::env::current_exe().expect("a test is a program");
    let built = deps.ancestors().nth(2).map(|folder| folder.join("examples/codegen")).unwrap_or_default();
    let age = |path: &Path| path.metadata().and_then(|meta| meta.modified()).ok();
    let of_console =
        |source: &tree::Source| source.below("src-tauri/console/") || source.below("src-tauri/model/");
    let newest = tree::sources()
        .iter()
        .filter(|s| of_console(s))
        .filter_map(|s| age(&tree::root().join(&s.path)))
        .max();
    if age(&built) > newest {
        return Command::new(built);
    }
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["run", "--quiet", "--package", "tenantry-console", "--example", "codegen", "--"]);
    cargo
}

/// The generator itself, run into a folder of its own.
#[test]
fn what_is_generated_is_what_is_checked_in() {
    let scratch = tempfile::tempdir().unwrap();
    let run = generator().arg(scratch.path()).current_dir(tree::root()).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    for file in ["src-tauri/command-names.txt", "src-tauri/capabilities/main.json"] {
        let fresh = std::fs::read_to_string(scratch.path().join(file)).unwrap();
        assert_eq!(read(file), fresh, "{file} {STALE}");
    }
    // rustfmt has been over it since
    let squeezed = |text: &str| text.split_whitespace().collect::<String>().replace(",)", ")");
    let adapters = std::fs::read_to_string(scratch.path().join("src-tauri/src/commands.rs")).unwrap();
    let file = "src-tauri/src/commands.rs";
    assert_eq!(squeezed(&read(file)), squeezed(&adapters), "{file} {STALE}");
    let folder = "ui/src/ipc/generated";
    let (fresh, kept) = (files(&scratch.path().join(folder)), files(&tree::root().join(folder)));
    for (name, text) in &fresh {
        assert_eq!(kept.get(name), Some(text), "{folder}/{name} {STALE}");
    }
    let strays: Vec<_> = kept.keys().filter(|name| !fresh.contains_key(*name)).collect();
    assert!(strays.is_empty(), "{folder} holds files of commands that are gone: {strays:?}");
}

#[test]
fn the_types_of_this_build_are_those_of_the_ui() {
    let scratch = tempfile::tempdir().unwrap();
    export_types(&Config::new().with_out_dir(scratch.path())).unwrap();
    let kept = files(&tree::root().join("ui/src/ipc/generated/types"));
    for (name, text) in files(scratch.path()) {
        assert_eq!(kept.get(&name), Some(&text), "ui/src/ipc/generated/types/{name} {STALE}");
    }
}

#[test]
fn each_command_has_one_function_and_one_name() {
    let names = names();
    let mut once = names.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), names.len(), "src-tauri/console/src/registry.rs lists a command twice");
    let commands: String = tree::sources()
        .into_iter()
        .filter(|source| source.below("src-tauri/console/src/commands/"))
        .map(|source| source.text)
        .collect();
    let function = Regex::new(r"pub async fn (\w+)\(console: &Console, ").unwrap();
    let mut written: Vec<&str> =
        function.captures_iter(&commands).map(|found| found.get(1).unwrap().as_str()).collect();
    written.sort_unstable();
    assert_eq!(
        written, once,
        "a function of src-tauri/console/src/commands/ is not in registry.rs, or the reverse"
    );
}

#[test]
fn the_app_lets_through_the_commands_of_the_registry_and_nothing_else() {
    let listed: Vec<String> = read("src-tauri/command-names.txt").lines().map(str::to_owned).collect();
    assert_eq!(listed, names(), "src-tauri/command-names.txt {STALE}");
    let capability: serde_json::Value =
        serde_json::from_str(&read("src-tauri/capabilities/main.json")).unwrap();
    let allowed: Vec<&str> =
        capability["permissions"].as_array().unwrap().iter().filter_map(|word| word.as_str()).collect();
    let ours: Vec<String> =
        names().into_iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    let (of_tauri, of_us): (Vec<&str>, Vec<&str>) = allowed.into_iter().partition(|word| word.contains(':'));
    assert_eq!(of_us, ours, "src-tauri/capabilities/main.json {STALE}");
    let harmless = ["core:event:allow-listen", "core:event:allow-unlisten", "core:window:allow-set-title"];
    let stray: Vec<_> = of_tauri.iter().filter(|word| !harmless.contains(word)).collect();
    assert!(
        stray.is_empty(),
        "src-tauri/console/examples/codegen.rs gives the page more of Tauri: {stray:?}"
    );
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert!(capability.get("remote").is_none(), "no page from elsewhere may call a command");
    let others: Vec<String> = tree::sources()
        .into_iter()
        .map(|source| source.path)
        .filter(|path| path.starts_with("src-tauri/capabilities/") && !path.ends_with("main.json"))
        .collect();
    assert_eq!(others, Vec::<String>::new(), "one capability file, so that there is one place to look");
}

#[test]
fn the_fake_host_of_the_ui_answers_every_command() {
    let fake: String = tree::sources()
        .into_iter()
        .filter(|source| source.below("ui/src/ipc/fake/handlers/"))
        .map(|source| source.text)
        .collect();
    for name in names() {
        let case = Regex::new(&format!(r"(?m)^\s*(async\s+)?{name}\s*(\(|:|,)")).unwrap();
        assert!(
            case.is_match(&fake),
            "the fake host has no case for {name}: add one to ui/src/ipc/fake/handlers/"
        );
    }
    assert!(!Regex::new(r"(?m)^\s*no_such_command\s*\(").unwrap().is_match(&fake));
}

#[test]
fn the_stages_of_the_matrix_know_every_command() {
    let stages = read("tests/tests/proof/matrix/requests.rs");
    for name in names() {
        let file = "tests/tests/proof/matrix/requests.rs";
        assert!(stages.contains(&format!("\"{name}\"")), "{file} has no stage for {name}");
    }
}

/// The commands that a person at a terminal needs; the rest belong to a window.
const NOT_IN_THE_TERMINAL: [&str; 16] = [
    "profile_list",
    "profile_save",
    "profile_delete",
    "profile_test",
    "connect",
    "disconnect",
    "connection_status",
    "task_cancel",
    "app_info",
    "app_ready",
    "tenant_count",
    "tenant_usage",
    "tier_list",
    "tier_set_limit",
    "view_save",
    "view_delete",
];

#[test]
fn tenantryctl_has_a_verb_for_each_noun_of_its_own() {
    let cli: String = tree::sources()
        .into_iter()
        .filter(|source| source.below("src-tauri/cli/src/"))
        .map(|source| source.text)
        .collect();
    for noun in
        ["Sandbox(SandboxVerb)", "Db(DbVerb)", "Tenant(TenantVerb)", "Fleet(FleetVerb)", "Audit(AuditVerb)"]
    {
        assert!(cli.contains(noun), "src-tauri/cli/src/args.rs has no noun {noun}");
    }
    for name in names() {
        let told = cli.contains(&format!("\"{name}\"")) || cli.contains(&format!("commands::{name}("));
        let expected = !NOT_IN_THE_TERMINAL.contains(&name) && name != "view_list";
        assert!(told || !expected, "src-tauri/cli/src/run.rs has no verb for {name}");
    }
}

#[test]
fn the_page_runs_our_scripts_and_no_others() {
    let conf: serde_json::Value = serde_json::from_str(&read("src-tauri/tauri.conf.json")).unwrap();
    let app = &conf["app"];
    assert_eq!(app["withGlobalTauri"], false, "src-tauri/tauri.conf.json");
    let file = "src-tauri/tauri.conf.json: app.security.csp";
    for name in ["csp", "devCsp"] {
        let policy = match &app["security"][name] {
            serde_json::Value::Null if name == "devCsp" => continue,
            policy => policy.as_str().unwrap_or_else(|| panic!("{file} is one line of text")),
        };
        let directives: BTreeMap<&str, Vec<&str>> = policy
            .split(';')
            .filter_map(|directive| directive.trim().split_once(' '))
            .map(|(name, sources)| (name, sources.split(' ').collect()))
            .collect();
        let everything = directives.get("default-src").unwrap_or_else(|| panic!("{file} has no default-src"));
        let scripts = directives.get("script-src").unwrap_or(everything);
        for source in scripts {
            assert!(
                !source.contains("unsafe") && !source.contains('*') && !source.contains("http"),
                "{file}: {source}"
            );
        }
        let elsewhere = ["http:", "https:", "*", "ws:", "wss:"];
        for (directive, sources) in &directives {
            let stray =
                sources.iter().find(|source| elsewhere.contains(source) || source.starts_with("https://"));
            assert_eq!(stray, None, "{file}: {directive} lets something out");
        }
        assert_eq!(directives.get("form-action"), Some(&vec!["'none'"]), "{file}");
        assert_eq!(directives.get("object-src").unwrap_or(everything), &vec!["'none'"], "{file}");
    }
    assert_eq!(app["security"]["capabilities"], serde_json::json!(["main"]), "src-tauri/tauri.conf.json");
}
