//! The two signatories of a self-assessment.

use serde::{Deserialize, Serialize};

/// The two signatories of a self-assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Signatory {
    /// The institutional lead.
    Lead,
    /// The leader of the institution.
    Leader,
}

impl Signatory {
    /// Both, in the order in which they sign.
    pub const ALL: [Self; 2] = [Self::Lead, Self::Leader];
    /// The word in the database and in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Leader => "leader",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|signatory| signatory.as_str() == word)
    }
    /// The words on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lead => "Institutional lead",
            Self::Leader => "Leader of the institution",
        }
    }
}
