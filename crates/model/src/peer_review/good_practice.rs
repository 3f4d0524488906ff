//! Good practice: what reviewers mark in a submission, and what its organisation answers about each passage.
//!
//! A passage is named by its place and its words, and not by a mark, so that nothing tells the organisation who marked it, when, or how many did.

mod places;

pub use places::{MarkablePlace, place_name, places};

use crate::{GoodPracticeId, ThemeKey, Timestamp, core::canonical::Hash};

/// The most characters of a passage.
pub const MAX_PASSAGE_CHARACTERS: usize = 2_000;
/// The most characters of a reason.
pub const MAX_REASON_CHARACTERS: usize = 500;
/// The most marks of one reviewer in one submission.
pub const MAX_MARKS: i64 = 50;

/// A mark as it was entered, checked: its passage is in the submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMark {
    /// The key of its place.
    pub place: String,
    /// Where it is in the submission: passages are listed by it.
    pub position: i64,
    /// The passage, exactly as it is in the signed text.
    pub quote: String,
    /// The themes of the action; none for a passage of an answer.
    pub themes: Vec<ThemeKey>,
    /// Why it is good practice.
    pub reason: String,
}

/// A mark that was saved, for members of the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its id.
    pub id: GoodPracticeId,
    /// The key of its place.
    pub place: String,
    /// The passage.
    pub quote: String,
    /// Why it is good practice.
    pub reason: String,
    /// Who marked it.
    pub by: String,
    /// Whether that is the visitor.
    pub is_own: bool,
}

/// What an organisation answered about a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageAnswer {
    /// Nothing yet.
    Waiting,
    /// The library may have it, since then.
    Shared(Timestamp),
    /// The library may not have it, since then.
    Declined(Timestamp),
}

impl PassageAnswer {
    /// The answer that is stored: whether a lead consented, and when they answered.
    #[must_use]
    pub fn of(has_consented: Option<bool>, at: Option<Timestamp>) -> Self {
        match (has_consented, at) {
            (Some(true), Some(at)) => Self::Shared(at),
            (Some(false), Some(at)) => Self::Declined(at),
            _ => Self::Waiting,
        }
    }
    /// The words of all answers in addresses and on screen.
    pub const NAMES: [(&'static str, &'static str); 3] =
        [("waiting", "Waiting for an answer"), ("shared", "Consent given"), ("declined", "Declined")];
    /// The word in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.names().0
    }
    /// The words on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.names().1
    }
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Waiting => Self::NAMES[0],
            Self::Shared(_) => Self::NAMES[1],
            Self::Declined(_) => Self::NAMES[2],
        }
    }
}

/// A marked passage, as its organisation reads it. It has nothing about marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedPassage {
    /// Its name: the hash of its place and its words.
    pub name: Hash,
    /// The key of its place.
    pub place: String,
    /// Its words.
    pub quote: String,
    /// The answer of the organisation.
    pub answer: PassageAnswer,
}

/// The name of a passage.
#[must_use]
pub fn passage_name(place: &str, quote: &str) -> Hash {
    Hash::of(&format!("{place}\n{quote}"))
}

impl NewMark {
    /// Checks what was entered. `places` are those of the submission. An action can be marked without a passage, and then is one as a whole.
    ///
    /// # Errors
    /// Returns each field that is wrong, with what to do. A passage that is not in the submission is refused.
    pub fn parse(
        place: &str,
        quote: &str,
        reason: &str,
        places: &[MarkablePlace],
    ) -> Result<Self, Vec<(&'static str, String)>> {
        let mut flaws = Vec::new();
        let (quote, reason) = (quote.trim(), reason.replace("\r\n", "\n"));
        let reason = reason.trim();
        let number = places.iter().position(|one| one.key == place);
        let found = match number.map(|number| (number, &places[number])) {
            None => {
                flaws.push(("place", "Select a part of the submission or an action".to_owned()));
                None
            }
            Some((_, at)) if quote.is_empty() && !at.is_action => {
                flaws.push(("passage", "Copy the passage from the submission".to_owned()));
                None
            }
            Some((number, at)) if quote.is_empty() => Some((number, at, (0, at.title.clone()))),
            Some((number, at)) => {
                let found = places::find(&at.text, quote);
                if found.is_none() {
                    let message = format!("This passage is not in “{}”. Copy it from there word for word", at.title);
                    flaws.push(("passage", message));
                }
                found.map(|(offset, quote)| (number, at, (offset, quote.to_owned())))
            }
        };
        let is_long = |text: &str, most: usize| text.chars().count() > most;
        if found.as_ref().is_some_and(|(_, _, (_, quote))| is_long(quote, MAX_PASSAGE_CHARACTERS)) {
            flaws.push(("passage", "Passage must be 2,000 characters or fewer".to_owned()));
        }
        if reason.is_empty() {
            flaws.push(("reason", "Enter in a few words why it is good practice".to_owned()));
        } else if is_long(reason, MAX_REASON_CHARACTERS) {
            flaws.push(("reason", "Reason must be 500 characters or fewer".to_owned()));
        }
        match found {
            Some((number, at, (offset, quote))) if flaws.is_empty() => Ok(Self {
                place: place.to_owned(),
                position: places::position(number, offset),
                quote,
                themes: at.themes.clone(),
                reason: reason.to_owned(),
            }),
            _ => Err(flaws),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(key: &str, text: &str, is_action: bool) -> MarkablePlace {
        let themes = if is_action { vec![ThemeKey::from("light")] } else { Vec::new() };
        MarkablePlace { key: key.to_owned(), title: format!("The {key}"), text: text.to_owned(), is_action, themes }
    }

    fn fields(quote: &str, of: &str, reason: &str) -> Vec<&'static str> {
        let places = [place("tower", "It stands.\n\nWe lit the lamp, twice.", false), place("oil", "Buy oil", true)];
        match NewMark::parse(of, quote, reason, &places) {
            Ok(_) => Vec::new(),
            Err(flaws) => flaws.into_iter().map(|(field, _)| field).collect(),
        }
    }

    #[test]
    fn a_passage_that_is_not_in_the_submission_is_refused() {
        assert_eq!(fields("We lit the lamp", "tower", "Bright"), Vec::<&str>::new());
        assert_eq!(fields("We lit two lamps", "tower", "Bright"), ["passage"]);
        assert_eq!(fields("We lit the lamp", "oil", "Bright"), ["passage"], "of another part");
        assert_eq!(fields("We lit the lamp", "well", ""), ["place", "reason"]);
        assert_eq!(fields("", "tower", "Bright"), ["passage"]);
        assert_eq!(fields("", "oil", "Bright"), Vec::<&str>::new(), "an action as a whole");
        assert_eq!(fields("oil", "oil", &"b".repeat(501)), ["reason"]);
        assert_eq!(fields("!?", "tower", "Bright"), ["passage"], "a passage has words");
    }

    #[test]
    fn what_is_saved_is_the_signed_text_whatever_spaces_were_copied() {
        let places = [place("oil", "Buy oil", true), place("tower", "It stands.\n\nWe lit the lamp, twice.", false)];
        let mark = NewMark::parse("tower", " stands. We lit the\r\nlamp;  twice. ", "Bright", &places).unwrap();
        assert_eq!(mark.quote, "stands.\n\nWe lit the lamp, twice.");
        let earlier = NewMark::parse("tower", "It stands", "Bright", &places).unwrap();
        let action = NewMark::parse("oil", "", "Bright", &places).unwrap();
        assert!(action.position < earlier.position && earlier.position < mark.position);
        assert_eq!((action.quote.as_str(), action.themes), ("The oil", vec![ThemeKey::from("light")]));
    }

    #[test]
    fn equal_passages_have_one_name_and_others_another() {
        assert_eq!(passage_name("tower", "It stands"), passage_name("tower", "It stands"));
        assert_ne!(passage_name("tower", "It stands"), passage_name("oil", "It stands"));
        assert_ne!(passage_name("tower", "It stands"), passage_name("tower", "It stands."));
    }
}
