//! Between the network and the site: connections and how long they may wait, the id of each request, and what the program tells its
//! operator of its state.
//!
//! A client can be slow, silent or many. None of that may cost others their page: each connection has a deadline for whatever it
//! is waiting for, a network has a bounded share, and a new client replaces the one that has waited longest without a request.

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
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
    time::timeout,
};

/// How many connections are open at once: with files, readers of documents and the database, fewer than the 1,024 files that a
/// program may open where nothing else is set.
const CONNECTIONS: usize = 700;
/// How many of them come from one network: a campus can be behind one address.
const CONNECTIONS_OF_NETWORK: usize = 250;
/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(10);
/// How long a connection may be idle between requests: longer than common proxies keep theirs, so that they close first.
const IDLE: Duration = Duration::from_secs(75);
/// How long a client may read nothing of an answer.
const STALLED: Duration = Duration::from_secs(30);
/// How long a client may take to read a whole answer.
const SENDING: Duration = Duration::from_mins(30);
/// How long requests in progress have when the program is told to end.
const SHUTDOWN: Duration = Duration::from_secs(10);

/// How many refused clients are told why at once. More are refused without a word.
const REFUSALS: usize = 64;
/// How long telling one may take.
const REFUSAL: Duration = Duration::from_secs(1);
/// How long no connection is accepted after the system had no room for one.
const NO_ROOM: Duration = Duration::from_millis(100);

/// What a client is told for whom there is no room.
const REFUSED: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n\
    Content-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\nContent-Length: 43\r\n\r\n\
    Assay is busy. Try again in a few seconds.\n";

/// How many connections there may be, and how long they may wait.
#[derive(Debug, Clone)]
pub struct ServerLimits {
    /// The most connections in all.
    pub connections: usize,
    /// The most connections of one network: an IPv4 address or the first 64 bits of an IPv6 address. Without a number,
    /// networks are not told apart.
    pub of_network: Option<usize>,
    /// For the head of a request.
    pub head: Duration,
    /// Between two requests.
    pub idle: Duration,
    /// For an answer of which nothing is read.
    pub stalled: Duration,
    /// For a whole answer.
    pub sending: Duration,
    /// For requests in progress when the server ends.
    pub shutdown: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            connections: CONNECTIONS,
            of_network: Some(CONNECTIONS_OF_NETWORK),
            head: HEAD,
            idle: IDLE,
            stalled: STALLED,
            sending: SENDING,
            shutdown: SHUTDOWN,
        }
    }
}

impl ServerLimits {
    /// The same for a server behind a proxy, from which all connections come.
    #[must_use]
    pub fn behind_proxy(self) -> Self {
        Self { of_network: None, ..self }
    }
}

/// Serves a site until `stop`. Then no connection is accepted, those without a request are closed, and requests in progress are
/// completed within [`ServerLimits::shutdown`]; what is left then is closed.
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
    let refusals = Arc::new(Semaphore::new(REFUSALS));
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
                wait_for_room(&error).await;
                continue;
            }
        };
        let Some(place) = connections.admit(peer.ip()) else {
            metrics.connection_refused();
            if let Ok(permit) = refusals.clone().try_acquire_owned() {
                running.spawn(async move {
                    let _ = timeout(REFUSAL, refuse(stream)).await;
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
    // The connections listen until they end.
    let _ = stopping.send(true);
    let ended = timeout(limits.shutdown, async { while running.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        let (connections, seconds) = (running.len(), limits.shutdown.as_secs());
        tracing::warn!(connections, seconds, "requests did not end in time before the shutdown and were stopped");
        running.shutdown().await;
    }
}

/// An error of one client is over with its connection. Others, such as too many open files, need time.
async fn wait_for_room(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "no connection can be accepted");
        tokio::time::sleep(NO_ROOM).await;
    }
}

/// Tells a client that there is no room. What it sends is read past, since closing on unread data would take the answer back.
async fn refuse(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(REFUSED).await?;
    stream.shutdown().await?;
    let mut past = [0; 1024];
    while stream.read(&mut past).await? > 0 {}
    Ok(())
}
