//! Parsing of progress updates. They are added, never changed.

use crate::charter::rating::{Colour, Explanation, Rating};
use serde::{Deserialize, Serialize};

/// Maximum length of an explanation or learning, in characters.
pub const MAX_EXPLANATION_CHARACTERS: usize = 5_000;

/// A rating with its explanation and learning.
///
/// ```
/// use model::plan::progress::Progress;
///
/// assert!(Progress::parse("amber", "Half of it", "").is_ok());
/// let errors = Progress::parse("red", "", "").unwrap_err();
/// assert_eq!(errors[0].field.name(), "explanation");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "StoredProgress", try_from = "StoredProgress")]
pub struct Progress {
    /// The rating, which includes the explanation of a red one.
    pub rating: Rating,
    /// The explanation of a green or amber rating. May be empty.
    pub comment: String,
    /// Learning. May be empty.
    pub learning: String,
}

/// A progress update in a stored document. It is parsed again when it is read, so that no red rating is without its explanation.
#[derive(Serialize, Deserialize)]
struct StoredProgress {
    colour: Colour,
    explanation: String,
    learning: String,
}

impl From<Progress> for StoredProgress {
    fn from(progress: Progress) -> Self {
        let (colour, explanation) = (progress.rating.colour(), progress.explanation().to_owned());
        Self { colour, explanation, learning: progress.learning }
    }
}

impl TryFrom<StoredProgress> for Progress {
    type Error = &'static str;

    fn try_from(stored: StoredProgress) -> Result<Self, Self::Error> {
        Self::parse(stored.colour.as_str(), &stored.explanation, &stored.learning).map_err(|flaws| flaws[0].message)
    }
}

/// A field of a progress update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named by what it holds")]
pub enum ProgressField {
    Rating,
    Explanation,
    Learning,
}

impl ProgressField {
    /// Its name in forms, which is also the anchor of its error.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rating => "rating",
            Self::Explanation => "explanation",
            Self::Learning => "learning",
        }
    }
}

/// A validation error in one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgressFlaw {
    /// The field.
    pub field: ProgressField,
    /// The message for the reader: a sentence without a full stop.
    pub message: &'static str,
}

impl Progress {
    /// Parses a rating (`green`, `amber` or `red`), its explanation and learning.
    ///
    /// # Errors
    /// Returns every invalid field: no rating, a red rating without explanation, or a text that is too long.
    pub fn parse(colour: &str, words: &str, learning: &str) -> Result<Self, Vec<ProgressFlaw>> {
        let mut flaws = Vec::new();
        let mut check = |field, wrong, message| {
            if wrong {
                flaws.push(ProgressFlaw { field, message });
            }
        };
        let (words, learning) = (tidy(words), tidy(learning));
        let colour = Colour::parse(colour);
        check(ProgressField::Rating, colour.is_none(), "Select a RAG rating");
        let unexplained = colour == Some(Colour::Red) && Explanation::parse(&words).is_err();
        check(ProgressField::Explanation, unexplained, "Enter an explanation for a red rating");
        check(
            ProgressField::Explanation,
            words.chars().count() > MAX_EXPLANATION_CHARACTERS,
            "Explanation must be 5,000 characters or fewer",
        );
        check(
            ProgressField::Learning,
            learning.chars().count() > MAX_EXPLANATION_CHARACTERS,
            "Learning must be 5,000 characters or fewer",
        );
        match colour.map(|colour| Rating::parse(colour, &words)) {
            Some(Ok(rating)) if flaws.is_empty() => {
                let comment = if rating.colour() == Colour::Red { String::new() } else { words };
                Ok(Self { rating, comment, learning })
            }
            _ => Err(flaws),
        }
    }

    /// The explanation, whatever the rating.
    #[must_use]
    pub fn explanation(&self) -> &str {
        match &self.rating {
            Rating::Red(explanation) => explanation.as_str(),
            Rating::Green | Rating::Amber => &self.comment,
        }
    }
}

fn tidy(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_progress_reads_back_and_is_parsed_again() {
        for (colour, words) in [("red", "No funds"), ("amber", "Half of it"), ("green", "")] {
            let progress = Progress::parse(colour, words, "Ask first").unwrap();
            let text = serde_json::to_string(&progress).unwrap();
            assert_eq!(serde_json::from_str::<Progress>(&text).unwrap(), progress, "{text}");
        }
        let unexplained = r#"{"colour":"red","explanation":"","learning":""}"#;
        assert!(serde_json::from_str::<Progress>(unexplained).is_err());
    }

    #[test]
    fn a_red_rating_without_an_explanation_names_the_field() {
        let flaws = Progress::parse("red", " \r\n", "Ask earlier").unwrap_err();
        assert_eq!(flaws.iter().map(|flaw| flaw.field.name()).collect::<Vec<_>>(), ["explanation"]);
        assert_eq!(Progress::parse("red", "No funds", "").unwrap().explanation(), "No funds");
    }

    #[test]
    fn a_rating_is_required() {
        assert_eq!(Progress::parse("", "Something", "").unwrap_err()[0].field, ProgressField::Rating);
        assert_eq!(Progress::parse("amber", "Half of it", "").unwrap().comment, "Half of it");
    }

    #[test]
    fn texts_are_bounded() {
        let long = "x".repeat(MAX_EXPLANATION_CHARACTERS + 1);
        let fields: Vec<_> = Progress::parse("green", &long, &long).unwrap_err().iter().map(|f| f.field).collect();
        assert_eq!(fields, [ProgressField::Explanation, ProgressField::Learning]);
    }
}
