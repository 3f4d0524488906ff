//! Recognises red, amber and green by the words and letters that people use for them. Unclear text has no rating: "Green labs" is
//! not a colour, "embedded" is not a status, and "red/amber" is ambiguous.

mod announced;
pub(super) mod hue;
pub(super) mod legend;
mod phrases;

pub(super) use announced::{of_heading, of_line};

use crate::words::{fold, has, start, words};
use hue::Hue;
use legend::Legend;
use model::charter::{Charter, rating::Colour};
use phrases::{COLUMN_PHRASES, FOLLOWING_WORDS, PHRASES};

/// A rating, and the rest of the text that should be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) colour: Colour,
    pub(super) words: Option<String>,
}

/// The terms for statuses in a document: the usual ones and those of the charter.
#[derive(Debug, Default)]
pub(super) struct Statuses {
    charter_terms: Vec<(String, Colour)>,
    /// The names of colours, and their first letters, to which the document gives other meanings.
    redefined: Vec<(String, Option<Colour>)>,
}

impl Statuses {
    pub(super) fn of(charter: &Charter, legend: &Legend) -> Self {
        let charter_terms = charter.ratings.iter().map(|meaning| (fold(&meaning.word), meaning.colour)).collect();
        let both = |(name, colour): (&'static str, Option<Colour>)| {
            [(name.to_owned(), colour), (name[..1].to_owned(), colour)]
        };
        Self { charter_terms, redefined: legend.redefined().flat_map(both).collect() }
    }

    /// The rating in a cell of a status column: "G", "Amber – waiting for funds", "Completed March 2021".
    pub(super) fn in_cell(&self, text: &str) -> Option<Status> {
        self.status(text, true)
    }

    /// A status at the end of an action ("… – complete", "… (in progress with Glass)") or at its start ("Green: …"), and the
    /// action without it.
    pub(super) fn at_either_end(&self, text: &str) -> Option<(Status, String)> {
        self.at_the_end(text).or_else(|| self.at_the_start(text))
    }

    fn at_the_end(&self, text: &str) -> Option<(Status, String)> {
        const MAX_LENGTH: usize = 200;
        let text = text.trim_end();
        let from = text.len() - text.len().min(MAX_LENGTH);
        let from = (from..=text.len()).find(|at| text.is_char_boundary(*at))?;
        let sentence = text.trim_end_matches('.');
        if let Some(open) = sentence.ends_with([')', ']']).then(|| sentence.rfind(['(', '['])).flatten()
            && let Some(status) = self.in_brackets(&sentence[open + 1..sentence.len() - 1])
        {
            return Some((status, trimmed(&text[..open])));
        }
        // "– Green – done": the first separator that is followed by only a status.
        let separators =
            text[from..].char_indices().filter(|(_, c)| matches!(c, '-' | '–' | '—' | ':' | '\n' | '|' | ';'));
        for (at, separator) in separators.map(|(at, c)| (from + at, c)) {
            let before = text[..at].chars().next_back();
            let is_separate = separator != '-' || before.is_some_and(char::is_whitespace);
            if is_separate && let Some(status) = self.status(&text[at + separator.len_utf8()..], false) {
                return Some((status, trimmed(&text[..at])));
            }
        }
        None
    }

    fn in_brackets(&self, inner: &str) -> Option<Status> {
        let is_letter = inner.trim().len() == 1 && inner.trim().chars().all(char::is_uppercase);
        self.status(inner, is_letter)
    }

    fn at_the_start(&self, text: &str) -> Option<(Status, String)> {
        let opening = text.starts_with(['(', '[']);
        let inner = text.trim_start_matches(['(', '[']);
        let end = start(inner, 60).find([')', ']', ':', '–', '—', '|']).or_else(|| start(inner, 60).find(" - "))?;
        let rest = inner[end..].trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(');
        let status = if opening { self.in_brackets(&inner[..end]) } else { self.status(&inner[..end], false) }?;
        // "Complete: the survey" may be an instruction; a colour at the start is a rating.
        let is_colour = opening || matches!(fold(&inner[..end]).as_str(), "red" | "amber" | "green");
        (is_colour && status.words.is_none() && !rest.is_empty()).then(|| (status, rest.to_owned()))
    }

    /// The rating at the start of a text that is only a status with its details.
    fn status(&self, text: &str, in_a_column: bool) -> Option<Status> {
        if in_a_column && let Some(ticked) = ticked(text) {
            return self.status(ticked, true);
        }
        let text = if in_a_column { unnumbered(text) } else { text };
        let is_edge = |c: char| c.is_whitespace() || matches!(c, '.' | '(' | ')' | '[' | ']');
        // A symbol beside text repeats it: "🔴 Red", "Complete ✓".
        let is_mark =
            |c: char| matches!(c, '✓' | '✔' | '☑' | '✅' | '🔴' | '🟠' | '🟡' | '🟢' | '●' | '■' | '⬤' | '\u{fe0f}');
        let has_words = text.contains(char::is_alphabetic);
        let inner = text.trim_matches(|c: char| is_edge(c) || has_words && is_mark(c));
        let folded = fold(start(inner, 400));
        let charter_terms = self.charter_terms.iter().map(|(phrase, colour)| (phrase.as_str(), *colour));
        let usual = charter_terms.chain(PHRASES).chain(COLUMN_PHRASES.into_iter().filter(|_| in_a_column));
        let usual = usual.filter(|(phrase, _)| !self.redefined.iter().any(|(name, _)| name == phrase));
        let redefined = self.redefined.iter().filter(|(name, _)| in_a_column || name.len() > 1);
        let redefined = redefined.map(|(name, colour)| (name.as_str(), *colour));
        let phrases = usual.map(|(phrase, colour)| (phrase, Some(colour))).chain(redefined);
        let (phrase, colour) =
            phrases.filter(|(phrase, _)| begins(&folded, phrase)).max_by_key(|(phrase, _)| phrase.len())?;
        let colour = colour?;
        let rest = folded[phrase.len()..].trim_start();
        let is_apart = rest.is_empty() || rest.starts_with(['-', ':', ',', ';', '.', '(', '/', '|']);
        let first_word = words(rest).next().unwrap_or_default();
        let belongs = is_apart
            || FOLLOWING_WORDS.contains(&first_word)
            || first_word.starts_with(|c: char| c.is_ascii_digit())
            || in_a_column && (phrase.contains(' ') || phrase == "completed");
        // "Amber – now green" is ambiguous; before a full sentence, only another colour is a contradiction.
        let is_name = |word: &str| Hue::NAMES.iter().any(|(name, _)| *name == word);
        let is_plain = rest.starts_with([':', '-', '.', ',', ';']) && words(rest).count() > 3;
        let is_other =
            |(other, meaning): &(&str, Colour)| *meaning != colour && has(rest, other) && (!is_plain || is_name(other));
        let contradicts = PHRASES.iter().any(is_other) || rest.starts_with('/');
        if !belongs || contradicts {
            return None;
        }
        // "Green – done" is the same as "Green".
        let has_more = !rest.is_empty() && status_only(rest) != Some(colour);
        Some(Status { colour, words: has_more.then(|| text.trim().to_owned()) })
    }
}

/// The text after the only ticked box: "☐ Red ☑ Green".
fn ticked(text: &str) -> Option<&str> {
    const TICKED: [char; 6] = ['☑', '☒', '✓', '✔', '🗹', '🗷'];
    let text = start(text, 400);
    let mut ticks = text.char_indices().filter(|(_, c)| TICKED.contains(c));
    let (at, tick) = ticks.next().filter(|_| text.contains(['☐', '□']))?;
    let rest = &text[at + tick.len_utf8()..];
    let end = rest.find(['☐', '□']).unwrap_or(rest.len());
    ticks.next().is_none().then(|| rest[..end].trim()).filter(|words| !words.is_empty())
}

/// "3 - Complete" is an option of a list.
fn unnumbered(text: &str) -> &str {
    let rest = text.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    let marked = rest.trim_start().strip_prefix(['-', '–', '.', ')', ':']);
    marked.filter(|_| rest.len() < text.trim_start().len()).map_or(text, str::trim_start)
}

fn trimmed(text: &str) -> String {
    text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | ';' | ',' | '|'))
        .to_owned()
}

fn begins(folded: &str, phrase: &str) -> bool {
    folded.strip_prefix(phrase).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn status_only(rest: &str) -> Option<Colour> {
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
    PHRASES.iter().find(|(phrase, _)| *phrase == rest).map(|(_, colour)| *colour)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::charter::rating::Colour::{Amber, Green, Red};

    fn in_cell(text: &str) -> Option<Status> {
        Statuses::default().in_cell(text)
    }
    fn at_either_end(text: &str) -> Option<(Status, String)> {
        Statuses::default().at_either_end(text)
    }

    #[test]
    fn a_status_column_is_read_by_word_or_letter() {
        for (text, colour) in [
            ("G", Green),
            ("[A]", Amber),
            ("Red", Red),
            ("Orange", Amber),
            ("COMPLETE", Green),
            ("Completed March 2021", Green),
            ("In progress, with the union", Amber),
            ("Not yet started", Red),
            ("Green – done", Green),
            ("🟢", Green),
            ("Ongoing", Amber),
            ("Partially complete", Amber),
        ] {
            assert_eq!(in_cell(text).map(|status| status.colour), Some(colour), "{text}");
        }
        for text in [
            "",
            "Embedded",
            "Green labs",
            "Red/Amber",
            "Amber – now green",
            "Nearly complete",
            "R/A/G",
            "Great",
            "Not complete",
        ] {
            assert_eq!(in_cell(text), None, "{text}");
        }
        assert_eq!(in_cell("Amber – waiting for funds").unwrap().words.as_deref(), Some("Amber – waiting for funds"));
    }

    #[test]
    fn a_status_at_either_end_is_removed() {
        for (text, rest, colour) in [
            ("Write job descriptions - complete", "Write job descriptions", Green),
            ("Exchange people (in progress with Glass)", "Exchange people", Amber),
            ("Name authors – Green – done", "Name authors", Green),
            ("Name authors. (R)", "Name authors.", Red),
            ("Green: name authors", "name authors", Green),
            ("[Amber] name authors", "name authors", Amber),
            ("Build – the structure – not started.", "Build – the structure", Red),
        ] {
            let (status, text) = at_either_end(text).unwrap();
            assert_eq!((text.as_str(), status.colour), (rest, colour));
        }
        assert_eq!(
            at_either_end("Exchange (in progress with Glass)").unwrap().0.words.as_deref(),
            Some("in progress with Glass")
        );
    }

    #[test]
    fn text_that_is_not_a_status_is_kept() {
        for text in [
            "Green labs",
            "Labs – green ones",
            "Survey staff - complete the form",
            "Publish (annually)",
            "Complete: the form",
            "Go on – complete by March 2022",
            "A re-done lab",
        ] {
            assert_eq!(at_either_end(text), None, "{text}");
        }
    }
}
