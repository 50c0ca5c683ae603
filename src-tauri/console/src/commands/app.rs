//! The program itself: what it is, its log, and tasks that run.

use super::Answer;
use crate::Console;
use crate::error::{CommandError, ErrorCode};
use crate::views::{AppInfo, AppReady, Nothing, TaskCancel};

/// About this program.
pub async fn app_info(console: &Console, _: Nothing) -> Answer<AppInfo> {
    Ok(AppInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: console.places().data_dir.display().to_string(),
        export_dir: console.places().export_dir.display().to_string(),
        log_tail: console.log().lines(),
    })
}

/// The window shows something; the host may be waiting for it.
pub async fn app_ready(console: &Console, request: AppReady) -> Answer<Nothing> {
    console.shown(request.shown);
    Ok(Nothing {})
}

/// Cancels a long command.
pub async fn task_cancel(console: &Console, request: TaskCancel) -> Answer<Nothing> {
    if console.tasks().cancel(&request.task) {
        return Ok(Nothing {});
    }
    Err(CommandError::new(ErrorCode::NotFound, "That task has ended already.").about("task"))
}
