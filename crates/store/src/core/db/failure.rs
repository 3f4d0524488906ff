//! What an error of the database means for whoever asked: whether to wait, and whether anything was saved.

use super::{Error, pools::Crowded};

/// What an error of the database means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The database cannot be reached, or does not answer. Nothing was saved.
    Away,
    /// Others hold what is needed, or it took too long. Nothing was saved, and it may go through the next time.
    Busy,
    /// The disk is full, or cannot be written or read. Nothing was saved.
    Disk,
    /// The connection was lost during a commit: what was sent is saved, or not.
    Unacknowledged,
    /// Our own mistake.
    Fault,
}

/// What was sent with a commit that was never answered.
#[derive(Debug, thiserror::Error)]
#[error("the commit was not acknowledged: {0}")]
struct Unacknowledged(#[source] Error);

impl Failure {
    /// What that error means. SQLSTATE classes are PostgreSQL's (appendix A of its manual); numbers are SQLite's primary result
    /// codes.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        match error {
            Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed | Error::Io(_) | Error::Tls(_) => Self::Away,
            Error::AnyDriverError(inner) if inner.is::<Unacknowledged>() => Self::Unacknowledged,
            Error::AnyDriverError(inner) if inner.is::<Crowded>() => Self::Busy,
            Error::Database(error) => error.code().map_or(Self::Fault, |code| Self::of_code(&code)),
            _ => Self::Fault,
        }
    }

    fn of_code(code: &str) -> Self {
        // SQLite's extended codes have the primary one in their last byte. All codes of PostgreSQL have five characters, and of
        // those that are numbers, only 57014 and others below are asked for here.
        if code.len() < 5
            && let Ok(number) = code.parse::<u32>()
        {
            return match number & 0xff {
                5 | 6 => Self::Busy,
                8 | 10 | 11 | 13 | 14 | 26 => Self::Disk,
                _ => Self::Fault,
            };
        }
        match code {
            // Cancelled by a timeout, a lock that was not had, a deadlock, a transaction that another one overtook.
            "57014" | "55P03" | "40P01" | "40001" => Self::Busy,
            // Shut down, crashed, starting, too many connections, a transaction that was idle for too long.
            "57P01" | "57P02" | "57P03" | "53300" | "25P03" => Self::Away,
            // Out of disk or memory, read only, damaged.
            "53100" | "53200" | "25006" | "58030" | "XX001" | "XX002" => Self::Disk,
            _ if code.starts_with("08") => Self::Away,
            _ => Self::Fault,
        }
    }
}

/// A commit that failed on the way is neither done nor undone, as far as it is known here.
pub(super) fn unacknowledged(error: Error) -> Error {
    match Failure::of(&error) {
        Failure::Away => Error::AnyDriverError(Box::new(Unacknowledged(error))),
        _ => error,
    }
}

/// Whether the database says that a part of it is not as it was written.
pub(super) fn is_damage(error: &Error) -> bool {
    let Error::Database(error) = error else { return false };
    let Some(code) = error.code() else { return false };
    matches!(&*code, "XX001" | "XX002")
        || (code.len() < 5 && code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 11 | 26)))
}
