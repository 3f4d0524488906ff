//! What a connection is waiting for, and since when.

use super::ServerLimits;
use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering::Relaxed},
};
use tokio::{sync::Notify, time::Instant};

/// What a connection does. Shared by what reads it, what answers its requests and what bounds the number of connections.
#[derive(Debug)]
pub(super) struct Activity {
    phase: Mutex<Phase>,
    /// The end of an answer waits for the client to make room.
    is_writing: AtomicBool,
    replaced: Notify,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The head of a request is awaited, since then: since its first byte or, for the first request, since the connection was
    /// accepted.
    Head(Instant),
    /// Nothing was sent since the last answer.
    Idle(Instant),
    /// A request is answered. The site bounds how long ([`super::deadlines`]).
    Busy,
    /// The answer is sent, since then.
    Sending(Instant),
}

impl Activity {
    pub(super) fn new() -> Self {
        Self {
            phase: Mutex::new(Phase::Head(Instant::now())),
            is_writing: AtomicBool::default(),
            replaced: Notify::new(),
        }
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The client sent something.
    pub(super) fn received(&self) {
        let mut phase = self.phase();
        if matches!(*phase, Phase::Idle(_)) {
            *phase = Phase::Head(Instant::now());
        }
    }

    /// The head of a request is complete.
    pub(super) fn requested(&self) {
        *self.phase() = Phase::Busy;
    }

    /// The head of the answer is there.
    pub(super) fn answered(&self) {
        *self.phase() = Phase::Sending(Instant::now());
    }

    /// The whole answer was handed over to be sent.
    pub(super) fn finished(&self) {
        *self.phase() = Phase::Idle(Instant::now());
    }

    /// Whether bytes wait for the client to make room.
    pub(super) fn writing(&self, is_writing: bool) {
        self.is_writing.store(is_writing, Relaxed);
    }

    /// Since when there has been no request; none while there is one, or the end of an answer is not yet written.
    pub(super) fn waits_since(&self) -> Option<Instant> {
        match *self.phase() {
            _ if self.is_writing.load(Relaxed) => None,
            Phase::Head(since) | Phase::Idle(since) => Some(since),
            Phase::Busy | Phase::Sending(_) => None,
        }
    }

    /// Why the connection is closed now: it was waited for too long. A word for the metrics.
    pub(super) fn overdue(&self, limits: &ServerLimits) -> Option<&'static str> {
        let (since, longest, reason) = match *self.phase() {
            Phase::Head(since) => (since, limits.head, "head"),
            Phase::Idle(since) => (since, limits.idle, "idle"),
            Phase::Sending(since) => (since, limits.sending, "sending"),
            Phase::Busy => return None,
        };
        (since.elapsed() >= longest).then_some(reason)
    }

    /// Gives up its place for a new connection.
    pub(super) fn replace(&self) {
        self.replaced.notify_one();
    }

    /// Completes when another connection has its place.
    pub(super) async fn replaced(&self) {
        self.replaced.notified().await;
    }
}
