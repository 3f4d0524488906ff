//! What a database error means for the user: whether to wait, and whether anything was saved.

use super::{Error, pools::PoolExhausted};
use crate::core::{signing_keys::CannotSign, tampering::Tampered};

/// What a database error means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The database cannot be reached, or does not respond. Nothing was saved.
    Away,
    /// Rows or all connections are in use by others, or the query took too long. Nothing was saved, and another attempt may succeed.
    Busy,
    /// The disk is full, or cannot be written or read. Nothing was saved.
    Disk,
    /// The connection was lost during a commit: the changes may or may not be saved.
    Unacknowledged,
    /// What is stored is not what was signed.
    Tampered,
    /// The signing key of this instance is not the one that signs now. Nothing was saved.
    SigningKey,
    /// A bug in the program.
    Fault,
}

/// The error of a commit whose outcome is unknown.
#[derive(Debug, thiserror::Error)]
#[error("the commit was not acknowledged: {0}")]
struct Unacknowledged(#[source] Error);

impl Failure {
    /// Classifies an error. SQLSTATE codes are PostgreSQL's (appendix A of its manual); numbers are SQLite's primary result codes.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        match error {
            Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed | Error::Io(_) | Error::Tls(_) => Self::Away,
            Error::AnyDriverError(inner) if inner.is::<Unacknowledged>() => Self::Unacknowledged,
            Error::AnyDriverError(inner) if inner.is::<PoolExhausted>() => Self::Busy,
            error if Tampered::of(error).is_some() => Self::Tampered,
            error if CannotSign::of(error).is_some() => Self::SigningKey,
            Error::Database(error) => error.code().map_or(Self::Fault, |code| Self::of_code(&code)),
            _ => Self::Fault,
        }
    }

    fn of_code(code: &str) -> Self {
        // SQLite's extended codes have the primary code in their last byte, and fewer than five digits. All codes of PostgreSQL have five
        // characters.
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
            // Statement timeout, lock not available, deadlock, serialization failure.
            "57014" | "55P03" | "40P01" | "40001" => Self::Busy,
            // Shutdown, crash, starting up, too many connections, idle transaction timeout.
            "57P01" | "57P02" | "57P03" | "53300" | "25P03" => Self::Away,
            // Disk full, out of memory, read-only, input or output error, damaged data or index.
            "53100" | "53200" | "25006" | "58030" | "XX001" | "XX002" => Self::Disk,
            _ if code.starts_with("08") => Self::Away,
            _ => Self::Fault,
        }
    }
}

/// Marks the error of a commit as [`Failure::Unacknowledged`] if the connection was lost, because the outcome is then unknown.
pub(super) fn unacknowledged(error: Error) -> Error {
    match Failure::of(&error) {
        Failure::Away => Error::AnyDriverError(Box::new(Unacknowledged(error))),
        _ => error,
    }
}

/// Whether the database reports that a part of it is damaged.
pub(super) fn is_damage(error: &Error) -> bool {
    let Error::Database(error) = error else { return false };
    let Some(code) = error.code() else { return false };
    matches!(&*code, "XX001" | "XX002")
        || (code.len() < 5 && code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 11 | 26)))
}
