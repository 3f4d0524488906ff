//! The server between the network and the site: the connections with their limits and timeouts, request ids, health and metrics.
//!
//! Clients that are slow, silent or numerous must not affect others: each phase of a connection has a timeout, the connections of a network
//! are limited, and a new connection replaces the one that has waited longest without a request.

mod activity;
mod connection;
mod connections;
pub mod deadlines;
pub mod health;
pub mod metrics;
pub mod request_id;
mod stream;

use axum::Router;
use connections::Connections;
use metrics::Metrics;
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
    time::timeout,
};

/// The maximum number of open connections where the program may open the usual 1,024 files, and where it may open more. The rest is for files,
/// processes that read documents and the database. A connection with a request in progress holds 53 kB with SQLite and 84 kB with PostgreSQL
/// (`benches/README.md`), and more of them only wait longer for the database.
const MAX_CONNECTIONS: usize = 700;
const MAX_CONNECTIONS_WITH_MORE_FILES: usize = 1000;
/// The maximum number of open connections from one network: a whole campus can share one IP address.
const MAX_CONNECTIONS_PER_NETWORK: usize = 250;
/// How long a client may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection may be idle between requests: longer than common proxies allow, so that the proxy closes it first.
const IDLE_TIMEOUT: Duration = Duration::from_secs(75);
/// How long a client may read nothing of a response.
const STALL_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a client may take to read a whole response.
const SENDING_TIMEOUT: Duration = Duration::from_mins(30);
/// The maximum size of what the system buffers for a client, in bytes. With a larger buffer, a slow client could read for longer than
/// [`STALL_TIMEOUT`] before more can be written.
const SEND_BUFFER_BYTES: u32 = 256 * 1024;
/// How many clients may wait to be accepted.
const BACKLOG: u32 = 1024;
/// How long requests in progress have at shutdown.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// The maximum number of refused clients that are sent a response at once. The connections of others are closed without one.
const MAX_REFUSALS: usize = 64;
/// How long sending that response may take.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(1);
/// How long no connection is accepted after the system could not open one.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The response to a refused client.
const REFUSAL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n\
    Content-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\nContent-Length: 43\r\n\r\n\
    Assay is busy. Try again in a few seconds.\n";

/// The limits and timeouts of connections.
#[derive(Debug, Clone)]
pub struct ServerLimits {
    /// The maximum number of connections.
    pub connections: usize,
    /// The maximum number of connections from one network: an IPv4 address or the /64 prefix of an IPv6 address. `None` if networks have no
    /// limit.
    pub per_network: Option<usize>,
    /// The timeout for the head of a request.
    pub head: Duration,
    /// The timeout between two requests.
    pub idle: Duration,
    /// The timeout while nothing of a response is read.
    pub stalled: Duration,
    /// The timeout for reading a whole response.
    pub sending: Duration,
    /// The timeout for requests in progress at shutdown.
    pub shutdown: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            connections: MAX_CONNECTIONS,
            per_network: Some(MAX_CONNECTIONS_PER_NETWORK),
            head: HEAD_TIMEOUT,
            idle: IDLE_TIMEOUT,
            stalled: STALL_TIMEOUT,
            sending: SENDING_TIMEOUT,
            shutdown: SHUTDOWN_TIMEOUT,
        }
    }
}

impl ServerLimits {
    /// Allows as many connections as a program can have that may open this many files.
    #[must_use]
    pub fn with_open_files(self, files: u64) -> Self {
        let reserved = 1024 - MAX_CONNECTIONS;
        let connections = usize::try_from(files).unwrap_or(usize::MAX).saturating_sub(reserved);
        Self { connections: connections.clamp(1, MAX_CONNECTIONS_WITH_MORE_FILES), ..self }
    }
    /// Removes the limit per network, for a server behind a proxy, from which all connections come.
    #[must_use]
    pub fn behind_proxy(self) -> Self {
        Self { per_network: None, ..self }
    }
}

/// Listens at an address. Port 0 selects a free port.
///
/// # Errors
/// The address is not one of this computer, or is in use.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // The port can be used again at once after a restart.
    socket.set_reuseaddr(true)?;
    // Accepted connections inherit it.
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves a site until `stop` completes. Then no connection is accepted, connections without a request are closed, and requests in progress
/// have [`ServerLimits::shutdown`] to complete. The remaining connections are closed then.
pub async fn serve(
    listener: TcpListener,
    site: Router,
    limits: ServerLimits,
    metrics: Arc<Metrics>,
    stop: impl Future<Output = ()> + Send,
) {
    let limits = Arc::new(limits);
    let connections = Connections::new(&limits);
    let (stopping, stopped) = watch::channel(false);
    let refusals = Arc::new(Semaphore::new(MAX_REFUSALS));
    let mut running = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        while running.try_join_next().is_some() {}
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        let Some(place) = connections.admit(peer.ip()) else {
            metrics.connection_refused();
            if let Ok(permit) = refusals.clone().try_acquire_owned() {
                running.spawn(async move {
                    let _ = timeout(REFUSAL_TIMEOUT, refuse(stream)).await;
                    drop(permit);
                });
            }
            continue;
        };
        running.spawn(connection::run(
            stream,
            peer,
            site.clone(),
            place,
            limits.clone(),
            metrics.clone(),
            stopped.clone(),
        ));
    }
    drop(listener);
    // This cannot fail, because `stopped` is a receiver.
    let _ = stopping.send(true);
    let ended = timeout(limits.shutdown, async { while running.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        let (connections, seconds) = (running.len(), limits.shutdown.as_secs());
        tracing::warn!(connections, seconds, "requests did not end in time before the shutdown and were stopped");
        running.shutdown().await;
    }
}

/// Waits after an error that is not of one connection, such as too many open files.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "no connection can be accepted");
        tokio::time::sleep(ACCEPT_PAUSE).await;
    }
}

/// Sends a client the refusal. What the client sends is read and discarded, because closing a connection with unread data can discard the
/// response.
async fn refuse(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(REFUSAL).await?;
    stream.shutdown().await?;
    let mut discarded = [0; 1024];
    while stream.read(&mut discarded).await? > 0 {}
    Ok(())
}
