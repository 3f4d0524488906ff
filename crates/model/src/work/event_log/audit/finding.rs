//! What an audit finds.

use crate::{OrganisationId, Timestamp, work::event_log::note::NoteError};
use std::fmt;

/// A row that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFinding {
    /// The table and the key of the row: `event 0190…`, `locked version 9f86…`.
    pub row: String,
    /// Its organisation, if it is known.
    pub organisation: Option<OrganisationId>,
    /// What does not fit.
    pub what: Discrepancy,
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Discrepancy {
    /// The event is not what its entry commits to.
    EventChanged {
        /// The place of the entry.
        place: u64,
    },
    /// There is an entry and no event.
    EventRemoved {
        /// The place of the entry.
        place: u64,
        /// When the event happened.
        at: Timestamp,
    },
    /// There is an event and no entry.
    EventNotLogged {
        /// When it happened, as it says.
        at: Timestamp,
    },
    /// It says that it happened before a checkpoint that does not cover it.
    EventBackdated {
        /// The place of its entry.
        place: u64,
        /// When it happened, as it says.
        at: Timestamp,
        /// When the checkpoint was signed.
        checkpoint: Timestamp,
    },
    /// It was taken in as an event from before the log, after events from the time of the log.
    TakenInLate {
        /// The place of its entry.
        place: u64,
    },
    /// The event has another entry, which does not replace this one.
    EntryRepeated {
        /// The place of the entry.
        place: u64,
    },
    /// The entry says that personal data was erased, and no deletion of an account at that time is in the log.
    ErasureUnexplained {
        /// The place of the entry.
        place: u64,
    },
    /// There is no entry at a place.
    EntryMissing {
        /// The place.
        place: u64,
    },
    /// The entry is not the one whose hash is in the tree.
    EntryChanged {
        /// The place of the entry.
        place: u64,
    },
    /// The entry does not follow the one before it of its organisation.
    ChainBroken {
        /// The place of the entry.
        place: u64,
    },
    /// A stored hash of the tree is not that of the entries below it.
    TileDiffers,
    /// The entries are not those that were signed.
    CheckpointDiffers {
        /// The last checkpoint before it that fits; the difference is after so many entries.
        fits_until: u64,
    },
    /// It covers more entries than there are.
    EntriesCutOff {
        /// How many entries there are.
        entries: u64,
    },
    /// Its signature is not that of the register.
    CheckpointNotSigned(NoteError),
    /// It is dated before an earlier one.
    CheckpointOutOfOrder,
    /// The text does not have the hash by which it was signed.
    TextChanged,
    /// The answer to a question is not the one in the signed text.
    AnswerChanged {
        /// The title of the question.
        question: String,
    },
    /// The text, the signatures or the dates of a submission are not those in its receipt, or it has none.
    NotAsSigned(String),
    /// The withheld figures do not have the hash in the signed text.
    WithheldChanged,
    /// The log has no event that says the same.
    NotInLog {
        /// What the row says, for example "submitted on 1 March 2027".
        says: String,
    },
    /// The log has an event of which there is no trace in the row it is about.
    LoggedOnly {
        /// What the event says.
        says: String,
    },
    /// The file is not in the storage.
    FileMissing,
    /// The file does not have the hash by which it is stored.
    FileChanged,
    /// The storage of files failed.
    FileUnread(String),
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EventChanged { place } => write!(f, "changed since entry {place} was written"),
            Self::EventRemoved { place, at } => write!(f, "removed: entry {place} has an event of {at}"),
            Self::EventNotLogged { at } => {
                write!(f, "not in the log: dated {at} and inserted by another program, or the log has stopped")
            }
            Self::EventBackdated { place, at, checkpoint } => write!(
                f,
                "dated {at}, but its entry {place} is not covered by the checkpoint of {checkpoint}: inserted later, or its date was moved"
            ),
            Self::TakenInLate { place } => {
                write!(f, "entry {place} was taken in as an event from before the log, after the log began")
            }
            Self::EntryRepeated { place } => write!(f, "entry {place} is not the only one of its event"),
            Self::ErasureUnexplained { place } => {
                write!(f, "entry {place} says that personal data was erased, but no account was deleted then")
            }
            Self::EntryMissing { place } => write!(f, "there is no entry {place}"),
            Self::EntryChanged { place } => write!(f, "entry {place} was changed"),
            Self::ChainBroken { place } => {
                write!(f, "entry {place} does not follow the one before it of its organisation")
            }
            Self::TileDiffers => f.write_str("its hashes are not those of the entries"),
            Self::CheckpointDiffers { fits_until } => {
                write!(f, "the entries are not those that were signed: they differ after the first {fits_until}")
            }
            Self::EntriesCutOff { entries } => write!(f, "it covers more entries than the {entries} that there are"),
            Self::CheckpointNotSigned(error) => error.fmt(f),
            Self::CheckpointOutOfOrder => f.write_str("it is dated before an earlier checkpoint"),
            Self::TextChanged => f.write_str("its text does not have the hash by which it was signed"),
            Self::AnswerChanged { question } => write!(f, "its answer to “{question}” is not the one that was signed"),
            Self::NotAsSigned(why) => f.write_str(why),
            Self::WithheldChanged => f.write_str("its exact headcount does not have the hash in the signed text"),
            Self::NotInLog { says } => write!(f, "{says}, but the log has no such event"),
            Self::LoggedOnly { says } => write!(f, "the log says {says}, but the row does not"),
            Self::FileMissing => f.write_str("not in the file storage"),
            Self::FileChanged => f.write_str("its content does not have the hash by which it is stored"),
            Self::FileUnread(error) => write!(f, "cannot be read from the file storage: {error}"),
        }
    }
}
