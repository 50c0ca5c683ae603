//! A connection: made once, used by one scope at a time, thrown away unless it ended cleanly.

use std::time::Duration;

use bytes::BytesMut;
use futures_util::FutureExt as _;
use postgres_protocol::message::backend::{Header, Message};
use postgres_protocol::message::frontend;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::statements::Statements;
use super::tls::{self, Stream};
use super::{WireError, WireTarget};

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Buffers that grew beyond are given back between rounds: thousands of connections share a machine's memory.
const KEPT_BYTES: usize = 64 << 10;

/// A connection to tenant data.
pub struct Connection {
    pub(super) stream: Stream,
    pub(super) out: BytesMut,
    input: BytesMut,
    pub(super) statements: Statements,
    target: WireTarget,
    pid: i32,
    secret: i32,
    /// `I` idle, `T` in a transaction, `E` in one that failed.
    status: u8,
    /// A round is under way, or ended in a way that nobody can go on from.
    unclean: bool,
    rounds: u64,
}

impl Connection {
    /// Connects. `options` are settings for the whole connection, such as `("jit", "off")`.
    ///
    /// # Errors
    /// [`WireError`]: the server is away, is another one, or does not let the login in.
    pub async fn connect(target: &WireTarget, options: &[(&str, &str)]) -> Result<Self, WireError> {
        let connecting = async {
            let stream = tls::open(target).await?;
            let mut connection = Self {
                stream,
                out: BytesMut::with_capacity(1024),
                input: BytesMut::with_capacity(8 << 10),
                statements: Statements::default(),
                target: target.clone(),
                pid: 0,
                secret: 0,
                status: b'I',
                unclean: true,
                rounds: 0,
            };
            connection.start_up(target, options).await?;
            connection.unclean = false;
            Ok(connection)
        };
        tokio::time::timeout(CONNECT, connecting)
            .await
            .unwrap_or_else(|_| Err(WireError::Lost(std::io::ErrorKind::TimedOut.into())))
    }

    /// Says goodbye and waits until the server has let go: from then on it does not count there.
    pub async fn close(mut self) {
        let leaving = async {
            if self.unclean {
                cancel(self.target.clone(), self.pid, self.secret).await;
            }
            self.unclean = false;
            self.out.clear();
            frontend::terminate(&mut self.out);
            self.stream.write_all(&self.out).await?;
            self.stream.flush().await?;
            loop {
                self.input.clear();
                if self.stream.read_buf(&mut self.input).await? == 0 {
                    return Ok::<_, std::io::Error>(());
                }
            }
        };
        // one that does not answer is gone, or the server will notice by itself
        let _ = tokio::time::timeout(CONNECT, leaving).await;
    }

    /// The server process behind it.
    pub const fn pid(&self) -> i32 {
        self.pid
    }

    pub(super) const fn is_backend(&mut self, pid: i32, secret: i32) {
        (self.pid, self.secret) = (pid, secret);
    }

    /// Whether a transaction is open.
    pub const fn in_transaction(&self) -> bool {
        self.status != b'I'
    }

    /// Whether somebody else may have it: no round under way, no transaction open, nothing unexpected.
    pub const fn is_clean(&self) -> bool {
        !self.unclean && self.status == b'I'
    }

    /// Whether the server has said nothing since the last round. What it says unasked is that it ends the connection.
    pub fn is_quiet(&mut self) -> bool {
        self.is_clean() && self.stream.read_buf(&mut self.input).now_or_never().is_none()
    }

    /// The server has forgotten its prepared statements.
    pub(crate) fn is_new(&mut self) {
        self.statements.forget();
    }

    /// Round trips made so far.
    pub const fn rounds(&self) -> u64 {
        self.rounds
    }

    /// Sends what is written. From here until [`Connection::end`] the connection is unclean: whoever stops waiting in
    /// between leaves it to be thrown away.
    pub(super) async fn begin(&mut self) -> Result<(), WireError> {
        self.unclean = true;
        self.rounds += 1;
        self.stream.write_all(&self.out).await?;
        self.stream.flush().await?;
        self.out.clear();
        Ok(())
    }

    /// Reads on to where the server is ready again. After a refusal the answers of skipped steps are not there.
    pub(super) async fn end<T>(&mut self, outcome: Result<T, WireError>) -> Result<T, WireError> {
        if outcome.as_ref().is_err_and(|error| !error.is_survived()) {
            return outcome;
        }
        loop {
            match self.message(usize::MAX).await? {
                Message::ReadyForQuery(body) => {
                    self.status = body.status();
                    break;
                }
                // the Sync itself can fail: a deferred constraint is checked when the transaction ends
                Message::ErrorResponse(body) if outcome.is_ok() => {
                    return Box::pin(self.end(Err(WireError::refused(&body)))).await;
                }
                _ => {}
            }
        }
        self.unclean = false;
        if self.input.is_empty() && self.input.capacity() > KEPT_BYTES {
            self.input = BytesMut::with_capacity(8 << 10);
        }
        outcome
    }

    /// The next message that is meant for us. One that is longer than `most` bytes is not read.
    pub(super) async fn message(&mut self, most: usize) -> Result<Message, WireError> {
        loop {
            if let Some(header) = Header::parse(&self.input)?
                && usize::try_from(header.len()).is_ok_and(|length| length > most.saturating_add(4))
            {
                self.unclean = true;
                return Err(WireError::TooLarge(format!("{most} bytes")));
            }
            match Message::parse(&mut self.input)? {
                Some(
                    Message::NoticeResponse(_)
                    | Message::ParameterStatus(_)
                    | Message::NotificationResponse(_),
                ) => {}
                Some(message) => return Ok(message),
                None => {
                    if self.stream.read_buf(&mut self.input).await? == 0 {
                        return Err(WireError::Lost(std::io::ErrorKind::UnexpectedEof.into()));
                    }
                }
            }
        }
    }

    /// Has every prepared statement prepared again.
    pub(super) fn forget_statements(&mut self) -> Result<(), WireError> {
        for name in self.statements.forget() {
            frontend::close(b'S', &name, &mut self.out)?;
        }
        Ok(())
    }
}

impl Drop for Connection {
    /// A round that nobody waits for is cancelled on the server: its work would be for nobody.
    fn drop(&mut self) {
        if !self.unclean || self.pid == 0 {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(cancel(self.target.clone(), self.pid, self.secret));
        }
    }
}

/// Asks the server to end what a connection does. It goes over a connection of its own, and nothing answers it.
async fn cancel(target: WireTarget, pid: i32, secret: i32) {
    let mut out = BytesMut::new();
    frontend::cancel_request(pid, secret, &mut out);
    let asking = async {
        let mut stream = tls::open(&target).await?;
        stream.write_all(&out).await?;
        stream.flush().await?;
        Ok::<_, WireError>(())
    };
    if !matches!(tokio::time::timeout(CONNECT, asking).await, Ok(Ok(()))) {
        tracing::debug!("a query that nobody waits for could not be cancelled");
    }
}
