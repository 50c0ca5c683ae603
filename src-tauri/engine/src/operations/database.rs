//! A database of a tenant's own, and the login of its services.

use postgres_protocol::password::scram_sha_256;
use secrecy::ExposeSecret as _;
use sqlx::PgConnection;
use tenantry_model::{DbIdent, Rung};

use super::ground::Keeper;
use super::ledger::Taken;
use super::schema::taken_name;
use super::steps::{Shop, Step, StepError, did, made_by};
use crate::connect::close;
use crate::install::{self, Sample};

/// The database, and the login of the tenant's services: named as the schema would be.
pub(super) fn name(taken: &Taken) -> String {
    DbIdent::schema_of(taken.tenant).as_str().to_owned()
}

fn quoted(taken: &Taken) -> String {
    DbIdent::schema_of(taken.tenant).quoted()
}

/// Draws the login's password and keeps it, once: a second time finds the first one.
pub(super) async fn draw_password(shop: &Shop, taken: &Taken) -> Step {
    shop.ground.password(taken).await?;
    Ok(did(match shop.ground.keeper(taken)? {
        Keeper::Sandbox(_) => "The password is with the sandbox's others.",
        Keeper::SecretsManager => "The password is a secret of AWS Secrets Manager.",
    }))
}

/// Makes the login. Its password itself never leaves this machine: the server is given what verifies it.
pub(super) async fn make_login(shop: &Shop, taken: &Taken) -> Step {
    let password = shop.ground.password(taken).await?;
    let mut connection = shop.ground.admin(taken).await?.connect().await?;
    if taken.rung == Rung::Instance {
        install::make_roles(&mut connection).await?;
    }
    let found = role_comment(&mut connection, taken).await?;
    if found.as_ref().is_some_and(|whose| *whose != made_by(taken)) {
        return Err(taken_name("login", &name(taken)).into());
    }
    let login = quoted(taken);
    let make = match found {
        Some(_) => String::new(),
        None => format!("create role {login} login nosuperuser nocreatedb nocreaterole nobypassrls;"),
    };
    let verifier = scram_sha_256(password.expose_secret().as_bytes());
    let make = format!(
        "begin; {make} comment on role {login} is '{}'; alter role {login} password '{verifier}'; \
         grant tenantry_app to {login}; commit",
        made_by(taken)
    );
    sqlx::raw_sql(crate::sql::built(make)).execute(&mut connection).await?;
    close(connection).await;
    Ok(did(format!("Made the login {}.", name(taken))))
}

async fn role_comment(connection: &mut PgConnection, taken: &Taken) -> Result<Option<String>, sqlx::Error> {
    let ask = "select coalesce(shobj_description(oid, 'pg_authid'), '') from pg_roles where rolname = $1";
    sqlx::query_scalar(ask).bind(name(taken)).fetch_optional(connection).await
}

/// Drops the login, if this operation made it.
pub(super) async fn unmake_login(shop: &Shop, taken: &Taken) -> Step {
    let left = |error: sqlx::Error| StepError::leaving(error, format!("login {}", name(taken)));
    let mut connection = shop.ground.admin(taken).await?.connect().await.map_err(left)?;
    let told = match role_comment(&mut connection, taken).await.map_err(left)? {
        Some(whose) if whose == made_by(taken) => {
            let drop = format!("drop role {}", quoted(taken));
            sqlx::raw_sql(crate::sql::built(drop)).execute(&mut connection).await.map_err(left)?;
            did(format!("Dropped the login {}.", name(taken)))
        }
        Some(_) => did("The login is somebody else's, and stays."),
        None => did("The login is not there."),
    };
    close(connection).await;
    Ok(told)
}

/// Makes the database. The server may go on making it after the worker that asked is gone: both "not there yet" and "there
/// already" are met on a second time.
pub(super) async fn make(shop: &Shop, taken: &Taken) -> Step {
    let mut connection = shop.ground.admin(taken).await?.connect().await?;
    sqlx::raw_sql("set statement_timeout = 0").execute(&mut connection).await?;
    match database_comment(&mut connection, taken).await? {
        // made by whoever was here before, killed before it said so
        Some(whose) if whose.is_empty() || whose == made_by(taken) => {}
        Some(_) => return Err(taken_name("database", &name(taken)).into()),
        None => {
            let make = format!("create database {} template template0", quoted(taken));
            let made = sqlx::raw_sql(crate::sql::built(make)).execute(&mut connection).await;
            if let Err(error) = made {
                let twice = error
                    .as_database_error()
                    .and_then(|e| e.code())
                    .is_some_and(|code| code == "42P04" || code == "23505");
                if !twice {
                    return Err(error.into());
                }
            }
        }
    }
    let own = format!(
        "comment on database {0} is '{1}'; revoke all on database {0} from public; grant connect on database {0} to {0}",
        quoted(taken),
        made_by(taken)
    );
    sqlx::raw_sql(crate::sql::built(own)).execute(&mut connection).await?;
    close(connection).await;
    Ok(did(format!("Made the database {}.", name(taken))))
}

async fn database_comment(
    connection: &mut PgConnection,
    taken: &Taken,
) -> Result<Option<String>, sqlx::Error> {
    let ask =
        "select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database where datname = $1";
    sqlx::query_scalar(ask).bind(name(taken)).fetch_optional(connection).await
}

/// Drops the database, if this operation made it; whoever is connected to it is sent away.
pub(super) async fn unmake(shop: &Shop, taken: &Taken) -> Step {
    let left = |error: sqlx::Error| StepError::leaving(error, format!("database {}", name(taken)));
    let mut connection = shop.ground.admin(taken).await?.connect().await.map_err(left)?;
    let told = match database_comment(&mut connection, taken).await.map_err(left)? {
        Some(whose) if whose.is_empty() || whose == made_by(taken) => {
            let drop = format!("drop database {} with (force)", quoted(taken));
            sqlx::raw_sql(crate::sql::built(drop)).execute(&mut connection).await.map_err(left)?;
            did(format!("Dropped the database {}.", name(taken)))
        }
        Some(_) => did("The database is somebody else's, and stays."),
        None => did("The database is not there."),
    };
    close(connection).await;
    Ok(told)
}

/// Installs the isolation kit and the tenant's tables, and marks the database as this tenant's.
pub(super) async fn install(shop: &Shop, taken: &Taken) -> Step {
    let target = shop.ground.admin(taken).await?.database(&name(taken));
    install::install_data(&target, &taken.cluster, Some(taken.tenant), Sample::Included).await?;
    Ok(did("The isolation kit and the tables are there."))
}
