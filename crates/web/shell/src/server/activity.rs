//! What a connection is waiting for, and since when.

use super::ServerLimits;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::{sync::Notify, time::Instant};

/// What a connection does. Shared by what reads it, what answers its requests and what bounds the number of connections.
#[derive(Debug)]
pub(super) struct Activity {
    phase: Mutex<Phase>,
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
    /// The same, and nothing is added to what is left to be written.
    Ending(Instant),
}

impl Activity {
    pub(super) fn new() -> Self {
        Self { phase: Mutex::new(Phase::Head(Instant::now())), replaced: Notify::new() }
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
        let mut phase = self.phase();
        if let Phase::Sending(since) = *phase {
            *phase = Phase::Ending(since);
        }
    }

    /// All that was handed over is written.
    pub(super) fn flushed(&self) {
        let mut phase = self.phase();
        if matches!(*phase, Phase::Ending(_)) {
            *phase = Phase::Idle(Instant::now());
        }
    }

    /// Since when there has been no request; none while there is one.
    pub(super) fn waits_since(&self) -> Option<Instant> {
        match *self.phase() {
            Phase::Head(since) | Phase::Idle(since) => Some(since),
            Phase::Busy | Phase::Sending(_) | Phase::Ending(_) => None,
        }
    }

    /// Why the connection is closed now: it was waited for too long. A word for the metrics.
    pub(super) fn overdue(&self, limits: &ServerLimits) -> Option<&'static str> {
        let (since, longest, reason) = match *self.phase() {
            Phase::Head(since) => (since, limits.head, "head"),
            Phase::Idle(since) => (since, limits.idle, "idle"),
            Phase::Sending(since) | Phase::Ending(since) => (since, limits.sending, "sending"),
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
