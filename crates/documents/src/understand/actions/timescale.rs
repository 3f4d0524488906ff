//! Recognises timescales, and separates them from names and from the text of actions.

use crate::{
    reading::{FoundAction, Notice, Severity},
    words::{excerpt, fold, start, words},
};
use model::{
    Date,
    plan::timescale::{self, Meaning, Timescale},
};

/// Words that occur with numbers and months in timescales.
const TIMESCALE_WORDS: &str = "a|academic|after|an|and|annual|annually|around|at|ay|before|begin|beginning|between|biannually|by|calendar|christmas|circa|confirmed|continual|continuing|continuous|continuously|during|each|early|easter|end|ending|every|financial|first|five|for|four|from|fy|half|in|immediate|immediately|late|later|latest|launch|long|lent|medium|michaelmas|mid|monthly|month|months|next|no|of|on|once|one|ongoing|onwards|on-going|per|quarter|quarterly|quarters|rolling|second|semester|session|short|six|spring|start|starting|summer|autumn|winter|tbc|tbd|term|termly|terms|than|the|then|third|this|three|throughout|till|to|twelve|twice|two|until|week|weekly|weeks|within|year|yearly|years|be|confirm|life|plan|going|eighteen|biennially|due|and/or|or|midyear";

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether a text is only a timescale.
pub(super) fn is_timescale(text: &str) -> bool {
    let folded = fold(start(text, 100));
    let mut has_time = false;
    let mut count = 0;
    for word in words(&folded) {
        count += 1;
        let is_month = word.len() <= 9
            && MONTHS.iter().any(|month| word.starts_with(month))
            && (word.len() <= 4 || is_whole_month(word));
        let is_counted = word.len() <= 8 && word.bytes().any(|byte| byte.is_ascii_digit()) && is_count(word);
        let is_timescale_word = TIMESCALE_WORDS.split('|').any(|known| known == word);
        if !is_month && !is_counted && !is_timescale_word {
            return false;
        }
        has_time |= is_month
            || is_counted
            || !matches!(
                word,
                "a" | "an"
                    | "the"
                    | "and"
                    | "by"
                    | "to"
                    | "of"
                    | "for"
                    | "no"
                    | "in"
                    | "on"
                    | "at"
                    | "or"
                    | "first"
                    | "plan"
                    | "be"
                    | "one"
                    | "two"
                    | "three"
                    | "going"
                    | "life"
            );
    }
    has_time && count <= 10 && text.len() <= 80
}

fn is_whole_month(word: &str) -> bool {
    const NAMES: [&str; 11] = [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    NAMES.contains(&word) || word == "sept"
}

/// Whether a word is a number as timescales have it: "2025", "31st", "y2", "q3", "1q2025", "m6".
fn is_count(word: &str) -> bool {
    let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect();
    matches!(letters.as_str(), "" | "st" | "nd" | "rd" | "th" | "y" | "yr" | "q" | "m" | "ay" | "fy" | "h" | "s" | "t")
}

/// The due date of a timescale, if it is certain; in "Short term (by July 2025)" it is in the brackets.
pub(super) fn due(text: &str) -> Option<Date> {
    let text = text.trim();
    timescale::due(text).or_else(|| {
        let (outer, inner) = brackets(text)?;
        matches!(Timescale::read(outer).meaning(), Meaning::Relative).then(|| timescale::due(inner)).flatten()
    })
}

/// A notice about an impossible or ambiguous date, which is not guessed.
pub(super) fn date_notice(action: &FoundAction) -> Option<Notice> {
    let timescale = action.timescale.as_deref()?;
    let (code, why, severity) = match Timescale::read(timescale).meaning() {
        Meaning::Impossible(why) => ("date-impossible", why.clone(), Severity::Warning),
        Meaning::Ambiguous(why) => ("date-ambiguous", why.clone(), Severity::Note),
        _ => return None,
    };
    let message = format!(
        "“{}” has no clear due date: {why}. The timescale was kept as written (“{}”).",
        excerpt(timescale),
        excerpt(&action.text)
    );
    Some(Notice { severity, code: code.to_owned(), message, place: Some(action.place.clone()) })
}

/// Whether a heading names a period: "0-12 months", "Year 1 (2025/26)", "Short term", "Actions for year 2".
pub(super) fn names_period(text: &str) -> bool {
    if text.len() > 80 || text.trim_end().ends_with('.') {
        return false;
    }
    if is_timescale(text) {
        return true;
    }
    if let Some((outer, inner)) = brackets(text) {
        return is_timescale(outer) && (is_timescale(inner) || words(&fold(inner)).count() <= 4)
            || is_timescale(inner) && names_period(outer);
    }
    let folded = fold(text);
    let is_part_of_period =
        |word: &&str| !matches!(*word, "actions" | "action" | "for" | "priorities" | "goals" | "in" | "plan" | "our");
    let rest: Vec<&str> =
        folded.split_whitespace().map(|word| word.trim_end_matches(':')).filter(is_part_of_period).collect();
    rest.len() < folded.split_whitespace().count() && !rest.is_empty() && is_timescale(&rest.join(" "))
}

fn brackets(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim().strip_suffix(')')?;
    let (outer, inner) = inner.split_once('(')?;
    Some((outer.trim(), inner.trim()))
}

/// Splits a cell with both into the owner and the timescale, each as written.
pub(super) fn owner_and_timescale(text: &str) -> Option<(String, String)> {
    const MAX_LENGTH: usize = 300;
    let text = text.trim();
    if text.len() > MAX_LENGTH {
        return None;
    }
    let is_mark = |c: char| matches!(c, ',' | ';' | '\n' | '(' | '/' | '|' | '–' | '—' | ':');
    let separators: Vec<(usize, usize)> = text
        .char_indices()
        .filter(|(_, c)| is_mark(*c))
        .map(|(at, c)| (at, at + c.len_utf8()))
        .chain(text.match_indices(" - ").map(|(at, mark)| (at, at + mark.len())))
        .chain(text.match_indices(" by ").map(|(at, _)| (at, at + 1)))
        .chain(text.match_indices(". ").map(|(at, mark)| (at, at + mark.len())))
        .take(40)
        .collect();
    let trim =
        |text: &str| text.trim_matches(|c: char| c.is_whitespace() || is_mark(c) || matches!(c, ')' | '-')).to_owned();
    let pair = |owner: &str, when: &str| {
        Some((trim(owner), trim(when))).filter(|(owner, when)| !owner.is_empty() && !when.is_empty())
    };
    // The longest timescale wins: "by 5 May, 2025" is a single one.
    let last = separators.iter().filter(|(_, after)| is_timescale(&text[*after..])).min_by_key(|(at, _)| *at);
    if let Some((at, after)) = last {
        return pair(&text[..*at], &text[*after..]);
    }
    let first = separators.iter().filter(|(at, _)| is_timescale(&text[..*at])).max_by_key(|(at, _)| *at);
    first.and_then(|(at, after)| pair(&text[*after..], &text[..*at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timescales_are_distinguished_from_names() {
        for text in [
            "By March 2022",
            "Y2",
            "6-12 months",
            "1Q2025",
            "Sep-12",
            "31 June",
            "ongoing",
            "TBC",
            "Autumn term 2025",
            "Twice yearly",
            "2025/26",
            "Spring 2026",
        ] {
            assert!(is_timescale(text), "{text}");
        }
        for text in [
            "HR",
            "Head of Kiln Services",
            "Registrar",
            "Write role profiles by 2026",
            "Dr Osric Thrale",
            "Grade 3",
            "",
        ] {
            assert!(!is_timescale(text), "{text}");
        }
    }

    #[test]
    fn periods_are_distinguished_from_themes() {
        for text in [
            "0-12 months",
            "Year 1",
            "Year 1 (2025/26)",
            "Short term (by July 2025)",
            "Actions for year 2",
            "Medium term",
        ] {
            assert!(names_period(text), "{text}");
        }
        for text in ["Visibility", "Action plan", "What comes next", "Key"] {
            assert!(!names_period(text), "{text}");
        }
        assert_eq!(due("Short term (by July 2025)").map(|day| day.to_string()).as_deref(), Some("2025-07-31"));
    }

    #[test]
    fn who_and_when_in_one_cell_are_distinguished() {
        for (text, owner, when) in [
            ("Registrar, 1Q2025", "Registrar", "1Q2025"),
            ("HR\nby 1 May 2025", "HR", "by 1 May 2025"),
            ("Head of Kiln Services – By March 2022", "Head of Kiln Services", "By March 2022"),
            ("Research Office; Prof. Ida Quarrel (June 2026)", "Research Office; Prof. Ida Quarrel", "June 2026"),
            ("May 2026: Deans", "Deans", "May 2026"),
            ("HR by July 2025", "HR", "by July 2025"),
        ] {
            assert_eq!(owner_and_timescale(text), Some((owner.to_owned(), when.to_owned())), "{text}");
        }
        assert_eq!(owner_and_timescale("Research Office; Prof. Ida Quarrel"), None);
    }
}
