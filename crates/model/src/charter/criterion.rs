//! The review criteria of a charter, and the findings of a reviewer about one.

use crate::CriterionKey;
use serde::{Deserialize, Serialize};

/// One review criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Stable key: reviews refer to it.
    pub id: CriterionKey,
    /// A short title: "Progress".
    pub title: String,
    /// What a reviewer answers, as a question.
    pub text: String,
}

/// What a reviewer finds about a criterion. It is no score, and is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CriterionFinding {
    /// Clear progress.
    #[serde(rename = "clear")]
    ClearProgress,
    /// Some progress.
    #[serde(rename = "some")]
    SomeProgress,
    /// Not yet evident.
    #[serde(rename = "not-yet")]
    NotYetEvident,
}

impl CriterionFinding {
    /// All of them, in the order of a form.
    pub const ALL: [Self; 3] = [Self::ClearProgress, Self::SomeProgress, Self::NotYetEvident];
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClearProgress => "clear",
            Self::SomeProgress => "some",
            Self::NotYetEvident => "not-yet",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|finding| finding.as_str() == word)
    }
    /// The words on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ClearProgress => "Clear progress",
            Self::SomeProgress => "Some progress",
            Self::NotYetEvident => "Not yet evident",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_parsed_from_its_own_word_alone() {
        for finding in CriterionFinding::ALL {
            assert_eq!(CriterionFinding::parse(finding.as_str()), Some(finding));
        }
        assert_eq!(CriterionFinding::parse("Clear progress"), None);
    }
}
