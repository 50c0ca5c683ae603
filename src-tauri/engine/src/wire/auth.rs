//! The start of a connection: who we are, and that the server knows our password without hearing it.

use fallible_iterator::FallibleIterator as _;
use postgres_protocol::authentication::sasl::{ChannelBinding, SCRAM_SHA_256, ScramSha256};
use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;
use secrecy::ExposeSecret as _;
use tokio::io::AsyncWriteExt as _;

use super::{Connection, WireError, WireTarget};

impl Connection {
    pub(super) async fn start_up(
        &mut self,
        target: &WireTarget,
        options: &[(&str, &str)],
    ) -> Result<(), WireError> {
        let settings =
            options.iter().map(|(name, value)| format!("-c {name}={value}")).collect::<Vec<_>>().join(" ");
        let parameters = [
            ("user", target.login.as_str()),
            ("database", target.database.as_str()),
            ("client_encoding", "UTF8"),
            ("application_name", concat!("tenantry ", env!("CARGO_PKG_VERSION"))),
            ("options", settings.as_str()),
        ];
        frontend::startup_message(parameters, &mut self.out)?;
        self.send().await?;
        self.authenticate(target).await?;
        loop {
            match self.message(usize::MAX).await? {
                Message::BackendKeyData(body) => self.is_backend(body.process_id(), body.secret_key()),
                Message::ReadyForQuery(_) => return Ok(()),
                Message::ErrorResponse(body) => return Err(WireError::refused(&body)),
                _ => return Err(WireError::Protocol("no end of the start")),
            }
        }
    }

    async fn send(&mut self) -> Result<(), WireError> {
        self.stream.write_all(&self.out).await?;
        self.stream.flush().await?;
        self.out.clear();
        Ok(())
    }

    /// SCRAM, or nothing where the server trusts us. A password is never sent as it is, nor as MD5.
    async fn authenticate(&mut self, target: &WireTarget) -> Result<(), WireError> {
        match self.message(usize::MAX).await? {
            Message::AuthenticationOk => return Ok(()),
            Message::AuthenticationSasl(body) => {
                if !body.mechanisms().any(|mechanism| Ok(mechanism == SCRAM_SHA_256))? {
                    return Err(WireError::Protocol("it does not speak SCRAM-SHA-256"));
                }
            }
            Message::ErrorResponse(body) => return Err(WireError::refused(&body)),
            _ => return Err(WireError::Protocol("it asks for a password in a way that shows it")),
        }
        let mut scram =
            ScramSha256::new(target.password.expose_secret().as_bytes(), ChannelBinding::unsupported());
        frontend::sasl_initial_response(SCRAM_SHA_256, scram.message(), &mut self.out)?;
        self.send().await?;
        match self.message(usize::MAX).await? {
            Message::AuthenticationSaslContinue(body) => scram.update(body.data())?,
            Message::ErrorResponse(body) => return Err(WireError::refused(&body)),
            _ => return Err(WireError::Protocol("no challenge")),
        }
        frontend::sasl_response(scram.message(), &mut self.out)?;
        self.send().await?;
        match self.message(usize::MAX).await? {
            // the server, too, has proven that it knows the password
            Message::AuthenticationSaslFinal(body) => scram.finish(body.data())?,
            Message::ErrorResponse(body) => return Err(WireError::refused(&body)),
            _ => return Err(WireError::Protocol("no proof of the password")),
        }
        match self.message(usize::MAX).await? {
            Message::AuthenticationOk => Ok(()),
            Message::ErrorResponse(body) => Err(WireError::refused(&body)),
            _ => Err(WireError::Protocol("no end of the authentication")),
        }
    }
}
