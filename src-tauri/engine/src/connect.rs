//! The only place that opens connections. Each is the operator's own login; a read-only one is made so on the server.

use std::str::FromStr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection};

use crate::EngineError;

/// Whether the server refuses writes for a whole connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// `default_transaction_read_only` is on.
    Refused,
    /// What the login may.
    Allowed,
}

/// How the server's identity is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Certificate and host name.
    VerifyFull,
    /// Certificate only.
    VerifyCa,
    /// Encrypted, unchecked.
    Require,
    /// Not encrypted.
    Off,
}

/// Where to connect, and as whom.
#[derive(Clone)]
pub struct Target {
    options: PgConnectOptions,
}

/// The parts of a [`Target`].
pub struct TargetParts<'a> {
    /// Host name, address, or the folder of a unix socket.
    pub host: &'a str,
    /// Port.
    pub port: u16,
    /// Database.
    pub database: &'a str,
    /// Login.
    pub login: &'a str,
    /// Password.
    pub password: Option<&'a SecretString>,
    /// How the server's identity is checked.
    pub tls: Tls,
    /// A file with the certificate authorities to trust.
    pub ca_file: Option<&'a str>,
}

impl Target {
    /// From its parts.
    pub fn new(parts: &TargetParts<'_>) -> Self {
        let mode = match parts.tls {
            Tls::VerifyFull => PgSslMode::VerifyFull,
            Tls::VerifyCa => PgSslMode::VerifyCa,
            Tls::Require => PgSslMode::Require,
            Tls::Off => PgSslMode::Disable,
        };
        let mut options = PgConnectOptions::new_without_pgpass()
            .host(parts.host)
            .port(parts.port)
            .database(parts.database)
            .username(parts.login)
            .ssl_mode(mode);
        if let Some(password) = parts.password {
            options = options.password(password.expose_secret());
        }
        if let Some(file) = parts.ca_file {
            options = options.ssl_root_cert(file);
        }
        Self { options: tuned(options) }
    }

    /// From a `postgres://` URL.
    pub fn from_url(url: &str) -> Result<Self, EngineError> {
        let options = PgConnectOptions::from_str(url).map_err(|_| EngineError::Invalid {
            field: "url".to_owned(),
            message: "This is not a PostgreSQL URL.".to_owned(),
            remedy: "Write it as postgres://login:password@host:port/database.".to_owned(),
        })?;
        Ok(Self { options: tuned(options) })
    }

    /// The same server and login, another database.
    pub fn database(&self, name: &str) -> Self {
        Self { options: self.options.clone().database(name) }
    }

    /// The database.
    pub fn database_name(&self) -> String {
        self.options.get_database().unwrap_or_default().to_owned()
    }

    /// `host:port/database`, for people.
    pub fn address(&self) -> String {
        let database = self.options.get_database().unwrap_or_default();
        format!("{}:{}/{database}", self.options.get_host(), self.options.get_port())
    }

    /// Host name, address, or the folder of a unix socket.
    pub fn host(&self) -> String {
        match self.options.get_socket() {
            Some(folder) => folder.display().to_string(),
            None => self.options.get_host().to_owned(),
        }
    }

    /// Port.
    pub fn port(&self) -> u16 {
        self.options.get_port()
    }

    /// The login.
    pub fn login(&self) -> &str {
        self.options.get_username()
    }

    /// Whether nothing on the way is encrypted although the server is not on this machine.
    pub fn is_exposed(&self) -> bool {
        let here = is_here(&self.host());
        matches!(self.options.get_ssl_mode(), PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer)
            && !here
    }

    /// One connection of its own.
    pub async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        PgConnection::connect_with(&self.options).await
    }

    /// A small pool for a console: a few pages at once, and nothing kept that the server misses.
    pub fn pool(&self, writes: Writes) -> PgPool {
        let options = match writes {
            Writes::Allowed => self.options.clone(),
            Writes::Refused => self.options.clone().options([("default_transaction_read_only", "on")]),
        };
        PgPoolOptions::new()
            .max_connections(6)
            .acquire_timeout(Duration::from_secs(10))
            .idle_timeout(Duration::from_secs(60))
            .connect_lazy_with(options)
    }
}

impl Target {
    /// One connection, for announcements.
    pub(crate) fn listener_pool(&self) -> PgPool {
        PgPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(5))
            .connect_lazy_with(self.options.clone())
    }
}

/// Whether a host is this machine: a unix socket, `localhost`, or a loopback address.
pub fn is_here(host: &str) -> bool {
    host.starts_with('/')
        || host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What every connection of ours carries: UTC, a statement limit against a forgotten query, and plans made for the
/// values at hand (a generic plan of a fleet query is off by orders of magnitude).
fn tuned(options: PgConnectOptions) -> PgConnectOptions {
    options
        .application_name(concat!("tenantry ", env!("CARGO_PKG_VERSION")))
        .options([
            ("timezone", "UTC"),
            ("statement_timeout", "60s"),
            ("plan_cache_mode", "force_custom_plan"),
            ("jit", "off"),
            ("client_min_messages", "warning"),
        ])
        .disable_statement_logging()
}

/// A short-lived connection is closed politely; a failure to say goodbye changes nothing.
pub async fn close(connection: PgConnection) {
    let _ = connection.close().await;
}
