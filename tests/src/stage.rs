//! A stage for attacks: tenants with rows on every rung, shared by a test program, and connections on which anybody types
//! what he likes. Tests that change somebody take a newcomer, or a stage of their own.

use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest as _, Sha256};
use sqlx::{Connection as _, PgConnection, Row as _};
use tenantry_engine::connect::Target;
use tenantry_engine::context::with_tenant;
use tenantry_engine::scoped::{Answer, Budget, Step, TenantData};
use tenantry_engine::{EngineError, install};
use tenantry_model::{DbIdent, Placement, Rung, TenantContext, TenantId};
use tokio::sync::OnceCell;

use crate::rungs::{Rungs, SECRET, facts, instance, placed};
use crate::server::Ground;
use crate::sql::{self, Refused, text};

/// The sample product's tables, and the column of each that says who wrote the row.
pub const TABLES: [(&str, &str); 5] = [
    ("users", "name"),
    ("projects", "description"),
    ("documents", "content"),
    ("settings", "key"),
    ("audit_logs", "action"),
];

/// Tenants with rows on every rung.
pub struct Stage {
    /// The server of the instance rung.
    pub instance: &'static Ground,
    /// The tenants.
    pub rungs: Rungs,
    /// A key of `app` in the shared database, to forge contexts with.
    pub key: String,
}

static INSTANCE: OnceCell<Ground> = OnceCell::const_new();
static SHARED: OnceCell<Stage> = OnceCell::const_new();

/// The stage that tests share which leave it as it was.
pub async fn shared() -> &'static Stage {
    SHARED.get_or_init(Stage::fresh).await
}

impl Stage {
    /// A stage of its own, on the servers that all share.
    pub async fn fresh() -> Self {
        let instance = INSTANCE.get_or_init(instance).await;
        let rungs = Rungs::raise(instance, Budget::default()).await;
        let mut admin = rungs.fleet.admin().await;
        // a copied database has the grants of a new one; the installer takes this one away
        let close = format!("revoke temporary on database {} from public", rungs.fleet.database);
        sql::must(&mut admin, close).await;
        let key = add_key(&mut admin, "app").await;
        let stage = Self { instance, rungs, key };
        for tenant in stage.rungs.all() {
            seed(&mut stage.admin_of(tenant).await, tenant).await;
        }
        stage
    }

    /// One more tenant with rows, in the shared tables or in a schema of its own, for a test that changes it.
    ///
    /// # Panics
    /// When its schema cannot be made.
    pub async fn newcomer(&self, rung: Rung) -> TenantContext {
        let tenant = facts(rung);
        let mut admin = self.rungs.fleet.admin().await;
        if rung == Rung::Schema {
            let target = Target::from_url(&self.rungs.fleet.url("tenantry_admin")).expect("a URL");
            install::install_schema(&target, tenant.id).await.expect("a schema can be made");
        }
        placed(&mut admin, &tenant).await;
        seed(&mut admin, &tenant).await;
        tenant
    }

    /// The superuser, in the database with a tenant's rows.
    pub async fn admin_of(&self, tenant: &TenantContext) -> PgConnection {
        self.enter_as("tenantry_admin", tenant).await
    }

    /// A login with nothing of ours in between, in the database with a tenant's rows.
    ///
    /// # Panics
    /// When the server does not let it in.
    pub async fn enter_as(&self, login: &str, tenant: &TenantContext) -> PgConnection {
        PgConnection::connect(&self.url(login, tenant)).await.expect("the login may enter")
    }

    /// The URL of a login for the database with a tenant's rows.
    pub fn url(&self, login: &str, tenant: &TenantContext) -> String {
        let database = self.database_of(tenant);
        match tenant.placement.rung() {
            Rung::Instance => self.instance.url(login, &database),
            _ => self.rungs.fleet.ground.url(login, &database),
        }
    }

    /// The database with a tenant's rows.
    pub fn database_of(&self, tenant: &TenantContext) -> String {
        match tenant.placement.rung() {
            Rung::Shared | Rung::Schema => self.rungs.fleet.database.clone(),
            Rung::Database | Rung::Instance => format!("own_{}", tenant.id.0.simple()),
        }
    }

    /// Works for a tenant as the service does, by hand: plain SQL, with a context for as long as it is valid.
    pub async fn signed(&self, tenant: &TenantContext) -> PgConnection {
        let mut connection = self.enter_as("app", tenant).await;
        self.sign(&mut connection, tenant).await;
        connection
    }

    /// Gives a connection of `app` a context.
    pub async fn sign(&self, connection: &mut PgConnection, tenant: &TenantContext) {
        let context = self.rungs.way(tenant).key.sign(tenant, pid(connection).await);
        set_context(connection, &context).await;
        let path = format!("set search_path = {}", schema_of(tenant).quoted());
        sql::must(connection, path).await;
    }
}

/// Adds a key with the tests' secret for a login; its id.
pub async fn add_key(admin: &mut PgConnection, login: &str) -> String {
    let secret = "decode(repeat('07', 32), 'hex')";
    let add = format!("select tenantry.add_context_key('{login}', {secret}, interval '1 day')");
    sql::one(admin, add).await
}

/// Sets a context for as long as the connection lives; nothing looks at it yet.
pub async fn set_context(connection: &mut PgConnection, context: &str) {
    let set = format!("select pg_catalog.set_config('tenantry.context', '{context}', false)");
    sql::must(connection, set).await;
}

/// The schema of a tenant's tables.
///
/// # Panics
/// Never: `public` is a name.
pub fn schema_of(tenant: &TenantContext) -> DbIdent {
    match &tenant.placement {
        Placement::Schema { schema, .. } => schema.clone(),
        _ => "public".parse().expect("a name"),
    }
}

/// The process behind a connection.
///
/// # Panics
/// When it does not say.
pub async fn pid(connection: &mut PgConnection) -> i32 {
    sql::one(connection, "select pg_backend_pid()").await.parse().expect("a number")
}

/// What a context says; signed here by code that shares nothing with the engine's.
#[derive(Clone)]
pub struct Claims {
    /// The key's id.
    pub key: String,
    /// The tenant.
    pub tenant: TenantId,
    /// Its placement's generation.
    pub generation: i64,
    /// Seconds from now.
    pub lives: i64,
    /// The server process.
    pub pid: i32,
}

impl Claims {
    /// The context, signed with the tests' secret.
    ///
    /// # Panics
    /// When the clock stands before 1970.
    pub fn signed(&self) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock of today").as_secs();
        let ends = i64::try_from(now).expect("a clock of today") + self.lives;
        let said = format!("{}{}{:016x}{ends:016x}", self.key, self.tenant.0.simple(), self.generation);
        let bytes = (0..said.len()).step_by(2).map(|at| u8::from_str_radix(&said[at..at + 2], 16));
        let bytes: Vec<u8> = bytes.collect::<Result<_, _>>().expect("it is hex");
        let mut block = [0_u8; 64];
        block[..SECRET.len()].copy_from_slice(&SECRET);
        let pad = |with: u8| block.map(|byte| byte ^ with);
        let inner = Sha256::digest([&pad(0x36)[..], &bytes, &self.pid.to_be_bytes()].concat());
        let outer = Sha256::digest([&pad(0x5c)[..], &inner[..]].concat());
        format!("\\x{said}{outer:x}")
    }
}

/// Some rows in each table, each with the name of its tenant in it.
pub async fn seed(admin: &mut PgConnection, tenant: &TenantContext) {
    let (schema, id) = (schema_of(tenant).quoted(), tenant.id);
    sql::must(
        admin,
        format!(
            "insert into {schema}.users (tenant_id, email, name, role, status, password_hash)
               select '{id}', n || '@' || '{id}', '{id}', 'member', 'active', 'x' from generate_series(1, 4) n;
             insert into {schema}.projects (tenant_id, name, description, owner_id, status)
               select tenant_id, 'Project', tenant_id::text, id, 'active' from {schema}.users
               where tenant_id = '{id}' limit 2;
             insert into {schema}.documents (tenant_id, title, content, created_by)
               select tenant_id, 'Document', tenant_id::text, id from {schema}.users where tenant_id = '{id}';
             insert into {schema}.settings (tenant_id, key, value)
               select '{id}', '{id}' || n, '1' from generate_series(1, 2) n;
             insert into {schema}.audit_logs (tenant_id, action, entity_type)
               select '{id}', '{id}', 'user' from generate_series(1, 3);"
        ),
    )
    .await;
}

/// The first column of a query's rows, as text; a null is an empty text.
///
/// # Errors
/// What the server refused.
pub async fn column(connection: &mut PgConnection, query: impl Into<String>) -> Result<Vec<String>, Refused> {
    let rows =
        sqlx::raw_sql(text(query)).fetch_all(connection).await.map_err(|error| Refused::from(&error))?;
    let first = |row: &sqlx::postgres::PgRow| row.try_get_unchecked::<Option<String>, _>(0).ok().flatten();
    Ok(rows.iter().map(|row| first(row).unwrap_or_default()).collect())
}

/// Any statement in a tenant's scope.
///
/// # Errors
/// As [`TenantData::custom`].
pub async fn custom(
    data: &TenantData,
    tenant: &TenantContext,
    statement: &str,
) -> Result<Answer, EngineError> {
    with_tenant(tenant.clone(), data.custom(Step::new(statement, &[]))).await
}

/// The first column of what a statement answers in a tenant's scope, which must be text or null.
///
/// # Errors
/// As [`TenantData::custom`].
pub async fn said(
    data: &TenantData,
    tenant: &TenantContext,
    statement: &str,
) -> Result<Vec<String>, EngineError> {
    let answer = custom(data, tenant, statement).await?;
    let text = |row: &tenantry_engine::scoped::Row| Ok(row.get::<Option<String>>(0)?.unwrap_or_default());
    answer.rows.iter().map(text).collect()
}

/// A hash of every row of a tenant, whoever looks.
pub async fn digest(admin: &mut PgConnection, tenant: &TenantContext) -> String {
    let (schema, id) = (schema_of(tenant).quoted(), tenant.id);
    let each = TABLES.map(|(table, _)| {
        format!(
            "(select coalesce(string_agg(t::text, ',' order by id), '') from {schema}.{table} t \
             where tenant_id = '{id}')"
        )
    });
    sql::one(admin, format!("select md5({})", each.join(" || '/' || "))).await
}

/// Rows of these tenants that somebody else wrote, and rows of anybody that one of them wrote, of all tables of a schema.
///
/// # Panics
/// When the one who looks is no superuser.
pub async fn strangers(
    admin: &mut PgConnection,
    schema: &str,
    tenants: impl Iterator<Item = &TenantContext>,
) -> Vec<String> {
    let ids: Vec<String> = tenants.map(|tenant| format!("'{}'", tenant.id)).collect();
    let ids = ids.join(", ");
    let each = TABLES.map(|(table, by)| {
        format!(
            "select '{table} ' || id from {schema}.{table} where left({by}, 36) <> tenant_id::text \
             and (tenant_id in ({ids}) or left({by}, 36) in ({ids}))"
        )
    });
    column(admin, each.join(" union all ")).await.expect("the superuser may look")
}
