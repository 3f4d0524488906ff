//! The phase of a connection: what it waits for, and since when.

use super::ServerLimits;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::{sync::Notify, time::Instant};

/// The phase of a connection. Shared by its stream, the task that runs it and the list of open connections.
#[derive(Debug)]
pub(super) struct Activity {
    phase: Mutex<Phase>,
    replaced: Notify,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Waiting for the rest of the head of a request, since its first byte arrived or, for the first request, since the connection was
    /// accepted.
    Head(Instant),
    /// Waiting for the next request, since the last response was written.
    Idle(Instant),
    /// Handling a request. The time is limited by [`super::deadlines`].
    Busy,
    /// Sending a response, since its head was complete.
    Sending(Instant),
    /// Sending the rest of a response, whose body is complete; since its head was complete.
    Ending(Instant),
}

impl Activity {
    pub(super) fn new() -> Self {
        Self { phase: Mutex::new(Phase::Head(Instant::now())), replaced: Notify::new() }
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that bytes were received.
    pub(super) fn received(&self) {
        let mut phase = self.phase();
        if matches!(*phase, Phase::Idle(_)) {
            *phase = Phase::Head(Instant::now());
        }
    }

    /// Records that the head of a request is complete.
    pub(super) fn requested(&self) {
        *self.phase() = Phase::Busy;
    }

    /// Records that the head of the response is complete.
    pub(super) fn responded(&self) {
        *self.phase() = Phase::Sending(Instant::now());
    }

    /// Records that the body of the response is complete.
    pub(super) fn finished(&self) {
        let mut phase = self.phase();
        if let Phase::Sending(since) = *phase {
            *phase = Phase::Ending(since);
        }
    }

    /// Records that all buffered bytes are written.
    pub(super) fn flushed(&self) {
        let mut phase = self.phase();
        if matches!(*phase, Phase::Ending(_)) {
            *phase = Phase::Idle(Instant::now());
        }
    }

    /// Returns since when the connection has waited for a request; `None` while it has one.
    pub(super) fn waits_since(&self) -> Option<Instant> {
        match *self.phase() {
            Phase::Head(since) | Phase::Idle(since) => Some(since),
            Phase::Busy | Phase::Sending(_) | Phase::Ending(_) => None,
        }
    }

    /// Returns the reason to close the connection, as a word for the metrics, if its phase has taken too long.
    pub(super) fn overdue(&self, limits: &ServerLimits) -> Option<&'static str> {
        let (since, limit, reason) = match *self.phase() {
            Phase::Head(since) => (since, limits.head, "head"),
            Phase::Idle(since) => (since, limits.idle, "idle"),
            Phase::Sending(since) | Phase::Ending(since) => (since, limits.sending, "sending"),
            Phase::Busy => return None,
        };
        (since.elapsed() >= limit).then_some(reason)
    }

    /// Makes the connection end, because a new one takes its place.
    pub(super) fn replace(&self) {
        self.replaced.notify_one();
    }

    /// Completes when a new connection has taken its place.
    pub(super) async fn replaced(&self) {
        self.replaced.notified().await;
    }
}
