//! Private notes: what a reviewer notes beside a passage of a submission. They are the author's alone.

use crate::{Timestamp, core::prose};

/// The most characters of a passage that is quoted.
pub const MAX_QUOTE_CHARACTERS: usize = 2_000;
/// The most notes of one reviewer on one submission.
pub const MAX_NOTES: i64 = 500;

/// A part of a submission that a note is about: the key of a question, or one of these words.
pub const OTHER_PARTS: [(&str, &str); 4] = [
    ("~previous-plan", "Previous action plan"),
    ("~new-plan", "New action plan"),
    ("~headcount", "Headcount"),
    ("~evidence", "Evidence"),
];

/// A note as it was entered, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    /// The part: the key of a question, or one of [`OTHER_PARTS`].
    pub part: String,
    /// The passage, as it is in the submission; may be blank.
    pub quote: String,
    /// The note.
    pub text: String,
}

/// A note that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateNote {
    /// Its id.
    pub id: crate::PrivateNoteId,
    /// What was entered.
    pub note: NewNote,
    /// When it was saved.
    pub at: Timestamp,
}

impl NewNote {
    /// Checks what was entered. `parts` are those of the submission.
    ///
    /// # Errors
    /// Returns each field that is wrong, with what to do.
    pub fn parse(
        part: &str,
        quote: &str,
        text: &str,
        parts: &[(String, String)],
    ) -> Result<Self, Vec<(&'static str, String)>> {
        let mut flaws = Vec::new();
        if !parts.iter().any(|(key, _)| key == part) {
            flaws.push(("part", "Select the part of the submission".to_owned()));
        }
        let (quote, text) = (quote.replace("\r\n", "\n"), text.replace("\r\n", "\n"));
        let (quote, text) = (quote.trim(), text.trim());
        let length = quote.chars().count();
        if length > MAX_QUOTE_CHARACTERS {
            flaws.push(("quote", format!("Passage must be 2,000 characters or fewer; this has {length}")));
        }
        if text.is_empty() {
            flaws.push(("text", "Enter a note".to_owned()));
        } else if let Err(reason) = prose::check(text) {
            flaws.push(("text", format!("{reason}. Shorten it")));
        }
        if flaws.is_empty() {
            Ok(Self { part: part.to_owned(), quote: quote.to_owned(), text: text.to_owned() })
        } else {
            Err(flaws)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_has_a_part_and_words_and_its_passage_may_be_blank() {
        let parts = [("lamp".to_owned(), "The lamp".to_owned())];
        let note = NewNote::parse("lamp", " We lit it. ", "By whom?", &parts).unwrap();
        assert_eq!((note.quote.as_str(), note.text.as_str()), ("We lit it.", "By whom?"));
        assert!(NewNote::parse("lamp", "", "By whom?", &parts).is_ok());
        let fields = |result: Result<NewNote, Vec<(&'static str, String)>>| {
            result.unwrap_err().into_iter().map(|(field, _)| field).collect::<Vec<_>>()
        };
        assert_eq!(fields(NewNote::parse("log", "", " ", &parts)), ["part", "text"]);
        assert_eq!(fields(NewNote::parse("lamp", &"q".repeat(2001), "By whom?", &parts)), ["quote"]);
    }
}
