//! Phrases in feedback that a moderator looks at, with a hint what to write instead.

use serde::{Deserialize, Serialize};

/// A phrase, as the charter lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointerPhrase {
    /// Why it is listed.
    pub kind: PointerKind,
    /// The words, in any case: "you must".
    pub phrase: String,
    /// What to write instead.
    pub hint: String,
}

/// Why a moderator looks at a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointerKind {
    /// It is harsh.
    Harsh,
    /// It says too little to act on.
    Empty,
}

impl PointerKind {
    /// The words on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Harsh => "May read as harsh",
            Self::Empty => "May say too little",
        }
    }
}
