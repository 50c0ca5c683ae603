//! Tells Tauri which commands there are: a command that is not listed cannot be called from any window.

fn main() {
    println!("cargo:rerun-if-changed=command-names.txt");
    let names: Vec<&'static str> = include_str!("command-names.txt").lines().collect();
    let manifest = tauri_build::AppManifest::new().commands(names.leak());
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    tauri_build::try_build(attributes).expect("tauri.conf.json and the capabilities are checked in");
}
