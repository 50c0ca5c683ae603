//! A network between client and server: every piece is delivered a millisecond after it was sent, there and back
//! together, so that a round trip costs what it costs between two data centres of a region.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// The way there; the way back adds as much.
const ONE_WAY: Duration = Duration::from_micros(500);

/// Listens on a free port of this machine and passes on to `port`. It answers the port; it ends with the program.
pub(super) fn listen(port: u16) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let own = listener.local_addr().expect("it is bound").port();
    listener.set_nonblocking(true).expect("a socket can be told not to block");
    // a thread of its own: the clients that are measured do not wait for it, nor it for them
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime can be made").block_on(async {
            let listener = TcpListener::from_std(listener).expect("it is a listener");
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(join(client, port));
            }
        });
    });
    own
}

async fn join(client: TcpStream, port: u16) {
    let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await else { return };
    client.set_nodelay(true).expect("it is a TCP socket");
    server.set_nodelay(true).expect("it is a TCP socket");
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    tokio::join!(pass(from_client, to_server), pass(from_server, to_client));
}

/// Passes on what comes, each piece after its delay, however many are under way.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
    let (sender, mut receiver) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let reading = async move {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(read @ 1..) = from.read(&mut buffer).await {
            if sender.send((Instant::now() + ONE_WAY, buffer[..read].to_vec())).is_err() {
                return;
            }
        }
    };
    let writing = async move {
        while let Some((due, piece)) = receiver.recv().await {
            // the timer is coarser than the delay: the last stretch is spun
            while Instant::now() < due {
                tokio::task::yield_now().await;
            }
            if to.write_all(&piece).await.is_err() {
                return;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(reading, writing);
}
