//! Listens, carries on connections within limits, and ends them in good order.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;

use super::routes::router;
use super::shared::{LONGEST_WORK, Shared, TURNS};

/// Connections at a time.
const MOST_CONNECTIONS: usize = 512;

/// Bytes of a request's line and headers together.
const MOST_HEADER_BYTES: usize = 32 * 1024;

/// How long a client may take to send a request's headers, or be silent between two requests.
const LONGEST_SILENCE: Duration = Duration::from_secs(15);

/// How long a connection lives, however busy: one that reads its answers drop by drop ends.
const LONGEST_CONNECTION: Duration = Duration::from_mins(5);

/// How long requests may take to end once the server is stopped.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// What those above the limit are told.
const TOO_MANY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Serves until Ctrl-C or SIGTERM; `ready` is told the address once it listens.
pub(super) fn until_stopped(
    shared: Arc<Shared>,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(shared.turns() * TURNS)
        .enable_all()
        .build()
        .context("the server cannot start")?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(|e| cannot_listen(address, &e))?;
        // Before anybody is told the address: a signal then always ends it in good order.
        let mut stop = Stop::new()?;
        ready(listener.local_addr()?)?;
        let (stopped, _) = watch::channel(false);
        let free = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        let router = router(shared);
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => admit(stream, &router, &free, &stopped),
                    // Out of file handles, or the client is gone already: others go on.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                },
                () = stop.asked() => break,
            }
        }
        drop(listener);
        let _ = stopped.send(true);
        let everyone = u32::try_from(MOST_CONNECTIONS).unwrap_or(u32::MAX);
        let _ = timeout(LAST_REQUESTS, free.acquire_many(everyone)).await;
        anyhow::Ok(())
    })?;
    // What still works on an answer has nobody to give it to.
    runtime.shutdown_timeout(LONGEST_WORK.min(Duration::from_millis(200)));
    Ok(())
}

fn cannot_listen(address: SocketAddr, error: &io::Error) -> anyhow::Error {
    let (port, ip) = (address.port(), address.ip());
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            anyhow::anyhow!("port {port} of {ip} is in use, perhaps by another `newsidx serve`: name another with `--port N`")
        }
        io::ErrorKind::PermissionDenied => {
            anyhow::anyhow!("port {port} is for the system: name one above 1023 with `--port N`")
        }
        io::ErrorKind::AddrNotAvailable => {
            anyhow::anyhow!("this machine has no address {ip}: name one of its own with `--bind ADDRESS`")
        }
        _ => anyhow::anyhow!("`{address}` cannot be listened on: {error}"),
    }
}

fn admit(stream: TcpStream, router: &Router, free: &Arc<Semaphore>, stopped: &watch::Sender<bool>) {
    match Arc::clone(free).try_acquire_owned() {
        Ok(place) => drop(tokio::spawn(carry_on(stream, router.clone(), place, stopped.subscribe()))),
        Err(_) => drop(tokio::spawn(turn_away(stream))),
    }
}

async fn turn_away(mut stream: TcpStream) {
    let turned = async {
        // An answer to a request that nobody read would be lost with the connection.
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(TOO_MANY).await;
        let _ = stream.shutdown().await;
    };
    let _ = timeout(Duration::from_secs(1), turned).await;
}

async fn carry_on(stream: TcpStream, router: Router, _place: OwnedSemaphorePermit, mut stopped: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LONGEST_SILENCE)
        .max_buf_size(MOST_HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = std::pin::pin!(connection);
    let has_ended = tokio::select! {
        // What a client did wrong is its own concern.
        _ = connection.as_mut() => true,
        _ = stopped.changed() => false,
        () = tokio::time::sleep(LONGEST_CONNECTION) => false,
    };
    if !has_ended {
        connection.as_mut().graceful_shutdown();
        let _ = timeout(LAST_REQUESTS, connection).await;
    }
}

/// Ctrl-C or, where there is one, SIGTERM.
struct Stop {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Stop {
    #[cfg(unix)]
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { signals: [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?] })
    }

    #[cfg(unix)]
    async fn asked(&mut self) {
        let [interrupt, terminate] = &mut self.signals;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    fn new() -> io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn asked(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
