//! Writes what is generated from the registry: TypeScript types and client, Tauri's adapters and capability.
//! `cargo xtask codegen` runs it; a contract test runs it into a temporary folder and compares.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use tenantry_console::registry::{Access, CommandSpec, Effect, commands, export_types};
use ts_rs::Config;

const MARK: &str = "Generated from the command registry by `cargo xtask codegen`; edit src-tauri/console/src/registry.rs instead.";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = std::env::args().nth(1).map(PathBuf::from).ok_or("give the root to write below")?;
    let specs = commands();
    let ui = root.join("ui/src/ipc/generated");
    let types = ui.join("types");
    if types.exists() {
        std::fs::remove_dir_all(&types)?;
    }
    export_types(&Config::new().with_out_dir(&types))?;
    write(&types.join("index.ts"), &type_index(&types)?)?;
    write(&ui.join("commands.ts"), &client(&specs))?;
    let rust = root.join("src-tauri/src/commands.rs");
    write(&rust, &adapters(&specs))?;
    formatted(&rust)?;
    write(&root.join("src-tauri/command-names.txt"), &names(&specs))?;
    write(&root.join("src-tauri/capabilities/main.json"), &capability(&specs))?;
    Ok(())
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}

/// As rustfmt leaves it, so that neither undoes the other.
fn formatted(rust: &Path) -> std::io::Result<()> {
    let style = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rustfmt.toml");
    let done = std::process::Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(style)
        .arg(rust)
        .status()?;
    if done.success() { Ok(()) } else { Err(std::io::Error::other("rustfmt refused the adapters")) }
}

fn type_index(folder: &Path) -> std::io::Result<String> {
    let mut stems = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(stem) = path.file_stem().and_then(|s| s.to_str()).filter(|s| *s != "index") {
            stems.push(stem.to_owned());
        }
    }
    stems.sort();
    let lines = stems.iter().map(|stem| format!("export type {{ {stem} }} from './{stem}';\n"));
    Ok(format!("// {MARK}\n{}", lines.collect::<String>()))
}

fn client(specs: &[CommandSpec]) -> String {
    let mut types: Vec<&str> = specs.iter().flat_map(|s| [s.request.as_str(), s.response.as_str()]).collect();
    types.extend(["Noun", "RoleName"]);
    types.sort_unstable();
    types.dedup();
    let mut out = format!("// {MARK}\nimport type {{\n");
    for name in types {
        let _ = writeln!(out, "  {name},");
    }
    out.push_str("} from './types';\n\nexport interface Commands {\n");
    for spec in specs {
        let _ =
            writeln!(out, "  {}: {{ request: {}; response: {} }};", spec.name, spec.request, spec.response);
    }
    out.push_str("}\n\nexport type CommandName = keyof Commands;\n\nexport interface CommandMeta {\n  /** Group roles that may; `null`: it touches no server. */\n  roles: RoleName[] | null;\n  writes: boolean;\n  stale: Noun[];\n}\n\nexport const COMMANDS: Record<CommandName, CommandMeta> = {\n");
    for spec in specs {
        let roles = match spec.access {
            Access::Local => "null".to_owned(),
            Access::Roles(roles) => words(roles.iter()),
        };
        let writes = spec.effect == Effect::Write;
        let _ = writeln!(
            out,
            "  {}: {{ roles: {roles}, writes: {writes}, stale: {} }},",
            spec.name,
            words(spec.stale.iter())
        );
    }
    out.push_str("};\n");
    out
}

fn words<T: serde::Serialize>(items: impl Iterator<Item = T>) -> String {
    let quoted = items.map(|item| serde_json::to_string(&item).unwrap_or_default().replace('"', "'"));
    format!("[{}]", quoted.collect::<Vec<_>>().join(", "))
}

fn adapters(specs: &[CommandSpec]) -> String {
    let mut out = format!(
        "//! {MARK}\n\nuse tauri::State;\nuse tenantry_console::Console;\nuse tenantry_console::commands as run;\nuse tenantry_console::error::CommandError;\nuse tenantry_console::views::*;\n"
    );
    for spec in specs {
        let _ = write!(
            out,
            "\n#[tauri::command]\npub(crate) async fn {name}(console: State<'_, Console>, request: {request}) -> Result<{response}, CommandError> {{\n    run::{name}(&console, request).await\n}}\n",
            name = spec.name,
            request = spec.request,
            response = spec.response,
        );
    }
    out.push_str("\n/// Every adapter, for the builder.\npub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {\n    tauri::generate_handler![\n");
    for spec in specs {
        let _ = writeln!(out, "        {},", spec.name);
    }
    out.push_str("    ]\n}\n");
    out
}

fn names(specs: &[CommandSpec]) -> String {
    specs.iter().map(|spec| format!("{}\n", spec.name)).collect()
}

fn capability(specs: &[CommandSpec]) -> String {
    let mut permissions: Vec<String> =
        ["core:event:allow-listen", "core:event:allow-unlisten"].map(str::to_owned).to_vec();
    permissions.extend(specs.iter().map(|spec| format!("allow-{}", spec.name.replace('_', "-"))));
    // an object of JSON has its fields in one order or another, as some dependency of the whole program wishes
    let quoted = |text: &String| format!("    \"{text}\"");
    let permissions = permissions.iter().map(quoted).collect::<Vec<_>>().join(",\n");
    format!(
        "{{\n  \"description\": \"{MARK}\",\n  \"identifier\": \"main\",\n  \"permissions\": [\n{permissions}\n  ],\n  \
         \"windows\": [\n    \"main\"\n  ]\n}}\n"
    )
}
