//! Where tenant data is, and as whom to connect.

use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;

use crate::EngineError;
use crate::connect::is_here;

/// A database with tenant data. The password is never shown.
#[derive(Clone)]
pub struct WireTarget {
    /// Host name, address, or the folder of a unix socket.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Database.
    pub database: String,
    /// Login.
    pub login: String,
    /// Password.
    pub password: SecretString,
    /// Certificate authorities to trust instead of the system's.
    pub ca_file: Option<PathBuf>,
}

impl fmt::Debug for WireTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}:{}/{}", self.login, self.host, self.port, self.database)
    }
}

impl WireTarget {
    /// From `postgres://login:password@host:port/database`, with `?sslrootcert=FILE` for a certificate authority of
    /// one's own. TLS with a verified certificate is not a choice: only this machine is reached without.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] with the field `url`.
    pub fn from_url(url: &str) -> Result<Self, EngineError> {
        let parsed =
            url::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "postgres" | "postgresql"));
        let parsed = parsed.ok_or_else(|| invalid("This is not a PostgreSQL URL."))?;
        let query = |name: &str| {
            parsed.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let host = query("host").or_else(|| parsed.host_str().map(decoded)).unwrap_or_default();
        let database = decoded(parsed.path().trim_start_matches('/'));
        if host.is_empty() || database.is_empty() || parsed.username().is_empty() {
            return Err(invalid("The URL lacks a login, a host or a database."));
        }
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: parsed.port().unwrap_or(5432),
            database,
            login: decoded(parsed.username()),
            password: decoded(parsed.password().unwrap_or_default()).into(),
            ca_file: query("sslrootcert").map(PathBuf::from),
        })
    }

    /// Whether the server is on this machine.
    pub(super) fn is_local(&self) -> bool {
        is_here(&self.host)
    }
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn invalid(message: &str) -> EngineError {
    EngineError::Invalid {
        field: "url".to_owned(),
        message: message.to_owned(),
        remedy: "Write it as postgres://login:password@host:port/database.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn a_url_is_taken_apart_and_the_password_is_not_shown() {
        let target =
            WireTarget::from_url("postgres://app:p%40ss@[::1]:5433/fleet%20one?sslrootcert=/ca.pem").unwrap();
        assert_eq!((target.host.as_str(), target.port, target.database.as_str()), ("::1", 5433, "fleet one"));
        assert_eq!(target.password.expose_secret(), "p@ss");
        assert_eq!(format!("{target:?}"), "app@::1:5433/fleet one");
        assert!(target.is_local());
    }

    #[test]
    fn what_is_no_url_is_refused() {
        for bad in ["", "http://a/b", "postgres://host/db", "postgres://me@/db", "postgres://me@host"] {
            assert!(WireTarget::from_url(bad).is_err(), "{bad}");
        }
    }
}
