//! Installs and upgrades: group roles, control schema, isolation kit, the tenants' shared tables. Idempotent; each
//! migration runs as `tenantry_owner`, which cannot log in.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use sqlx::migrate::{MigrateError, Migrator};

use tenantry_model::{DbIdent, TenantId};

use crate::EngineError;
use crate::connect::{Target, close};

static CONTROL: Migrator = sqlx::migrate!("../../migrations/control");
static DATA: Migrator = sqlx::migrate!("../../migrations/data");
static TENANT: Migrator = sqlx::migrate!("../../migrations/tenant");
/// The cluster that the control database itself is: tenants beside the directory.
const CONTROL_CLUSTER: &str = "control";
/// The database that every server has.
const COMMON: &str = "postgres";
const ROLES: &str = include_str!("../../../migrations/roles.sql");

/// A folder of migrations and where it is installed.
struct Folder {
    name: &'static str,
    schema: &'static str,
    ledger: &'static str,
    migrator: &'static Migrator,
}

const FOLDERS: [Folder; 3] = [
    Folder {
        name: "control",
        schema: "tenantry_control",
        ledger: "tenantry_control.migrations",
        migrator: &CONTROL,
    },
    Folder { name: "data", schema: "tenantry", ledger: "tenantry.migrations", migrator: &DATA },
    Folder {
        name: "tenant",
        schema: "public",
        ledger: "tenantry.shared_table_migrations",
        migrator: &TENANT,
    },
];

/// Whether the sample product's tables are installed too: the sandbox has them, a product brings its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// Only control schema and isolation kit.
    LeftOut,
    /// The sample product's tables in `public` as well.
    Included,
}

/// What is installed of one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// `control`, `data` or `tenant`.
    pub folder: &'static str,
    /// The newest migration applied; none: not installed.
    pub version: Option<i64>,
    /// Migrations that this program has and the server has not, as `version description`.
    pub pending: Vec<String>,
}

/// The newest migration of the isolation kit that this program brings.
pub(crate) fn kit_version() -> i64 {
    DATA.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// What is installed on the server.
///
/// # Errors
/// [`EngineError::Inconsistent`] when an applied migration is not the one that this program brings.
pub async fn status(target: &Target) -> Result<Vec<Installed>, EngineError> {
    let mut connection = target.connect().await?;
    let mut found = Vec::new();
    for folder in &FOLDERS {
        let applied = applied(&mut connection, folder).await?;
        if let Some(m) =
            folder.migrator.iter().find(|m| applied.get(&m.version).is_some_and(|sum| m.checksum != *sum))
        {
            return Err(migration_failed(folder, MigrateError::VersionMismatch(m.version)));
        }
        let pending = folder.migrator.iter().filter(|m| !applied.contains_key(&m.version));
        found.push(Installed {
            folder: folder.name,
            version: applied.keys().max().copied(),
            pending: pending.map(|m| format!("{:04} {}", m.version, m.description)).collect(),
        });
    }
    close(connection).await;
    Ok(found)
}

/// The checksum of each migration that was applied.
async fn applied(
    connection: &mut PgConnection,
    folder: &Folder,
) -> Result<BTreeMap<i64, Vec<u8>>, EngineError> {
    let exists: bool = sqlx::query_scalar("select to_regclass($1) is not null")
        .bind(folder.ledger)
        .fetch_one(&mut *connection)
        .await?;
    if !exists {
        return Ok(BTreeMap::new());
    }
    let ledger = crate::sql::built(format!("select version, checksum from {} where success", folder.ledger));
    Ok(sqlx::query_as(ledger).fetch_all(connection).await?.into_iter().collect())
}

/// What is installed.
#[derive(Clone, Copy)]
enum What<'a> {
    Everything(Sample),
    Data { cluster: &'a str, tenant: Option<TenantId>, sample: Sample },
}

/// Installs or upgrades everything; run again, it changes nothing. The login must be a superuser or the provider's
/// nearest thing to one.
pub async fn install(target: &Target, sample: Sample) -> Result<Vec<Installed>, EngineError> {
    install_what(target, What::Everything(sample)).await?;
    #[cfg(feature = "jobs")]
    crate::jobs::install(target).await?;
    status(target).await
}

/// Installs or upgrades what a database with tenant rows needs and no more: group roles, isolation kit, and its mark as a
/// part of `cluster` that holds `tenant` alone, or many. A database with another mark is refused.
pub async fn install_data(
    target: &Target,
    cluster: &str,
    tenant: Option<TenantId>,
    sample: Sample,
) -> Result<(), EngineError> {
    install_what(target, What::Data { cluster, tenant, sample }).await
}

/// Makes the group roles alone, on a server that holds no tenant yet: logins become members of them.
#[cfg(feature = "worker")]
pub(crate) async fn make_roles(connection: &mut PgConnection) -> Result<(), EngineError> {
    wait_for_turn(connection).await?;
    sqlx::raw_sql(ROLES).execute(&mut *connection).await?;
    let end = "select pg_advisory_unlock(hashtextextended('tenantry install', 0))";
    sqlx::query(end).execute(connection).await?;
    Ok(())
}

/// Lets a login that is no superuser act as the owner of what is installed, until [`stop_acting`].
#[cfg(feature = "worker")]
pub(crate) async fn act_as_owner(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(include_str!("install/act_as_owner.sql")).execute(&mut *connection).await?;
    sqlx::raw_sql("set role tenantry_owner").execute(connection).await?;
    Ok(())
}

/// The end of it.
pub(crate) async fn stop_acting(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("reset role").execute(&mut *connection).await?;
    sqlx::raw_sql(include_str!("install/stop_acting.sql")).execute(connection).await?;
    Ok(())
}

async fn install_what(target: &Target, what: What<'_>) -> Result<(), EngineError> {
    let mut connection = target.connect().await?;
    let version: i32 = sqlx::query_scalar("select current_setting('server_version_num')::int")
        .fetch_one(&mut connection)
        .await?;
    let version = crate::version::ServerVersion(version);
    if !version.is_supported() {
        return Err(EngineError::Precondition {
            field: String::new(),
            message: format!("The server is PostgreSQL {version}; Tenantry needs 15 or later."),
            remedy: "Upgrade the server.".to_owned(),
        });
    }
    // Two installers at once: the second waits, and finds all done. Roles belong to the whole server and advisory locks to
    // one database, so whoever can meets the others in the one that every server has.
    let mut meeting = match target.database_name().as_str() {
        COMMON => None,
        _ => target.database(COMMON).connect().await.ok(),
    };
    if let Some(meeting) = &mut meeting {
        wait_for_turn(meeting).await?;
    }
    wait_for_turn(&mut connection).await?;
    let installed = lay(&mut connection, what).await;
    // done or failed, nobody stays a member of the owner
    sqlx::raw_sql(include_str!("install/after.sql")).execute(&mut connection).await?;
    stop_acting(&mut connection).await?;
    close(connection).await;
    if let Some(meeting) = meeting {
        close(meeting).await;
    }
    installed
}

async fn wait_for_turn(connection: &mut PgConnection) -> Result<(), EngineError> {
    sqlx::raw_sql("set statement_timeout = 0; set lock_timeout = '60s'").execute(&mut *connection).await?;
    sqlx::query("select pg_advisory_lock(hashtextextended('tenantry install', 0))")
        .execute(connection)
        .await?;
    Ok(())
}

async fn lay(connection: &mut PgConnection, what: What<'_>) -> Result<(), EngineError> {
    sqlx::raw_sql(ROLES).execute(&mut *connection).await?;
    sqlx::raw_sql(include_str!("install/act_as_owner.sql")).execute(&mut *connection).await?;
    sqlx::raw_sql(include_str!("install/ground.sql")).execute(&mut *connection).await?;
    let (cluster, tenant, sample) = match what {
        What::Everything(sample) => (CONTROL_CLUSTER, None, sample),
        What::Data { cluster, tenant, sample } => (cluster, tenant, sample),
    };
    if matches!(what, What::Everything(_)) {
        sqlx::raw_sql(include_str!("install/ground_control.sql")).execute(&mut *connection).await?;
        migrate(connection, &FOLDERS[0]).await?;
    }
    migrate(connection, &FOLDERS[1]).await?;
    sqlx::raw_sql("set role tenantry_owner").execute(&mut *connection).await?;
    let mark = sqlx::query("select tenantry.mark($1, $2)").bind(cluster).bind(tenant.map(|tenant| tenant.0));
    let marked = mark.execute(&mut *connection).await;
    sqlx::raw_sql("reset role").execute(&mut *connection).await?;
    marked?;
    if sample == Sample::Included {
        migrate(connection, &FOLDERS[2]).await?;
    }
    Ok(())
}

/// Makes a tenant's own schema with the sample product's tables, in one message; run again, it is refused.
pub async fn install_schema(target: &Target, tenant: TenantId) -> Result<(), EngineError> {
    let mut connection = target.connect().await?;
    let made = make_schema(&mut connection, tenant, "").await;
    close(connection).await;
    made
}

/// The SQL that [`install_schema`] sends: the whole schema in one message and one transaction.
pub fn schema_message(tenant: TenantId) -> String {
    message(tenant, "")
}

fn message(tenant: TenantId, made_by: &str) -> String {
    let newest = TENANT.iter().map(|migration| migration.version).max().unwrap_or(0);
    include_str!("install/schema.sql")
        .replace("%schema%", DbIdent::schema_of(tenant).as_str())
        .replace("%version%", &newest.to_string())
        .replace("%made_by%", made_by)
        .replace("%tables%", &tenant_tables())
}

/// The same, with a word on the schema of who made it: JSON of ours.
pub(crate) async fn make_schema(
    connection: &mut PgConnection,
    tenant: TenantId,
    made_by: &str,
) -> Result<(), EngineError> {
    sqlx::raw_sql(crate::sql::built(message(tenant, made_by))).execute(connection).await?;
    Ok(())
}

/// What makes the tables of a tenant, in the schema that is first on the path.
pub(crate) fn tenant_tables() -> String {
    TENANT.iter().map(|migration| migration.sql.as_str()).collect::<Vec<_>>().join("\n")
}

async fn migrate(connection: &mut PgConnection, folder: &Folder) -> Result<(), EngineError> {
    let begin = format!("set role tenantry_owner; set search_path = {}, public", folder.schema);
    sqlx::raw_sql(crate::sql::built(begin)).execute(&mut *connection).await?;
    let mut migrator = Migrator::with_migrations(folder.migrator.iter().cloned().collect());
    migrator.dangerous_set_table_name(folder.ledger);
    let outcome = migrator.run_direct(None, &mut *connection, false).await;
    sqlx::raw_sql("reset role; reset search_path").execute(connection).await?;
    outcome.map_err(|error| migration_failed(folder, error))
}

fn migration_failed(folder: &Folder, error: MigrateError) -> EngineError {
    match error {
        MigrateError::VersionMismatch(version) => EngineError::Inconsistent(format!(
            "Migration {version:04} of {} differs from the one that was applied.",
            folder.name
        )),
        MigrateError::VersionMissing(version) => EngineError::Inconsistent(format!(
            "The server has migration {version:04} of {}, which this program does not know: it is older than the server.",
            folder.name
        )),
        other => EngineError::Internal(format!("Installing {} failed: {other}.", folder.name)),
    }
}
