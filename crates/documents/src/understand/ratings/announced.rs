//! Recognises lines and headings that give the rating of the actions below them.

use super::phrases::PHRASES;
use crate::words::{fold, has, start, words};
use model::charter::rating::Colour::{self, Amber, Green, Red};

/// The rating that a line gives to the actions below it: "… rated the following actions as red:", "Green (completed)".
pub(in crate::understand) fn of_line(text: &str) -> Option<Colour> {
    const NEUTRAL_WORDS: [&str; 22] = [
        "actions",
        "action",
        "activities",
        "rated",
        "rag",
        "status",
        "completed",
        "complete",
        "in",
        "progress",
        "still",
        "to",
        "be",
        "carried",
        "out",
        "not",
        "started",
        "and",
        "undertaken",
        "items",
        "the",
        "as",
    ];
    let text = text.trim_end();
    let last = text.trim_end_matches(['.', ':']).rsplit(['.', '?', '!']).next().unwrap_or_default();
    let folded = fold(start(last, 600));
    let mut colours =
        [("red", Red), ("amber", Amber), ("green", Green)].into_iter().filter(|(word, _)| has(&folded, word));
    let (word, colour) = colours.next()?;
    if colours.next().is_some() {
        return None;
    }
    let is_only_the_rating = words(&folded).all(|other| other == word || NEUTRAL_WORDS.contains(&other));
    let announces_list = text.ends_with(':') && has(&folded, "following");
    (is_only_the_rating || announces_list).then_some(colour)
}

/// The rating that a heading gives to the actions below it: "Completed actions", "Actions not started".
pub(in crate::understand) fn of_heading(heading: &str) -> Option<Colour> {
    const NEUTRAL_WORDS: &str = "actions|action|activities|items|our|the|that|are|which|have|been|plan|from|last|previous|and|now|currently|still|work|fully";
    let folded = fold(start(heading, 120));
    let folded = folded.trim_end_matches([':', '.']);
    let phrases = || PHRASES.into_iter().chain([("ongoing", Amber), ("outstanding", Red)]);
    let (phrase, colour) =
        phrases().filter(|(phrase, _)| has(folded, phrase)).max_by_key(|(phrase, _)| phrase.len())?;
    let rest = folded.replacen(phrase, " ", 1);
    words(&rest).all(|word| NEUTRAL_WORDS.split('|').any(|known| known == word)).then_some(colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_can_give_a_rating() {
        assert_eq!(of_heading("Completed actions"), Some(Green));
        assert_eq!(of_heading("Actions in progress:"), Some(Amber));
        assert_eq!(of_heading("Actions not yet started"), Some(Red));
        for text in ["Progress", "Actions to be completed", "Completed skills passports", "Our actions"] {
            assert_eq!(of_heading(text), None, "{text}");
        }
    }

    #[test]
    fn lines_can_give_a_rating() {
        assert_eq!(of_line("See the appendix. We rated the following actions as Red:"), Some(Red));
        assert_eq!(of_line("Green (undertaken and completed)"), Some(Green));
        for text in ["Green labs", "Rated red, amber or green as follows:", "We met on Red Square, where:"] {
            assert_eq!(of_line(text), None, "{text}");
        }
    }
}
