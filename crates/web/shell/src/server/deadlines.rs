//! How long a request may take: its body while nothing of it comes and as a whole, and its handler.

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

/// How long a request may take.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines {
    /// While nothing of its body comes.
    pub stalled: Duration,
    /// For its whole body: the largest upload over a slow line.
    pub body: Duration,
    /// For its handler, after the last of the body has come: several files, each read within its own limit.
    pub handler: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self { stalled: Duration::from_secs(20), body: Duration::from_mins(30), handler: Duration::from_mins(1) }
    }
}

/// Wraps the site: a request that comes too slowly is answered 408, one that takes too long 503.
pub async fn around(State(app): State<App>, request: Request, next: Next) -> Response {
    let progress = Arc::new(Progress { last: Mutex::new(Instant::now()), is_late: AtomicBool::new(false) });
    let id = request.extensions().get().cloned();
    let request = request.map(|body| {
        if body.is_end_stream() { body } else { Body::new(TimedBody::new(body, progress.clone(), app.deadlines)) }
    });
    let mut answer = std::pin::pin!(next.run(request));
    let problem = loop {
        let until = progress.last() + app.deadlines.handler;
        tokio::select! {
            biased;
            answer = &mut answer => {
                if !progress.is_late.load(Relaxed) {
                    return answer;
                }
                break Problem::Slow;
            }
            () = sleep_until(until) => if progress.last() + app.deadlines.handler <= Instant::now() {
                break Problem::TookTooLong;
            }
        }
    };
    let mut answer = page::trouble(&app, None, &problem.trouble(), Vec::new(), id.as_ref());
    request::guard(&app, &mut answer);
    // What is left of the body is not waited for.
    answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// How far a body has come.
#[derive(Debug)]
struct Progress {
    last: Mutex<Instant>,
    is_late: AtomicBool,
}

impl Progress {
    fn last(&self) -> Instant {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn note(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

/// A body that ends with an error when it is late.
struct TimedBody {
    body: Body,
    progress: Arc<Progress>,
    stalled: Duration,
    whole: Instant,
    late: Pin<Box<Sleep>>,
    is_waiting: bool,
}

/// The request did not come in time.
#[derive(Debug, thiserror::Error)]
#[error("the request did not come in time")]
struct Late;

impl TimedBody {
    fn new(body: Body, progress: Arc<Progress>, deadlines: Deadlines) -> Self {
        let whole = Instant::now() + deadlines.body;
        Self {
            body,
            progress,
            stalled: deadlines.stalled,
            whole,
            late: Box::pin(sleep_until(whole)),
            is_waiting: false,
        }
    }
}

impl HttpBody for TimedBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx)
            && (frame.is_none() || Instant::now() < self.whole)
        {
            self.is_waiting = false;
            self.progress.note();
            return Poll::Ready(frame);
        }
        if !self.is_waiting {
            self.is_waiting = true;
            let until = self.whole.min(Instant::now() + self.stalled);
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
