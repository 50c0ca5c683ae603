//! How often a page asks the server: a relay between the two counts what is executed and the round trips.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use tenantry_engine::connect::{Target, Writes};
use tenantry_engine::directory::Directory;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use super::LOGIN;
use super::cases::Case;
use crate::ground::Ground;
use crate::report::{AtMost, Sample, count};

/// A page is one statement.
const STATEMENTS: AtMost = AtMost(1.0);
/// `Execute` and the simple `Query` of the protocol.
const EXECUTED: [u8; 2] = [b'E', b'Q'];
/// `Sync`, after which the client waits.
const SYNC: u8 = b'S';

/// How the question for TLS begins.
const TLS: [u8; 4] = 80_877_103_u32.to_be_bytes();

/// What clients asked for.
#[derive(Default)]
struct Asked {
    statements: AtomicU32,
    round_trips: AtomicU32,
}

/// Prints the statements of each page and returns how many goals were missed.
pub(crate) async fn measure(ground: &Ground, cases: &[Case]) -> usize {
    let asked = Arc::new(Asked::default());
    let port = relay(ground.server.port, Arc::clone(&asked)).await;
    let url = ground.url(LOGIN).replace(&format!(":{}/", ground.server.port), &format!(":{port}/"));
    let directory =
        Directory::new(&Target::from_url(&url).expect("a URL with another port"), Writes::Allowed);
    // the first time round, statements are prepared
    for case in cases.iter().chain(cases.iter().take(1)) {
        directory.page(&case.ours).await.expect("the relay only listens");
    }
    let (mut statements, mut round_trips) = (0, Vec::new());
    for case in cases {
        let before = (asked.statements.load(Relaxed), asked.round_trips.load(Relaxed));
        directory.page(&case.ours).await.expect("the relay only listens");
        statements = statements.max(asked.statements.load(Relaxed) - before.0);
        round_trips.push(f64::from(asked.round_trips.load(Relaxed) - before.1));
    }
    directory.close().await;
    println!(
        "\nAt most {statements} statement for any of these {} pages ({}); {} round trips, median (least–most): one more \
         where the connection had been idle for a second.",
        count(cases.len() as u64),
        STATEMENTS.verdict(statements.into()),
        Sample::new(round_trips),
    );
    usize::from(!STATEMENTS.is_met(statements.into()))
}

async fn relay(to: u16, asked: Arc<Asked>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let port = listener.local_addr().expect("it listens").port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(("127.0.0.1", to)).await.expect("the sandbox listens");
            let ((from_client, mut to_client), (mut from_server, to_server)) =
                (client.into_split(), server.into_split());
            tokio::spawn(listen(from_client, to_server, Arc::clone(&asked)));
            tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
        }
    });
    port
}

/// Hands on what the client sends, message by message, until one of the two ends.
async fn listen(
    mut client: OwnedReadHalf,
    mut server: OwnedWriteHalf,
    asked: Arc<Asked>,
) -> std::io::Result<()> {
    // the first messages have no type: the question for TLS, and the start
    let mut asks_for_tls = true;
    while asks_for_tls {
        let start = message(&mut client).await?;
        asks_for_tls = start[4..].starts_with(&TLS);
        server.write_all(&start).await?;
    }
    loop {
        let kind = client.read_u8().await?;
        let mut bytes = vec![kind];
        bytes.extend(message(&mut client).await?);
        asked.statements.fetch_add(EXECUTED.contains(&kind).into(), Relaxed);
        asked.round_trips.fetch_add((kind == SYNC || kind == b'Q').into(), Relaxed);
        server.write_all(&bytes).await?;
    }
}

/// A length, itself counted, and so many bytes.
async fn message(client: &mut OwnedReadHalf) -> std::io::Result<Vec<u8>> {
    let length = client.read_u32().await?;
    let mut bytes = length.to_be_bytes().to_vec();
    bytes.resize(length as usize, 0);
    client.read_exact(&mut bytes[4..]).await?;
    Ok(bytes)
}
