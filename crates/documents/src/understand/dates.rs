//! Finds a date in running text.

use crate::words::start;
use model::{
    Date,
    plan::timescale::{Meaning, Timescale},
};

/// The date in a text: "Date: 6th December 2019", "collated on 1st May 2024 and …". Returns the first of several, and only a full
/// date within the first hundred words.
pub(super) fn find(text: &str) -> Option<Date> {
    const MAX_WORDS: usize = 4;
    let words: Vec<&str> = start(text, 2_000).split_whitespace().take(100).collect();
    for at in 0..words.len() {
        // The longest match comes first, because "11 May 2024" contains "1 May 2024".
        for length in (1..=MAX_WORDS.min(words.len() - at)).rev() {
            let window = words[at..at + length].join(" ");
            let window = window.trim_matches(|c: char| !c.is_alphanumeric());
            let names_a_day =
                window.starts_with(|c: char| c.is_ascii_digit()) || window.starts_with(char::is_uppercase);
            if names_a_day && let Meaning::Day(day) = Timescale::read(window).meaning() {
                return Some(*day);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_found_in_a_text() {
        let found = |text: &str| find(text).map(|day| day.to_string());
        assert_eq!(found("was collated on 11th May 2024 and may change.").as_deref(), Some("2024-05-11"));
        assert_eq!(found("Date: 06/12/2019").as_deref(), Some("2019-12-06"));
        assert_eq!(found("July 25, 2024").as_deref(), Some("2024-07-25"));
        assert_eq!(found("in May 2024 and after"), None);
    }
}
