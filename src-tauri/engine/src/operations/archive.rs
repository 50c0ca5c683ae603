//! The archive of a tenant: each table as COPY gives it, in an order that is the same everywhere, compressed, with its
//! checksum and its rows; and a manifest.

pub(super) mod files;

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::{PgConnection, Row as _};
use tenantry_model::Rung;
use uuid::Uuid;

use self::files::{Sum, Summed, files, hex, read_back, spoilt, write_out};
use super::ledger::{Ledger, Taken, Told};
use super::steps::{Shop, Step, StepError, did};
use crate::EngineError;
use crate::connect::{Target, close};

/// What an archive holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    tenant: Uuid,
    operation: Uuid,
    rung: String,
    made_at: String,
    pub(super) tables: Vec<Table>,
}

/// A table of an archive.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    pub(super) file: String,
    pub(super) rows: u64,
    /// Bytes before compression.
    bytes: u64,
    /// SHA-256 of the bytes before compression, hex.
    sha256: String,
    /// When the newest row was written, as far as a column says so; RFC 3339.
    #[serde(default)]
    last_write: Option<String>,
}

impl Table {
    /// What COPY gave.
    pub(super) fn sum(&self) -> Sum {
        (self.rows, self.bytes, self.sha256.clone())
    }
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

/// The folder of the archive that the purge `operation` made.
pub(super) fn folder(shop: &Shop, taken: &Taken, operation: Uuid) -> PathBuf {
    shop.ground.archives.join(taken.tenant.to_string()).join(operation.to_string())
}

/// Exports every table. What an earlier attempt left is written anew.
pub(super) async fn export(shop: &Shop, taken: &Taken) -> Step {
    let folder = folder(shop, taken, taken.id);
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
    let digest = write_manifest(&folder, &manifest)?;
    let tables: Vec<_> = manifest.tables.iter().map(counted).collect();
    Ok(Told {
        output: Some(
            serde_json::json!({ "folder": folder, "manifest": digest, "rows": rows, "tables": tables }),
        ),
        ..did(format!("{rows} rows of {} tables in {}.", tables.len(), folder.display()))
    })
}

/// A table as a certificate lists it.
fn counted(table: &Table) -> serde_json::Value {
    serde_json::json!({ "name": table.name, "rows": table.rows.to_string(), "lastWrite": table.last_write })
}

/// Writes the manifest whole or not at all; answers its digest.
fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<String, StepError> {
    let text = serde_json::to_vec_pretty(manifest).map_err(|e| EngineError::Internal(e.to_string()))?;
    let (file, beside) = (folder.join("manifest.json"), folder.join("manifest.new"));
    let mut out = File::create(&beside).map_err(files(&beside))?;
    out.write_all(&text).and_then(|()| out.sync_all()).map_err(files(&beside))?;
    std::fs::rename(&beside, &file).map_err(files(&file))?;
    Ok(hex(&Sha256::digest(&text)))
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

/// A table as it lies in a database.
#[derive(sqlx::FromRow)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) quoted: String,
    pub(super) columns: Vec<String>,
    ordered: Vec<String>,
    stamps: Vec<String>,
}

impl Found {
    /// The rows of a tenant, as a COPY that gives the same bytes wherever they lie.
    pub(super) fn copy_out(&self, taken: &Taken, columns: &[String]) -> String {
        format!(
            "copy (select {} from {} where tenant_id = '{}' order by {}) to stdout",
            columns.join(", "),
            self.quoted,
            taken.tenant,
            self.ordered.join(", ")
        )
    }
}

/// The tables of a schema that hold tenants' rows, by name.
pub(super) async fn found(connection: &mut PgConnection, schema: &str) -> Result<Vec<Found>, sqlx::Error> {
    sqlx::query_as(include_str!("archive/tables.sql")).bind(schema).fetch_all(connection).await
}

/// A connection that writes values as every other of these does, and nothing into the database. Rows that a policy would
/// hide are an error, not an absence.
pub(super) async fn reader(target: &Target) -> Result<PgConnection, sqlx::Error> {
    let mut connection = target.connect().await?;
    sqlx::raw_sql(include_str!("archive/reader.sql")).execute(&mut connection).await?;
    let whether = "select rolsuper from pg_catalog.pg_roles where rolname = session_user";
    if !sqlx::query_scalar::<_, bool>(whether).fetch_one(&mut connection).await? {
        sqlx::raw_sql(include_str!("archive/past_policies.sql")).execute(&mut connection).await?;
    }
    Ok(connection)
}

async fn tables_out(taken: &Taken, place: &Place, folder: &Path) -> Result<Vec<Table>, StepError> {
    let mut connection = reader(&place.target).await?;
    let listed = found(&mut connection, &place.schema).await?;
    let mut tables = Vec::new();
    for (number, table) in listed.into_iter().enumerate() {
        let file = format!("{:03}_{}.copy.zst", number + 1, table.name.replace('/', "_"));
        let path = folder.join(&file);
        let stream = connection.copy_out_raw(&table.copy_out(taken, &table.columns)).await?;
        let (rows, bytes, sha256) = write_out(stream, &path).await?;
        let last_write = last_write(&mut connection, taken, &table).await?;
        let Found { name, columns, .. } = table;
        tables.push(Table { name, columns, file, rows, bytes, sha256, last_write });
    }
    close(connection).await;
    Ok(tables)
}

/// When the newest of a tenant's rows was written, as far as the table says so.
async fn last_write(
    connection: &mut PgConnection,
    taken: &Taken,
    table: &Found,
) -> Result<Option<String>, sqlx::Error> {
    if table.stamps.is_empty() {
        return Ok(None);
    }
    let ask = format!(
        "select to_char(max(greatest({})) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from {} \
         where tenant_id = '{}'",
        table.stamps.join(", "),
        table.quoted,
        taken.tenant
    );
    sqlx::query_scalar(crate::sql::built(ask)).fetch_one(connection).await
}

/// The manifest of an archive, if it is the one with this digest and each of its files is what was written.
pub(super) fn verified(folder: &Path, digest: Option<&str>) -> Result<Manifest, StepError> {
    let file = folder.join("manifest.json");
    let text = std::fs::read(&file).map_err(|_| spoilt("Its manifest cannot be read."))?;
    if digest != Some(hex(&Sha256::digest(&text)).as_str()) {
        return Err(spoilt("The manifest is not the one that was written."));
    }
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|_| spoilt("The manifest cannot be read."))?;
    for table in &manifest.tables {
        if read_back(&folder.join(&table.file))? != table.sum() {
            return Err(spoilt(&format!("{} is not what was written.", table.file)));
        }
    }
    Ok(manifest)
}

/// Reads the archive back, whole, and compares it with its manifest and with what is still in the database.
pub(super) async fn check(shop: &Shop, ledger: &Ledger, taken: &Taken) -> Step {
    let told = ledger.output(taken, "export").await?.unwrap_or_default();
    let manifest = verified(&folder(shop, taken, taken.id), told["manifest"].as_str())?;
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

async fn counts(taken: &Taken, place: &Place) -> Result<Vec<(String, u64)>, StepError> {
    let mut connection = reader(&place.target).await?;
    let mut counts = Vec::new();
    for table in found(&mut connection, &place.schema).await? {
        let count = format!("select count(*) from {} where tenant_id = '{}'", table.quoted, taken.tenant);
        let rows: i64 = sqlx::query(crate::sql::built(count)).fetch_one(&mut connection).await?.try_get(0)?;
        counts.push((table.name, u64::try_from(rows).unwrap_or_default()));
    }
    close(connection).await;
    Ok(counts)
}

/// What a COPY of a tenant's rows gives now.
pub(super) async fn sum_now(
    connection: &mut PgConnection,
    taken: &Taken,
    table: &Found,
    columns: &[String],
) -> Result<Sum, StepError> {
    let mut stream = connection.copy_out_raw(&table.copy_out(taken, columns)).await?;
    let mut sum = Summed::default();
    while let Some(piece) = stream.try_next().await? {
        sum.add(&piece);
    }
    drop(stream);
    Ok(sum.end())
}
