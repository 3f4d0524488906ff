//! One connection: HTTP/1.1, request after request, until the client ends it, something takes too long or the server ends.

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

/// The most bytes of a request's head, and of an answer that are held for sending.
const BUFFER: usize = 64 * 1024;
/// How often it is looked whether a connection is overdue.
const EVERY: Duration = Duration::from_secs(1);

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
    // Answers are written in one piece; what is left of one need not wait for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let activity = &place.activity;
    let stream = WatchedStream::new(stream, activity.clone(), limits.stalled);
    let service = service_fn(|request: hyper::Request<Incoming>| answer(site.clone(), activity.clone(), peer, request));
    // The head of a request is timed here ([`Activity`]), so that an idle connection may wait longer than a half-sent one.
    let connection = http1::Builder::new()
        .header_read_timeout(None)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let mut look = tokio::time::interval(EVERY.min(limits.head / 4).min(limits.idle / 4).max(Duration::from_millis(1)));
    let mut is_ending = false;
    loop {
        tokio::select! {
            biased;
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                }
                return;
            }
            reason = ends(activity, &mut stopped), if !is_ending => {
                is_ending = true;
                if activity.waits_since().is_some() {
                    return metrics.connection_closed(reason);
                }
                // A request that came just now is answered first.
                connection.as_mut().graceful_shutdown();
            }
            _ = look.tick() => if let Some(reason) = activity.overdue(&limits) {
                return metrics.connection_closed(reason);
            }
        }
    }
}

/// Completes when the connection should end, and says why: another one has its place, or the server ends.
async fn ends(activity: &Activity, stopped: &mut watch::Receiver<bool>) -> &'static str {
    tokio::select! {
        () = activity.replaced() => "replaced",
        _ = stopped.wait_for(|stop| *stop) => "shutdown",
    }
}

async fn answer(
    site: Router,
    activity: Arc<Activity>,
    peer: SocketAddr,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<SentBody>, Infallible> {
    activity.requested();
    let mut request: Request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    let response = site.oneshot(request).await?;
    activity.answered();
    Ok(response.map(|body| SentBody { body, activity }))
}

/// The body of an answer. When it is dropped, nothing of it is left to be handed over.
struct SentBody {
    body: Body,
    activity: Arc<Activity>,
}

impl HttpBody for SentBody {
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

impl Drop for SentBody {
    fn drop(&mut self) {
        self.activity.finished();
    }
}
