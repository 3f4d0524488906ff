//! RAG ratings: how far an action is completed. **Completion, not risk.**

use serde::{Deserialize, Serialize};

/// The colour of a rating. It is `Option<Colour>` wherever an action may not be rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    /// Undertaken and completed.
    Green,
    /// In progress.
    Amber,
    /// Still to be carried out.
    Red,
}

impl Colour {
    /// All of them, in the order of summaries.
    pub const ALL: [Self; 3] = [Self::Green, Self::Amber, Self::Red];

    /// The word that files and addresses use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }

    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.as_str() == word)
    }
}

/// An explanation that is not blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Explanation(String);

/// The error for a red rating without an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter an explanation for a red rating")]
pub struct Unexplained;

impl Explanation {
    /// Parses any text that is not blank.
    ///
    /// # Errors
    /// Returns an error if the text is blank.
    pub fn parse(text: &str) -> Result<Self, Unexplained> {
        match text.trim() {
            "" => Err(Unexplained),
            words => Ok(Self(words.to_owned())),
        }
    }
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The RAG rating of an action. A red rating cannot be made without an explanation (`seeds/000…`: "please provide an
/// explanation for those categorised as red").
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rating {
    /// Undertaken and completed.
    Green,
    /// In progress.
    Amber,
    /// Still to be carried out, with the explanation.
    Red(Explanation),
}

impl Rating {
    /// Creates a rating from its colour and, for red, its explanation.
    ///
    /// # Errors
    /// Returns an error if the colour is red and the explanation is blank.
    pub fn parse(colour: Colour, explanation: &str) -> Result<Self, Unexplained> {
        Ok(match colour {
            Colour::Green => Self::Green,
            Colour::Amber => Self::Amber,
            Colour::Red => Self::Red(Explanation::parse(explanation)?),
        })
    }
    /// The colour alone.
    #[must_use]
    pub fn colour(&self) -> Colour {
        match self {
            Self::Green => Colour::Green,
            Self::Amber => Colour::Amber,
            Self::Red(_) => Colour::Red,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn red_needs_an_explanation() {
        assert_eq!(Rating::parse(Colour::Red, "  "), Err(Unexplained));
        assert_eq!(Rating::parse(Colour::Amber, ""), Ok(Rating::Amber));
        assert_eq!(Rating::parse(Colour::Red, " no funds "), Ok(Rating::Red(Explanation("no funds".into()))));
    }
}
