//! The archive of a tenant: each table as COPY gives it, compressed, with its checksum and its rows; and a manifest.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;
use sqlx::postgres::PgPoolCopyExt as _;
use tenantry_model::Rung;
use uuid::Uuid;

use super::ledger::{Ledger, Taken, Told};
use super::steps::{Shop, Step, StepError, did};
use crate::EngineError;
use crate::connect::{Target, Writes, close};

/// What an archive holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    tenant: Uuid,
    operation: Uuid,
    rung: String,
    made_at: String,
    tables: Vec<Table>,
}

/// A table of an archive.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Table {
    name: String,
    columns: Vec<String>,
    file: String,
    rows: u64,
    /// Bytes before compression.
    bytes: u64,
    /// SHA-256 of the bytes before compression, hex.
    sha256: String,
}

/// Where the tenant's tables are now.
pub(super) struct Place {
    pub(super) target: Target,
    pub(super) schema: String,
}

pub(super) async fn place(shop: &Shop, taken: &Taken) -> Result<Place, StepError> {
    let admin = shop.ground.admin(taken).await?;
    let kept = taken.plan["keptAs"]["name"].as_str().unwrap_or_default().to_owned();
    Ok(match taken.rung {
        Rung::Schema => Place { target: admin, schema: kept },
        Rung::Database | Rung::Instance => {
            Place { target: admin.database(&kept), schema: "public".to_owned() }
        }
        _ => Place { target: admin, schema: "public".to_owned() },
    })
}

fn folder(shop: &Shop, taken: &Taken) -> PathBuf {
    shop.ground.archives.join(taken.tenant.to_string()).join(taken.id.to_string())
}

/// A file that could not be read or written: the disk may have room later.
fn files(path: &Path) -> impl Fn(std::io::Error) -> StepError {
    let path = path.display().to_string();
    move |error| {
        let (message, remedy) =
            (format!("{path}: {error}."), "Make room, or correct the folder's rights.".to_owned());
        EngineError::Busy { message, remedy }.into()
    }
}

/// Exports every table. What an earlier attempt left is written anew.
pub(super) async fn export(shop: &Shop, taken: &Taken) -> Step {
    let folder = folder(shop, taken);
    std::fs::create_dir_all(&folder).map_err(files(&folder))?;
    let place = place(shop, taken).await?;
    open_for_export(shop, taken, &place, true).await?;
    let exported = tables_out(taken, &place, &folder).await;
    open_for_export(shop, taken, &place, false).await?;
    let tables = exported?;
    let rows: u64 = tables.iter().map(|table| table.rows).sum();
    let manifest = Manifest {
        tenant: taken.tenant.0,
        operation: taken.id,
        rung: taken.rung.as_str().to_owned(),
        made_at: time::OffsetDateTime::now_utc().to_string(),
        tables,
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(|e| EngineError::Internal(e.to_string()))?;
    let (file, beside) = (folder.join("manifest.json"), folder.join("manifest.new"));
    let mut out = File::create(&beside).map_err(files(&beside))?;
    out.write_all(&text).and_then(|()| out.sync_all()).map_err(files(&beside))?;
    std::fs::rename(&beside, &file).map_err(files(&file))?;
    let digest = hex(Sha256::new_with_prefix(&text));
    Ok(Told {
        output: Some(serde_json::json!({ "folder": folder, "manifest": digest, "rows": rows })),
        ..did(format!("{rows} rows of {} tables in {}.", manifest.tables.len(), folder.display()))
    })
}

/// A database in quarantine takes no connections: for the export it does, from the worker alone.
async fn open_for_export(shop: &Shop, taken: &Taken, place: &Place, open: bool) -> Result<(), StepError> {
    if !matches!(taken.rung, Rung::Database | Rung::Instance) {
        return Ok(());
    }
    let mut connection = shop.ground.admin(taken).await?.connect().await?;
    let name = place.target.database_name();
    let door = format!(
        "revoke connect on database \"{name}\" from public; alter database \"{name}\" allow_connections {open}"
    );
    sqlx::raw_sql(crate::sql::built(door)).execute(&mut connection).await?;
    close(connection).await;
    Ok(())
}

async fn tables_out(taken: &Taken, place: &Place, folder: &Path) -> Result<Vec<Table>, StepError> {
    let mut connection = place.target.connect().await?;
    let listed = sqlx::query(include_str!("archive/tables.sql"))
        .bind(&place.schema)
        .fetch_all(&mut connection)
        .await?;
    close(connection).await;
    let pool = place.target.pool(Writes::Refused);
    let mut tables = Vec::new();
    for (number, row) in listed.iter().enumerate() {
        let (name, quoted): (String, String) = (row.get("name"), row.get("quoted"));
        let columns: Vec<String> = row.get("columns");
        let file = format!("{:03}_{name}.copy.zst", number + 1);
        let statement = format!(
            "copy (select {} from {quoted} where tenant_id = '{}') to stdout",
            columns.join(", "),
            taken.tenant
        );
        let path = folder.join(&file);
        let stream = pool.copy_out_raw(&statement).await?;
        let (rows, bytes, sha256) = write_out(stream, &path).await?;
        tables.push(Table { name, columns, file, rows, bytes, sha256 });
    }
    pool.close().await;
    Ok(tables)
}

async fn write_out(
    mut stream: impl futures_util::Stream<Item = Result<bytes::Bytes, sqlx::Error>> + Unpin,
    path: &Path,
) -> Result<(u64, u64, String), StepError> {
    let out = BufWriter::new(File::create(path).map_err(files(path))?);
    let mut out = zstd::Encoder::new(out, 3).map_err(files(path))?;
    let (mut rows, mut bytes, mut digest) = (0, 0, Sha256::new());
    while let Some(chunk) = stream.try_next().await? {
        rows += chunk.iter().filter(|byte| **byte == b'\n').count() as u64;
        bytes += chunk.len() as u64;
        digest.update(&chunk);
        out.write_all(&chunk).map_err(files(path))?;
    }
    let out = out.finish().map_err(files(path))?;
    let file = out.into_inner().map_err(|error| files(path)(error.into_error()))?;
    file.sync_all().map_err(files(path))?;
    Ok((rows, bytes, hex(digest)))
}

fn hex(digest: Sha256) -> String {
    let digits =
        |byte: &u8| [byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16).unwrap_or_default());
    digest.finalize().iter().flat_map(digits).collect()
}

/// Reads the archive back, whole, and compares it with its manifest and with what is still in the database.
pub(super) async fn check(shop: &Shop, ledger: &Ledger, taken: &Taken) -> Step {
    let folder = folder(shop, taken);
    let file = folder.join("manifest.json");
    let text = std::fs::read(&file).map_err(files(&file))?;
    let told = ledger.output(taken, "export").await?.unwrap_or_default();
    if told["manifest"].as_str() != Some(hex(Sha256::new_with_prefix(&text)).as_str()) {
        return Err(spoilt("The manifest is not the one that was written."));
    }
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|_| spoilt("The manifest cannot be read."))?;
    for table in &manifest.tables {
        let path = folder.join(&table.file);
        let (rows, bytes, sha256) = read_back(&path)?;
        if (rows, bytes, &sha256) != (table.rows, table.bytes, &table.sha256) {
            return Err(spoilt(&format!("{} is not what was written.", table.file)));
        }
    }
    let place = place(shop, taken).await?;
    open_for_export(shop, taken, &place, true).await?;
    let present = counts(taken, &place).await;
    open_for_export(shop, taken, &place, false).await?;
    let present = present?;
    let kept: Vec<(String, u64)> =
        manifest.tables.iter().map(|table| (table.name.clone(), table.rows)).collect();
    if kept != present {
        return Err(spoilt("The database has other rows than the archive."));
    }
    Ok(did(format!("{} tables read back, checksums and rows agree.", kept.len())))
}

fn spoilt(why: &str) -> StepError {
    EngineError::Precondition {
        field: "archive".to_owned(),
        message: format!("The archive does not verify: {why}"),
        remedy: "Nothing was removed. Look at the archive's folder, and retry: it is exported anew."
            .to_owned(),
    }
    .into()
}

fn read_back(path: &Path) -> Result<(u64, u64, String), StepError> {
    let file = File::open(path).map_err(files(path))?;
    let unreadable = |_| spoilt(&format!("{} cannot be read.", path.display()));
    let mut input = zstd::Decoder::new(BufReader::new(file)).map_err(unreadable)?;
    let (mut rows, mut bytes, mut digest) = (0, 0, Sha256::new());
    let mut chunk = vec![0; 1 << 16];
    loop {
        let read = input.read(&mut chunk).map_err(unreadable)?;
        if read == 0 {
            return Ok((rows, bytes, hex(digest)));
        }
        rows += chunk[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
        bytes += read as u64;
        digest.update(&chunk[..read]);
    }
}

async fn counts(taken: &Taken, place: &Place) -> Result<Vec<(String, u64)>, StepError> {
    let mut connection = place.target.connect().await?;
    let listed = sqlx::query(include_str!("archive/tables.sql"))
        .bind(&place.schema)
        .fetch_all(&mut connection)
        .await?;
    let mut counts = Vec::new();
    for row in &listed {
        let (name, quoted): (String, String) = (row.get("name"), row.get("quoted"));
        let count = format!("select count(*) from {quoted} where tenant_id = '{}'", taken.tenant);
        let rows: i64 = sqlx::query_scalar(crate::sql::built(count)).fetch_one(&mut connection).await?;
        counts.push((name, u64::try_from(rows).unwrap_or_default()));
    }
    close(connection).await;
    Ok(counts)
}
