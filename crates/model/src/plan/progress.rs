//! Progress: what somebody says of an action. It is only ever added.

use crate::charter::rating::{Colour, Explanation, Rating};

/// The most characters of an explanation, a comment or what was learned.
pub const LONGEST: usize = 5_000;

/// A rating with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// How the action stands.
    pub rating: Rating,
    /// What happened, for a green or amber one. May be empty.
    pub comment: String,
    /// What was learned. May be empty.
    pub learning: String,
}

/// What is wrong with one field of a form about progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flaw {
    /// `rating`, `explanation` or `learning`.
    pub field: &'static str,
    /// What is wrong and what to do, as a sentence without a full stop.
    pub message: &'static str,
}

impl Progress {
    /// Read a rating (`green`, `amber` or `red`), the words for it, and what was learned.
    ///
    /// # Errors
    /// Every field that is wrong: no colour was chosen, red was not explained, the words are too many.
    pub fn parse(colour: &str, words: &str, learning: &str) -> Result<Self, Vec<Flaw>> {
        let mut flaws = Vec::new();
        let mut check = |field, wrong, message| {
            if wrong {
                flaws.push(Flaw { field, message });
            }
        };
        let (words, learning) = (tidy(words), tidy(learning));
        let colour = Colour::parse(colour);
        check("rating", colour.is_none(), "Select a RAG rating");
        let unexplained = colour == Some(Colour::Red) && Explanation::parse(&words).is_err();
        check("explanation", unexplained, "Enter an explanation for a red rating");
        check("explanation", words.chars().count() > LONGEST, "Explanation must be 5,000 characters or fewer");
        check("learning", learning.chars().count() > LONGEST, "Learning must be 5,000 characters or fewer");
        match colour.map(|colour| Rating::parse(colour, &words)) {
            Some(Ok(rating)) if flaws.is_empty() => {
                let comment = if rating.colour() == Colour::Red { String::new() } else { words };
                Ok(Self { rating, comment, learning })
            }
            _ => Err(flaws),
        }
    }

    /// The words beside the colour: the explanation of a red one, the comment of another.
    #[must_use]
    pub fn words(&self) -> &str {
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
    fn red_without_words_names_the_field() {
        let flaws = Progress::parse("red", " \r\n", "Ask earlier").unwrap_err();
        assert_eq!(flaws.iter().map(|flaw| flaw.field).collect::<Vec<_>>(), ["explanation"]);
        assert_eq!(Progress::parse("red", "No funds", "").unwrap().words(), "No funds");
    }

    #[test]
    fn no_colour_is_not_a_rating() {
        assert_eq!(Progress::parse("", "Something", "").unwrap_err()[0].field, "rating");
        assert_eq!(Progress::parse("amber", "Half of it", "").unwrap().comment, "Half of it");
    }

    #[test]
    fn words_are_bounded() {
        let long = "x".repeat(LONGEST + 1);
        let fields: Vec<_> = Progress::parse("green", &long, &long).unwrap_err().iter().map(|f| f.field).collect();
        assert_eq!(fields, ["explanation", "learning"]);
    }
}
