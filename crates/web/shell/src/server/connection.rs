//! Runs one connection: HTTP/1.1 requests in turn, until the client closes it, a timeout passes or the server stops.

use super::{
    ServerLimits,
    activity::Activity,
    connections::Place,
    metrics::{ConnectionGauge, Metrics},
    stream::WatchedStream,
};
use axum::{
    Error, Router,
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, Request},
};
use hyper::{
    body::{Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{net::TcpStream, sync::watch};
use tower::ServiceExt as _;

/// The maximum size of the head of a request, and of the buffer for sending, in bytes.
const MAX_BUFFER_BYTES: usize = 64 * 1024;
/// The interval at which the timeouts of a connection are checked.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// The reason of a connection whose place a new one has taken.
const REPLACED: &str = "replaced";

pub(super) async fn run(
    stream: TcpStream,
    peer: SocketAddr,
    site: Router,
    place: Place,
    limits: Arc<ServerLimits>,
    metrics: Arc<Metrics>,
    mut stopped: watch::Receiver<bool>,
) {
    let _open = ConnectionGauge::new(&metrics);
    // Responses are written in one piece, so that their last packet need not wait for the acknowledgement of the client.
    let _ = stream.set_nodelay(true);
    let activity = &place.activity;
    let stream = WatchedStream::new(stream, activity.clone(), limits.stalled);
    let service =
        service_fn(|request: hyper::Request<Incoming>| respond(site.clone(), activity.clone(), peer, request));
    // The timeout for heads is that of [`Activity`]: that of hyper would also apply to idle connections, which may wait longer.
    let connection = http1::Builder::new()
        .header_read_timeout(None)
        .max_buf_size(MAX_BUFFER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let mut checks =
        tokio::time::interval(CHECK_INTERVAL.min(limits.head / 4).min(limits.idle / 4).max(Duration::from_millis(1)));
    let mut is_ending = false;
    loop {
        tokio::select! {
            biased;
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection failed");
                }
                return;
            }
            reason = ends(activity, &mut stopped), if !is_ending => {
                is_ending = true;
                // One that was replaced still counts until it has ended. Its request, if one has just begun, is sent again.
                if reason == REPLACED || activity.waits_since().is_some() {
                    return metrics.connection_closed(reason);
                }
                // At shutdown, a request in progress is completed first.
                connection.as_mut().graceful_shutdown();
            }
            _ = checks.tick() => if let Some(reason) = activity.overdue(&limits) {
                return metrics.connection_closed(reason);
            }
        }
    }
}

/// Completes when the connection should end, and returns the reason: a new one has taken its place, or the server stops.
async fn ends(activity: &Activity, stopped: &mut watch::Receiver<bool>) -> &'static str {
    tokio::select! {
        () = activity.replaced() => REPLACED,
        _ = stopped.wait_for(|stop| *stop) => "shutdown",
    }
}

/// Calls the site.
async fn respond(
    site: Router,
    activity: Arc<Activity>,
    peer: SocketAddr,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<ResponseBody>, Infallible> {
    activity.requested();
    let mut request: Request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    let response = site.oneshot(request).await?;
    activity.responded();
    Ok(response.map(|body| ResponseBody { body, activity }))
}

/// The body of a response, which records when it is dropped, because it is complete then.
struct ResponseBody {
    body: Body,
    activity: Arc<Activity>,
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }
    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }
    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for ResponseBody {
    fn drop(&mut self) {
        self.activity.finished();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::connections::Connections;
    use std::future::pending;
    use tokio::{io::AsyncWriteExt as _, net::TcpListener, time::timeout};

    #[tokio::test]
    async fn a_connection_that_is_replaced_as_its_request_begins_ends_at_once() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, peer) = listener.accept().await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nHost: assay.test\r\n\r\n").await.unwrap();
        let limits = Arc::new(ServerLimits::default());
        let place = Connections::new(&limits).admit(peer.ip()).unwrap();
        let activity = place.activity.clone();
        // It responds to nothing.
        let site = Router::new().fallback(move || {
            activity.replace();
            pending::<()>()
        });
        let (_stop, stopped) = watch::channel(false);
        let ended = timeout(Duration::from_secs(5), run(stream, peer, site, place, limits, Arc::default(), stopped));
        ended.await.expect("it does not wait for the response");
    }
}
