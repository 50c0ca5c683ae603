//! Tries a way to a server step by step, so that the answer names what is wrong: the host, the port, TLS, the login, the
//! database, the server's age, Tenantry itself, or the group roles.

use std::time::Duration;

use sqlx::postgres::PgDatabaseError;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::connect::{Target, Writes};
use crate::directory::{Directory, Identity};
use crate::version::OLDEST_MAJOR;

/// Longest wait for one step.
const PATIENCE: Duration = Duration::from_secs(5);

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As it should.
    Passed,
    /// It works, but.
    Warned,
    /// It does not.
    Failed,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was tried.
    pub name: &'static str,
    /// How it went.
    pub outcome: Outcome,
    /// What was found: a sentence.
    pub message: String,
    /// What to do.
    pub remedy: Option<String>,
    /// The field of the profile to correct.
    pub field: Option<&'static str>,
}

fn passed(name: &'static str, message: String) -> Step {
    Step { name, outcome: Outcome::Passed, message, remedy: None, field: None }
}

fn failed(name: &'static str, field: Option<&'static str>, message: impl Into<String>, remedy: &str) -> Step {
    Step { name, outcome: Outcome::Failed, message: message.into(), remedy: Some(remedy.to_owned()), field }
}

/// Tries `target`; the last step is the failed one, if any is.
pub async fn probe(host: &str, port: u16, target: &Target) -> Vec<Step> {
    let mut steps = Vec::new();
    if !host.starts_with('/') {
        let step = reach(host, port).await;
        let broken = step.outcome == Outcome::Failed;
        steps.push(step);
        if broken {
            return steps;
        }
    }
    let directory = Directory::new(target, Writes::Refused);
    match log_in(target).await {
        Err(step) => steps.push(step),
        Ok(step) => {
            steps.push(step);
            steps.extend(inspect(&directory).await);
        }
    }
    directory.close().await;
    steps
}

const REACH: &str = "Reach the server";
const LOG_IN: &str = "Log in";

async fn reach(host: &str, port: u16) -> Step {
    let found = match timeout(PATIENCE, tokio::net::lookup_host((host, port))).await {
        Ok(Ok(addresses)) => addresses.count(),
        _ => 0,
    };
    if found == 0 {
        return failed(
            REACH,
            Some("host"),
            format!("There is no host named \"{host}\"."),
            "Correct the host name.",
        );
    }
    match timeout(PATIENCE, TcpStream::connect((host, port))).await {
        Ok(Ok(_)) => passed(REACH, format!("{host} answers on port {port}.")),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => failed(
            REACH,
            Some("port"),
            format!("{host} refuses connections on port {port}."),
            "Correct the port, or start the server.",
        ),
        Ok(Err(error)) => failed(
            REACH,
            Some("host"),
            format!("{host} cannot be reached: {}.", error.kind()),
            "Check the network and the host name.",
        ),
        Err(_) => failed(
            REACH,
            Some("host"),
            format!("{host} did not answer on port {port} within 5 seconds."),
            "Check the network, the firewall and the port.",
        ),
    }
}

async fn log_in(target: &Target) -> Result<Step, Step> {
    match timeout(PATIENCE * 2, target.connect()).await {
        Ok(Ok(connection)) => {
            crate::connect::close(connection).await;
            Ok(passed(LOG_IN, format!("Logged in as {}.", target.login())))
        }
        Ok(Err(error)) => Err(login_failed(&error, target)),
        Err(_) => Err(failed(
            LOG_IN,
            Some("port"),
            "Something answers there, but not as PostgreSQL does.",
            "Correct the port.",
        )),
    }
}

fn login_failed(error: &sqlx::Error, target: &Target) -> Step {
    let code = match error {
        sqlx::Error::Database(db) => db.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::code),
        sqlx::Error::Tls(tls) => return tls_failed(&tls.to_string()),
        sqlx::Error::Io(io) if io.to_string().contains("certificate") => return tls_failed(&io.to_string()),
        _ => None,
    };
    match code {
        Some("28P01") => failed(
            LOG_IN,
            Some("password"),
            format!("The server refused the password of {}.", target.login()),
            "Correct the login or the password.",
        ),
        Some("28000") => failed(
            LOG_IN,
            Some("login"),
            format!("The server does not let {} in from here.", target.login()),
            "Correct the login, or have the server's pg_hba.conf allow it.",
        ),
        Some("3D000") => failed(
            LOG_IN,
            Some("database"),
            "There is no such database on the server.",
            "Correct the database.",
        ),
        Some("53300") => failed(LOG_IN, None, "The server has no connection left.", "Try again in a moment."),
        Some("57P03") => {
            failed(LOG_IN, None, "The server is starting or stopping.", "Try again in a moment.")
        }
        _ => failed(
            LOG_IN,
            None,
            "The server closed the connection before the login was done.",
            "Check that this is PostgreSQL, and that its TLS setting and the profile's agree.",
        ),
    }
}

fn tls_failed(reason: &str) -> Step {
    let (message, remedy) = if reason.contains("not support TLS") || reason.contains("does not support") {
        (
            "The server does not offer TLS.",
            "Choose TLS off if the server is on this machine, else enable it there.",
        )
    } else {
        (
            "The server's certificate was not accepted.",
            "Give the file with its certificate authority, and use the host name that the certificate names.",
        )
    };
    failed("Encrypt", Some("tls"), message, remedy)
}

async fn inspect(directory: &Directory) -> Vec<Step> {
    let identity = match directory.identity().await {
        Ok(identity) => identity,
        Err(error) => return vec![failed("Look around", None, error.to_string(), "Try again.")],
    };
    let mut steps = vec![server(&identity)];
    if steps.iter().any(|step| step.outcome == Outcome::Failed) {
        return steps;
    }
    steps.push(match directory.schema_version().await {
        Ok(version) => passed("Find Tenantry", format!("The control schema is at migration {version}.")),
        Err(crate::EngineError::Denied(_)) => return with(steps, no_roles(&identity)),
        Err(_) => {
            let remedy = "Correct the database, or run \"tenantryctl db install\" as its administrator.";
            return with(
                steps,
                failed(
                    "Find Tenantry",
                    Some("database"),
                    "Tenantry is not installed in this database.",
                    remedy,
                ),
            );
        }
    });
    let last = if identity.powerful {
        Step {
            name: "Group roles",
            outcome: Outcome::Warned,
            message: format!(
                "{} is a superuser or may make roles: what it does is outside the promise.",
                identity.login
            ),
            remedy: Some("Use a personal login that is a member of a group role.".to_owned()),
            field: Some("login"),
        }
    } else if roles(&identity).is_empty() {
        no_roles(&identity)
    } else {
        passed("Group roles", format!("{} is a member of {}.", identity.login, roles(&identity).join(", ")))
    };
    with(steps, last)
}

fn with(mut steps: Vec<Step>, step: Step) -> Vec<Step> {
    steps.push(step);
    steps
}

fn server(identity: &Identity) -> Step {
    let version = identity.server();
    if !version.is_supported() {
        let message = format!("The server is PostgreSQL {version}, which is too old.");
        return failed(
            "Server version",
            None,
            message,
            &format!("Upgrade it to PostgreSQL {OLDEST_MAJOR} or later."),
        );
    }
    match version.warning() {
        None => passed("Server version", format!("PostgreSQL {version}.")),
        Some(message) => {
            Step { name: "Server version", outcome: Outcome::Warned, message, remedy: None, field: None }
        }
    }
}

fn no_roles(identity: &Identity) -> Step {
    failed(
        "Group roles",
        Some("login"),
        format!("{} is a member of no group role of Tenantry.", identity.login),
        "Have an administrator grant tenantry_support, tenantry_ops, tenantry_approver or tenantry_auditor to it.",
    )
}

/// The group roles of a login, in words.
pub fn roles(identity: &Identity) -> Vec<&'static str> {
    let all = [
        (identity.support, "support"),
        (identity.ops, "ops"),
        (identity.approver, "approver"),
        (identity.auditor, "auditor"),
    ];
    all.into_iter().filter(|(member, _)| *member).map(|(_, word)| word).collect()
}
