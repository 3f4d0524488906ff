//! Evidence of impact: what shows that something was done, and that it changed something.

mod draft;
mod format;
mod health;

pub use draft::{Draft, Flaw, LONGEST_TERMS, LONGEST_WORDS, New};
pub use format::{Format, LARGEST, NotAFile};
pub use health::Health;

use crate::{
    AlliedKey, Date, EvidenceId, ThemeKey, Timestamp,
    core::{address::Address, canonical::Hash, short::Line},
};
use serde::{Deserialize, Serialize};

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its identity: it may stand beside many actions and answers, stage after stage.
    pub id: EvidenceId,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub content: Content,
    /// The themes that it tells of.
    pub themes: Vec<ThemeKey>,
    /// The other charters that it serves.
    pub allied: Vec<AlliedKey>,
    /// Whether a lead has marked it for everyone. [`Evidence::is_for_everyone`] says whether it may be shown.
    pub marked_public: bool,
    /// When and why it was withdrawn. It stays where it was attached, and counts no more.
    pub withdrawn: Option<Withdrawn>,
    /// Counts its corrections, so that nobody's words are overwritten.
    pub revision: i64,
    /// When it was added.
    pub added: Timestamp,
    /// Who added it.
    pub who: Option<String>,
}

/// What a piece of evidence is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Content {
    /// A page.
    Link {
        /// Where.
        address: Address,
    },
    /// A file that is kept here.
    File(File),
    /// What somebody said.
    Testimonial(Testimony),
    /// A number at a day.
    Number {
        /// The number, as it is written: "42", "3.5".
        value: String,
        /// What it counts: "technicians with a mentor".
        counts: Line,
        /// Of which day.
        on: Date,
    },
}

/// A file, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name, without folders.
    pub name: String,
    /// What it is, by its bytes.
    pub format: Format,
    /// How many bytes it has.
    pub bytes: u64,
    /// Their SHA-256, under which they are kept.
    pub sha256: Hash,
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "voice", rename_all = "kebab-case")]
pub enum Testimony {
    /// Nobody knows who, not here either.
    Anonymous {
        /// The words.
        words: String,
        /// That they may be shown, if it was asked.
        consent: Option<Consent>,
    },
    /// Somebody, who agreed to be named.
    Named {
        /// The words.
        words: String,
        /// Who said them.
        name: Line,
        /// That they agreed.
        consent: Consent,
    },
    /// Who said it wants it no more: words and name are gone, and that there was a testimonial stays.
    Taken {
        /// When consent was taken back.
        on: Date,
    },
}

/// That somebody agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Who asked them.
    pub asked_by: Line,
    /// When.
    pub on: Date,
    /// To what they agreed, in words.
    pub terms: String,
}

/// That a piece of evidence counts no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// The kinds, for filters and forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A page.
    Link,
    /// A file.
    File,
    /// What somebody said.
    Testimonial,
    /// A number at a day.
    Number,
}

impl Kind {
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

    /// Read that word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The word on screen.
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

impl Content {
    /// Of which kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Link { .. } => Kind::Link,
            Self::File(_) => Kind::File,
            Self::Testimonial(_) => Kind::Testimonial,
            Self::Number { .. } => Kind::Number,
        }
    }

    /// Whether everyone may ever see it: a testimonial only with consent.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        match self {
            Self::Testimonial(testimony) => testimony.consent().is_some(),
            Self::Link { .. } | Self::File(_) | Self::Number { .. } => true,
        }
    }

    /// It as a sentence or two, for a list.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Link { address } => address.to_string(),
            Self::File(file) => format!("{}, {}", file.name, file.size()),
            Self::Testimonial(Testimony::Anonymous { words, .. }) => format!("“{words}” – anonymous"),
            Self::Testimonial(Testimony::Named { words, name, .. }) => format!("“{words}” – {}", name.as_str()),
            Self::Testimonial(Testimony::Taken { on }) => {
                format!("Consent withdrawn on {}. The text has been deleted.", crate::core::dates::long_date(*on))
            }
            Self::Number { value, counts, on } => {
                format!("{value} {}, {}", counts.as_str(), crate::core::dates::long_date(*on))
            }
        }
    }
}

impl File {
    /// Its size, for people: "640 kB", "3.2 MB".
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
    /// That it may be shown, where somebody agreed.
    #[must_use]
    pub fn consent(&self) -> Option<&Consent> {
        match self {
            Self::Anonymous { consent, .. } => consent.as_ref(),
            Self::Named { consent, .. } => Some(consent),
            Self::Taken { .. } => None,
        }
    }
}

impl Evidence {
    /// What a correction would change, in words; nothing if it says the same.
    #[must_use]
    pub fn changes(&self, new: &New) -> Vec<String> {
        let content = match self.content.kind() {
            Kind::Link => "address",
            Kind::Number => "number",
            Kind::File | Kind::Testimonial => "content",
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

    /// Whether everyone may see it now: a lead says so, it was not withdrawn, and whoever speaks in it agreed.
    #[must_use]
    pub fn is_for_everyone(&self) -> bool {
        self.marked_public && self.withdrawn.is_none() && self.content.may_be_public()
    }
}

/// A piece of evidence and what it is attached to, as a self-assessment has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// The evidence.
    pub evidence: Evidence,
    /// The actions, of the new plan and the last.
    pub actions: Vec<crate::ActionId>,
    /// The questions.
    pub questions: Vec<crate::QuestionKey>,
}

#[cfg(test)]
mod tests;
