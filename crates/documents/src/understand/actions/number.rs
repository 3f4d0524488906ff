//! Reads the number that a plan gives to an action, before its text: "1.2 Print …", "V3. Print …", "Action 4a: Print …".

use crate::words::{bare, words};

/// The text after the number, if there is one. "2 posts" and "3D printers" do not begin with the number of an action.
pub(super) fn text_after(text: &str) -> Option<&str> {
    const MAX_LENGTH: usize = 8;
    let text = text.trim_start();
    let rest = ["Action ", "ACTION ", "Objective "].iter().find_map(|label| text.strip_prefix(label));
    let (is_labelled, inner) = rest.map_or((false, text), |rest| (true, rest));
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(inner.len());
    let (mark, rest) = inner.split_at(end.min(inner.len()));
    let digits = mark.bytes().filter(u8::is_ascii_digit).count();
    let letters = mark.bytes().filter(u8::is_ascii_alphabetic).count();
    if mark.len() > MAX_LENGTH || letters > 2 || digits == 0 && !(letters == 1 && rest.starts_with(')')) {
        return None;
    }
    let has_parts = mark.trim_end_matches('.').contains('.') && rest.starts_with([' ', '\t', '\n', ':', ')']);
    let has_delimiter = mark.ends_with('.')
        || rest.starts_with([')', ':'])
        || rest.trim_start().starts_with(['–', '—'])
        || rest.starts_with(" - ");
    let words = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ')' | ':' | '-' | '–' | '—' | '.'));
    ((has_parts || has_delimiter || is_labelled && digits > 0) && !words.is_empty()).then_some(words)
}

/// Whether a text begins with a number of several parts, as in "1.2 Print".
pub(super) fn begins_with_compound_number(text: &str) -> bool {
    let number = text.split_whitespace().next().unwrap_or_default().trim_end_matches(['.', ')', ':']);
    number.contains('.')
        && number.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase())
        && text_after(text).is_some()
}

/// The label without its number: "action 1.2" becomes "action".
pub(super) fn without_number(label: &str) -> String {
    match label.rsplit_once(' ') {
        Some((before, last)) if last.bytes().any(|byte| byte.is_ascii_digit()) && last.len() <= 6 => before.to_owned(),
        _ => label.to_owned(),
    }
}

/// Whether the text in place of an action is only a placeholder of a template, or means "none".
pub(super) fn is_placeholder(text: &str) -> bool {
    let trimmed = text.trim();
    let folded = bare(trimmed);
    let is_bracketed = trimmed.starts_with(['[', '<']) && trimmed.ends_with([']', '>']);
    let is_example =
        ["e.g.", "E.g.", "eg ", "e.g ", "Example:", "For example"].iter().any(|mark| trimmed.starts_with(mark));
    let has_no_content = matches!(
        folded.as_str(),
        "tbc"
            | "tbd"
            | "n/a"
            | "na"
            | "none"
            | "nil"
            | "to be confirmed"
            | "not applicable"
            | "insert action"
            | "add rows as needed"
    );
    let has_words = words(&folded).any(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2);
    is_bracketed || is_example || has_no_content || !has_words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_an_action_is_removed() {
        for text in [
            "1.2 Print",
            "1. Print",
            "V3. Print",
            "V1.1 Print",
            "Action 4a: Print",
            "2) Print",
            "a) Print",
            "A1 – Print",
            "Action 3 Print",
        ] {
            assert_eq!(text_after(text), Some("Print"), "{text}");
        }
        for text in [
            "2 posts",
            "3D printers",
            "100 visitors",
            "A4 posters",
            "24-month plan",
            "Action on waste",
            "Print",
            "a map",
        ] {
            assert_eq!(text_after(text), None, "{text}");
        }
        assert_eq!(without_number("action 1.2"), "action");
    }

    #[test]
    fn placeholders_are_not_actions() {
        assert!(
            ["[Insert action]", "e.g. Print a map", "TBC", "n/a", "3", "–"].iter().all(|text| is_placeholder(text))
        );
        assert!(!is_placeholder("Print a map [of all kilns]"));
    }
}
