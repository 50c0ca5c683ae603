//! Exports: all rows of a query, streamed to a file that appears under its name only when it is whole.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use tenantry_engine::directory::TenantStream;
use tenantry_model::query::parse;

use super::Answer;
use super::tenants::sort;
use crate::Console;
use crate::error::{CommandError, ErrorCode};
use crate::present;
use crate::views::{ExportDone, ExportFormat, Progress, TenantExport, TenantRow};

/// Rows between two reports of progress.
const REPORT_EVERY: u32 = 2_000;

/// Writes what a query finds to a file. Cancelled or failed, it leaves no file behind.
pub async fn tenant_export(console: &Console, request: TenantExport) -> Answer<ExportDone> {
    let live = console.live()?;
    let path = checked(&request.path)?;
    let vocabulary = console.ask(&live, live.vocabulary()).await?;
    let (query, order) = (parse(&request.query, &vocabulary)?, sort(&request.sort)?);
    let mut task = console.tasks().begin(&request.task).ok_or_else(|| {
        CommandError::new(ErrorCode::Conflict, "An export of that id is running.").about("task")
    })?;
    // a name of its own, for its owner's eyes, gone when it is dropped: nobody can lay a link in its way
    let folder = path.parent().unwrap_or(Path::new("/"));
    let part = tempfile::Builder::new().prefix(".tenantry-export-").tempfile_in(folder);
    let part = part.map_err(|error| not_written(&error))?;
    let work = async {
        let total = console.ask(&live, live.directory.count(&query)).await?;
        let report = |done: u32| {
            let phase = "Writing rows".to_owned();
            let total = Some(total);
            console.events().progress(Progress { task: request.task.clone(), phase, done, total });
        };
        write_all(live.directory.stream(query.clone(), order), part, request.format, &report).await
    };
    let (part, rows, bytes) = tokio::select! {
        biased;
        () = task.cancelled() => {
            return Err(CommandError::new(ErrorCode::Cancelled, "The export was cancelled; no file was left."));
        }
        outcome = work => outcome?,
    };
    part.persist_noclobber(&path).map_err(|error| not_written(&error.error))?;
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX).into();
    Ok(ExportDone { path: path.display().to_string(), rows, bytes })
}

/// A full path in a folder that exists, naming a file that does not exist yet.
fn checked(text: &str) -> Answer<PathBuf> {
    let refuse = |message: String, remedy: &str| Err(CommandError::invalid("path", message, remedy));
    let path = Path::new(text.trim());
    let plain = path.components().all(|part| !matches!(part, std::path::Component::ParentDir));
    if !path.is_absolute() || !plain || path.file_name().is_none() || text.contains('\0') {
        return refuse(
            "This is not a full path of a file.".to_owned(),
            "Give the whole path, without \"..\".",
        );
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    if !folder.is_dir() {
        return refuse(format!("There is no folder {}.", shown(folder)), "Choose a folder that exists.");
    }
    if path.symlink_metadata().is_ok() {
        return refuse(
            format!("{} exists already.", shown(path)),
            "Choose another name; nothing is overwritten.",
        );
    }
    Ok(path.to_owned())
}

fn shown(path: &Path) -> String {
    tenantry_model::refusal::shown(&path.to_string_lossy())
}

async fn write_all(
    mut rows: TenantStream,
    part: NamedTempFile,
    format: ExportFormat,
    report: &(dyn Fn(u32) + Send + Sync),
) -> Answer<(NamedTempFile, u32, u64)> {
    let file = part.reopen().map_err(|error| not_written(&error))?;
    let mut out = Sheet::new(BufWriter::new(file), format).map_err(|error| not_written(&error))?;
    let mut written = 0;
    while let Some(row) = rows.next().await {
        out.write(&present::row(row?)?).map_err(|error| not_written(&error))?;
        written += 1;
        if written % REPORT_EVERY == 0 {
            report(written);
        }
    }
    report(written);
    let file = out.finish().map_err(|error| not_written(&error))?;
    file.sync_all().map_err(|error| not_written(&error))?;
    let bytes = file.metadata().map_err(|error| not_written(&error))?.len();
    Ok((part, written, bytes))
}

fn not_written(error: &std::io::Error) -> CommandError {
    CommandError::new(ErrorCode::Unavailable, format!("The file could not be written: {}.", error.kind()))
        .about("path")
        .remedied("Free disk space, or choose another folder.")
}

/// A file of rows in one of the formats.
enum Sheet {
    Csv(Box<csv::Writer<BufWriter<File>>>),
    JsonLines(BufWriter<File>),
}

const HEADER: [&str; 21] = [
    "id",
    "slug",
    "name",
    "status",
    "tier",
    "rung",
    "region",
    "users",
    "users_limit",
    "projects",
    "projects_limit",
    "storage_bytes",
    "storage_bytes_limit",
    "api_calls_month",
    "api_calls_month_limit",
    "usage_permille",
    "alarms",
    "subscription_ends",
    "last_activity",
    "created_at",
    "version",
];

impl Sheet {
    fn new(out: BufWriter<File>, format: ExportFormat) -> std::io::Result<Self> {
        match format {
            ExportFormat::JsonLines => Ok(Self::JsonLines(out)),
            ExportFormat::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(HEADER)?;
                Ok(Self::Csv(Box::new(writer)))
            }
        }
    }

    fn write(&mut self, row: &TenantRow) -> std::io::Result<()> {
        match self {
            Self::JsonLines(out) => {
                serde_json::to_writer(&mut *out, row)?;
                out.write_all(b"\n")
            }
            Self::Csv(writer) => Ok(writer.write_record(record(row).iter().map(|cell| neutralised(cell)))?),
        }
    }

    fn finish(self) -> std::io::Result<File> {
        let out = match self {
            Self::JsonLines(out) => out,
            Self::Csv(writer) => {
                writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?
            }
        };
        Ok(out.into_inner()?)
    }
}

fn record(row: &TenantRow) -> Vec<String> {
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let json = |value| serde_json::to_value(value).map(word).unwrap_or_default();
    let gauges = [&row.users, &row.projects, &row.storage_bytes, &row.api_calls_month];
    let mut cells = vec![row.id.clone(), row.slug.clone(), row.name.clone()];
    cells.push(serde_json::to_value(row.status).map(word).unwrap_or_default());
    cells.push(row.tier.clone());
    cells.push(serde_json::to_value(row.rung).map(word).unwrap_or_default());
    cells.push(row.region.clone());
    cells.extend(gauges.into_iter().flat_map(|gauge| [gauge.used.0.clone(), gauge.limit.0.clone()]));
    cells.extend([row.usage_permille.to_string(), row.alarms.to_string()]);
    cells.extend([json(row.subscription_ends), json(row.last_activity), json(Some(row.created_at))]);
    cells.push(row.version.0.clone());
    cells
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe before it (OWASP ASVS 1.2.10); the csv writer
/// quotes what needs quotes.
fn neutralised(cell: &str) -> String {
    let cell = cell.replace('\0', "");
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised() {
        for hostile in ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\0=1"] {
            assert!(neutralised(hostile).starts_with('\''), "{hostile:?}");
        }
        assert_eq!(neutralised("Harbor = Clinic"), "Harbor = Clinic");
    }

    #[test]
    fn only_a_new_file_in_a_real_folder_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().join("there.csv");
        std::fs::write(&there, "kept").unwrap();
        let link = folder.path().join("link.csv");
        std::os::unix::fs::symlink("/etc/passwd", &link).unwrap();
        let up = folder.path().join("../up.csv");
        for bad in [
            there.to_str().unwrap(),
            link.to_str().unwrap(),
            up.to_str().unwrap(),
            "relative.csv",
            "/no/such/folder/x.csv",
            "",
        ] {
            assert_eq!(checked(bad).unwrap_err().field.as_deref(), Some("path"), "{bad}");
        }
        assert!(checked(folder.path().join("new.csv").to_str().unwrap()).is_ok());
    }
}
