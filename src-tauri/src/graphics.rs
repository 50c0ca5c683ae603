//! WebKitGTK's DMABUF renderer needs a render node: without one it starts at nearly twice the time, and with some drivers
//! the window stays white. Its switch is an environment variable that must be set before the process begins.

use std::path::Path;

const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Begins the process again without the DMABUF renderer where there is no render node.
pub(crate) fn choose_renderer() {
    let has_node = Path::new("/dev/dri").read_dir().is_ok_and(|nodes| {
        nodes.flatten().any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
    });
    if !has_node {
        begin_again();
    }
}

/// Begins the process again without the DMABUF renderer, once.
pub(crate) fn begin_again() {
    if !cfg!(target_os = "linux") || std::env::var_os(SWITCH).is_some() {
        return;
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        let Ok(program) = std::env::current_exe() else { return };
        let failed =
            std::process::Command::new(program).args(std::env::args_os().skip(1)).env(SWITCH, "1").exec();
        eprintln!("The renderer could not be changed: {failed}.");
    }
}
