//! What a reviewer is and knows.

use crate::ThemeKey;

/// What a reviewer is at their organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Background {
    /// A lead of the organisation's commitment.
    Lead,
    /// A technician.
    Technician,
}

impl Background {
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Technician => "technician",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Lead, Self::Technician].into_iter().find(|one| one.as_str() == word)
    }
    /// The name on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lead => "Lead",
            Self::Technician => "Technician",
        }
    }
}

/// What a reviewer knows. Each list is sorted, without repetition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Knowledge {
    /// Numbers of stages.
    pub stages: Vec<u8>,
    /// Kinds of organisation.
    pub kinds: Vec<String>,
    /// Themes.
    pub themes: Vec<ThemeKey>,
}
