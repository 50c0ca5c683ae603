//! The way back from an archive: what a purge exported is verified, put into what holds the tenant now, and read out again
//! byte for byte.

use std::path::PathBuf;

use sqlx::{PgConnection, Row as _};
use tenantry_model::{DbIdent, Rung};
use uuid::Uuid;

use super::archive::files::{Reading, spoilt};
use super::archive::{self, Found, Manifest, Place};
use super::database;
use super::ledger::Taken;
use super::purge::drop_rows;
use super::steps::{Shop, Step, StepError, did};
use crate::EngineError;
use crate::connect::{Target, close};
use crate::install;

/// Where the tenant's tables are to be.
async fn place(shop: &Shop, taken: &Taken) -> Result<Place, StepError> {
    let admin = shop.ground.admin(taken).await?;
    Ok(match taken.rung {
        Rung::Schema => Place { target: admin, schema: DbIdent::schema_of(taken.tenant).as_str().to_owned() },
        Rung::Database => {
            Place { target: admin.database(&database::name(taken)), schema: "public".to_owned() }
        }
        _ => Place { target: admin, schema: "public".to_owned() },
    })
}

/// The folder of the archive, on this machine.
fn folder(shop: &Shop, taken: &Taken) -> Result<PathBuf, StepError> {
    let purge: Option<Uuid> = taken.plan["purge"].as_str().and_then(|id| id.parse().ok());
    let purge = purge.ok_or_else(|| {
        EngineError::Inconsistent("The operation does not say which purge made the archive.".to_owned())
    })?;
    let folder = archive::folder(shop, taken, purge);
    if folder.is_dir() {
        return Ok(folder);
    }
    let written = taken.plan["archive"]["folder"].as_str().unwrap_or("a folder that is not known");
    Err(EngineError::Precondition {
        field: "archive".to_owned(),
        message: format!(
            "The archive is not on this machine: {} is not there, and it was written to {written}.",
            folder.display()
        ),
        remedy: "Run a worker on the machine that has it, or copy the folder here, and retry.".to_owned(),
    }
    .into())
}

/// The archive, if it is the one that was certified and all of it can be read.
fn kept(shop: &Shop, taken: &Taken) -> Result<(PathBuf, Manifest), StepError> {
    let folder = folder(shop, taken)?;
    let manifest = archive::verified(&folder, taken.plan["archive"]["manifest"].as_str())?;
    Ok((folder, manifest))
}

/// Verifies the archive, and that it can be put where it is to go, before anything is made.
pub(super) async fn find(shop: &Shop, taken: &Taken) -> Step {
    let (_, manifest) = kept(shop, taken)?;
    let admin = shop.ground.admin(taken).await?;
    let tables = match taken.rung {
        Rung::Shared => {
            let mut connection = archive::reader(&admin).await?;
            let tables = archive::found(&mut connection, "public").await?;
            empty(&mut connection, taken, &tables).await?;
            close(connection).await;
            tables
        }
        _ => on_trial(&admin, taken).await?,
    };
    fits(&manifest, &tables)?;
    Ok(did(format!(
        "{} tables, {} rows: each file is what was written.",
        manifest.tables.len(),
        rows(&manifest)
    )))
}

fn rows(manifest: &Manifest) -> u64 {
    manifest.tables.iter().map(|table| table.rows).sum()
}

/// The tables that a schema or a database would get, made in a transaction that is taken back.
async fn on_trial(admin: &Target, taken: &Taken) -> Result<Vec<Found>, StepError> {
    let mut connection = admin.connect().await?;
    let schema = format!("tenantry_trial_{}", taken.id.simple());
    let text = include_str!("unarchive/trial.sql")
        .replace("%schema%", &schema)
        .replace("%tables%", &install::tenant_tables());
    sqlx::raw_sql(crate::sql::built(text)).execute(&mut connection).await?;
    let tables = archive::found(&mut connection, &schema).await?;
    sqlx::raw_sql("rollback").execute(&mut connection).await?;
    close(connection).await;
    Ok(tables)
}

/// Every table of the archive is there, with every column.
fn fits(manifest: &Manifest, tables: &[Found]) -> Result<(), StepError> {
    for kept in &manifest.tables {
        let Some(table) = tables.iter().find(|table| table.name == kept.name) else {
            return Err(misfit(&format!("There is no table {} any more.", kept.name)));
        };
        let missing: Vec<&str> =
            kept.columns.iter().filter(|c| !table.columns.contains(c)).map(String::as_str).collect();
        if !missing.is_empty() {
            return Err(misfit(&format!(
                "The table {} has no column {} any more.",
                kept.name,
                missing.join(", ")
            )));
        }
    }
    Ok(())
}

fn misfit(why: &str) -> StepError {
    EngineError::Precondition {
        field: "archive".to_owned(),
        message: format!("The archive is of another version of the tables. {why}"),
        remedy: "Nothing was made. Load the archive's files by hand into tables of their version.".to_owned(),
    }
    .into()
}

/// No row of the tenant is in the shared tables: what is there later, this operation put there.
async fn empty(connection: &mut PgConnection, taken: &Taken, tables: &[Found]) -> Result<(), StepError> {
    for table in tables {
        if count(connection, taken, table).await? > 0 {
            return Err(EngineError::Precondition {
                field: "tenant".to_owned(),
                message: format!("There are rows of the tenant in {} already.", table.name),
                remedy: "Nothing was made. Look at what they are; the scrubber removes rows of nobody."
                    .to_owned(),
            }
            .into());
        }
    }
    Ok(())
}

async fn count(connection: &mut PgConnection, taken: &Taken, table: &Found) -> Result<u64, StepError> {
    let ask = format!("select count(*) from {} where tenant_id = '{}'", table.quoted, taken.tenant);
    let rows: i64 = sqlx::query(crate::sql::built(ask)).fetch_one(connection).await?.try_get(0)?;
    Ok(u64::try_from(rows).unwrap_or_default())
}

/// Puts every row back, in one transaction. Rows that are there already are those of an earlier attempt.
pub(super) async fn load(shop: &Shop, taken: &Taken) -> Step {
    let (folder, manifest) = kept(shop, taken)?;
    let place = place(shop, taken).await?;
    let mut connection = place.target.connect().await?;
    let begin = include_str!("unarchive/begin.sql").replace("%tenant%", &taken.tenant.to_string());
    sqlx::raw_sql(crate::sql::built(begin)).execute(&mut connection).await?;
    let tables = archive::found(&mut connection, &place.schema).await?;
    fits(&manifest, &tables)?;
    for kept in &manifest.tables {
        let Some(table) = tables.iter().find(|table| table.name == kept.name) else { continue };
        if count(&mut connection, taken, table).await? == kept.rows {
            continue;
        }
        let into = format!("copy {} ({}) from stdin", table.quoted, kept.columns.join(", "));
        let mut input = Reading::open(&folder.join(&kept.file))?;
        let mut copy = connection.copy_in_raw(&into).await?;
        loop {
            let piece = input.next()?;
            if piece.is_empty() {
                break;
            }
            copy.send(piece).await?;
        }
        copy.finish().await?;
    }
    let after = include_str!("unarchive/after.sql")
        .replace("%tenant%", &taken.tenant.to_string())
        .replace("%schema%", &place.schema);
    sqlx::raw_sql(crate::sql::built(after)).execute(&mut connection).await?;
    if taken.rung != Rung::Shared {
        let on = include_str!("unarchive/sequences.sql").replace("%schema%", &place.schema);
        sqlx::raw_sql(crate::sql::built(on)).execute(&mut connection).await?;
    }
    sqlx::raw_sql("commit").execute(&mut connection).await?;
    close(connection).await;
    Ok(did(format!("{} rows are back in {} tables.", rows(&manifest), manifest.tables.len())))
}

/// Takes the rows out again; a schema or a database goes whole, by the step that made it.
pub(super) async fn unload(shop: &Shop, taken: &Taken) -> Step {
    if taken.rung == Rung::Database {
        return Ok(did("The rows go with the database."));
    }
    let mut connection = shop.ground.admin(taken).await?.connect().await?;
    let rows = match taken.rung {
        Rung::Shared => drop_rows(&mut connection, taken.tenant).await?,
        // they go with the schema; what the kit counted of them does not
        _ => 0,
    };
    sqlx::query("delete from tenantry.row_counts where tenant_id = $1")
        .bind(taken.tenant.0)
        .execute(&mut connection)
        .await?;
    close(connection).await;
    Ok(did(format!("{rows} rows were taken out again.")))
}

/// Reads every table out again: rows and bytes are those of the archive.
pub(super) async fn compare(shop: &Shop, taken: &Taken) -> Step {
    let (_, manifest) = kept(shop, taken)?;
    let place = place(shop, taken).await?;
    let mut connection = archive::reader(&place.target).await?;
    let tables = archive::found(&mut connection, &place.schema).await?;
    fits(&manifest, &tables)?;
    for kept in &manifest.tables {
        let Some(table) = tables.iter().find(|table| table.name == kept.name) else { continue };
        let now = archive::sum_now(&mut connection, taken, table, &kept.columns).await?;
        if now != kept.sum() {
            return Err(spoilt(&format!("{} reads otherwise than it was written.", kept.name)));
        }
    }
    close(connection).await;
    let sums = manifest.tables.iter().map(|table| format!("{} {}", table.name, &table.sum().2[..12]));
    Ok(did(format!("Byte for byte what was exported: {}.", sums.collect::<Vec<_>>().join(", "))))
}
