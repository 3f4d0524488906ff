//! What the processes that read uploads are doing and have done, for monitoring.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What has happened since the program started.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) waiting: AtomicU64,
    pub(super) read: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) failed: AtomicU64,
}

/// What the processes that read uploads are doing, and have done since the program started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReaderUse {
    /// Uploads that are being read.
    pub running: u64,
    /// Uploads that wait until a process is free.
    pub waiting: u64,
    /// Uploads that were read.
    pub read: u64,
    /// Uploads that were refused for a reason that their sender was told.
    pub refused: u64,
    /// Uploads that were too complex, or whose process failed.
    pub failed: u64,
}

/// Counts an upload as waiting until it is dropped, which also happens if its sender gives up.
pub(super) struct Waiting<'c>(&'c Counts);

impl<'c> Waiting<'c> {
    pub(super) fn new(counts: &'c Counts) -> Self {
        counts.waiting.fetch_add(1, Relaxed);
        Self(counts)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Relaxed);
    }
}
