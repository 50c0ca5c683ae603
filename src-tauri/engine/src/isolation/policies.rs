//! The policies of a table, as the kit's generator writes them. A database without the kit lends its generator for one
//! transaction: there it lives in `pg_temp` and is gone afterwards.

use sqlx::postgres::types::Oid;
use sqlx::{Connection as _, PgConnection, Row as _};

use crate::EngineError;
use crate::connect::{Target, close};

const GENERATOR: &str = include_str!("../../../../migrations/data/0004_write_policies.sql");

/// Which policies are wanted.
#[derive(Debug, Clone, Copy)]
pub struct PolicyRequest<'a> {
    /// `schema.table`, as it is or as SQL quotes it.
    pub table: &'a str,
    /// The tenant column, of the table or of one that its foreign keys lead to.
    pub column: &'a str,
    /// Where the tenant stands in the JWT's claims (`request.jwt.claims`); none: the kit's signed context.
    pub claim: Option<&'a [String]>,
    /// Whether permissive policies that are not Tenantry's go too.
    pub replace: bool,
}

/// What is missing until a table is protected.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PolicyPlan {
    /// The table, as SQL quotes it.
    pub table: String,
    /// Statements without a semicolon, in order; none: nothing is missing.
    pub statements: Vec<String>,
    /// What a person should know first, in sentences.
    pub notes: Vec<String>,
}

/// What would be done; nothing is. Errors: [`EngineError::NotFound`] for an unknown table, [`EngineError::Invalid`] for a
/// table whose rows cannot be told apart by tenant, [`EngineError::Precondition`] when the kit is wanted and not there.
pub async fn policies(target: &Target, request: &PolicyRequest<'_>) -> Result<PolicyPlan, EngineError> {
    write(target, request, false).await
}

/// Does it, in one transaction, as the table's owner or a superuser; done twice, the second time there is nothing to do.
/// The errors are those of [`policies`], and [`EngineError::Denied`].
pub async fn apply_policies(target: &Target, request: &PolicyRequest<'_>) -> Result<PolicyPlan, EngineError> {
    write(target, request, true).await
}

async fn write(target: &Target, request: &PolicyRequest<'_>, apply: bool) -> Result<PolicyPlan, EngineError> {
    let mut connection = target.connect().await?;
    if request.claim.is_none() && !super::lint::has_kit(&mut connection).await? {
        return Err(EngineError::Precondition {
            field: "claims".to_owned(),
            message: "The isolation kit is not installed in this database.".to_owned(),
            remedy: "Install it with \"tenantryctl db install\", or ask for policies on claims.".to_owned(),
        });
    }
    let mut writing = connection.begin().await?;
    // a table in use is not locked for long: its statements would queue behind this one
    sqlx::raw_sql("set local lock_timeout = '5s'").execute(&mut *writing).await?;
    let generator = Generator::of(&mut writing).await?;
    let plan = generator.plan(&mut writing, request).await?;
    if apply {
        generator.put_away(&mut writing).await?;
        for statement in &plan.statements {
            // written by format('%I', …) on the server
            sqlx::raw_sql(crate::sql::built(statement.clone())).execute(&mut *writing).await?;
        }
        writing.commit().await?;
    } else {
        writing.rollback().await?;
    }
    close(connection).await;
    Ok(plan)
}

/// Where the generator's functions are.
pub(super) enum Generator {
    /// In the kit.
    Kit,
    /// In `pg_temp`, until the transaction is rolled back.
    Lent,
}

impl Generator {
    /// The kit's, where there is one that the login may call; else a lent one, within the present transaction.
    pub(super) async fn of(transaction: &mut PgConnection) -> Result<Self, EngineError> {
        let callable: bool = sqlx::query_scalar(
            "select coalesce(bool_or(has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute')), false) \
             from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace \
             where n.nspname = 'tenantry' and p.proname = 'policy_statements'",
        )
        .fetch_one(&mut *transaction)
        .await?;
        if callable {
            return Ok(Self::Kit);
        }
        let lent = GENERATOR
            .replace("tenantry.policy_", "pg_temp.policy_")
            .replace("tenantry.protect(", "pg_temp.protect(");
        sqlx::raw_sql("savepoint lent").execute(&mut *transaction).await?;
        sqlx::raw_sql(crate::sql::built(lent)).execute(transaction).await?;
        Ok(Self::Lent)
    }

    /// What the generator writes for a table.
    pub(super) async fn plan(
        &self,
        transaction: &mut PgConnection,
        request: &PolicyRequest<'_>,
    ) -> Result<PolicyPlan, EngineError> {
        let (relation, table) = find(transaction, request.table).await?;
        let schema = if matches!(self, Self::Kit) { "tenantry" } else { "pg_temp" };
        let query = crate::sql::built(format!(
            "select statement, note from {schema}.policy_statements($1::regclass, $2::text::name, $3, $4) order by place"
        ));
        let rows = sqlx::query(query)
            .bind(relation)
            .bind(request.column)
            .bind(request.claim)
            .bind(request.replace)
            .fetch_all(transaction)
            .await?;
        let mut plan = PolicyPlan { table, statements: Vec::new(), notes: Vec::new() };
        for row in rows {
            plan.statements.push(row.try_get("statement")?);
            let note: Option<String> = row.try_get("note")?;
            plan.notes.extend(note.filter(|note| !plan.notes.contains(note)));
        }
        Ok(plan)
    }

    /// Takes a lent generator out of a transaction that goes on.
    async fn put_away(&self, transaction: &mut PgConnection) -> Result<(), EngineError> {
        if matches!(self, Self::Lent) {
            sqlx::raw_sql("rollback to savepoint lent").execute(transaction).await?;
        }
        Ok(())
    }
}

/// A table by its bare name or by its quoted one.
async fn find(connection: &mut PgConnection, table: &str) -> Result<(Oid, String), EngineError> {
    let unknown = || EngineError::NotFound(format!("There is no table \"{}\".", table.escape_debug()));
    let bare: Vec<Oid> = sqlx::query_scalar(
        "select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         where n.nspname || '.' || c.relname = $1 and c.relkind in ('r', 'p', 'v', 'm', 'f')",
    )
    .bind(table)
    .fetch_all(&mut *connection)
    .await?;
    let relation = match bare.as_slice() {
        [one] => Some(*one),
        // no such bare name, or `a.b.c` that could be two: then only quotes tell
        _ => sqlx::query_scalar("select pg_catalog.to_regclass($1)::oid")
            .bind(table)
            .fetch_one(&mut *connection)
            .await
            .map_err(|_| unknown())?,
    };
    let relation = relation.ok_or_else(unknown)?;
    let name = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_catalog.pg_class c \
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = $1",
    )
    .bind(relation)
    .fetch_one(connection)
    .await?;
    Ok((relation, name))
}
