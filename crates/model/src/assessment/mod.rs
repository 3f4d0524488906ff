//! A self-assessment and the way it goes: drafting, ready, signed by the lead, signed by both, submitted.

pub mod completeness;
pub mod contents;
pub mod deputy;
pub mod headcount;
pub mod hesa;
pub mod locked_version;
pub mod verify;

mod starting;

pub use starting::CannotStart;

use crate::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// How far a self-assessment is, without its facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// People write.
    Drafting,
    /// Locked, and waiting for the institutional lead.
    Ready,
    /// Signed by the lead, and waiting for the leader.
    LeadSigned,
    /// Signed by both, and waiting to be submitted.
    Signed,
    /// Submitted.
    Submitted,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Drafting, Self::Ready, Self::LeadSigned, Self::Signed, Self::Submitted];
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Drafting => "drafting",
            Self::Ready => "ready",
            Self::LeadSigned => "lead-signed",
            Self::Signed => "signed",
            Self::Submitted => "submitted",
        }
    }
    /// Read that word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }
}

/// The state of a self-assessment. Each state holds what makes it true; there is no way to hold "signed" without the
/// signatures, nor a signature of another version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssessmentState<Hash> {
    /// People write. It may have been returned.
    Drafting(Option<Returned>),
    /// Locked as this version.
    Ready(Locked<Hash>),
    /// Signed by the institutional lead.
    LeadSigned(Locked<Hash>, Signature),
    /// Signed by both.
    Signed(Locked<Hash>, Signature, Signature),
    /// Submitted here.
    Submitted(Locked<Hash>, Signature, Signature, Submission),
    /// Submitted outside Assay and imported later: with the signatures that its document shows.
    OnPaper(PaperSignatures, Date),
}

/// A version that cannot change any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked<Hash> {
    /// SHA-256 of its canonical JSON.
    pub hash: Hash,
    /// When.
    pub at: Timestamp,
}

/// A signature given here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who signed.
    pub name: String,
    /// As what: "Vice-Chancellor".
    pub post: String,
    /// When.
    pub at: Timestamp,
}

/// What a document shows of its signatures. Either may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaperSignatures {
    /// The institutional lead's.
    pub lead: Option<PaperSignature>,
    /// The leader's.
    pub leader: Option<PaperSignature>,
}

/// A name, a date or both, as a document shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperSignature {
    /// The name, where it can be read.
    pub name: Option<String>,
    /// The date, where it can be read.
    pub on: Option<Date>,
}

/// That it was submitted, and how it stood to its due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// When.
    pub at: Timestamp,
    /// What was due when; none where nothing was.
    pub due: Option<Date>,
}

/// Who returned it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnedBy {
    /// The secretariat, after it was submitted.
    Secretariat,
    /// The leader or their deputy, instead of signing.
    Leader,
}

impl ReturnedBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Secretariat, Self::Leader];
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Secretariat => "secretariat",
            Self::Leader => "leader",
        }
    }
    /// Read that word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }
    /// The same at the beginning of a sentence.
    #[must_use]
    pub fn the(self) -> &'static str {
        match self {
            Self::Secretariat => "The secretariat",
            Self::Leader => "The leader",
        }
    }
}

/// That it was returned for changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// By whom.
    pub by: ReturnedBy,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

impl<Hash> AssessmentState<Hash> {
    /// How far that is.
    #[must_use]
    pub fn step(&self) -> Step {
        match self {
            Self::Drafting(_) => Step::Drafting,
            Self::Ready(_) => Step::Ready,
            Self::LeadSigned(..) => Step::LeadSigned,
            Self::Signed(..) => Step::Signed,
            Self::Submitted(..) | Self::OnPaper(..) => Step::Submitted,
        }
    }
    /// The day on which it was submitted, here or on paper.
    #[must_use]
    pub fn submitted_on(&self) -> Option<Date> {
        match self {
            Self::Submitted(.., submission) => Some(crate::core::dates::day(submission.at)),
            Self::OnPaper(_, on) => Some(*on),
            Self::Drafting(_) | Self::Ready(_) | Self::LeadSigned(..) | Self::Signed(..) => None,
        }
    }
    /// The locked version, where there is one.
    #[must_use]
    pub fn locked(&self) -> Option<&Locked<Hash>> {
        match self {
            Self::Drafting(_) | Self::OnPaper(..) => None,
            Self::Ready(locked)
            | Self::LeadSigned(locked, _)
            | Self::Signed(locked, ..)
            | Self::Submitted(locked, ..) => Some(locked),
        }
    }
}
