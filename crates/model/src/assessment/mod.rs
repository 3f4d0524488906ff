//! Self-assessments and their states: drafting, ready, signed by the lead, signed by both, submitted.

pub mod advice;
pub mod completeness;
pub mod contents;
pub mod deputy;
pub mod headcount;
pub mod hesa;
pub mod locked_version;
pub mod receipt;
pub mod verify;

mod starting;

pub use starting::CannotStart;

use crate::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// The state of a self-assessment, without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// It is being written.
    Drafting,
    /// Locked, and awaiting the institutional lead's signature.
    Ready,
    /// Signed by the lead, and awaiting the leader's signature.
    LeadSigned,
    /// Signed by both, and ready to be submitted.
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
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }
}

/// The state of a self-assessment. Each state has its data: there is no signed state without the signatures, nor with the
/// signature of another version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssessmentState<Hash> {
    /// It is being written. It may have been returned.
    Drafting(Option<Returned>),
    /// Locked as this version.
    Ready(Locked<Hash>),
    /// Signed by the institutional lead.
    LeadSigned(Locked<Hash>, Signature),
    /// Signed by both.
    Signed(Locked<Hash>, Signature, Signature),
    /// Submitted here.
    Submitted(Locked<Hash>, Signature, Signature, Submission),
    /// Submitted outside Assay and imported later.
    OnPaper(PaperSubmission),
}

/// A locked version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked<Hash> {
    /// SHA-256 of its canonical JSON.
    pub hash: Hash,
    /// When it was locked.
    pub at: Timestamp,
}

/// A signature given here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The name of the signatory.
    pub name: String,
    /// The job title: "Vice-Chancellor".
    pub post: String,
    /// When it was given.
    pub at: Timestamp,
}

/// A submission made outside Assay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperSubmission {
    /// The signatures that its document shows.
    pub signatures: PaperSignatures,
    /// The day on which it was submitted.
    pub on: Date,
    /// When the secretariat confirmed it; `None` for one that was imported before confirmations existed, until the secretariat confirms it.
    pub confirmed: Option<Timestamp>,
}

impl PaperSubmission {
    /// How it was submitted, as everyone reads it.
    ///
    /// ```
    /// use model::assessment::{PaperSignatures, PaperSubmission};
    ///
    /// let on = jiff::civil::date(2021, 5, 14);
    /// let mut paper = PaperSubmission { signatures: PaperSignatures::default(), on, confirmed: None };
    /// assert_eq!(paper.label(), "Submitted outside Assay, not confirmed by the secretariat");
    /// paper.confirmed = Some("2027-03-03T12:00:00Z".parse().unwrap());
    /// assert_eq!(paper.label(), "Submitted outside Assay, confirmed by the secretariat on 3 March 2027");
    /// ```
    #[must_use]
    pub fn label(&self) -> String {
        use crate::core::dates::{day, long_date};
        match self.confirmed {
            Some(at) => format!("Submitted outside Assay, confirmed by the secretariat on {}", long_date(day(at))),
            None => "Submitted outside Assay, not confirmed by the secretariat".to_owned(),
        }
    }
}

/// The signatures that a document shows. Either may be missing.
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
    /// The name, if it is legible.
    pub name: Option<String>,
    /// The date, if it is legible.
    pub on: Option<Date>,
}

/// When a self-assessment was submitted, and its due date then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// When it was submitted.
    pub at: Timestamp,
    /// The due date; `None` if there was none.
    pub due: Option<Date>,
}

/// Who returned a self-assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnedBy {
    /// The secretariat, after it was submitted.
    Secretariat,
    /// The leader or their deputy, instead of signing.
    Leader,
}

impl ReturnedBy {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Secretariat, Self::Leader];
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Secretariat => "secretariat",
            Self::Leader => "leader",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }
    /// The same at the beginning of a sentence: "*The leader* returned stage 3".
    #[must_use]
    pub fn the(self) -> &'static str {
        match self {
            Self::Secretariat => "The secretariat",
            Self::Leader => "The leader",
        }
    }
}

/// The return of a self-assessment for changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Who returned it.
    pub by: ReturnedBy,
    /// When it was returned.
    pub at: Timestamp,
    /// The reason.
    pub reason: String,
}

impl<Hash> AssessmentState<Hash> {
    /// The step of this state.
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
            Self::OnPaper(paper) => Some(paper.on),
            Self::Drafting(_) | Self::Ready(_) | Self::LeadSigned(..) | Self::Signed(..) => None,
        }
    }
    /// The locked version, if there is one.
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
