//! The deadlines of a request: for its body, in all and while nothing arrives, and for its handler.

use crate::core::{app::App, page, problem::Problem, request};
use axum::{
    Error,
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use hyper::body::{Frame, SizeHint};
use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// The deadlines of a request.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines {
    /// While nothing of its body arrives.
    pub stalled: Duration,
    /// For its whole body: enough for the largest upload over a slow connection.
    pub body: Duration,
    /// For its handler, since the last part of the body arrived: enough to read several files, each of which has a time limit.
    pub handler: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self { stalled: Duration::from_secs(20), body: Duration::from_mins(30), handler: Duration::from_mins(1) }
    }
}

/// How long a body may take however little has arrived.
const GRACE: Duration = Duration::from_secs(30);
/// The rate at which a body must arrive after that: a client that sends a byte now and then would hold its connection for half an hour.
const MIN_BYTES_PER_SECOND: f64 = 4096.0;

/// Wraps the site: the response is 408 if the body takes too long to arrive, and 503 if the handler takes too long.
pub async fn middleware(State(app): State<App>, request: Request, next: Next) -> Response {
    let progress = Arc::new(Progress { last: Mutex::new(Instant::now()), is_late: AtomicBool::new(false) });
    let request_id = request.extensions().get().cloned();
    let request = request.map(|body| {
        if body.is_end_stream() { body } else { Body::new(TimedBody::new(body, progress.clone(), app.deadlines)) }
    });
    let mut response = std::pin::pin!(next.run(request));
    let problem = loop {
        let until = progress.last() + app.deadlines.handler;
        tokio::select! {
            biased;
            response = &mut response => {
                if !progress.is_late.load(Relaxed) {
                    return response;
                }
                break Problem::RequestTimeout;
            }
            () = sleep_until(until) => if progress.last() + app.deadlines.handler <= Instant::now() {
                break Problem::HandlerTimeout;
            }
        }
    };
    let mut response = page::problem(&app, None, &problem.details(), Vec::new(), request_id.as_ref());
    request::set_security_headers(&app, &mut response);
    // The rest of the body is not read.
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// The progress of a body.
#[derive(Debug)]
struct Progress {
    /// When the last part of it arrived.
    last: Mutex<Instant>,
    is_late: AtomicBool,
}

impl Progress {
    fn last(&self) -> Instant {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn record(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

/// A body that fails when a deadline has passed.
struct TimedBody {
    body: Body,
    progress: Arc<Progress>,
    stalled: Duration,
    started: Instant,
    /// The time that the body may take for what has arrived of it.
    earned: Duration,
    /// The maximum time for the whole body.
    max: Duration,
    late: Pin<Box<Sleep>>,
    is_waiting: bool,
}

/// The error of a body that did not arrive in time.
#[derive(Debug, thiserror::Error)]
#[error("the request did not arrive in time")]
struct Late;

impl TimedBody {
    fn new(body: Body, progress: Arc<Progress>, deadlines: Deadlines) -> Self {
        let started = Instant::now();
        Self {
            body,
            progress,
            stalled: deadlines.stalled,
            started,
            earned: GRACE,
            max: deadlines.body,
            late: Box::pin(sleep_until(started + deadlines.body)),
            is_waiting: false,
        }
    }

    /// When the body must have arrived, unless more of it arrives before.
    fn deadline(&self) -> Instant {
        self.started + self.earned.min(self.max)
    }
}

impl HttpBody for TimedBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx)
            && (frame.is_none() || Instant::now() < self.deadline())
        {
            if let Some(Ok(frame)) = &frame
                && let Some(data) = frame.data_ref()
            {
                #[expect(clippy::cast_precision_loss, reason = "a part of a body is far below 2^52 bytes")]
                let bytes = data.len() as f64;
                self.earned += Duration::from_secs_f64(bytes / MIN_BYTES_PER_SECOND);
            }
            self.is_waiting = false;
            self.progress.record();
            return Poll::Ready(frame);
        }
        if !self.is_waiting {
            self.is_waiting = true;
            let until = self.deadline().min(Instant::now() + self.stalled);
            self.late.as_mut().reset(until);
        }
        ready!(self.late.as_mut().poll(cx));
        self.progress.is_late.store(true, Relaxed);
        Poll::Ready(Some(Err(Error::new(Late))))
    }
    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }
    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
