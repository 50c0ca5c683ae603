//! Pictures of every page, taken in the real window on the real sandbox: `shots FOLDER [NAME…]`, by `cargo xtask shots`.
//! Each is taken in light and dark, at 1440 × 900 and at 1024 × 700, as `NAME-THEME-WIDTHxHEIGHT.png`.
#![expect(clippy::print_stdout, reason = "it tells which pictures it took")]

mod camera;
mod pages;
mod staging;

use std::path::PathBuf;

use tenantry_tests::server::Ground;
use tenantry_tests::window::play;

use crate::camera::Camera;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().expect("the folder for the pictures is the first argument"));
    let names = arguments.map(|name| name.to_string_lossy().into_owned()).collect();
    let camera = Camera::new(folder, names);
    // leaked: the stage lends it to the app for as long as the program runs
    let ground: &'static Ground = Box::leak(Box::new(Ground::new(2_000, |_| {}).await));
    play("shots", ground, async |stage| {
        camera.take(&stage.open().await, &pages::first_run()).await;
        stage.close().await;

        let scene = staging::set(stage).await;
        let window = stage.open().await;
        staging::save_profiles(&window, ground).await;
        window.enter("Sandbox · ops").await;
        camera.take(&window, &pages::of_console(&scene)).await;
        camera.take_lost(&window, ground).await;
    })
    .await;
}
