//! Evidence that actions were carried out and had an effect.

mod draft;
mod format;
mod health;

pub use draft::{EvidenceDraft, EvidenceFlaw, MAX_TERMS_CHARACTERS, MAX_TESTIMONIAL_CHARACTERS, NewEvidence};
pub use format::{EvidenceFormat, FileError, MAX_FILE_BYTES};
pub use health::Health;

use crate::{
    AlliedKey, Date, EvidenceId, ThemeKey, Timestamp,
    core::{address::Address, canonical::Hash, short::Line, tagged::read_by_value},
};
use serde::{Deserialize, Serialize};

/// An evidence item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The id. An item can be attached to any number of actions and answers.
    pub id: EvidenceId,
    /// The title.
    pub title: String,
    /// The content.
    pub content: EvidenceContent,
    /// The themes.
    pub themes: Vec<ThemeKey>,
    /// The other charters that it supports.
    pub allied: Vec<AlliedKey>,
    /// Whether a lead has marked it as public. Use [`Evidence::is_for_everyone`] to decide whether to show it.
    pub marked_public: bool,
    /// When and why it was withdrawn. It stays attached, marked as withdrawn.
    pub withdrawn: Option<Withdrawn>,
    /// Incremented by each edit; an edit of an older revision is refused.
    pub revision: i64,
    /// When it was added.
    pub added: Timestamp,
    /// Who added it.
    pub who: Option<String>,
}

/// The content of an evidence item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", tag = "kind", rename_all = "kebab-case")]
pub enum EvidenceContent {
    /// A page.
    Link {
        /// The address.
        address: Address,
    },
    /// An uploaded file.
    File(EvidenceFile),
    /// A testimonial.
    Testimonial(Testimony),
    /// A figure with its date.
    Number {
        /// The figure as written: "42", "3.5".
        value: String,
        /// What it measures: "technicians with a mentor".
        counts: Line,
        /// Its date.
        on: Date,
    },
}

read_by_value!(EvidenceContent);

/// A file, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceFile {
    /// Its name, without folders.
    pub name: String,
    /// Its format, detected from its content.
    pub format: EvidenceFormat,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its content, under which it is stored.
    pub sha256: Hash,
}

/// A testimonial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "voice", rename_all = "kebab-case")]
pub enum Testimony {
    /// Anonymous: the name is not stored.
    Anonymous {
        /// The text.
        words: String,
        /// Consent to publish it, if obtained.
        consent: Option<Consent>,
    },
    /// By a named person.
    Named {
        /// The text.
        words: String,
        /// The name.
        name: Line,
        /// Consent to be named and published.
        consent: Consent,
    },
    /// Consent was withdrawn: text and name are deleted, the item stays.
    #[serde(rename = "taken")]
    ConsentWithdrawn {
        /// When consent was withdrawn.
        on: Date,
    },
}

/// Consent of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Who obtained it.
    pub asked_by: Line,
    /// When it was given.
    pub on: Date,
    /// What it was given for.
    pub terms: String,
}

/// The withdrawal of an evidence item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// When it was withdrawn.
    pub at: Timestamp,
    /// The reason.
    pub reason: String,
}

/// The types, for filters and forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// A page.
    Link,
    /// A file.
    File,
    /// A testimonial.
    Testimonial,
    /// A figure with its date.
    Number,
}

impl EvidenceKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Link, Self::File, Self::Testimonial, Self::Number];

    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::File => "file",
            Self::Testimonial => "testimonial",
            Self::Number => "number",
        }
    }

    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The label on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Link => "Link",
            Self::File => "File",
            Self::Testimonial => "Testimonial",
            Self::Number => "Figure",
        }
    }
}

impl EvidenceContent {
    /// The type.
    #[must_use]
    pub fn kind(&self) -> EvidenceKind {
        match self {
            Self::Link { .. } => EvidenceKind::Link,
            Self::File(_) => EvidenceKind::File,
            Self::Testimonial(_) => EvidenceKind::Testimonial,
            Self::Number { .. } => EvidenceKind::Number,
        }
    }

    /// Whether it can be made public: a testimonial only with consent.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        match self {
            Self::Testimonial(testimony) => testimony.consent().is_some(),
            Self::Link { .. } | Self::File(_) | Self::Number { .. } => true,
        }
    }

    /// The content as text, for a list.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Link { address } => address.to_string(),
            Self::File(file) => format!("{}, {}", file.name, file.size()),
            Self::Testimonial(Testimony::Anonymous { words, .. }) => format!("“{words}” – anonymous"),
            Self::Testimonial(Testimony::Named { words, name, .. }) => format!("“{words}” – {}", name.as_str()),
            Self::Testimonial(Testimony::ConsentWithdrawn { on }) => {
                format!("Consent withdrawn on {}. The text has been deleted.", crate::core::dates::long_date(*on))
            }
            Self::Number { value, counts, on } => {
                let figure = crate::core::figures::with_commas(value);
                format!("{figure} {}, {}", counts.as_str(), crate::core::dates::long_date(*on))
            }
        }
    }
}

impl EvidenceFile {
    /// Its size as text: "640 kB", "3.2 MB".
    #[must_use]
    pub fn size(&self) -> String {
        match self.bytes {
            ..1_000 => format!("{} bytes", self.bytes),
            1_000..1_000_000 => format!("{} kB", self.bytes.div_ceil(1_000)),
            _ => format!("{}.{} MB", self.bytes / 1_000_000, self.bytes % 1_000_000 / 100_000),
        }
    }
}

impl Testimony {
    /// The recorded consent.
    #[must_use]
    pub fn consent(&self) -> Option<&Consent> {
        match self {
            Self::Anonymous { consent, .. } => consent.as_ref(),
            Self::Named { consent, .. } => Some(consent),
            Self::ConsentWithdrawn { .. } => None,
        }
    }
}

impl Evidence {
    /// The names of the fields that an edit changes.
    #[must_use]
    pub fn changes(&self, new: &NewEvidence) -> Vec<String> {
        let content = match self.content.kind() {
            EvidenceKind::Link => "address",
            EvidenceKind::Number => "figure",
            EvidenceKind::File | EvidenceKind::Testimonial => "content",
        };
        [
            (self.title != new.title.as_str(), "title"),
            (self.content != new.content, content),
            (self.themes != new.themes, "themes"),
            (self.allied != new.allied, "other charters"),
        ]
        .into_iter()
        .filter(|(differs, _)| *differs)
        .map(|(_, field)| field.to_owned())
        .collect()
    }

    /// Whether it is public now: marked by a lead, not withdrawn, and with consent if it is a testimonial.
    #[must_use]
    pub fn is_for_everyone(&self) -> bool {
        self.marked_public && self.withdrawn.is_none() && self.content.may_be_public()
    }
}

/// An evidence item and where it is attached, for a self-assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// The evidence.
    pub evidence: Evidence,
    /// The actions of the new and the previous plan.
    pub actions: Vec<crate::ActionId>,
    /// The questions.
    pub questions: Vec<crate::QuestionKey>,
}

#[cfg(test)]
mod tests;
